"""A second Rasa beside that of the stack: the same assistant without the sentence encoder."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import yaml
from psycopg import sql

from handoff.cli.local import ports, setup, stamps
from handoff.cli.local.layout import Layout
from handoff.cli.local.processes import die_with_parent
from handoff.cli.local.services import rasa_command, rasa_environment, training_command
from handoff.cli.local.tools import clean_environment
from tests.support.polling import eventually
from tests.support.stack import Stack

_TRAIN_S = 900


def environment(stack: Stack, service: str) -> dict[str, str]:
    """Of a running service."""
    raw = Path(f"/proc/{stack.pids()[service]}/environ").read_text()
    return dict(entry.split("=", 1) for entry in raw.split("\0") if "=" in entry)


def train(layout: Layout, out: Path, *, config: Path, cache: Path | None = None) -> float:
    """A trained assistant in *out*/bench.tar.gz; seconds. *cache*: instead of Rasa's own."""
    env = clean_environment(rasa_environment())
    if cache is not None:
        env["RASA_CACHE_DIRECTORY"] = str(cache)
    began = time.monotonic()
    command = training_command(layout, name="bench", out=str(out), config=str(config))
    done = subprocess.run(
        command, cwd=layout.bot, env=env, capture_output=True, timeout=_TRAIN_S, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return time.monotonic() - began


def light_model(layout: Layout) -> Path:
    """The assistant of config.yml without the encoder: trained once for the same content."""
    folder = layout.bot / "models" / "light"
    stamp, wanted = folder / ".hangat-stamp", setup.model_hash(layout)
    model = folder / "bench.tar.gz"
    if not (model.exists() and setup.is_current(stamp, wanted)):
        folder.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        config = folder / "config.yml"
        config.write_text(_without_encoder(layout.bot / "config.yml"), encoding="utf-8")
        train(layout, folder, config=config)
        stamps.write(stamp, {"hash": wanted})
    return model


def _without_encoder(config: Path) -> str:
    found = yaml.safe_load(config.read_text(encoding="utf-8"))
    kept = [part for part in found["pipeline"] if not part["name"].startswith("components.encoder")]
    for part in kept:
        if part["name"].startswith("components.classifier"):
            part["vectors_C"] = None
    assert len(kept) == len(found["pipeline"]) - 1
    return yaml.safe_dump({**found, "pipeline": kept}, allow_unicode=True)


@contextmanager
def light_assistant(stack: Stack) -> Iterator[str]:
    """Address of a running one, with the action server, the settings and the bank of *stack*."""
    env = environment(stack, "rasa")
    url, database = env["HANGAT_RASA_DB_URL"], f"bench_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
        name = connection.info.dbname
    [port] = ports.pick(1)
    address = f"http://127.0.0.1:{port}"
    command = rasa_command(
        stack.layout, "run", "--enable-api", "--interface", "127.0.0.1", "--port", str(port),
        "--model", str(light_model(stack.layout)), "--endpoints", "endpoints.yml",
        "--credentials", "credentials.bench.yml",
    )  # fmt: skip
    with (stack.data.with_name(f"{stack.data.name}.light")).open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=stack.layout.bot,
            env=env | {"HANGAT_RASA_DB_URL": url.replace(f"/{name}", f"/{database}")},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    try:
        token = env["HANGAT_RASA_TOKEN"]
        eventually(lambda: _answers(address, token, process), timeout=240, every=0.5, what="up")
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _answers(address: str, token: str, process: subprocess.Popen[bytes]) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"the light assistant ended with {process.returncode}")
    try:
        status = httpx.get(f"{address}/status", params={"token": token}, trust_env=False)
    except httpx.HTTPError:
        return False
    return status.status_code == 200
