"""Origins, headers and body size: what is refused before anybody looks at the content."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem
from handoff.settings import Settings

MAX_BODY = 64 * 1024

_CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: What the host sites' pages may call from another origin.
_OPEN_TO_SITES = ("/api/v1/customer/",)


class Origins:
    """Which pages may talk to us, by the Origin that the browser states."""

    def __init__(self, settings: Settings) -> None:
        self._own = frozenset(settings.public_origins)
        self._sites = frozenset(settings.site_origins)

    def is_own(self, origin: str | None, host: str | None) -> bool:
        """A page of ours. No Origin is not a browser's page: tools and servers may."""
        if origin is None:
            return True
        scheme, _, rest = origin.partition("://")
        return origin in self._own or (scheme in ("http", "https") and rest == host)

    def is_site(self, origin: str | None, host: str | None) -> bool:
        """A page that may carry the widget: a host site's, or one of ours."""
        return self.is_own(origin, host) or origin in self._sites


class Guard:
    """ASGI middleware: security headers on every answer, sites' origins, bounded bodies."""

    def __init__(self, app: ASGIApp, origins: Origins, *, https: bool) -> None:
        self._app = app
        self._origins = origins
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin, path = headers.get("origin"), str(scope["path"])
        for_sites = path.startswith(_OPEN_TO_SITES)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    answer.setdefault(name, value)
                if self._https:
                    answer.setdefault("Strict-Transport-Security", "max-age=31536000")
                if path == "/widget.js":
                    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
                if for_sites and origin is not None:
                    answer["Access-Control-Allow-Origin"] = origin
                    answer["Access-Control-Expose-Headers"] = "Content-Disposition"
                    answer["Vary"] = "Origin"
                if path.startswith(("/api/", "/demo/api/")):
                    answer["Cache-Control"] = "no-store"
            await send(message)

        host = headers.get("host")
        known = (
            self._origins.is_site(origin, host) if for_sites else self._origins.is_own(origin, host)
        )
        if not known:
            refusal = problem(403, "origin", "This page may not talk to this server.")
            await refusal(scope, receive, send)
        elif for_sites and scope["method"] == "OPTIONS":
            await _preflight(scope, receive, send_guarded)
        else:
            await self._bounded(scope, receive, send_guarded, headers.get("content-length"))

    async def _bounded(
        self, scope: Scope, receive: Receive, send: Send, stated: str | None
    ) -> None:
        if stated is not None and (not stated.isdigit() or int(stated) > MAX_BODY):
            refusal = problem(413, "too_large", f"A body has at most {MAX_BODY} bytes.")
            await refusal(scope, receive, send)
            return
        seen = 0

        async def receive_bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MAX_BODY:
                # Chunked beyond the limit: the rest is not read, the request ends here.
                return {"type": "http.disconnect"}
            return message

        await self._app(scope, receive_bounded, send)


async def _preflight(scope: Scope, receive: Receive, send: Send) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": 204,
            "headers": [
                (b"access-control-allow-methods", b"GET, POST"),
                (b"access-control-allow-headers", b"authorization, content-type"),
                (b"access-control-max-age", b"600"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": b""})
