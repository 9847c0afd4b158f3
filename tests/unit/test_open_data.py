"""Open data is fetched whole and checked, or not at all (against a server of our own)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from handoff.training.open_data import OpenFile, Unfetched, fetch, sources

DATA = Path(__file__).resolve().parents[2] / "data"
TABLE = b"satu\tpositive\ndua\tnegative\ntiga\tneutral\n"
KEPT = b"satu\tpositive\ntiga\tneutral\n"


class Source:
    """A server with files by path, and a record of what it was asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        source = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                source.asked.append(self.path)
                content = source.files.get(self.path)
                self.send_response(404 if content is None else 200)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def source() -> Iterator[Source]:
    served = Source()
    yield served
    served.close()


def sum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wanted(content: bytes = TABLE, **more: object) -> OpenFile:
    return OpenFile(
        "them/theirs", "c0ffee", "a set/train.tsv", "theirs/train.tsv", len(content),
        sum_of(content), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_brings_a_file_once(source: Source, tmp_path: Path) -> None:
    source.files["/them/theirs/c0ffee/a%20set/train.tsv"] = TABLE
    told: list[tuple[str, int, int]] = []
    assert fetch([wanted()], tmp_path, lambda *at: told.append(at), source.url) == (1, 0)
    assert (tmp_path / "theirs" / "train.tsv").read_bytes() == TABLE
    assert told[-1] == ("theirs/train.tsv", len(TABLE), len(TABLE))
    assert fetch([wanted()], tmp_path, lambda *at: None, source.url) == (0, 1)
    assert len(source.asked) == 1


def test_leaves_out_the_listed_rows(source: Source, tmp_path: Path) -> None:
    source.files["/them/theirs/c0ffee/a%20set/train.tsv"] = TABLE
    (tmp_path / "rows.txt").write_text("# near-copies\n2\n", encoding="utf-8")
    file = wanted(without=tmp_path / "rows.txt", kept_sha256=sum_of(KEPT))
    assert fetch([file], tmp_path, lambda *at: None, source.url) == (1, 0)
    assert (tmp_path / "theirs" / "train.tsv").read_bytes() == KEPT
    assert fetch([file], tmp_path, lambda *at: None, source.url) == (0, 1)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"another file", "is not the file that this version of Hangat knows"),
        (TABLE * 9, "is not the file that this version of Hangat knows"),
        (None, "answered 404"),
    ],
)
def test_keeps_nothing_of_a_wrong_file(
    source: Source, tmp_path: Path, content: bytes | None, says: str
) -> None:
    if content is not None:
        source.files["/them/theirs/c0ffee/a%20set/train.tsv"] = content
    with pytest.raises(Unfetched, match=says):
        fetch([wanted()], tmp_path, lambda *at: None, source.url)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_says_what_to_do_without_network(source: Source, tmp_path: Path) -> None:
    source.close()
    with pytest.raises(Unfetched, match=r"could not be reached.*HTTPS_PROXY"):
        fetch([wanted()], tmp_path, lambda *at: None, source.url)


def test_every_source_is_pinned() -> None:
    files = sources(DATA)
    assert len({file.target for file in files}) == len(files)
    for file in files:
        assert len(file.commit) == 40
        assert len(file.sha256) == 64
        assert file.size > 0
        assert not Path(file.target).is_absolute()
        assert ".." not in Path(file.target).parts
        assert "test" not in Path(file.source).name, "nothing that is measured on"
        assert file.without is None or file.without.is_file()
