"""REST: what is not a conversation in the making."""
