"""Steps are skipped by content, and directories and ports are refused in one sentence."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from pathlib import Path

import pytest

from handoff.cli.local import datadir, keys, launch, ports, stamps
from handoff.cli.local.layout import Layout, short_socket_dir
from handoff.cli.local.rotating import RotatingFile, tail
from handoff.cli.local.services import rasa_environment
from handoff.cli.local.trouble import Trouble


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nlu.yml").write_text("saldo saya berapa")
    (tmp_path / "config.yml").write_text("language: id")
    return tmp_path


def _hash(project: Path) -> str:
    return stamps.content_hash(project, [project / "config.yml", project / "data"])


def test_a_hash_follows_content_and_names_only(project):
    first = _hash(project)
    os.utime(project / "config.yml", (1, 1))
    (project / "data" / "__pycache__").mkdir()
    (project / "data" / "__pycache__" / "x.pyc").write_bytes(b"1")
    assert _hash(project) == first
    (project / "data" / "nlu.yml").rename(project / "data" / "other.yml")
    assert _hash(project) != first
    (project / "data" / "other.yml").rename(project / "data" / "nlu.yml")
    assert _hash(project) == first
    (project / "config.yml").write_text("language: en")
    assert _hash(project) != first


def test_a_damaged_stamp_is_no_stamp(project):
    stamp = project / "out" / ".stamp"
    stamps.write(stamp, {"hash": "1"})
    assert stamps.read(stamp) == {"hash": "1"}
    stamp.write_text("{half")
    assert stamps.read(stamp) == {}


def test_the_environment_is_made_again_when_lock_place_or_extent_change(project):
    (project / "pyproject.toml").write_text("[project]")
    (project / "uv.lock").write_text("version = 1")
    wanted, needed = launch.plan(project, ["up"])
    assert needed
    python = project / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    stamps.write(project / ".venv" / ".hangat-stamp", wanted)
    assert launch.plan(project, ["up"])[1] is False
    assert launch.plan(project, ["test"])[1] is True
    stamps.write(project / ".venv" / ".hangat-stamp", wanted | {"groups": "dev"})
    assert launch.plan(project, ["test"])[1] is False
    assert launch.plan(project, ["up"])[1] is False
    (project / "uv.lock").write_text("version = 2")
    assert launch.plan(project, ["up"])[1] is True


def test_a_taken_port_is_named_with_another_one():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=rf"Port {port} is taken.*hangat up --port \d+"):
            ports.require(port)
    with pytest.raises(Trouble, match="between 1 and 65535"):
        ports.require(70000)


def test_picked_ports_differ():
    assert len(set(ports.pick(5))) == 5


def test_a_new_data_directory_is_marked_and_closed_to_others(tmp_path):
    data = datadir.claim(tmp_path / "a b")
    assert json.loads((tmp_path / "a b" / "hangat.json").read_text())["product"] == "hangat"
    with pytest.raises(Trouble, match=rf"already running on .* \(process {os.getpid()}\)"):
        datadir.claim(tmp_path / "a b")
    data.close()
    datadir.claim(tmp_path / "a b").close()


def test_what_the_launcher_left_is_not_foreign(tmp_path):
    (tmp_path / "tools").mkdir()
    (tmp_path / "setup.lock").touch()
    datadir.claim(tmp_path).close()


def test_a_foreign_directory_is_left_alone(tmp_path):
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(Trouble, match="not a data directory of Hangat"):
        datadir.claim(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


@pytest.mark.parametrize(
    ("marker", "sentence"),
    [
        ('{"product": "hangat", "format": 99}', "made by a newer Hangat"),
        ('{"product": "other", "format": 1}', "not readable as Hangat's format file"),
        ("{half", "not readable as Hangat's format file"),
    ],
)
def test_newer_and_damaged_format_files(tmp_path, marker, sentence):
    (tmp_path / "hangat.json").write_text(marker)
    with pytest.raises(Trouble, match=sentence):
        datadir.claim(tmp_path)


def test_somebody_elses_directory(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    with pytest.raises(Trouble, match=r"belongs to user .* and you are user 4242"):
        datadir.check_owner(tmp_path)


def test_too_little_space_is_said_before_anything_is_written(tmp_path):
    with pytest.raises(Trouble, match="MiB are needed"):
        datadir.check_disk(tmp_path / "not" / "yet", need_mib=10**9)
    assert list(tmp_path.iterdir()) == []


def test_a_lock_is_waited_for(tmp_path, capsys):
    with open(tmp_path / "lock", "w") as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        fcntl.flock(other, fcntl.LOCK_UN)
        with launch.alone(tmp_path / "lock", "waiting"), pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert capsys.readouterr().err == ""


def test_keys_are_made_once_private_and_overruled_by_the_environment(tmp_path, monkeypatch):
    for name in ("HANGAT_SECRET_KEY", "HANGAT_RASA_TOKEN", "HANGAT_SITE_KEY"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "secrets.json"
    first = keys.installation_keys(file)
    assert keys.is_private(file)
    assert len(set(first.values())) == 3
    assert min(map(len, first.values())) >= 32
    assert keys.installation_keys(file) == first
    monkeypatch.setenv("HANGAT_SITE_KEY", "given")
    assert keys.installation_keys(file)["HANGAT_SITE_KEY"] == "given"
    assert "given" not in file.read_text()


def test_demo_users_keep_their_passwords(tmp_path):
    staff = keys.demo_staff(tmp_path / "staff.json")
    assert keys.is_private(tmp_path / "staff.json")
    assert keys.demo_staff(tmp_path / "staff.json") == staff
    assert [person.role for person in staff] == ["agent", "agent", "supervisor", "admin"]
    assert len({person.password for person in staff}) == 4
    assert min(len(person.password) for person in staff) >= 16


def test_damaged_secrets_are_not_replaced(tmp_path):
    (tmp_path / "secrets.json").write_text("{half")
    with pytest.raises(Trouble, match="is damaged"):
        keys.installation_keys(tmp_path / "secrets.json")
    assert (tmp_path / "secrets.json").read_text() == "{half"


def test_sockets_stay_short(tmp_path):
    assert short_socket_dir(Path("/srv/x"), 12) == Path("/srv/x")
    long = Path("/srv") / ("x" * 120)
    assert len(str(short_socket_dir(long, 12))) < 60
    assert Layout(tmp_path, long).control_socket == Layout(tmp_path, long).control_socket
    assert short_socket_dir(long, 12) != short_socket_dir(long / "y", 12)


def test_logs_stay_small(tmp_path):
    log = RotatingFile(tmp_path / "a.log", limit=100, keep=2)
    for number in range(30):
        log.write(f"line {number:02d} ...........\n".encode())
    log.close()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["a.log", "a.log.1", "a.log.2"]
    assert all(path.stat().st_size <= 100 for path in tmp_path.iterdir())
    assert tail(tmp_path / "a.log", 1) == ["line 29 ..........."]
    assert tail(tmp_path / "none.log", 5) == []


def test_an_encoder_is_named_from_where_the_operator_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HANGAT_ENCODER", raising=False)
    assert "HANGAT_ENCODER" not in rasa_environment()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANGAT_ENCODER", "models/mine")
    assert rasa_environment()["HANGAT_ENCODER"] == str(tmp_path / "models" / "mine")
