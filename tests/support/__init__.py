"""Shared by the tests: polling, a database server, a faulty network, the real stack."""
