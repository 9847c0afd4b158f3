"""One contract, two stores: every test here runs on PostgreSQL and in memory."""
