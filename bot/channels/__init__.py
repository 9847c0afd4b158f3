"""The assistant's side of the wire: the channel, one turn, the wording and the language."""
