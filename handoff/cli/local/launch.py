"""Makes the service's environment and continues inside it. Standard library only."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handoff.cli.local import stamps
from handoff.cli.local.trouble import Trouble, full_disk, of_os_error, of_output

UV = "uv==0.13.9"
#: Only training and tests need it; pip chooses the build as this machine's own settings say.
TORCH = "torch==2.13.0"
_DEVELOPER = ("test", "train", "measure", "export")
_NEED_MIB = {"runtime": 1200, "dev": 4000}
_ROOT = Path(__file__).resolve().parents[3]


def say(text: str) -> None:
    print(f"hangat: {text}", file=sys.stderr, flush=True)


def _run(step: str, argv: list[str], env: dict[str, str] | None = None) -> None:
    """Run a tool quietly; on failure raise the sentence that explains its output."""
    done = subprocess.run(  # noqa: S603
        argv,
        cwd=_ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise of_output(step, done.stdout)


@contextmanager
def alone(lock: Path, waiting: str) -> Iterator[None]:
    """Hold a file lock, telling the operator when somebody else holds it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with open(lock, "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def find_uv(tools: Path) -> str:
    """uv from HANGAT_UV, the PATH or our own tools; installed there with pip when there is none."""
    named = os.environ.get("HANGAT_UV") or shutil.which("uv")
    if named:
        return named
    own = tools / "bin" / "uv"
    if not own.exists():
        say(f"fetching {UV} into {tools}")
        try:
            _run("Preparing a place for uv", [_base_python(), "-m", "venv", str(tools)])
        except Trouble as trouble:
            raise Trouble(
                "This Python cannot make a virtual environment: install its venv module "
                "(on Debian: apt-get install python3-venv) or put uv on the PATH."
            ) from trouble
        _run("Fetching uv", [str(tools / "bin" / "python"), "-m", "pip", "install", "-q", UV])
    return str(own)


def _base_python() -> str:
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def environment_hash(root: Path) -> str:
    """Changes when the service's environment has to be brought in step."""
    return stamps.content_hash(root, [root / "pyproject.toml", root / "uv.lock"], TORCH)


def plan(root: Path, argv: list[str]) -> tuple[dict[str, str], bool]:
    """What the environment must be made from, and whether it must be made now."""
    groups = "dev" if argv[:1] and argv[0] in _DEVELOPER else "runtime"
    wanted = {
        "hash": environment_hash(root),
        "groups": groups,
        "root": str(root),  # an editable install and scripts hold absolute paths
    }
    found = stamps.read(root / ".venv" / ".hangat-stamp")
    if not (root / ".venv" / "bin" / "python").exists():
        return wanted, True
    if found.get("groups") == "dev":
        wanted["groups"] = "dev"
    return wanted, found != wanted


def prepare(root: Path, argv: list[str]) -> None:
    """Bring ``.venv`` in step with the lock file; does nothing when it already is."""
    if not plan(root, argv)[1]:
        return
    private = root / ".hangat"
    private.mkdir(mode=0o711, exist_ok=True)
    with alone(private / "setup.lock", "another hangat is preparing this checkout, waiting for it"):
        wanted, needed = plan(root, argv)
        if not needed:
            return
        venv = root / ".venv"
        free = shutil.disk_usage(root).free // 2**20
        need = _NEED_MIB[wanted["groups"]]
        if not venv.exists() and free < need:
            raise full_disk(root, need, free)
        uv = find_uv(private / "tools")
        if stamps.read(venv / ".hangat-stamp").get("root", str(root)) != str(root):
            shutil.rmtree(venv)
        say("installing the service's environment (a minute the first time)")
        (venv / ".hangat-stamp").unlink(missing_ok=True)
        extent = ["--inexact"] if wanted["groups"] == "dev" else ["--no-dev", "--inexact"]
        env = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYENV_VERSION")}
        env["UV_PROJECT_ENVIRONMENT"] = str(venv)
        _run(
            "Installing the service's environment",
            [uv, "sync", "--frozen", "--compile-bytecode", "--python", _base_python(), *extent],
            env,
        )
        if wanted["groups"] == "dev":
            _install_torch(private / "tools", venv)
        stamps.write(venv / ".hangat-stamp", wanted)


def _install_torch(tools: Path, venv: Path) -> None:
    """Install PyTorch with pip, which finds a build for processors alone where one is at hand."""
    python = venv / "bin" / "python"
    pip = tools / "bin" / "python"
    look = "from importlib.metadata import version; print(version('torch'))"
    found = subprocess.run(  # noqa: S603
        [python, "-c", look], capture_output=True, text=True, check=False
    )
    if found.stdout.strip().partition("+")[0] == TORCH.partition("==")[2]:
        return
    say(f"installing {TORCH} for training and tests")
    if not pip.exists():
        _run("Preparing a place for pip", [_base_python(), "-m", "venv", str(tools)])
    _run(
        "Installing PyTorch",
        [str(pip), "-m", "pip", "--python", str(python), "install", "-q", TORCH],
    )


def main(argv: list[str]) -> None:
    """Entry point of ``./hangat``: never returns."""
    try:
        prepare(_ROOT, argv)
        python = str(_ROOT / ".venv" / "bin" / "python")
        os.execv(python, [python, "-P", "-m", "handoff.cli", *argv])  # noqa: S606
    except Trouble as trouble:
        say(str(trouble))
    except OSError as error:
        say(str(of_os_error(error, "preparing the service's environment")))
    except KeyboardInterrupt:
        say("stopped")
        sys.exit(130)
    sys.exit(1)
