"""The images and compose.yml, as far as they can be checked without a container engine."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handoff.cli.local.launch import UV
from handoff.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
IMAGES = ("service", "rasa")


def dockerfile(image: str) -> str:
    """Its text with continued lines joined."""
    text = (DOCKER / f"{image}.Dockerfile").read_text(encoding="utf-8")
    return re.sub(r"\\\n\s*", " ", text)


def instructions(image: str, name: str) -> list[str]:
    return re.findall(rf"^{name} (.*)$", dockerfile(image), re.M)


def example_environment() -> dict[str, str]:
    """`.env.example`: what is named there, with its default."""
    lines = (DOCKER / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def tool(name: str) -> str | None:
    """A program on the PATH, or one that was installed beside this Python."""
    return shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))


def compose_command() -> list[str] | None:
    """The compose client, as a plugin or on its own; none where it is not installed."""
    if shutil.which("docker"):
        probe = ["docker", "compose", "version"]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return ["docker", "compose"]
    own = tool("docker-compose")
    return [own] if own else None


@pytest.fixture(scope="module")
def composed() -> dict[str, Any]:
    """What the compose client makes of compose.yml."""
    command = compose_command()
    if command is None:
        pytest.skip("no docker compose client here")
    filled = {name: value or secrets.token_urlsafe(32) for name, value in environment().items()}
    done = subprocess.run(
        [*command, "-f", DOCKER / "compose.yml", "--profile", "demo", "config", "--format", "json"],
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | filled,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def environment() -> dict[str, str]:
    return {k: v for k, v in example_environment().items() if k != "COMPOSE_PROFILES"}


# ------------------------------------------------------------------ images


@pytest.mark.parametrize("image", IMAGES)
def test_every_copied_file_exists_and_is_let_through(image: str) -> None:
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in instructions(image, "COPY"):
        if line.startswith("--from"):
            continue
        *sources, _ = line.split()
        for source in sources:
            assert (ROOT / source).exists(), source
            top = source.split("/")[0]
            assert any(rule.startswith(f"!{top}") for rule in let_in), f"{source} is ignored"


def test_versions_are_the_checkouts_own() -> None:
    for image, home in (("service", ROOT), ("rasa", ROOT / "bot")):
        version = (home / ".python-version").read_text(encoding="utf-8").strip()
        bases = [line.split()[0] for line in instructions(image, "FROM")]
        pythons = [base for base in bases if base.startswith("python:")]
        assert pythons
        assert all(base.startswith(f"python:{version}-slim") for base in pythons)
        assert UV in dockerfile(image), "the uv that ./hangat fetches"
    wanted = json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))
    oldest = int(re.findall(r"\d+", wanted["engines"]["node"])[0])
    node = next(b for b in instructions("service", "FROM") if b.startswith("node:"))
    assert int(re.findall(r"\d+", node)[0]) >= oldest
    with open(ROOT / "pyproject.toml", "rb") as file:
        release = tomllib.load(file)["project"]["version"]
    assert f"hangat-service:{release}" in (DOCKER / "compose.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("image", IMAGES)
def test_nothing_runs_as_root_and_health_is_asked(image: str) -> None:
    text = dockerfile(image)
    final = text[text.rindex("\nFROM ") :]
    user = re.findall(r"^USER (\S+)$", final, re.M)
    assert user
    assert int(user[-1]) > 0
    assert "HEALTHCHECK" in final
    assert "uv sync" not in final, "tools stay in the build stages"
    assert "apt-get" not in final


@pytest.mark.parametrize("image", IMAGES)
def test_installs_are_from_the_lock_without_tools_of_development(image: str) -> None:
    syncs = [line for line in instructions(image, "RUN") if "uv sync" in line]
    assert syncs
    assert all("--frozen" in line and "--no-dev" in line for line in syncs)


def test_commands_of_the_service_exist() -> None:
    modules = re.findall(r'"-m", "([\w.]+)"', dockerfile("service"))
    modules += re.findall(r"-P, -m, ([\w.]+)", (DOCKER / "compose.yml").read_text(encoding="utf-8"))
    assert {"api", "handoff.worker", "handoff.cli"} <= set(modules)
    for module in set(modules):
        found = subprocess.run(
            [
                sys.executable,
                "-P",
                "-c",
                f"import importlib.util as u; u.find_spec('{module}').name",
            ],
            check=False,
        )
        assert found.returncode == 0, module


def test_rasa_is_started_with_files_that_are_in_its_image() -> None:
    copied = " ".join(instructions("rasa", "COPY"))
    for name in ("credentials.yml", "endpoints.yml", "actions/", "channels/", "components/"):
        assert f"bot/{name}" in copied
    entry = (DOCKER / "rasa_entry.py").read_text(encoding="utf-8")
    compile(entry, "rasa_entry.py", "exec")


# ------------------------------------------------------------------ secrets


def test_no_secret_has_a_value() -> None:
    for name, value in example_environment().items():
        if re.search("PASSWORD|KEY|TOKEN|SECRET", name):
            assert value == "", name
    for file in DOCKER.iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"eyJ[\w-]{10,}\.|BEGIN [A-Z ]*PRIVATE KEY", text), file.name
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*", "only what is named is sent to the builder"


def test_every_variable_of_compose_is_in_the_example() -> None:
    used = set(re.findall(r"\$\{(\w+)", (DOCKER / "compose.yml").read_text(encoding="utf-8")))
    assert used - {"HANGAT_LOG_LEVEL", "FORWARDED_ALLOW_IPS"} <= example_environment().keys()


# ------------------------------------------------------------------ compose


def test_only_the_gateway_is_published_and_only_here(composed: dict[str, Any]) -> None:
    ports = {
        name: port
        for name, service in composed["services"].items()
        for port in service.get("ports", ())
    }
    assert ports.keys() == {"gateway"}
    assert ports["gateway"]["host_ip"] == "127.0.0.1"
    assert composed["networks"]["inside"]["internal"] is True


def test_every_container_is_careful(composed: dict[str, Any]) -> None:
    for name, service in composed["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("privileged"), name


def test_settings_of_the_service_exist_and_are_complete(composed: dict[str, Any]) -> None:
    known = {f"HANGAT_{name.upper()}": field for name, field in Settings.model_fields.items()}
    for name in ("gateway", "worker", "migrate"):
        given = composed["services"][name]["environment"]
        unknown = {key for key in given if key.startswith("HANGAT_")} - known.keys()
        assert not unknown
        required = {key for key, field in known.items() if field.is_required()}
        assert required <= given.keys()
        assert Settings(**{k.removeprefix("HANGAT_").lower(): v for k, v in _typed(given)})


def _typed(given: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """As from the environment: lists are JSON."""
    for key, value in given.items():
        if key.startswith("HANGAT_"):
            yield key, json.loads(value) if value.startswith("[") else value


def test_the_order_of_the_start(composed: dict[str, Any]) -> None:
    services = composed["services"]
    for name in ("gateway", "worker"):
        condition = services[name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully"
    for name in ("migrate", "rasa", "actions"):
        assert services[name]["depends_on"]["postgres"]["condition"] == "service_healthy"


def test_mounted_files_exist(composed: dict[str, Any]) -> None:
    for service in composed["services"].values():
        for volume in service.get("volumes", ()):
            if volume["type"] == "bind":
                assert Path(volume["source"]).exists(), volume["source"]
                assert volume["read_only"] is True


# ------------------------------------------------------------------ linters, where they are


def test_linters() -> None:
    hadolint = tool("hadolint")
    if hadolint is None:
        pytest.skip("no hadolint here")
    files = [DOCKER / f"{image}.Dockerfile" for image in IMAGES]
    done = subprocess.run([hadolint, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
