"""Secrets of an installation: made once, kept in files that only their owner can read."""

from __future__ import annotations

import json
import os
import secrets
import stat
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from handoff.cli.local.trouble import Trouble

_NAMES = ("HANGAT_SECRET_KEY", "HANGAT_RASA_TOKEN", "HANGAT_SITE_KEY")
# No letters or digits that look alike: these passwords are typed from a terminal.
_READABLE = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Staff:
    """One demo user, with the password of this installation."""

    email: str
    name: str
    role: str
    password: str


_DEMO_PEOPLE = (
    ("sari@demo.hangat.example", "Sari Wulandari", "agent"),
    ("budi@demo.hangat.example", "Budi Santoso", "agent"),
    ("dewi@demo.hangat.example", "Dewi Lestari", "supervisor"),
    ("admin@demo.hangat.example", "Admin Hangat", "admin"),
)


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 as a whole."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def is_private(path: Path) -> bool:
    """Whether only the owner can read the file."""
    return stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def load(path: Path) -> Any:
    """The content of a private file; None where there is none, a sentence where damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise Trouble(
            f"{path} is damaged: restore it from a backup, or delete it to have new ones made."
        ) from error


def installation_keys(path: Path) -> dict[str, str]:
    """The installation's keys by the name of their environment variable."""
    known = load(path)
    keys = {str(k): str(v) for k, v in known.items()} if isinstance(known, dict) else {}
    missing = [name for name in _NAMES if not keys.get(name)]
    if missing:
        keys |= {name: secrets.token_urlsafe(32) for name in missing}
        write_private(path, json.dumps(keys, indent=1) + "\n")
    return {name: os.environ.get(name) or keys[name] for name in _NAMES}


def demo_staff(path: Path) -> list[Staff]:
    """The demo users with random passwords, made at the first call and kept."""
    known = load(path)
    if isinstance(known, list):
        return [Staff(**entry) for entry in known]
    staff = [Staff(email, name, role, _password()) for email, name, role in _DEMO_PEOPLE]
    write_private(path, json.dumps([asdict(person) for person in staff], indent=1) + "\n")
    return staff


def _password() -> str:
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
