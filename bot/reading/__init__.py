"""What a message names: amounts, days, banks and the rest. Pure: no Rasa, no clock, no files."""
