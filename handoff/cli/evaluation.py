"""``hangat evaluate``: how well the detector fits annotated conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from handoff.cli.detection import PolicyFile, policy_of, progress, trained_reader
from handoff.cli.local.layout import checkout, default_data
from handoff.cli.local.trouble import Trouble
from handoff.domain.escalation import EscalationPolicy
from handoff.simulation import detections, dialogues
from handoff.simulation.detections import Detection
from handoff.simulation.dialogues import Dialogue

if TYPE_CHECKING:
    from handoff.training.evaluation import Evaluation

_TRAIN = checkout() / "data" / "dialogues" / "train"
_SENTENCES = checkout() / "bot" / "data" / "nlu"
Read = Sequence[tuple[str, Dialogue]]
Detected = Mapping[tuple[str, str], Detection]


def evaluate(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="DIALOGUES...", help="Files of annotated conversations, folders."),
    ],
    policy: PolicyFile = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Folder for metrics.json and report.html; default .hangat/evaluation."),
    ] = None,
    detected: Annotated[
        Path | None,
        typer.Option("--detections", help="What `hangat detect` wrote, instead of detecting."),
    ] = None,
    baselines: Annotated[bool, typer.Option(help="Measure simple rules beside it.")] = True,
) -> None:
    """Print the figures of the goals with 95 % intervals, and write them with plots."""
    from handoff.training import evaluation, evaluation_tables

    errors = Console(stderr=True, highlight=False)
    rules = policy_of(policy)
    read, bad = _read(_files(paths), errors)
    if detected is None:
        version, found = _detect(read, rules, errors)
    else:
        version, found = f"of {detected.name}", _taken(detected, read)
    made = evaluation.evaluate(
        read,
        found,
        policy=rules,
        model_version=version,
        train=sorted(_TRAIN.glob("pass-*.jsonl")),
        sentences=_SENTENCES,
        with_baselines=baselines,
        say=lambda text: errors.print(text, markup=False),
    )
    console = Console(highlight=False)
    evaluation_tables.show(made, console)
    folder = output or default_data() / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    _write(made, folder, console)
    raise typer.Exit(1 if bad else 0)


def _write(made: Evaluation, folder: Path, console: Console) -> None:
    from handoff.training.evaluation import write_json

    console.print(f"Figures: {write_json(made, folder)}", soft_wrap=True, markup=False)
    try:
        from handoff.training import evaluation_report

        page = evaluation_report.write(made, folder)
    except ModuleNotFoundError as error:
        raise Trouble(
            f"The plots need {error.name}, which is not installed: "
            "`uv sync --inexact --group training` installs it; tables and figures are whole."
        ) from error
    console.print(f"Plots: {page}", soft_wrap=True, markup=False)


def _files(paths: Sequence[Path]) -> list[Path]:
    """A folder stands for all its conversations."""
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = dialogues.files(path)
        if not inside:
            raise Trouble(f"{path} holds no conversations (*.jsonl).")
        files += inside
    return files


def _read(files: Sequence[Path], errors: Console) -> tuple[Read, int]:
    """The annotated conversations with the name of their file; how many lines were bad."""
    read: list[tuple[str, Dialogue]] = []
    bad = silent = 0
    for path in files:
        with open(path, "rb") as lines:
            for one in dialogues.read(lines):
                if isinstance(one, dialogues.BadLine):
                    bad += 1
                    errors.print(f"{path}, {one}", markup=False, soft_wrap=True)
                elif one.annotated:
                    read.append((path.stem, one))
                else:
                    silent += 1
    if silent:
        errors.print(f"{silent} conversations without handoff_at are left out")
    if len({(part, one.id) for part, one in read}) < len(read):
        raise Trouble("Two of these files have the same name: rename one, or evaluate it alone.")
    if not read:
        raise Trouble("There is no annotated conversation to measure on.")
    return read, bad


def _detect(read: Read, rules: EscalationPolicy, errors: Console) -> tuple[str, Detected]:
    reader = trained_reader()
    found = {}
    with progress(errors, "reading", len(read)) as advance:
        for part, dialogue in read:
            found[part, dialogue.id] = detections.detect(dialogue, reader, rules)
            advance(len(found))
    return reader.model_version, found


def _taken(path: Path, read: Read) -> Detected:
    """Detections from a file, for each conversation. Raises Trouble where they do not fit."""
    by_id: dict[str, Detection] = {}
    with open(path, "rb") as lines:
        for one in detections.read(lines):
            if isinstance(one, dialogues.BadLine):
                raise Trouble(f"{path}, {one}.")
            by_id[one.id] = one
    found = {}
    for part, dialogue in read:
        detection = by_id.get(dialogue.id)
        if detection is None:
            raise Trouble(f"{path} says nothing of {dialogue.id}.")
        if tuple(turn.index for turn in detection.turns) != dialogue.customer_turns:
            raise Trouble(f"In {path}, {dialogue.id} has other customer turns: detect it again.")
        found[part, dialogue.id] = detection
    return found
