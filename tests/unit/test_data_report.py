"""The report on our data, and the search for near-copies behind it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from handoff.cli.local.trouble import Trouble
from handoff.cli.main import app
from handoff.training import checks
from handoff.training.agreement import kappa, quadratic_kappa
from handoff.training.checks import Text, copies, near_copies, pieces
from handoff.training.report import collect, spread
from handoff.training.report_tables import show

ROOT = Path(__file__).resolve().parents[2]


def test_near_copies_are_those_that_comparing_everything_finds() -> None:
    texts = sorted({text.text for text in checks.texts(ROOT)})[::150]
    left, right = texts[::2], texts[1::2]
    for at_least in (0.15, 0.3, 0.55):
        found = {(pair.left, pair.right) for pair in near_copies(left, right, at_least)}
        assert found == {
            (one, other)
            for one in left
            for other in right
            if len(pieces(one) & pieces(other)) / len(pieces(one) | pieces(other)) >= at_least
        }


@pytest.mark.parametrize(
    ("learnt", "measured", "copy"),
    [
        ("kartu saya tertelan mesin di Bogor", "kartu saya tertelan mesin di Depok", True),
        ("kartu saya tertelan mesin di Bogor", "KARTU SAYA TERTELAN MESIN DI BOGOR!!", True),
        ("kartu saya tertelan mesin di Bogor", "kartu sy tertelan mesin di bogor", True),
        ("kartu saya tertelan mesin di Bogor", "ATM Depok menelan kartu debit saya", False),
        ("selamat malam", "Selamat malam", False),  # said by everybody
    ],
)
def test_a_word_or_a_spelling_makes_no_new_sentence(learnt: str, measured: str, copy: bool) -> None:
    found = copies([Text(learnt, "train", "here"), Text(measured, "test", "there")])
    assert bool(found) is copy


def test_within_one_part_nothing_is_a_copy() -> None:
    text = "kartu saya tertelan mesin di Bogor"
    assert not copies([Text(text, "train", "here"), Text(text, "train", "there")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hubungi 0812-3456-7890 ya", ["0812-3456-7890"]),
        ("rekening saya 1234567890", ["1234567890"]),
        ("ktp 3174012345678901", ["3174012345678901", "nik"]),
        ("kirim ke ibu.budi@gmail.com", ["ibu.budi@gmail.com"]),
        ("kirim ke ibu.budi@example.com", []),
        ("Rp12.500.000 pada 21.11.2026 jam 08.00–15.00, tiket 4471", []),
        ("lupa password, ada yang bisa bantu", []),
    ],
)
def test_finds_what_could_be_somebodys(text: str, found: list[str]) -> None:
    assert checks.personal(text) == found


def test_agreement_beyond_chance() -> None:
    # Two readers of fifty: both yes 20, both no 15, and 5 and 10 apart; chance agrees on half.
    one = ["yes"] * 20 + ["yes"] * 5 + ["no"] * 10 + ["no"] * 15
    two = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert kappa(one, two) == pytest.approx(0.4)
    assert kappa(one, one) == 1
    assert quadratic_kappa([0, 1, 2, 3], [0, 1, 2, 3]) == 1
    assert quadratic_kappa([0, 0, 3, 3], [0, 1, 3, 3]) > quadratic_kappa([0, 0, 3, 3], [0, 3, 3, 3])


def test_quartiles() -> None:
    assert str(spread([1, 2, 3, 4, 10])) == "3 (2–4), most 10"
    assert spread([]) is None
    assert str(spread([7])) == "7 (7–7), most 7"


def test_the_tables_fit_a_narrow_terminal() -> None:
    found = collect(ROOT, near=False)
    file = io.StringIO()
    show(found, Console(file=file, width=100, highlight=False))
    text = file.getvalue()
    assert max(map(len, text.splitlines())) <= 100
    assert "…" not in text, "a column is cut"
    for said in (*found.intents, *found.articles, "calibration", "kappa", str(len(found.train))):
        assert said in text, said


def test_the_page_of_plots_needs_no_network(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["data", "report", "--no-near", "--output", str(tmp_path)])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == page.count("<figure>") >= 9
    assert "out_of_scope" in page
    for outside in ("<script", "<link", "src=", "@import", 'xlink:href="http', "url(http"):
        assert outside not in page


def test_tables_come_without_matplotlib(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for name in ("plots", "svg"):
        monkeypatch.delitem(sys.modules, f"handoff.training.{name}", raising=False)
    done = CliRunner().invoke(app, ["data", "report", "--no-near", "--output", str(tmp_path)])
    assert "Sentences by pass" in done.output
    assert isinstance(done.exception, Trouble)
    assert "uv sync --inexact --group training" in str(done.exception)
