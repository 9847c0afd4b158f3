"""Custom actions of the assistant; the action server finds them here."""

from actions import cards, conversation, own_data, transfer  # noqa: F401
