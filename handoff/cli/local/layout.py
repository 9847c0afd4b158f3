"""Where things are: the checkout on one side, the data directory on the other."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from handoff.cli.local.trouble import Trouble

_SOCKET_PATH_LIMIT = 100  # bytes; the kernel takes 107


def checkout() -> Path:
    """The folder that holds ``handoff``, ``bot`` and ``web``."""
    return Path(__file__).resolve().parents[3]


def default_data() -> Path:
    """HANGAT_HOME, or ``.hangat`` in the checkout."""
    named = os.environ.get("HANGAT_HOME")
    return Path(named).expanduser().absolute() if named else checkout() / ".hangat"


def short_socket_dir(wanted: Path, longest_name: int) -> Path:
    """``wanted``, or a short folder derived from it where a socket's path would be too long."""
    if len(os.fsencode(wanted)) + 1 + longest_name <= _SOCKET_PATH_LIMIT:
        return wanted
    digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"hangat-{digest}"


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of one installation: a checkout and the data directory it works on."""

    root: Path
    data: Path

    @classmethod
    def of(cls, data: Path | None) -> Layout:
        """The layout for ``--data``; a sentence when this is not a checkout."""
        root = checkout()
        if not (root / "pyproject.toml").exists():
            raise Trouble(
                "This command works on a checkout of Hangat: run ./hangat from its folder."
            )
        return cls(root, (data.expanduser().absolute() if data else default_data()))

    @property
    def bot(self) -> Path:
        return self.root / "bot"

    @property
    def bot_python(self) -> Path:
        return self.bot / ".venv" / "bin" / "python"

    @property
    def model(self) -> Path:
        return self.bot / "models" / "hangat.tar.gz"

    @property
    def encoder(self) -> Path:
        """The sentence encoder's folder: HANGAT_ENCODER, or the one that is shipped."""
        named = os.environ.get("HANGAT_ENCODER")
        return Path(named).absolute() if named else self.root / "data" / "models" / "encoder-4"

    @property
    def web(self) -> Path:
        return self.root / "web"

    @property
    def web_dist(self) -> Path:
        return self.web / "dist"

    @property
    def demo_bank(self) -> Path:
        return self.root / "data" / "demo_bank"

    @property
    def setup_lock(self) -> Path:
        return self.root / ".hangat" / "setup.lock"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def secrets_file(self) -> Path:
        return self.data / "secrets.json"

    @property
    def staff_file(self) -> Path:
        return self.data / "demo-staff.json"

    @property
    def bot_starting(self) -> Path:
        """There while Rasa is starting, for the gateway and the worker."""
        return self.data / "run" / "rasa.starting"

    @property
    def control_socket(self) -> Path:
        return short_socket_dir(self.data / "run", len("control.sock")) / "control.sock"
