"""A bot that is not there: whether it is worth waiting for, and until when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from handoff.application.ports import Bot, Clock

#: An absence that nobody has noticed for so long is another one when it is noticed again.
_FORGOTTEN = timedelta(minutes=1)


class Absence:
    """What this process knows of a bot that nobody reaches.

    One that is known to be starting is waited for until *start* after its start; one of which
    nothing is known for *blip*, once: while it stays away, later messages do not wait again.
    """

    def __init__(
        self,
        bot: Bot,
        clock: Clock,
        *,
        start: timedelta,
        blip: timedelta,
        starting: Callable[[], datetime | None] | None = None,
        every_s: float = 0.25,
    ) -> None:
        """*starting*: since when the bot is starting; None: it is not.

        Without it this process's own start counts until the bot has been there once: both are
        then started by the same hand. *every_s*: seconds between two looks.
        """
        self._bot = bot
        self._clock = clock
        self._start = start
        self._blip = blip
        self._starting = starting or self._own_start
        self._every_s = every_s
        self._began = clock()
        self._met = False
        self._since: datetime | None = None
        self._noticed: datetime | None = None
        self._looking = asyncio.Lock()

    def there(self) -> None:
        """It has answered."""
        self._met = True
        self._since = None

    def noticed(self) -> bool:
        """It is away: whether a message may wait for it now."""
        now = self._clock()
        if self._since is None or self._noticed is None or now - self._noticed > _FORGOTTEN:
            self._since = now
        self._noticed = now
        return self.is_starting() or now - self._since < self._blip

    def is_starting(self) -> bool:
        """Whether it is known to be starting, and not for too long already."""
        since = self._starting()
        return since is not None and self._clock() - since < self._start

    async def wait(self, seconds: float) -> None:
        """Until it is there, for so long at most; however many wait, one at a time looks."""
        try:
            async with asyncio.timeout(seconds), self._looking:
                while True:
                    if await self._bot.healthy() is None:
                        return
                    await asyncio.sleep(self._every_s)
        except TimeoutError:
            return

    def _own_start(self) -> datetime | None:
        return None if self._met else self._began
