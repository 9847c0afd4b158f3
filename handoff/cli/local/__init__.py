"""One machine: set-up, embedded PostgreSQL and the supervisor behind ``hangat up``."""
