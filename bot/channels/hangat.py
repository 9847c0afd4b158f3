"""The channel between the gateway and the assistant: one authenticated POST per turn."""

import dataclasses
import hmac
import json
import logging
import re
from typing import Any, Awaitable, Callable, Dict, Optional, Text

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.core.constants import DEFAULT_INTENTS, USER_INTENT_OUT_OF_SCOPE
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from channels.turn import TurnFailed, TurnRequest, run_turn
from components.encoder import LATEST
from reading.plain import without_long_runs

logger = logging.getLogger(__name__)

MAX_TEXT = 4000
"""Characters that one customer turn may have."""

_SENDER = re.compile(r"[A-Za-z0-9_-]{1,64}:[0-9]{1,6}")
_PAYLOAD = re.compile(r"/([a-z_]+)(\{.*\})?", re.DOTALL)
_LANGUAGES = ("id", "en")
_RASAS_OWN = frozenset(DEFAULT_INTENTS) - {USER_INTENT_OUT_OF_SCOPE}
"""Intents that steer Rasa itself, such as /restart: no quick reply holds one."""


class BadTurn(ValueError):
    """The request breaks the contract; the text says where."""


class HangatInput(InputChannel):
    """POST /webhooks/hangat/turn; see README.md for the contract."""

    @classmethod
    def name(cls) -> Text:
        """The name in the address."""
        return "hangat"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> "HangatInput":
        """Refuses to start without a token."""
        token = (credentials or {}).get("token")
        if not isinstance(token, str) or len(token) < 16:
            raise InvalidConfigException(
                "The channel `hangat` needs a token of at least 16 characters: "
                "set HANGAT_RASA_TOKEN."
            )
        return cls(token)

    def __init__(self, token: Text) -> None:
        """`token` is what the gateway sends as `Authorization: Bearer …`."""
        self._token = token.encode()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes: / says that the channel is there, /turn answers one turn."""
        routes = Blueprint("hangat", strict_slashes=False)

        @routes.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return json_response({"status": "ok"})

        @routes.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            if not self._authorised(request):
                return _error(401, "unauthorized", "A valid bearer token is needed.")
            agent: Optional[Agent] = request.app.ctx.agent
            if agent is None or not agent.is_ready():
                return _error(503, "no_model", "No model is loaded.")
            assert agent.domain is not None
            try:
                turn_request = read_turn(request, agent.domain.intents)
            except BadTurn as error:
                return _error(400, "bad_request", str(error))
            try:
                result = await run_turn(agent, turn_request)
            except TurnFailed as error:
                logger.error("turn failed: sender=%s error=%s", turn_request.sender, error.error)
                return _error(503, error.error, str(error))
            return json_response(dataclasses.asdict(result))

        return routes

    def _authorised(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), self._token)


def _error(status: int, error: Text, message: Text) -> HTTPResponse:
    return json_response({"error": error, "message": message}, status=status)


def read_turn(request: Request, intents: "list[Text]") -> TurnRequest:
    """The turn in the request's body. Raises BadTurn."""
    try:
        body = request.json
    except InvalidUsage as error:
        raise BadTurn("The body must be JSON.") from error
    if not isinstance(body, dict):
        raise BadTurn("The body must be a JSON object.")
    sender, text, payload = body.get("sender"), body.get("text"), body.get("payload")
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        raise BadTurn("`sender` must be <conversation>:<session>.")
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise BadTurn(f"`text` must be a string of at most {MAX_TEXT} characters.")
    metadata = body.get("metadata")
    metadata = {} if metadata is None else metadata
    if not isinstance(metadata, dict):
        raise BadTurn("`metadata` must be an object.")
    language = metadata.get("language", "id")
    if language not in _LANGUAGES:
        raise BadTurn("`metadata.language` must be id or en.")
    _hear_vector(text, body.get("vector"))
    return TurnRequest(
        sender=sender,
        text=plain_text(text) if payload is None else _intent_payload(payload, intents),
        language=language,
        customer_id=_optional_text(metadata, "customer_id"),
        customer_name=_optional_text(metadata, "customer_name"),
        settled=_settled(metadata.get("settled")),
        sensitive=_optional_share(metadata, "sensitive"),
    )


def _hear_vector(text: Text, said: Any) -> None:
    """Keeps the vector with which the gateway has read the text: it need not be encoded again."""
    if said is not None:
        try:
            LATEST.hear(text, said)
        except ValueError as error:
            raise BadTurn(f"`vector` cannot be used: {error}.") from error


def plain_text(text: Text) -> Text:
    """Customer text can't set intents or slots: a leading slash is taken off."""
    plain = without_long_runs(text.strip().lstrip("/ \t\n").strip())
    if plain:
        return plain
    if not text.strip():
        raise BadTurn("`text` is empty.")
    return "?"


def _intent_payload(payload: Any, intents: "list[Text]") -> Text:
    match = _PAYLOAD.fullmatch(payload) if isinstance(payload, str) else None
    if match is None or match.group(1) not in intents or match.group(1) in _RASAS_OWN:
        raise BadTurn("`payload` must be /intent or /intent{...} with an intent of the domain.")
    if match.group(2):
        try:
            json.loads(match.group(2))
        except ValueError as error:
            raise BadTurn("`payload` holds malformed JSON.") from error
    return payload


def _optional_text(metadata: Dict[Text, Any], name: Text) -> Optional[Text]:
    value = metadata.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > 200):
        raise BadTurn(f"`metadata.{name}` must be a string or null.")
    return value or None


def _optional_share(metadata: Dict[Text, Any], name: Text) -> Optional[float]:
    value = metadata.get(name)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if value is not None and not (number and 0 <= value <= 1):
        raise BadTurn(f"`metadata.{name}` must be a number from 0 to 1, or null.")
    return value


def _settled(value: Any) -> Optional[Dict[Text, Any]]:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadTurn("`metadata.settled` must be an object or null.")
    topic, note, agent = value.get("topic"), value.get("note"), value.get("agent")
    if not (topic is None or isinstance(topic, str)):
        raise BadTurn("`metadata.settled.topic` must be a string or null.")
    if not isinstance(note, str) or not (agent is None or isinstance(agent, str)):
        raise BadTurn("`metadata.settled` needs `note`; `agent` is a string or null.")
    return {"topic": topic, "note": note, "agent": agent}
