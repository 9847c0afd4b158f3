"""The action server as the channel sees it: with a deadline, and with failures noticed.

Rasa logs a failing action and goes on as if it had done nothing. The endpoint here notes every
failure for the turn that is being answered, and the turn then fails as a whole (turn.py).
"""

import asyncio
import contextvars
from typing import Any, Dict, List, Optional, Text

import aiohttp
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig, concat_url

DEADLINE_S = 5.0
"""Seconds that one call of the action server may take."""

_failures: contextvars.ContextVar[Optional[List[Text]]] = contextvars.ContextVar(
    "failures", default=None
)


def note_failures() -> List[Text]:
    """A list that fills with the failures of the task that this is called in."""
    noted: List[Text] = []
    _failures.set(noted)
    return noted


class WatchedEndpoint(EndpointConfig):
    """The action server, with a deadline, a kept connection, and failures that are noticed."""

    _kept: Optional[aiohttp.ClientSession] = None

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
        """As Rasa's own; every error is also noted for the turn that is being answered."""
        kwargs["timeout"] = aiohttp.ClientTimeout(total=DEADLINE_S)
        if self._kept is None or self._kept.closed:
            self._kept = self.session()
        try:
            async with self._kept.request(
                method,
                concat_url(self.url, subpath),
                params=self.combine_parameters(kwargs),
                compress=compress,
                **kwargs,
            ) as response:
                if response.status >= 400:
                    raise ClientResponseError(
                        response.status, response.reason, await response.text()
                    )
                return await response.json()
        except (aiohttp.ClientError, ClientResponseError, asyncio.TimeoutError) as error:
            noted = _failures.get()
            if noted is not None:
                noted.append(type(error).__name__)
            raise


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
