"""TCP ports of this machine: is one free, and which one is."""

from __future__ import annotations

import socket

from handoff.cli.local.trouble import Trouble


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def pick(count: int, host: str = "127.0.0.1") -> list[int]:
    """Different free ports, chosen by the system."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((host, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def require(port: int, host: str = "127.0.0.1") -> None:
    """Raise a sentence that names the taken port and how to choose another."""
    if not 1 <= port <= 65535:
        raise Trouble(f"Port {port} does not exist: choose one between 1 and 65535 with --port.")
    if port < 1024:
        try:
            with socket.socket() as probe:
                probe.bind((host, port))
        except PermissionError as error:
            raise Trouble(
                f"Port {port} needs more rights than this user has: choose one above 1023, "
                f"for instance: hangat up --port {port + 8000}"
            ) from error
        except OSError:
            pass  # taken: said below
    if not is_free(port, host):
        other = next((p for p in range(port + 1, min(port + 100, 65536)) if is_free(p, host)), None)
        hint = f"hangat up --port {other}" if other else "hangat up --port NUMBER"
        raise Trouble(
            f"Port {port} is taken by another program: stop that one or choose another port, "
            f"for instance: {hint}"
        )
