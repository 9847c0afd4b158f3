"""The tables that ``hangat data report`` prints; they fit into 100 columns."""

from __future__ import annotations

from collections import Counter

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from handoff.training.checks import COPY, PARTS
from handoff.training.report import (
    LANGUAGES,
    REASONS,
    REGISTERS,
    Dialogue,
    Found,
    by_language,
    need_share,
    spread,
    words,
)

_CLOSEST = 8


def show(found: Found, console: Console) -> None:
    """Print all tables."""
    for table in (
        _passes(found),
        _intents(found),
        _registers(found),
        _conversations(found),
        _courses(found),
        _moods(found),
        _question_passes(found),
        _question_articles(found),
        _agreements(found),
    ):
        if table.row_count:
            console.print(table)
            console.print()
    _closest(found, console)
    here = ", ".join(name for name, here in found.open_sets.items() if here)
    away = ", ".join(name for name, here in found.open_sets.items() if not here)
    console.print(f"Open data here: {here or 'none'}." + (
        f" Not here ([bold]hangat data fetch[/] brings it): {away}." if away else ""
    ))  # fmt: skip


def _table(title: str, *columns: str, first: int = 1) -> Table:
    """A table whose first columns are words and whose others are numbers."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
        padding=(0, 1, 0, 0),
        box=box.SIMPLE_HEAD,
    )
    for at, column in enumerate(columns):
        table.add_column(column, justify="left" if at < first else "right", no_wrap=True)
    return table


def _passes(found: Found) -> Table:
    table = _table(
        "Sentences by pass (briefs: data/ANNOTATION.md)",
        "part", "pass", "rows", *LANGUAGES, "intents", "words: median (quartiles), most",
        first=2,
    )  # fmt: skip
    for part, rows in (("train", found.train), ("test", found.test)):
        writers = sorted({row.writer for row in rows})
        for writer in [*writers, "all"]:
            own = [row for row in rows if writer in ("all", row.writer)]
            languages = by_language(own)
            table.add_row(
                part, writer, str(len(own)), *(_number(languages[one]) for one in LANGUAGES),
                str(len({row.intent for row in own})), str(spread(words(row.text) for row in own)),
                style="bold" if writer == "all" else None, end_section=writer == "all",
            )  # fmt: skip
    return table


def _intents(found: Found) -> Table:
    table = _table(
        "Sentences by intent (Indonesian with regional and mixed, English)",
        "intent", "train id", "train en", "test id", "test en", "words",
    )  # fmt: skip
    for intent in found.intents:
        cells = []
        for rows in (found.train, found.test):
            own = [row for row in rows if row.intent == intent]
            english = sum(row.language == "en" for row in own)
            cells += [_number(len(own) - english), _number(english)]
        table.add_row(intent, *cells, str(spread(words(row.text) for row in found.train
                                                 if row.intent == intent)))  # fmt: skip
    return table


def _registers(found: Found) -> Table:
    table = _table(
        "Sentences by register",
        "register", "train", "share", "test", "share", "words",
    )  # fmt: skip
    counted = [Counter(row.register for row in rows) for rows in (found.train, found.test)]
    for register in REGISTERS:
        cells = []
        for counts in counted:
            cells += [_number(counts[register]), _share(counts[register], counts.total())]
        own = [words(row.text) for row in found.train if row.register == register]
        table.add_row(register, *cells, str(spread(own)))
    return table


def _dialogue_rows(found: Found) -> list[tuple[str, str, list[Dialogue]]]:
    rows = []
    for part in PARTS:
        own = [row for row in found.dialogues if row.part == part]
        rows += [
            (part, writer, [row for row in own if row.writer == writer])
            for writer in sorted({row.writer for row in own})
        ]
        if own:
            rows.append((part, "all", own))
    return rows


def _conversations(found: Found) -> Table:
    table = _table(
        "Conversations: who needs a person, and why",
        "part", "pass", "rows", *LANGUAGES, "need", "asked", "frustrated", "no progress",
        "sensitive", first=2,
    )  # fmt: skip
    for part, writer, own in _dialogue_rows(found):
        languages = by_language(own)
        reasons = Counter(row.reason for row in own)
        table.add_row(
            part, writer, str(len(own)), *(_number(languages[one]) for one in LANGUAGES),
            f"{need_share(own):.0%}", *(_number(reasons[reason]) for reason in REASONS),
            style="bold" if writer == "all" else None, end_section=writer == "all",
        )  # fmt: skip
    return table


def _courses(found: Found) -> Table:
    table = _table(
        "Conversations: their course (frustration 0-3: share of customer turns)",
        "part", "pass", "turns", "handoff after turn", "goes on", "0", "1", "2", "3", first=2,
    )  # fmt: skip
    for part, writer, own in _dialogue_rows(found):
        handed = [row for row in own if row.handoff_at is not None]
        levels = Counter(level for row in own for level in row.frustration)
        table.add_row(
            part, writer, str(spread(row.turns for row in own)),
            str(spread(row.handoff_at for row in handed if row.handoff_at is not None)),
            _share(sum(row.goes_on for row in handed), len(handed)),
            *(_share(levels[level], levels.total()) for level in range(4)),
            style="bold" if writer == "all" else None, end_section=writer == "all",
        )  # fmt: skip
    return table


def _moods(found: Found) -> Table:
    table = _table(
        "Single messages with their frustration (0-3)",
        "part", "pass", "rows", *LANGUAGES, "0", "1", "2", "3", "words", first=2,
    )  # fmt: skip
    for part, writer in sorted({(row.part, row.writer) for row in found.moods}):
        own = [row for row in found.moods if (row.part, row.writer) == (part, writer)]
        languages, levels = by_language(own), Counter(row.frustration for row in own)
        table.add_row(
            part, writer, str(len(own)), *(_number(languages[one]) for one in LANGUAGES),
            *(_share(levels[level], len(own)) for level in range(4)),
            str(spread(row.words for row in own)),
        )  # fmt: skip
    return table


def _question_passes(found: Found) -> Table:
    table = _table(
        f"Questions for the {len(found.articles)} articles, and paraphrases",
        "part", "pass", "rows", *LANGUAGES, "articles", "words: median (quartiles), most",
        first=2,
    )  # fmt: skip
    for part in PARTS:
        for writer in sorted({writer for writer, _ in found.questions[part]}):
            own = [question for by, question in found.questions[part] if by == writer]
            languages = by_language(own)
            table.add_row(
                part, writer, str(len(own)), *(_number(languages[one]) for one in LANGUAGES),
                str(len({row.article for row in own})), str(spread(words(row.text) for row in own)),
            )  # fmt: skip
    if found.paraphrases:
        said = [text for group in found.paraphrases for text in group]
        table.add_row(
            "train", "paraphrases", f"{len(said)} in {len(found.paraphrases)}", "", "", "", "", "",
            str(spread(words(text) for text in said)),
        )  # fmt: skip
    return table


def _question_articles(found: Found) -> Table:
    table = _table("Questions by article (train, test)", *("article", "train", "test") * 2)
    table.columns[3].justify = "left"
    counts = {
        part: Counter(question.article for _, question in found.questions[part]) for part in PARTS
    }
    if not any(counts.values()):
        return table
    cells = [
        (slug, _number(counts["train"][slug]), _number(counts["test"][slug]))
        for slug in found.articles
    ]
    half = -(-len(cells) // 2)
    for at in range(half):
        table.add_row(*cells[at], *(cells[at + half] if at + half < len(cells) else ("", "", "")))
    return table


def _agreements(found: Found) -> Table:
    table = _table("Second, blind readings (Cohen's kappa)", "judged", "n", "equal", "kappa", "")
    for one in found.agreements:
        kappa = "" if one.kappa is None else f"{one.kappa:.2f}"
        table.add_row(one.what, str(one.n), f"{one.share:.2f}", kappa, one.note)
    return table


def _closest(found: Found, console: Console) -> None:
    if found.word_for_word:
        same = ", ".join(found.word_for_word)
        console.print(f"[bold]Said by somebody in train and in test:[/] {escape(same)}")
    if found.copies is None:
        return
    console.print(
        f"[bold]Near-copies across parts[/] (alike from {COPY:.2f} on, set phrases apart): "
        f"{len(found.copies)}"
    )
    for copy in found.copies[:_CLOSEST]:
        console.print(f"  {escape(str(copy))}", soft_wrap=True)


def _number(value: int) -> str:
    return str(value) if value else "·"


def _share(some: int, of: int) -> str:
    return f"{some / of:.0%}" if of else "·"
