"""PostgreSQL: the truth about conversations, people and what is owed."""
