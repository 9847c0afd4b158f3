"""Who reads a recorded conversation: turns in, one signal for each customer turn out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from handoff.domain.signals import Signal, Turn


class Reader(Protocol):
    @property
    def model_version(self) -> str: ...

    def read(self, turns: Sequence[Turn]) -> Sequence[Signal | None]:
        """One entry for each customer turn, in order, each judged on what came before it.

        None where a turn could not be read.
        """
        ...
