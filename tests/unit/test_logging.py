"""What a log line never holds."""

from __future__ import annotations

import json

import psycopg
import pytest
import structlog

from handoff import bootstrap
from handoff.settings import Settings


def test_values_of_a_failing_row_stay_out_of_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = Settings(
        database_url="",
        rasa_token="t",
        secret_key="s" * 32,
        site_key="k" * 32,  # type: ignore[arg-type]
    )
    bootstrap.configure_logging(settings, "test")
    try:
        log = structlog.get_logger("of this test")
        try:
            raise psycopg.errors.CheckViolation(
                "violates constraint\nDETAIL:  Failing row contains (0800 1111 2222)."
            )
        except psycopg.Error:
            log.exception("socket.broken")
        line = json.loads(capsys.readouterr().out)
        assert "violates constraint" in line["exception"]
        assert "0800 1111" not in str(line)
    finally:
        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()
