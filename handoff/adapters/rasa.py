"""The bot, asked over Rasa's own HTTP server through the channel in bot/channels/hangat.py."""

from __future__ import annotations

import asyncio
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Literal

import aiohttp
import structlog
from pydantic import BaseModel, ValidationError

from handoff.application.ports import BotAway, BotTurn, BotUnavailable
from handoff.domain.commands import RecordBotReply
from handoff.domain.escalation import EscalationReason
from handoff.domain.events import BotMessage, Button, Outcome
from handoff.domain.masking import mask
from handoff.protocol.texts import first_name

log = structlog.get_logger()


class _Button(BaseModel):
    title: str
    payload: str


class _Message(BaseModel):
    text: str
    buttons: list[_Button] = []


class _Answer(BaseModel):
    messages: list[_Message]
    intent: str | None
    confidence: float | None
    topic: str | None
    outcome: Outcome
    escalate: Literal["asked_for_human", "sensitive", "no_progress"] | None


class _Refusal(BaseModel):
    error: str


#: What is known of a text already: the version of the encoder, and its vector in little-endian
#: float32. Rasa then need not encode the text again.
Known = Callable[[str], tuple[str, bytes] | None]

_TURN = "/webhooks/hangat/turn"
#: Seconds that a connection rests before it is closed: less than Rasa's five, so that no question
#: meets a connection that is just being closed.
_KEPT_S = 4.0
#: Errors of the channel's by which nothing of the turn was kept, and another try may succeed.
_NOTHING_KEPT = frozenset({"tracker_store", "lock"})
#: What a proxy answers for a server that is not there; the channel's own 503 says why.
_NOBODY_BEHIND = frozenset({502, 503, 504})


class RasaBot:
    """One turn, one request, one deadline (seconds). Errors of any kind are BotUnavailable."""

    def __init__(
        self, url: str, token: str, *, deadline_s: float, known: Known = lambda text: None
    ) -> None:
        self._token = token
        self._known = known
        self._deadline_s = deadline_s
        self._client = aiohttp.ClientSession(
            url,
            timeout=aiohttp.ClientTimeout(total=deadline_s),
            headers={"Authorization": f"Bearer {token}"},
            connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=_KEPT_S),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def close(self) -> None:
        await self._client.close()

    async def reply(self, turn: BotTurn) -> RecordBotReply:
        body: dict[str, object] = {
            # A new session after each hand-back: Rasa slows down with the length of a session,
            # and the earlier matter is settled.
            "sender": f"{turn.conversation_id}:{turn.session}",
            "text": turn.text,
            "payload": turn.payload,
            "metadata": {
                "customer_id": turn.subject,
                "customer_name": turn.customer_name,
                "language": turn.language,
                "sensitive": turn.sensitive,
                "settled": turn.settled
                and {
                    "topic": turn.settled.topic,
                    "note": turn.settled.note,
                    # The bot says it to the customer, who knows the agent by the first name.
                    "agent": turn.settled.agent_name and first_name(turn.settled.agent_name),
                },
            },
        }
        known = self._known(turn.text) if turn.payload is None else None
        if known is not None:
            encoder, values = known
            body["vector"] = {"encoder": encoder, "values": b64encode(values).decode()}
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._deadline_s):
                status, content = await self._ask(body)
            log.info(
                "bot.answered",
                conversation=turn.conversation_id,
                took_ms=round((time.perf_counter() - began) * 1000, 1),
            )
            if status in _NOBODY_BEHIND and _refusal(content) is None:
                raise BotAway(f"status {status}")
            if status != 200:
                raise BotUnavailable(f"status {status}")
            answer = _Answer.model_validate_json(content)
        except TimeoutError as error:
            raise BotUnavailable("no answer before the deadline") from error
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError) as error:
            # Refused, or cut off in the middle: its process is not there, or was ended. What it
            # does at the bank it does once, however often it is asked the same turn.
            raise BotAway(type(error).__name__) from error
        except aiohttp.ClientError as error:
            raise BotUnavailable(type(error).__name__) from error
        except ValidationError as error:
            raise BotUnavailable("an answer that cannot be read") from error
        messages = tuple(_message(m) for m in answer.messages if m.text.strip())
        if not messages and answer.escalate is None:
            # The bot's silence must never become the customer's.
            raise BotUnavailable("an empty answer")
        return RecordBotReply(
            session=turn.session,
            answers=turn.answers,
            messages=messages,
            outcome=answer.outcome,
            intent=answer.intent,
            confidence=answer.confidence,
            topic=answer.topic,
            escalate=EscalationReason(answer.escalate) if answer.escalate else None,
        )

    async def _ask(self, body: Mapping[str, object]) -> tuple[int, bytes]:
        """One question; once more where the channel says that it kept nothing of the first.

        After its database was away, Rasa finds out at the first use that its connections are dead.
        """
        status, content = await self._post(body)
        if status == 503 and _refusal(content) in _NOTHING_KEPT:
            return await self._post(body)
        return status, content

    async def _post(self, body: Mapping[str, object]) -> tuple[int, bytes]:
        async with self._client.post(_TURN, json=body) as response:
            return response.status, await response.read()

    async def healthy(self) -> str | None:
        try:
            async with self._client.get("/status", params={"token": self._token}) as response:
                response.raise_for_status()
                status = await response.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"Rasa does not answer ({type(error).__name__})"
        if not status.get("model_file"):
            return "Rasa runs without a model"
        return None


def _refusal(content: bytes) -> str | None:
    try:
        return _Refusal.model_validate_json(content).error
    except ValidationError:
        return None


def _message(message: _Message) -> BotMessage:
    """What the bot says is stored too: mask a secret that it would repeat."""
    return BotMessage(
        text=mask(message.text).text,
        buttons=tuple(Button(title=b.title, payload=b.payload) for b in message.buttons),
    )
