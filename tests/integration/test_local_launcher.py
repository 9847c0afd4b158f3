"""``./hangat`` as an operator types it: refusals of one sentence, and from anywhere."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from handoff.cli.local import datadir, ports
from handoff.cli.local.layout import checkout


def _hangat(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"NO_COLOR": "1", "COLUMNS": "200"} | env
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-P", "-m", "handoff.cli", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _refusal(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("hangat: ")
    return lines[0]


def test_a_taken_port(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = _hangat("up", "--port", port, "--data", "data", cwd=tmp_path)
    assert f"Port {port} is taken" in _refusal(done)


def test_a_newer_data_directory(tmp_path):
    (tmp_path / "hangat.json").write_text('{"product": "hangat", "format": 2}')
    done = _hangat("up", "--data", str(tmp_path), cwd=tmp_path)
    assert "made by a newer Hangat (format 2, this one knows 1)" in _refusal(done)


def test_a_second_one_on_the_same_data(tmp_path):
    first = datadir.claim(tmp_path / "data")
    done = _hangat("up", "--data", str(tmp_path / "data"), cwd=tmp_path)
    first.close()
    assert "Hangat is already running" in _refusal(done)


def test_an_unusable_database_url(tmp_path):
    done = _hangat(
        "up", "--port", str(ports.pick(1)[0]), "--data", "data", cwd=tmp_path,
        HANGAT_DATABASE_URL="postgresql://me:hidden@127.0.0.1:1/bank",
    )  # fmt: skip
    said = _refusal(done)
    assert "127.0.0.1:1/bank cannot be used" in said
    assert "hidden" not in said


def test_status_of_what_does_not_run(tmp_path):
    assert "not running" in _refusal(_hangat("status", "--data", "data", cwd=tmp_path))


def test_doctor_names_open_secrets(tmp_path):
    (tmp_path / "hangat.json").write_text('{"product": "hangat", "format": 1}')
    secrets = tmp_path / "secrets.json"
    secrets.write_text("{}")
    secrets.chmod(0o644)
    done = _hangat("doctor", "--data", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 1
    assert "chmod 600" in done.stdout


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout in a path with spaces whose environment is not made yet."""
    root = tmp_path / "my bank" / "hangat"
    (root / "handoff" / "cli" / "local").mkdir(parents=True)
    source = checkout()
    for name in (
        "hangat", "pyproject.toml", "uv.lock", "handoff/__init__.py", "handoff/cli/__init__.py",
        "handoff/cli/local/__init__.py", "handoff/cli/local/launch.py",
        "handoff/cli/local/stamps.py", "handoff/cli/local/trouble.py",
    ):  # fmt: skip
        shutil.copy(source / name, root / name)
    return root


def _launch(root: Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(root / "hangat"), "--help"],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd)} | env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_no_python_that_is_new_enough(bare, tmp_path):
    old = tmp_path / "bin"
    old.mkdir()
    for tool in ("dirname", "readlink", "sh"):
        (old / tool).symlink_to(str(shutil.which(tool)))
    fake = old / "python3"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    done = _launch(bare, tmp_path, PATH=str(old))
    assert "Python 3.11 or newer was not found" in _refusal(done)


def test_the_launcher_needs_nothing_installed_and_explains_what_its_tools_say(bare, tmp_path):
    """A uv of our own making says what a real one says without a network."""
    uv = tmp_path / "uv"
    uv.write_text(
        "#!/bin/sh\necho 'Failed to fetch: dns error: failed to lookup address'\nexit 2\n"
    )
    uv.chmod(0o755)
    python = getattr(sys, "_base_executable", sys.executable)
    done = _launch(bare, tmp_path, HANGAT_PYTHON=python, HANGAT_UV=str(uv))
    assert done.returncode == 1
    assert "could not reach the network" in done.stderr.splitlines()[-1]
    assert not (bare / ".venv" / ".hangat-stamp").exists()


def test_the_launcher_works_through_a_link_from_elsewhere(bare, tmp_path):
    """With the environment in place it only passes the command on."""
    (tmp_path / "link").symlink_to(bare / "hangat")
    python = getattr(sys, "_base_executable", sys.executable)
    venv = bare / ".venv" / "bin"
    uv = tmp_path / "uv"
    echo = r'#!/bin/sh\necho ran "$@"\n'
    made = f"'{venv}/python'"
    uv.write_text(f"#!/bin/sh\nmkdir -p '{venv}'\nprintf '{echo}' > {made}\nchmod +x {made}\n")
    uv.chmod(0o755)
    done = subprocess.run(
        [str(tmp_path / "link"), "up", "--port", "1 2"],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "HANGAT_PYTHON": python, "HANGAT_UV": str(uv)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "ran -P -m handoff.cli up --port 1 2\n", done.stderr
