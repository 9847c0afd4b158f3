"""The bot's answers as the detector will need them: encoded before the next message comes."""

from __future__ import annotations

from collections.abc import Callable

from handoff.application.ports import Bot, BotTurn
from handoff.domain.commands import RecordBotReply


class OverheardBot:
    """Another bot, whose answers are also given to *hear*; that must not block.

    A message is read with all that was said before it. What the bot said last is all of that
    which is new, and mostly longer than the message: encoded now, nobody waits for it.
    """

    def __init__(self, bot: Bot, hear: Callable[[str], None]) -> None:
        self._bot = bot
        self._hear = hear

    async def reply(self, turn: BotTurn) -> RecordBotReply:
        """As the bot's own."""
        answer = await self._bot.reply(turn)
        if answer.messages:
            # One turn, as handoff.domain.turns makes it of the event.
            self._hear("\n".join(message.text for message in answer.messages))
        return answer

    async def healthy(self) -> str | None:
        """As the bot's own."""
        return await self._bot.healthy()
