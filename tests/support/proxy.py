"""A TCP proxy that misbehaves on demand: delay, swallowing, half-open links, resets."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from types import TracebackType


class TcpProxy:
    """Forwards one local port to a target. Use as an async context manager.

    ``delay_s`` holds each chunk back in both directions; ``to_server`` and ``to_client`` set to
    False swallow what goes that way while the link stays open (a half-open connection);
    ``accepting`` set to False resets new connections.
    """

    def __init__(self, target_port: int, target_host: str = "127.0.0.1") -> None:
        self._target = (target_host, target_port)
        self._server: asyncio.Server | None = None
        self._links: set[_Link] = set()
        self.delay_s = 0.0
        self.to_server = True
        self.to_client = True
        self.accepting = True

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def connections(self) -> int:
        """Links that are open now."""
        return len(self._links)

    async def __aenter__(self) -> TcpProxy:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.reset()
        await asyncio.gather(*(link.done.wait() for link in list(self._links)))
        await self._server.wait_closed()

    def reset(self) -> None:
        """Break every open link with a TCP reset."""
        for link in list(self._links):
            link.reset()

    def drop(self) -> None:
        """Swallow everything from now on, in both directions, without closing anything."""
        self.to_server = self.to_client = False

    def heal(self) -> None:
        """Forward again; what was swallowed stays lost."""
        self.to_server = self.to_client = self.accepting = True
        self.delay_s = 0.0

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = _Link(writer)
        self._links.add(link)
        try:
            if not self.accepting:
                link.reset()
                return
            server_reader, server_writer = await asyncio.open_connection(*self._target)
            link.server = server_writer
            async with asyncio.TaskGroup() as group:
                group.create_task(self._copy(reader, server_writer, "to_server"))
                group.create_task(self._copy(server_reader, writer, "to_client"))
        except* OSError:
            link.reset()
        finally:
            link.close()
            self._links.discard(link)
            link.done.set()

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str
    ) -> None:
        while data := await reader.read(65536):
            if self.delay_s:
                await asyncio.sleep(self.delay_s)
            if getattr(self, way):
                writer.write(data)
                await writer.drain()
        if getattr(self, way):
            with suppress(OSError):
                writer.write_eof()


class _Link:
    def __init__(self, client: asyncio.StreamWriter) -> None:
        self.client = client
        self.server: asyncio.StreamWriter | None = None
        self.done = asyncio.Event()

    def reset(self) -> None:
        for writer in (self.client, self.server):
            if writer is None:
                continue
            raw = writer.get_extra_info("socket")
            if raw is not None:
                linger = struct.pack("ii", 1, 0)  # close sends RST instead of FIN
                with suppress(OSError):
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()

    def close(self) -> None:
        for writer in (self.client, self.server):
            if writer is not None:
                writer.close()
