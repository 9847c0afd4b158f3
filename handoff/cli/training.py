"""`hangat train …` and `hangat measure …`: making the product's models."""

from __future__ import annotations

import json
import os
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from handoff.cli.local.layout import checkout
from handoff.cli.local.trouble import Trouble

if TYPE_CHECKING:
    from handoff.training.encoder import Progress as Step
    from handoff.training.plan import Sources

train_app = typer.Typer(no_args_is_help=True, help="Train the models that the product ships.")
measure_app = typer.Typer(no_args_is_help=True, help="Measure the models on the test data.")

OpenData = Annotated[
    Path,
    typer.Option("--open-data", envvar="HANGAT_OPEN_DATA", help="Openly licensed data."),
]
Folder = Annotated[Path, typer.Option("--model", help="Folder of the encoder.")]
Work = Annotated[Path, typer.Option("--work", help="Where the float weights and a pause are kept.")]

OPEN_DATA = checkout() / "data" / "open"
ENCODER = checkout() / "data" / "models" / "encoder-4"
_RERANKER = checkout() / "data" / "models" / "reranker-4"
_QUESTIONS = checkout() / "data" / "models" / "questions-3"
_DETECTOR = checkout() / "data" / "models" / "detector-9"
#: What the rates are times when training goes on from weights that have learnt most of it.
_GENTLY = 0.7
WORK = checkout() / ".hangat" / "training"


def sources_of(open_data: Path) -> Sources:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        from handoff.training.plan import Sources
    except ImportError as error:
        raise Trouble(
            f"Training needs {error.name}: start it as ./hangat train, which installs that."
        ) from error
    return Sources(checkout(), open_data)


@train_app.command("encoder")
def train_encoder(
    open_data: OpenData = OPEN_DATA,
    model: Folder = ENCODER,
    work: Work = WORK,
    seed: Annotated[int, typer.Option(help="Decides everything that is left to chance.")] = 7,
    steps: Annotated[int | None, typer.Option(help="Fewer for a trial run.")] = None,
    begin_at: Annotated[
        Path | None, typer.Option("--from", help="A shipped encoder to go on from, gently.")
    ] = None,
) -> None:
    """Train the sentence encoder; start the same command again to go on after a stop."""
    sources = sources_of(open_data)
    from handoff.training.encoder import Recipe
    from handoff.training.run import train_encoder as run

    recipe = Recipe(seed=seed) if steps is None else Recipe(seed=seed, steps=steps)
    if begin_at is not None:
        recipe = replace(recipe, rate=_GENTLY * recipe.rate,
                         embedding_rate=_GENTLY * recipe.embedding_rate)  # fmt: skip
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        line = bar.add_task("training", total=recipe.steps)

        def progress(step: Step) -> None:
            losses = "  ".join(f"{name} {loss:.2f}" for name, loss in step["losses"].items())
            bar.update(line, completed=step["step"])
            if step["step"] % 500 == 0:
                bar.console.print(f"step {step['step']:,} of {step['steps']:,}: {losses}")

        run(sources, recipe, model, work, bar.console.print, progress, begin_at)


@train_app.command("detector")
def train_detector(
    open_data: OpenData = OPEN_DATA,
    encoder: Annotated[str, typer.Option(help="Folder or name of the encoder.")] = str(ENCODER),
    model: Annotated[Path, typer.Option("--model", help="Folder of the detector.")] = _DETECTOR,
) -> None:
    """Train and calibrate the detector on the vectors of an encoder."""
    sources = sources_of(open_data)
    from handoff.adapters.sentence_encoder import load
    from handoff.training import detector

    detector.train_detector(sources, load(encoder), model, Console(stderr=True).print)


@train_app.command("reranker")
def train_reranker(
    open_data: OpenData = OPEN_DATA,
    encoder: Folder = ENCODER,
    model: Annotated[Path, typer.Option("--reranker", help="Folder of the reranker.")] = _RERANKER,
    work: Work = WORK,
) -> None:
    """Train what reads which sentence answers; start it again to go on after a stop."""
    sources = sources_of(open_data)
    from handoff.training.reranker import Recipe
    from handoff.training.reranking import train_reranker as run

    run(sources, encoder, model, work, Recipe(), Console(stderr=True).print)


@train_app.command("questions")
def train_questions(
    encoder: Folder = ENCODER,
    reranker: Annotated[Path, typer.Option(help="Folder of the reranker.")] = _RERANKER,
    model: Annotated[
        Path, typer.Option("--questions", help="Folder of the classifier of questions.")
    ] = _QUESTIONS,
) -> None:
    """Train what expects an article, and weigh it against what the reranker reads."""
    sources = sources_of(OPEN_DATA)
    from handoff.training.question_classifier import train_classifier

    train_classifier(sources, encoder, reranker, model, Console(stderr=True).print)


@measure_app.command("reranker")
def measure_reranker(
    part: Annotated[str, typer.Option(help="calibration or test.")] = "test",
    encoder: Folder = ENCODER,
    model: Annotated[Path, typer.Option("--reranker", help="Folder of the reranker.")] = _RERANKER,
    questions: Annotated[
        Path, typer.Option(help="Folder of the classifier of questions.")
    ] = _QUESTIONS,
) -> None:
    """How often the right article and sentence answer, beside the search without it."""
    sources = sources_of(OPEN_DATA)
    from handoff.training.reranking import Figures, compare

    for source, found in compare(part, sources, encoder, model, questions):
        table = Table("share", *found, title=source)
        for field in fields(Figures):
            table.add_row(
                field.name, *(f"{getattr(each, field.name):.3f}" for each in found.values())
            )
        Console().print(table)


@measure_app.command("encoder")
def measure_encoder(
    open_data: OpenData = OPEN_DATA,
    model: Annotated[str, typer.Option(help="A folder, or the name of a hub model.")] = str(
        ENCODER
    ),
    floats: Annotated[
        bool, typer.Option("--float", help="The float weights of the last training instead.")
    ] = False,
    work: Work = WORK,
    output: Annotated[Path | None, typer.Option(help="Also write the figures as JSON.")] = None,
) -> None:
    """Every figure of the goals, with 95 % intervals."""
    sources = sources_of(open_data)
    from handoff.adapters.sentence_encoder import load
    from handoff.training import rows, run

    if floats:
        found = run.measure(run.load_float(work), sources)
    else:
        encoder = load(model)
        found = run.measure(encoder.encode, sources)
        texts = [row.text for row in rows.test_sentences(sources.data / "sentences" / "test")]
        found["speed"] = run.speed(encoder, texts)
    table = Table("figure", "value [95 % interval]")
    for name, value in run.flat(found):
        table.add_row(name, value)
    Console().print(table)
    if output is not None:
        output.write_text(json.dumps(run.plain(found), indent=1) + "\n", encoding="utf-8")


@measure_app.command("designs")
def measure_designs(
    open_data: OpenData = OPEN_DATA,
    encoder: Annotated[str, typer.Option(help="Folder or name of the encoder.")] = str(ENCODER),
) -> None:
    """Compare designs of the detector on the calibration conversations; a Markdown table."""
    sources = sources_of(open_data)
    from handoff.adapters.sentence_encoder import load
    from handoff.training import designs

    say = Console(stderr=True).print
    for line in designs.table(designs.compare(sources, load(encoder), say)):
        print(line)
