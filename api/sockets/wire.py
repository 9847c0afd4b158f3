"""uvicorn's websocket, and an end for peers that never read what was left for them."""

from __future__ import annotations

import socket
import struct

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

#: Seconds that a peer has, after the end, to take what is still buffered for it.
_LAST_WORDS_S = 10.0
_RESET = struct.pack("ii", 1, 0)  # linger on, for 0 s: what is unsent is thrown away


class Wire(WebSocketsSansIOProtocol):
    """Closing a transport waits until its buffer is empty: with a peer that acknowledges and does
    not read, for ever. Memory and file descriptors would be held by whoever cares to.
    """

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self.loop.call_later(_LAST_WORDS_S, self._give_up)

    def _give_up(self) -> None:
        if self.transport.get_write_buffer_size() > 0:
            link = self.transport.get_extra_info("socket")
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self.transport.abort()
