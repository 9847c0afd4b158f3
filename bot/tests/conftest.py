"""Databases, the trained model and really running servers for the tests.

HANGAT_TEST_DATABASE_URL names a PostgreSQL on which databases may be created; without it the
tests that need one are skipped.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
import requests

BOT = Path(__file__).resolve().parents[1]
DEMO_BANK = BOT.parent / "data" / "demo_bank"
TOKEN = secrets.token_hex(16)


def until(done: Callable[[], bool], what: str, seconds: float) -> None:
    """Polls a condition; fails the test when it isn't met in time."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            pytest.fail(f"{what} not within {seconds} s")
        time.sleep(0.1)


@dataclass(frozen=True)
class Databases:
    """The addresses of the two databases, and of the one that can create and drop them."""

    admin: str
    rasa: str
    bank: str


def _with_database(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


def execute(url: str, *statements: str) -> None:
    """Runs statements, each by itself."""
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


def load_bank(url: str) -> None:
    """The demo bank as `hangat up` loads it."""
    for name in ("schema.sql", "seed.sql"):
        execute(url, (DEMO_BANK / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Two fresh databases; dropped at the end."""
    url = os.environ.get("HANGAT_TEST_DATABASE_URL")
    if not url:
        pytest.skip("HANGAT_TEST_DATABASE_URL is not set")
    mark = f"{os.getpid()}_{secrets.token_hex(3)}"
    names = [f"hangat_bot_rasa_{mark}", f"hangat_bot_bank_{mark}"]
    execute(url, *(f'CREATE DATABASE "{name}"' for name in names))
    found = Databases(url, *(_with_database(url, name) for name in names))
    load_bank(found.bank)
    yield found
    execute(url, *(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names))


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """models/hangat.tar.gz if it is newer than what it is made of, else one trained now."""
    sources = [
        BOT / "config.yml",
        BOT.parent / "data" / "models" / "encoder-4" / "card.json",
        BOT / "train.py",
        *(BOT / "components").glob("*.py"),
        *(BOT / "data").rglob("*.yml"),
        *(BOT / "domain").glob("*.yml"),
    ]
    trained = BOT / "models" / "hangat.tar.gz"
    newest = max(source.stat().st_mtime for source in sources)
    if trained.exists() and trained.stat().st_mtime > newest:
        return trained
    folder = tmp_path_factory.mktemp("model")
    run("train.py", "--out", str(folder))
    return folder / "hangat.tar.gz"


def rasa(*arguments: str, timeout: float = 400) -> str:
    """Runs a command of Rasa in bot/; its output. Fails the test when the command fails."""
    return run("-m", "rasa", *arguments, timeout=timeout)


def run(*arguments: str, timeout: float = 400) -> str:
    """Runs Python in bot/; its output. Fails the test when that fails."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=BOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output[-3000:]
    return output


def environment(**more: str) -> Dict[str, str]:
    """The variables of a process of the assistant."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": "127.0.0.1",
        "HANGAT_RASA_TOKEN": TOKEN,
        "HANGAT_ACTIONS_URL": "http://127.0.0.1:1/webhook",
        "HANGAT_RASA_DB_URL": "postgresql://127.0.0.1:1/none",
        **more,
    }


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:
        return False


class ScriptedGateway:
    """The gateway's knowledge base, as far as a test scripts it; else it is out of reach.

    `answer` gets the question and gives the articles, best first, or the whole answer.
    """

    def __init__(self) -> None:
        """Listens from now on, until closed."""
        self.answer: Optional[Callable[[Dict[str, Any]], Any]] = None
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                found = gateway.answer and gateway.answer(question)
                if isinstance(found, list):
                    found = {"articles": found}
                body = json.dumps(found or {}).encode()
                self.send_response(200 if found else 503)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Ends the listening."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def gateways() -> Iterator[ScriptedGateway]:
    """The one that the running action server asks."""
    gateway = ScriptedGateway()
    yield gateway
    gateway.close()


@pytest.fixture
def gateway(gateways: ScriptedGateway) -> Iterator[ScriptedGateway]:
    """The same, to be scripted for one test."""
    yield gateways
    gateways.answer = None


@pytest.fixture(scope="session")
def server(
    databases: Databases,
    model: Path,
    gateways: ScriptedGateway,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A running action server and a running Rasa; yields Rasa's address."""
    logs = tmp_path_factory.mktemp("logs")
    rasa_port, actions_port = free_port(), free_port()
    env = environment(
        HANGAT_ACTIONS_URL=f"http://127.0.0.1:{actions_port}/webhook",
        HANGAT_RASA_DB_URL=databases.rasa,
        HANGAT_BANK_DB_URL=databases.bank,
        HANGAT_KNOWLEDGE_URL=gateways.url,
    )
    url = f"http://127.0.0.1:{rasa_port}"
    commands = {
        "actions": ["run", "actions", "-p", str(actions_port)],
        "rasa": [
            "run", "--model", str(model), "--endpoints", "endpoints.yml",
            "--credentials", "credentials.yml", "-i", "127.0.0.1", "-p", str(rasa_port),
            "--enable-api", "--auth-token", TOKEN,
        ],
    }  # fmt: skip
    processes = []
    try:
        for name, arguments in commands.items():
            with open(logs / f"{name}.log", "wb") as log:
                processes.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "rasa", *arguments],
                        cwd=BOT, env=env, stdout=log, stderr=log, start_new_session=True,
                    )
                )  # fmt: skip
        until(lambda: _answers(f"http://127.0.0.1:{actions_port}/health"), "action server up", 90)
        until(lambda: _answers(f"{url}/status?token={TOKEN}"), "Rasa up", 180)
        yield url
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)


