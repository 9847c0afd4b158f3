"""The end-to-end stories, checked by Rasa itself."""

from pathlib import Path

from conftest import rasa


def test_the_main_paths_are_predicted(model: Path, tmp_path: Path) -> None:
    rasa(
        "test", "core", "--stories", "tests/test_stories.yml", "--model", str(model),
        "--out", str(tmp_path), "--fail-on-prediction-errors",
    )  # fmt: skip
    failed = (tmp_path / "failed_test_stories.yml").read_text(encoding="utf-8")
    assert "- story:" not in failed
