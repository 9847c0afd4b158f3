"""Run the gateway: `python -m api`."""

from __future__ import annotations

import uvicorn

from api.app import create_app
from api.sockets.wire import Wire
from handoff import bootstrap
from handoff.settings import Settings

#: Larger than what the protocol allows, so that a frame which is too large gets an error frame;
#: beyond this the connection is closed (1009) without reading on.
_MAX_WIRE_FRAME = 2 * 1024 * 1024


def main() -> None:
    settings = Settings()
    bootstrap.configure_logging(settings, "gateway")
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws=Wire,
        ws_per_message_deflate=False,
        ws_max_size=_MAX_WIRE_FRAME,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=8,
    )


if __name__ == "__main__":
    main()
