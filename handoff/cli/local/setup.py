"""The steps before the services start; each is skipped when what it is made from is unchanged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from handoff.cli.local import stamps, tools
from handoff.cli.local.layout import Layout
from handoff.cli.local.report import Report, Step
from handoff.cli.local.services import rasa_environment, training_command
from handoff.cli.local.trouble import Trouble, of_output

BOT_ENVIRONMENT = "Rasa's environment"
WEB_PAGES = "Web pages"
ASSISTANT = "Training the assistant"
_MOST_FAULTS = 12
# Actions, channels and reading/ are code that runs beside the model: nothing of them is in it.
_MODEL_SOURCES = ("config.yml", "train.py", "data", "domain", "components")


def bot_environment_hash(layout: Layout) -> str:
    """Changes when Rasa's environment has to be made anew."""
    sources = [layout.bot / name for name in ("pyproject.toml", "uv.lock", ".python-version")]
    return stamps.content_hash(layout.root, sources, str(layout.root))


def web_hash(layout: Layout) -> str:
    """Changes when the web pages have to be built anew."""
    return stamps.content_hash(layout.root, [layout.web])


def model_hash(layout: Layout) -> str:
    """Changes when the assistant has to be trained anew."""
    sources = [layout.bot / name for name in _MODEL_SOURCES]
    card = layout.encoder / "card.json"  # holds the hashes of the encoder's files
    encoder = card.read_text(encoding="utf-8") if card.exists() else str(layout.encoder)
    return stamps.content_hash(layout.root, [*sources, layout.bot / "uv.lock"], encoder)


def bot_stamp(layout: Layout) -> Path:
    return layout.bot / ".venv" / ".hangat-stamp"


def web_stamp(layout: Layout) -> Path:
    return layout.web_dist / ".hangat-stamp"


def model_stamp(layout: Layout) -> Path:
    return layout.bot / "models" / ".hangat-stamp"


def is_current(stamp: Path, wanted: str) -> bool:
    """Whether the last successful run was made from just that."""
    return stamps.read(stamp).get("hash") == wanted


def _require(path: Path, what: str) -> None:
    if not path.exists():
        raise Trouble(f"{what} is missing ({path}): take a complete checkout and start again.")


def make_bot_environment(report: Report, layout: Layout, *, dev: bool = False) -> None:
    """Install Rasa with the Python 3.10 that it needs."""
    _require(layout.bot / "pyproject.toml", "The assistant's project")
    wanted = bot_environment_hash(layout)
    groups = "dev" if dev or stamps.read(bot_stamp(layout)).get("groups") == "dev" else "runtime"
    with report.step(BOT_ENVIRONMENT) as step:
        found = stamps.read(bot_stamp(layout))
        if (
            layout.bot_python.exists()
            and found.get("hash") == wanted
            and found.get("groups") == groups
        ):
            step.skip()
            return
        bot_stamp(layout).unlink(missing_ok=True)
        step.progress("about 2.5 GB, a few minutes the first time")
        tools.run(
            step,
            [
                tools.find_uv(layout.root), "sync", "--directory", str(layout.bot), "--frozen",
                "--compile-bytecode", *([] if groups == "dev" else ["--no-dev", "--inexact"]),
            ],
            cwd=layout.bot,
            env=tools.clean_environment(),
        )  # fmt: skip
        stamps.write(bot_stamp(layout), {"hash": wanted, "groups": groups})


def build_web(report: Report, layout: Layout) -> None:
    """Build the pages that the gateway serves."""
    _require(layout.web / "package-lock.json", "The web pages' project")
    with report.step(WEB_PAGES) as step:
        wanted = web_hash(layout)
        if layout.web_dist.exists() and is_current(web_stamp(layout), wanted):
            step.skip()
            return
        env = install_web_packages(step, layout)
        step.outcome = ""
        tools.run(step, [env["HANGAT_NPM"], "run", "build"], cwd=layout.web, env=env)
        _require(layout.web_dist, "What the build of the web pages should have made")
        stamps.write(web_stamp(layout), {"hash": web_hash(layout)})


def install_web_packages(step: Step, layout: Layout) -> dict[str, str]:
    """Install what the web pages are built with; returns the environment that npm needs."""
    node = tools.node_folder(step, layout.root)
    env = tools.clean_environment(
        {
            "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "NO_UPDATE_NOTIFIER": "1",
            "HANGAT_PYTHON": sys.executable,
            "HANGAT_NPM": str(node / "npm"),
        }
    )
    installed = layout.web / "node_modules" / ".hangat-stamp"
    sources = [layout.web / "package.json", layout.web / "package-lock.json"]
    sources += layout.web.glob("*/*/package.json")
    wanted = stamps.content_hash(layout.web, sources, str(layout.root), str(node))
    if is_current(installed, wanted):
        step.skip()
    else:
        ci = [env["HANGAT_NPM"], "ci", "--no-audit", "--no-fund"]
        tools.run(step, ci, cwd=layout.web, env=env)
        stamps.write(installed, {"hash": wanted})
    return env


def _refuse_faults(layout: Layout) -> None:
    """Raise Trouble that names each fault of the training data with its file and line."""
    done = subprocess.run(  # noqa: S603
        [layout.bot_python, "check.py"],
        cwd=layout.bot,
        env=tools.clean_environment(rasa_environment()),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return
    told = done.stdout.strip().splitlines()
    if not told:
        raise of_output("Looking through the assistant's data", done.stderr)
    more = f"\n    and {len(told) - _MOST_FAULTS} more" if len(told) > _MOST_FAULTS else ""
    shown = "".join(f"\n    bot/{line}" for line in told[:_MOST_FAULTS])
    raise Trouble(f"The assistant's data has faults; put them right and start again:{shown}{more}")


def train(report: Report, layout: Layout) -> None:
    """Train the assistant when what it learns from has changed."""
    for name in ("config.yml", "data", "domain"):
        _require(layout.bot / name, "Part of the assistant")
    with report.step(ASSISTANT) as step:
        wanted = model_hash(layout)
        if layout.model.exists() and is_current(model_stamp(layout), wanted):
            step.skip()
            return
        _refuse_faults(layout)
        step.progress("about two minutes")
        model_stamp(layout).unlink(missing_ok=True)
        tools.run(
            step,
            training_command(layout, name=layout.model.name.removesuffix(".tar.gz"), out="models"),
            cwd=layout.bot,
            env=tools.clean_environment(rasa_environment()),
        )
        _require(layout.model, "The trained model")
        stamps.write(model_stamp(layout), {"hash": wanted})
