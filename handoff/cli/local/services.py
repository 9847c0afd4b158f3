"""The services of one installation: their command lines, environments and signs of readiness."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from handoff.cli.local.child import Child, Service
from handoff.cli.local.layout import Layout
from handoff.cli.local.postgres import Cluster

WORKER_READY = "worker.ready"
READY_WORDS = (WORKER_READY,)
_PROBLEM = re.compile(
    r"\b(CRITICAL|FATAL|PANIC|Traceback)\b|\bERROR\s|\"level\":\s*\"(error|critical)\""
)
_POSTGRES_PROBLEM = re.compile(r"\b(FATAL|PANIC):(?!.*(starting up|shutting down))")
# skops looks every function of NumPy up in every loaded module: after TensorFlow that takes 15 s
# of each start, before it half a second. And Rasa takes its token from the command line only,
# where every user of a machine can read it.
_RASA = """
import os, sys
import skops.io
sys.path.insert(0, os.getcwd())
token = os.environ.get("HANGAT_RASA_TOKEN") if sys.argv[1] == "run" else None
sys.argv = ["rasa", *sys.argv[1:], *(["--auth-token=" + token] if token else [])]
from rasa.__main__ import main
main()
"""


def rasa_command(layout: Layout, *arguments: str) -> list[str]:
    """A command line for Rasa in its own environment."""
    return [str(layout.bot_python), "-c", _RASA, *arguments]


def training_command(
    layout: Layout, *, name: str, out: str, config: str | None = None
) -> list[str]:
    """A command line for the training, in the assistant's folder; the model is *out*/*name*."""
    given = [] if config is None else ["--config", config]
    return [str(layout.bot_python), "train.py", "--name", name, "--out", out, *given]


@dataclass(frozen=True, slots=True)
class Ports:
    """Where each HTTP service listens on this machine."""

    gateway: int
    rasa: int
    actions: int


#: Sums over one message are small: more threads wait for each other, and spin while they do.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def common_environment(
    *,
    host: str,
    ports: Ports,
    database_url: str,
    rasa_database_url: str,
    keys: Mapping[str, str],
    demo: bool,
) -> dict[str, str]:
    """What every service is told, on top of the operator's own environment."""
    return {
        "HANGAT_DATABASE_URL": database_url,
        "HANGAT_RASA_DB_URL": rasa_database_url,
        "HANGAT_BANK_DB_URL": database_url,
        "HANGAT_RASA_URL": f"http://127.0.0.1:{ports.rasa}",
        "HANGAT_ACTIONS_URL": f"http://127.0.0.1:{ports.actions}/webhook",
        "HANGAT_HOST": host,
        "HANGAT_PORT": str(ports.gateway),
        "HANGAT_DEMO": "1" if demo else "0",
        "PYTHONUNBUFFERED": "1",
        **ONE_THREAD,
        **keys,
    }


def rasa_environment() -> dict[str, str]:
    """Quiet, private and small: one thread per library, no accelerator, no telemetry.

    An encoder that is named is named from where the operator stands; Rasa runs in the bot's folder.
    """
    encoder = os.environ.get("HANGAT_ENCODER")
    return {
        **({"HANGAT_ENCODER": str(Path(encoder).absolute())} if encoder else {}),
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": "127.0.0.1",
        "SANIC_WORKERS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TF_INTRA_OP_PARALLELISM_THREADS": "1",
        "TF_INTER_OP_PARALLELISM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
        **ONE_THREAD,
        "MALLOC_ARENA_MAX": "2",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
    }


def _answers(url: str, token: str | None = None) -> Callable[[Child], Awaitable[bool]]:
    """Ready when that address answers 200."""
    client = httpx.AsyncClient(timeout=5.0, trust_env=False)

    async def ask(child: Child) -> bool:
        try:
            answer = await client.get(url, params={"token": token} if token else None)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200

    return ask


def postgres(cluster: Cluster) -> Service:
    """The embedded database server."""

    async def ready(child: Child) -> bool:
        return cluster.is_ready(child.pid)

    return Service(
        name="postgres",
        argv=cluster.argv(),
        ready=ready,
        env=cluster.environment(),
        inherit=False,
        marked=False,  # it ends by itself and in order: the kernel sends it SIGINT
        stop_signal=signal.SIGINT,
        orphan_signal=signal.SIGINT,
        grace_s=30,
        ready_s=120,
        credentials=cluster.credentials(),
        before=cluster.clear_stale_pid,
        is_problem=lambda line: bool(_POSTGRES_PROBLEM.search(line)),
    )


def application(
    layout: Layout, ports: Ports, environment: Mapping[str, str], host: str
) -> dict[str, Service]:
    """Action server, Rasa, gateway and worker, in the order in which they start."""
    local = {k: v for k, v in os.environ.items() if k.startswith("HANGAT_")}
    shared = local | dict(environment) | {"HANGAT_BOT_STARTING": str(layout.bot_starting)}
    bot = shared | rasa_environment()
    bot |= {"VIRTUAL_ENV": str(layout.bot / ".venv"), "PYENV_VERSION": ""}
    token = shared["HANGAT_RASA_TOKEN"]
    # Measurements compare with the REST channel of Rasa, which has no authentication.
    credentials = os.environ.get("HANGAT_RASA_CREDENTIALS", "credentials.yml")
    probe = "127.0.0.1" if host in ("0.0.0.0", "") else "[::1]" if host == "::" else host  # noqa: S104
    bot |= {"HANGAT_KNOWLEDGE_URL": f"http://{probe}:{ports.gateway}"}

    async def worker_ready(child: Child) -> bool:
        return WORKER_READY in child.lines_seen

    def is_problem(line: str) -> bool:
        return bool(_PROBLEM.search(line))

    services = [
        Service(
            name="actions",
            argv=[
                str(layout.bot_python), "-m", "rasa_sdk", "--actions", "actions",
                "--port", str(ports.actions),
            ],
            ready=_answers(f"http://127.0.0.1:{ports.actions}/health"),
            env=bot,
            cwd=layout.bot,
            is_problem=is_problem,
        ),
        Service(
            name="rasa",
            argv=rasa_command(
                layout, "run", "--enable-api", "--interface", "127.0.0.1",
                "--port", str(ports.rasa), "--model", str(layout.model),
                "--endpoints", "endpoints.yml", "--credentials", credentials,
            ),
            ready=_answers(f"http://127.0.0.1:{ports.rasa}/status", token),
            env=bot,
            cwd=layout.bot,
            ready_s=240,
            starting=layout.bot_starting,
            is_problem=is_problem,
        ),
        Service(
            name="gateway",
            argv=[sys.executable, "-P", "-m", "api"],
            ready=_answers(f"http://{probe}:{ports.gateway}/health"),
            grace_s=12,  # it gives open conversations 8 s to close
            env=shared,
            cwd=layout.root,
            is_problem=is_problem,
        ),
        Service(
            name="worker",
            argv=[sys.executable, "-P", "-m", "handoff.worker"],
            ready=worker_ready,
            env=shared,
            cwd=layout.root,
            is_problem=is_problem,
        ),
    ]  # fmt: skip
    return {service.name: service for service in services}
