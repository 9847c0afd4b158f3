"""What went wrong, in one sentence with what to do. Standard library only: the launcher uses it."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable

_COMPILER = (
    r"command '?\S*(gcc|g\+\+|cc|c\+\+|clang)'? failed: (No such file|.*not found)",
    r"unable to execute '?\S*(gcc|g\+\+|cc|clang)",
    r"(gcc|g\+\+|cc|clang): (command )?not found",
    r"error: command '\S*(gcc|g\+\+|cc|clang)\S*' failed",
    r"no acceptable C compiler",
    r"Unknown compiler",
)
_DISK = (r"No space left on device", r"ENOSPC", r"Disk quota exceeded", r"os error 28\b")
_NETWORK = (
    r"dns error",
    r"failed to lookup address",
    r"Temporary failure in name resolution",
    r"Name or service not known",
    r"Network is unreachable",
    r"Connection refused",
    r"Connection reset by peer",
    r"Could not connect",
    r"Failed to fetch",
    r"error sending request",
    r"ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENETUNREACH",
    r"Max retries exceeded",
    r"NewConnectionError",
    r"ProxyError|Cannot connect to proxy",
    r"from versions: none",  # what pip concludes when no index answered
    r"operation timed out",
)
_CERTIFICATE = (
    r"certificate verify failed",
    r"UnknownIssuer",
    r"SELF_SIGNED_CERT",
    r"unable to get local issuer",
)
_PYTHON310 = (
    r"No interpreter found for Python",
    r"(cpython-3\.10|python-build-standalone)",
    r"No (Python|download).*3\.10",
    r"no.*Python 3\.10.*found",
)
_LOCK = (r"lockfile.*needs to be updated", r"npm ci.*can only install.*in sync", r"EUSAGE")


class Trouble(Exception):
    """Something the operator can put right; the message is the whole explanation."""


def _any(patterns: Iterable[str], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def full_disk(where: object, need_mib: int | None = None, free_mib: int | None = None) -> Trouble:
    """The disk that holds ``where`` is full, or has less than the MiB that are needed."""
    if need_mib is None:
        return Trouble(
            f"The disk that holds {where} is full: free some space there and start again."
        )
    return Trouble(
        f"The disk that holds {where} has {free_mib} MiB free and {need_mib} MiB are needed: "
        "free some space there and start again."
    )


def of_os_error(error: OSError, doing: str) -> Trouble:
    """Turn an operating system's error into a sentence; ``doing`` completes "While …"."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full_disk(error.filename or "the data directory")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Trouble(
            f"While {doing}, {error.filename or 'a file'} could not be written or read "
            f"({error.strerror}): check its owner and permissions, or choose another place."
        )
    return Trouble(f"While {doing}: {error.strerror or error} ({error.filename or 'no file'}).")


def of_output(step: str, output: str) -> Trouble:
    """Name the cause of a failed tool from what it printed; unknown causes show its last lines."""
    if _any(_DISK, output):
        return Trouble(f"{step} stopped because the disk is full: free some space and start again.")
    if _any(_PYTHON310, output):
        return Trouble(
            f"{step} needs Python 3.10, which was neither found nor could be fetched: install "
            "it (for instance with `uv python install 3.10` or pyenv), then start again."
        )
    if _any(_CERTIFICATE, output):
        return Trouble(
            f"{step} could not verify a download's certificate: point SSL_CERT_FILE (and "
            "NODE_EXTRA_CA_CERTS) at the certificates of your network and start again."
        )
    if _any(_COMPILER, output):
        return Trouble(
            f"{step} needs a C compiler: install one (on Debian: apt-get install "
            "build-essential) and start again."
        )
    if _any(_NETWORK, output):
        return Trouble(
            f"{step} could not reach the network: check the connection or set HTTPS_PROXY, "
            "then start again; what is already installed is kept."
        )
    if _any(_LOCK, output):
        return Trouble(
            f"{step} found a lock file that does not match its project: "
            "take a clean checkout or renew the lock file."
        )
    return Trouble(f"{step} failed. It said last:\n{relevant(output)}")


def of_migration(error: Exception) -> Trouble:
    """The database's tables and this version's migrations do not belong together."""
    return Trouble(
        f"The tables do not fit this version of Hangat ({error}): update this checkout, or "
        "choose another data directory with --data, or another database with DATABASE_URL."
    )


def relevant(output: str, lines: int = 12) -> str:
    """What tells most in a tool's output: its first error with what follows, and its last lines."""
    kept = [line.rstrip() for line in output.replace("\r", "\n").splitlines() if line.strip()]
    first = next((n for n, line in enumerate(kept) if _TELLING.search(line)), len(kept))
    chosen = kept[-lines:]
    if first < len(kept) - lines:
        chosen = [*kept[first : first + lines // 2], *kept[-(lines // 2) :]]
    return "\n".join(f"    {line[:300]}" for line in chosen)


_TELLING = re.compile(r"(error|exception)\b|\b(traceback|fatal|failed)\b", re.IGNORECASE)
