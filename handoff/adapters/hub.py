"""Wakes those who follow a conversation: hints when they come, a poll when they are lost."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager

import structlog

from handoff.application.ports import Conversations, Hint, Hints, StoreUnavailable
from handoff.domain.ids import ConversationId

log = structlog.get_logger()

#: Called in the event loop; must not block. None: anything may have changed.
Listener = Callable[[Hint], None]


class Hub:
    """One for a process. Followers look at the table themselves; a hint only says when."""

    def __init__(self, hints: Hints, conversations: Conversations, *, poll_s: float = 2.0) -> None:
        self._hints = hints
        self._conversations = conversations
        self._poll_s = poll_s
        self._followers: defaultdict[ConversationId, set[Listener]] = defaultdict(set)
        self._watchers: set[Listener] = set()
        self._heads: dict[ConversationId, int] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(self._listen()), tasks.create_task(self._poll())]
            try:
                yield
            finally:
                for task in running:
                    task.cancel()

    @contextmanager
    def following(self, conversation_id: ConversationId, listener: Listener) -> Iterator[None]:
        """Call *listener* on every change of one conversation."""
        self._followers[conversation_id].add(listener)
        try:
            yield
        finally:
            followers = self._followers[conversation_id]
            followers.discard(listener)
            if not followers:
                del self._followers[conversation_id]
                self._heads.pop(conversation_id, None)

    @contextmanager
    def watching(self, listener: Listener) -> Iterator[None]:
        """Call *listener* on every change of any conversation."""
        self._watchers.add(listener)
        try:
            yield
        finally:
            self._watchers.discard(listener)

    def tell(self, hint: Hint) -> None:
        listeners: set[Listener] = set()
        if hint.typing is None:
            listeners |= self._watchers
        if hint.conversation_id is None:
            for followers in self._followers.values():
                listeners |= followers
        else:
            listeners |= self._followers.get(hint.conversation_id, set())
        self._call(listeners, hint)

    def _call(self, listeners: Iterable[Listener], hint: Hint) -> None:
        for listener in list(listeners):
            try:
                listener(hint)
            except Exception:
                # One follower's fault must not cut off all the others.
                log.exception("hub.listener_failed", conversation=hint.conversation_id)

    async def _listen(self) -> None:
        async for hint in self._hints.listen():
            self.tell(hint)

    async def _poll(self) -> None:
        """The floor under the hints: compare the newest numbers of what is followed here."""
        while True:
            await asyncio.sleep(self._poll_s)
            try:
                heads = await self._conversations.heads(list(self._followers))
            except StoreUnavailable as error:
                log.warning("hub.poll_failed", error=str(error))
                continue
            for conversation_id, seq in heads.items():
                if conversation_id in self._followers and self._heads.get(conversation_id) != seq:
                    self._heads[conversation_id] = seq
                    self.tell(Hint(conversation_id=conversation_id, seq=seq))
            # What nobody here follows can change a list all the same.
            self._call(self._watchers, Hint(conversation_id=None))
