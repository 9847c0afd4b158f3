"""`hangat measure compare`, `hangat measure curve` and `hangat export encoder`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from handoff.cli.local.layout import checkout
from handoff.cli.local.trouble import Trouble
from handoff.cli.training import ENCODER, OPEN_DATA, WORK, OpenData, measure_app, sources_of

if TYPE_CHECKING:
    from handoff.training.compare import System
    from handoff.training.plan import Sources
    from handoff.training.ways import Encode, Kept

export_app = typer.Typer(no_args_is_help=True, help="Bring other models into the product's format.")

Models = Annotated[
    list[str],
    typer.Option("--model", help="An encoder of ours, or a hub model's name; may be repeated."),
]
Output = Annotated[Path | None, typer.Option(help="Also write the figures as JSON.")]
Cache = Annotated[Path, typer.Option(help="Where vectors and finished figures are kept.")]
_CACHE = WORK.parent / "compare"
_TUNED = "use-tuned.safetensors"


@measure_app.command("compare")
def compare(
    open_data: OpenData = OPEN_DATA,
    model: Models = [str(ENCODER)],  # noqa: B006  # typer reads it, nobody writes to it
    tune_use: Annotated[
        int, typer.Option(help="First train USE on our tasks for so many steps.")
    ] = 0,
    cache: Cache = _CACHE,
    output: Output = None,
) -> None:
    """The product's encoder among TF-IDF, USE and e5, on the same tests, and what each adds.

    A command that was stopped goes on where it was.
    """
    sources = sources_of(open_data)
    from handoff.training import compare as comparing

    console, errors = Console(highlight=False, soft_wrap=True), Console(stderr=True)
    if tune_use:
        _tune(sources, tune_use, cache / _TUNED, errors)
    data = comparing.Data.read(sources)
    systems = _systems(model, cache, [article.passage for article in data.articles])
    found: dict[str, comparing.Found] = {}
    for title, figures in comparing.compare(systems, data, cache / "figures", errors.print):
        found[title] = figures
        if output is not None:
            content = {"data": data.version(), "figures": comparing.plain(found)}
            output.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    pairs = _pairs([system.title for system in systems])
    _print(console, [*comparing.tables(found), "### What each adds\n"])
    _print(console, comparing.differences(found, pairs))


@measure_app.command("curve")
def curve(
    open_data: OpenData = OPEN_DATA,
    model: Models = [str(ENCODER)],  # noqa: B006
    draws: Annotated[int, typer.Option(help="Draws of each share of the sentences.")] = 3,
    cache: Cache = _CACHE,
    output: Output = None,
) -> None:
    """What more sentences would bring: fewer of them, fewer writers, and unseen writers."""
    sources = sources_of(open_data)
    from handoff.training import curve as curves
    from handoff.training import rows, ways

    console, errors = Console(highlight=False, soft_wrap=True), Console(stderr=True)
    train = rows.training_sentences(sources.nlu)
    test = rows.test_sentences(sources.data / "sentences" / "test")
    e5 = ways.centred(ways.prefixed(_kept(*ways.e5(), cache), ()))
    untrained = {"TF-IDF": ways.counts(), "e5-small, frozen, centred": e5}
    named = untrained | {Path(name).name: ways.fixed(_own(name, cache)) for name in model}
    points = list(curves.curve(named, train, test, errors.print, draws))
    gains = {name: curves.gains(way, train, errors.print) for name, way in untrained.items()}
    by_intent, by_register = ({name: of[i] for name, of in gains.items()} for i in (0, 1))
    _print(console, ["### Fewer sentences\n", *curves.table(points)])
    _print(console, ["\n### By register\n", *curves.registers_table(points)])
    _print(console, ["\n### Writers kept out\n", *curves.gains_table(by_register), ""])
    _print(console, curves.gains_table(by_intent))
    if output is not None:
        content = {"points": curves.plain(points), "unseen_writers": curves.plain_gains(by_intent)}
        output.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


@export_app.command("encoder")
def export_encoder(
    model: Annotated[str, typer.Argument(help="A sentence_transformers folder, or a hub's name.")],
    folder: Annotated[Path, typer.Argument(help="Where the product's format is written.")],
    prompt: Annotated[
        str | None, typer.Option(help="Put before each text; else the model's default prompt.")
    ] = None,
    floats: Annotated[
        bool, typer.Option("--float", help="Keep float weights: four times as large.")
    ] = False,
) -> None:
    """Make any BERT-like encoder a folder that the service and Rasa can run.

    A hub's name is fetched once, here; with HF_HUB_OFFLINE=1 it must be in the hub's cache.
    """
    try:
        from handoff.training import foreign, rows
    except ImportError as error:
        raise Trouble(
            f"This needs {error.name}: start it as ./hangat export, which installs that."
        ) from error
    test = rows.test_sentences(checkout() / "data" / "sentences" / "test")
    texts = [row.text for row in test[:: max(1, len(test) // 60)]]
    try:
        told = foreign.export(model, folder, texts, prompt=prompt, eight_bits=not floats)
    except foreign.NotExportable as error:
        raise Trouble(str(error)) from error
    except OSError as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise Trouble(f"{model} could not be loaded: {first}") from error
    Console(highlight=False, soft_wrap=True).print(
        f"{folder}: {told.bytes / 1e6:.0f} MB; cosine with the model on {len(texts)} sentences: "
        f"mean {told.mean:.4f}, lowest {told.lowest:.4f}.\n"
        f"HANGAT_ENCODER={folder.resolve()} names it for the service and for Rasa, which is then "
        "trained anew. Train a detector for it: ./hangat train detector --encoder "
        f"{folder} --model FOLDER, and name that in HANGAT_DETECTOR."
    )


def _print(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, markup=False)


def _kept(name: str, encode: Encode, cache: Path) -> Kept:
    from handoff.training.ways import Kept

    return Kept(encode, cache / "vectors", name)


def _own(name: str, cache: Path) -> Kept:
    """An encoder of ours or of a hub; the hashes of its card tell two versions apart."""
    from handoff.adapters.sentence_encoder import CARD, is_own, load

    encoder = load(name)
    weights = (Path(name) / CARD).read_bytes() if is_own(name) else encoder.version.encode()
    return _kept(f"own-{hashlib.sha256(weights).hexdigest()[:12]}", encoder.encode, cache)


def _systems(models: list[str], cache: Path, passages: list[str]) -> list[System]:
    from handoff.training import ways
    from handoff.training.compare import System

    use = _kept(*ways.use(), cache)
    kept = _kept(*ways.e5(), cache)
    name, e5 = kept.name, ways.prefixed(kept, passages)
    counts, frozen = ways.counts(), (ways.fixed(use), ways.fixed(e5))
    made = [
        System("TF-IDF", "tf-idf", counts),
        System("USE, frozen", use.name, frozen[0]),
        System("e5-small, frozen", name, frozen[1]),
        System("e5-small, frozen, centred", f"{name} centred", ways.centred(e5)),
    ]
    if (file := cache / _TUNED).exists():
        from handoff.training.use import tuned

        weights = f"use-tuned-{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"
        way = ways.fixed(_kept(weights, tuned(file), cache))
        made.append(System("USE, fine-tuned", weights, way))
    for model in models:
        own = _own(model, cache)
        made.append(System(Path(model).name, own.name, ways.fixed(own)))
    last = made[-1]
    both = f"{use.name} beside {name}"
    beside = ways.beside(counts, last.way)
    return [
        *made,
        System("USE and e5-small", both, ways.beside(*frozen)),
        System("TF-IDF, USE and e5-small", f"tf-idf beside {both}", ways.beside(counts, *frozen)),
        System(f"TF-IDF and {last.title}", f"tf-idf beside {last.weights}", beside),
    ]


def _pairs(titles: list[str]) -> list[tuple[str, str]]:
    """What is asked of each: mostly what it has over what stands before it."""
    ours = [title for title in titles if title not in _OTHERS and not title.startswith("TF-IDF")]
    last = ours[-1]
    pairs = [
        ("USE, frozen", "TF-IDF"),
        ("e5-small, frozen", "TF-IDF"),
        ("e5-small, frozen, centred", "e5-small, frozen"),
        ("USE and e5-small", "USE, frozen"),
        ("USE and e5-small", "e5-small, frozen"),
        ("TF-IDF, USE and e5-small", "USE and e5-small"),
        ("USE, fine-tuned", "USE, frozen"),
        (last, "e5-small, frozen"),
        (last, "TF-IDF"),
        (last, "TF-IDF, USE and e5-small"),
        (last, "USE, fine-tuned"),
        (f"TF-IDF and {last}", last),
        (f"TF-IDF and {last}", "TF-IDF"),
    ]
    return pairs + [(later, earlier) for earlier, later in pairwise(ours)]


_OTHERS = (
    "USE, frozen", "e5-small, frozen", "e5-small, frozen, centred", "USE and e5-small",
    "USE, fine-tuned",
)  # fmt: skip


def _tune(sources: Sources, steps: int, file: Path, console: Console) -> None:
    from handoff.training.encoder import Progress
    from handoff.training.plan import plan
    from handoff.training.use import tune

    def told(progress: Progress) -> None:
        if progress["step"] % 100 == 0:
            losses = "  ".join(f"{name} {loss:.2f}" for name, loss in progress["losses"].items())
            console.print(
                f"USE, step {progress['step']} of {steps}, {progress['seconds_left']:.0f} s left: "
                f"{losses}"
            )

    tune(plan(sources), steps, file, told)