@dataclass
class Chat:
    """One customer's conversation through the channel."""

    url: str
    customer: Optional[str] = None
    language: str = "id"
    settled: Optional[Dict[str, Any]] = None
    sender: str = field(default_factory=lambda: f"{secrets.token_hex(8)}:1")

    def post(self, text: str, payload: Optional[str] = None) -> requests.Response:
        """One turn, as the gateway posts it."""
        body = {
            "sender": self.sender,
            "text": text,
            "payload": payload,
            "metadata": {
                "customer_id": self.customer,
                "customer_name": self.customer,
                "language": self.language,
                "settled": self.settled,
            },
        }
        return requests.post(
            f"{self.url}/webhooks/hangat/turn",
            json=body,
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=30,
        )

    def say(self, text: str) -> Dict[str, Any]:
        """A typed message; the answer."""
        return self._answer(self.post(text))

    def tap(self, answer: Dict[str, Any], title: str) -> Dict[str, Any]:
        """A quick reply that the assistant has offered; the answer."""
        buttons: List[Dict[str, str]] = answer["messages"][-1]["buttons"]
        button = next(b for b in buttons if b["title"] == title)
        return self._answer(self.post(button["title"], button["payload"]))

    @staticmethod
    def _answer(response: requests.Response) -> Dict[str, Any]:
        assert response.status_code == 200, response.text
        answer: Dict[str, Any] = response.json()
        return answer


def texts(answer: Dict[str, Any]) -> str:
    """All that was said, joined."""
    return "\n".join(message["text"] for message in answer["messages"])


@pytest.fixture
def chat(server: str, databases: Databases) -> Callable[..., Chat]:
    """Starts a conversation: chat("rina"), chat("maria", language="en"), chat().

    What earlier tests have reported is not open any more: it would be told, and not filed.
    """
    execute(
        databases.bank,
        "UPDATE demo_bank.tickets SET status = 'resolved'"
        " WHERE filed_for IS NOT NULL AND kind IN ('transfer', 'cash')",
    )

    def start(customer: Optional[str] = None, **settings: Any) -> Chat:
        return Chat(server, customer, **settings)

    return start
