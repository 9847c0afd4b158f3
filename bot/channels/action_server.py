"""The action server as the channel sees it: with a deadline, and with failures noticed.

Rasa logs a failing action and goes on as if it had done nothing. The endpoint here notes every
failure for the turn that is being answered, and the turn then fails as a whole (turn.py).
"""

import asyncio
import contextvars
import time
from typing import Any, Dict, List, Optional, Text

import aiohttp
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig, concat_url

from actions.base import TURN_S

DEADLINE_S = 5.0
"""Seconds that one call of the action server may take, asked twice or not."""
KEPT_S = 4.0
"""Seconds that a connection is kept: less than the five after which the action server closes it."""

_failures: contextvars.ContextVar[Optional[List[Text]]] = contextvars.ContextVar(
    "failures", default=None
)
_turn_began: contextvars.ContextVar[Optional[float]] = contextvars.ContextVar(
    "turn_began", default=None
)


def note_failures() -> List[Text]:
    """A list that fills with the failures of the turn that begins here, in this task."""
    noted: List[Text] = []
    _failures.set(noted)
    _turn_began.set(time.monotonic())
    return noted


class _Ask:
    """One request, and whether it went out on a connection that had been kept."""

    reused = False


async def _note_reuse(_: Any, context: Any, __: Any) -> None:
    context.trace_request_ctx.reused = True


class WatchedEndpoint(EndpointConfig):
    """The action server, with a deadline, a kept connection, and failures that are noticed."""

    _kept: Optional[aiohttp.ClientSession] = None

    def session(self) -> aiohttp.ClientSession:
        """As Rasa's own; it lets go of a connection before the action server does."""
        auth = None
        if self.basic_auth:
            auth = aiohttp.BasicAuth(self.basic_auth["username"], self.basic_auth["password"])
        reuse = aiohttp.TraceConfig()
        reuse.on_connection_reuseconn.append(_note_reuse)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_S),
            headers=self.headers,
            auth=auth,
            trace_configs=[reuse],
        )

    @classmethod
    def watch(cls, endpoint: EndpointConfig) -> "WatchedEndpoint":
        """The same endpoint, watched."""
        return cls(
            endpoint.url,
            endpoint.params,
            endpoint.headers,
            endpoint.basic_auth,
            endpoint.token,
            endpoint.token_name,
            endpoint.cafile,
            **endpoint.kwargs,
        )

    async def request(
        self,
        method: Text = "post",
        subpath: Optional[Text] = None,
        content_type: Optional[Text] = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Optional[Any]:
        """As Rasa's own; every error is also noted for the turn that is being answered.

        The action is told how long that turn has taken: its actions share one time for the bank.
        """
        kwargs.update(params=self.combine_parameters(kwargs), compress=compress)
        url = concat_url(self.url, subpath)
        began, ask = time.monotonic(), _Ask()
        turn_began = _turn_began.get()
        if turn_began is not None and "json" in kwargs:
            kwargs["json"] = {**kwargs["json"], TURN_S: began - turn_began}
        try:
            try:
                return await self._asked(ask, DEADLINE_S, method, url, kwargs)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                # A kept connection that was closed just as it was used: nobody took the request.
                # Should an action have begun all the same (the server died in the middle of it),
                # it may run again, as when the turn is sent again: the bank writes the same only
                # once (actions/bank.py), and only the answer that comes back is said. On a new
                # connection it is no such thing, and fails.
                left = DEADLINE_S - (time.monotonic() - began)
                if not ask.reused or left <= 0:
                    raise
                return await self._asked(_Ask(), left, method, url, kwargs)
        except (aiohttp.ClientError, ClientResponseError, asyncio.TimeoutError) as error:
            noted = _failures.get()
            if noted is not None:
                noted.append(type(error).__name__)
            raise

    async def _asked(
        self, ask: _Ask, seconds: float, method: Text, url: Text, kwargs: Dict[Text, Any]
    ) -> Any:
        if self._kept is None or self._kept.closed:
            self._kept = self.session()
        limit = aiohttp.ClientTimeout(total=seconds)
        asking = {**kwargs, "timeout": limit, "trace_request_ctx": ask}
        async with self._kept.request(method, url, **asking) as response:
            if response.status >= 400:
                raise ClientResponseError(response.status, response.reason, await response.text())
            return await response.json()


def _reuse_the_schema() -> None:
    """Makes Rasa check an action's result against a schema that is prepared once.

    Rasa hands the same schema to `jsonschema.validate` for every call, which examines the
    schema itself anew each time: two thirds of the time of a turn with an action.
    """
    schema = RemoteAction.action_response_format_spec()
    validator_class = validator_for(schema)
    validator_class.check_schema(schema)
    validator = validator_class(schema)

    def check(_: RemoteAction, result: Dict[Text, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = check  # type: ignore[method-assign]


_reuse_the_schema()
