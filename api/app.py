"""The gateway's application: routes, sockets and the built pages over the wired services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI
from fastapi.responses import FileResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.routing import Route, request_response

from api import errors
from api.routes import assist, customer, demo, knowledge, policy, staff, system
from api.security import Guard, Origins
from api.sockets import endpoints
from api.sockets.link import Doors
from api.sockets.watch import HouseWatch
from api.turns import Turns
from handoff import bootstrap
from handoff.settings import Settings

log = structlog.get_logger()

#: Seconds that bot turns under way have to finish when the gateway stops.
_DRAIN_S = 5.0
_PAGES = ("console", "admin")


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with bootstrap.services(settings, reads=True) as services:
            app.state.services = services
            app.state.turns = Turns(services.bot_turns)
            app.state.watch = HouseWatch(services.lists, services.hub)
            async with (
                services.hub.running(),
                services.policy.running(),
                services.knowledge.running(),
                app.state.watch.running(),
            ):
                with services.hub.watching(services.policy.wake):
                    log.info("gateway.ready", port=settings.port)
                    yield
                    await app.state.turns.drain(_DRAIN_S)

    app = FastAPI(
        title="Hangat",
        version=bootstrap.version(),
        summary="Hybrid customer service for banks: everything that is not a websocket.",
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from elsewhere; /openapi.json is there
        redoc_url=None,
    )
    origins = Origins(settings)
    app.state.origins = origins
    app.state.doors = Doors(settings.connections_per_address)
    app.add_middleware(Guard, origins=origins, https=settings.secure_cookies)
    errors.install(app)
    app.include_router(customer.router)
    app.include_router(staff.router)
    app.include_router(policy.router)
    app.include_router(assist.router)
    app.include_router(knowledge.router)
    app.include_router(system.router)
    app.include_router(endpoints.router)
    if settings.demo:
        app.include_router(demo.router)
    _serve_pages(app, settings)
    return app


def _serve_pages(app: FastAPI, settings: Settings) -> None:
    root = settings.web_root
    pages = (*_PAGES, "demo") if settings.demo else _PAGES
    home = "/demo/" if settings.demo else "/console/"

    @app.get("/", include_in_schema=False)
    async def start() -> Response:
        return RedirectResponse(home)

    async def widget(request: Request) -> Response:
        # Asked for anew each time, by its ETag: host sites carry the bare name.
        return FileResponse(
            root / "widget.js",
            media_type="text/javascript",
            headers={"Cache-Control": "no-cache"},
        )

    # Only what is the same for everybody is compressed: no answer that holds a secret is.
    app.router.routes.append(Route("/widget.js", GZipMiddleware(request_response(widget))))
    for page in pages:
        files = StaticFiles(directory=root / page, html=True, check_dir=False)
        app.mount(f"/{page}", GZipMiddleware(files))
