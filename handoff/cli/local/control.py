"""A unix socket through which a running Hangat is asked and told: one JSON line each way."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from handoff.cli.local.trouble import Trouble

Handler = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


async def serve(path: Path, handler: Handler) -> asyncio.Server:
    """Listen there; only this user can connect. The caller holds the data directory's lock."""
    _clear(path)

    async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = json.loads(await reader.readline())
            answer = await handler(request)
        except (ValueError, KeyError) as error:
            answer = {"ok": False, "error": f"not understood: {error}"}
        except Trouble as trouble:
            answer = {"ok": False, "error": str(trouble)}
        try:
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        except ConnectionError:
            pass  # the asker has gone
        finally:
            writer.close()

    server = await asyncio.start_unix_server(on_connection, path)
    os.chmod(path, 0o600)
    return server


def _clear(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent.stat().st_uid != os.geteuid():
        raise Trouble(f"{path.parent} belongs to another user: remove it and start again.")
    path.unlink(missing_ok=True)


def ask(path: Path, request: dict[str, Any], timeout_s: float = 120.0) -> dict[str, Any]:
    """Send a request to the running Hangat; a sentence when none runs."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout_s)
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError) as error:
            raise Trouble(
                "Hangat is not running on this data directory: start it with ./hangat up"
            ) from error
        connection.sendall(json.dumps(request).encode() + b"\n")
        with connection.makefile("rb") as answers:
            line = answers.readline()
    if not line:
        raise Trouble("Hangat ended before it answered.")
    answer: dict[str, Any] = json.loads(line)
    if not answer.get("ok"):
        raise Trouble(str(answer.get("error", "Hangat refused.")))
    return answer
