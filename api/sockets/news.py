"""What a socket has heard of one conversation and not yet shown."""

from __future__ import annotations

from collections.abc import Sequence

from handoff.application.ports import Hint
from handoff.domain.events import Recorded


class News:
    """Records that hints brought along; where they do not join up, the table must be read."""

    def __init__(self) -> None:
        self._records: dict[int, Recorded] = {}
        self._head = 0
        self.must_read = True

    def hear(self, hint: Hint, shown: int) -> bool:
        """Whether *hint* tells anything to one who has shown everything up to number *shown*."""
        if hint.seq is not None and hint.seq <= max(shown, self._head):
            return False
        if hint.records:
            self._records.update({record.seq: record for record in hint.records})
            self._head = hint.records[-1].seq
        else:
            self.must_read = True
        return True

    def take(self, shown: int) -> Sequence[Recorded] | None:
        """What comes after number *shown*; None: read it from the table."""
        records, self._records, self._head = self._records, {}, 0
        must_read, self.must_read = self.must_read, False
        new = [records[seq] for seq in sorted(records) if seq > shown]
        joined = [record.seq for record in new] == list(range(shown + 1, shown + 1 + len(new)))
        return None if must_read or not joined else new
