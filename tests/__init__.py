"""Tests of Hangat."""
