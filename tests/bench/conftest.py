"""The whole product, started twice: once for all measurements."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.support.polling import eventually
from tests.support.server import open_folder
from tests.support.stack import Stack


def _prepared(stack: Stack) -> int:
    """How often the gateway had encoded all articles: until then it does so beside any reply."""
    return stack.log("gateway").count("knowledge.prepared")


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    stack = Stack(
        open_folder("hangat-bench-") / "data",
        {"HANGAT_RASA_CREDENTIALS": "credentials.bench.yml", "HANGAT_FRAMES_PER_10S": "1000"},
        verbose=False,  # as it is run; otherwise the supervisor prints every line of every service
    )
    began = time.monotonic()
    stack.up()
    first = time.monotonic() - began
    stack.down()
    before = _prepared(stack)
    began = time.monotonic()
    stack.up()
    second = time.monotonic() - began
    print(
        f"\n| start | seconds |\n| --- | --- |\n| first | {first:.1f} |\n| second | {second:.1f} |"
    )
    eventually(lambda: _prepared(stack) > before, timeout=240, every=0.5, what="the knowledge base")
    yield stack
    stack.down()
    assert second < 30
