"""Every refusal is one sentence that says what to do."""

from __future__ import annotations

import errno

import pytest

from handoff.cli.local.trouble import full_disk, of_os_error, of_output, relevant

SAID = {
    "a C compiler": """
  Building wheel for thing (pyproject.toml): started
  error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory""",
    "apt-get install build-essential": "error: [Errno 2] unable to execute 'cc': No such file",
    "could not reach the network": """
error: Failed to fetch: `https://example.invalid/simple/rasa/`
  Caused by: dns error: failed to lookup address information""",
    "HTTPS_PROXY": "npm error code ENOTFOUND\nnpm error syscall getaddrinfo",
    "check the connection": "ERROR: Could not find a version (from versions: none)",
    "disk is full": "error: Failed to extract\n  Caused by: No space left on device (os 28)",
    "SSL_CERT_FILE": "invalid peer certificate: UnknownIssuer",
    "needs Python 3.10": "error: No interpreter found for Python >=3.10, <3.11 in managed installs",
    "clean checkout": "The lockfile at `uv.lock` needs to be updated, but `--frozen` was provided",
}


@pytest.mark.parametrize(("advice", "output"), SAID.items(), ids=list(SAID))
def test_a_known_cause_is_named(advice, output):
    sentence = str(of_output("Installing Rasa", output))
    assert advice in sentence
    assert sentence.startswith("Installing Rasa ")
    assert "\n" not in sentence


def test_an_unknown_cause_shows_the_first_error_and_the_end():
    noise = [f"step {number}" for number in range(100)]
    output = "\n".join([*noise, "YamlException: data/nlu/saldo.yml, line 7", *noise, "gave up"])
    said = str(of_output("Training", output + "\nTraining failed"))
    assert "saldo.yml, line 7" in said
    assert "gave up" in said
    assert said.count("\n") <= 14


def test_relevant_keeps_short_output_whole():
    assert relevant("one\n\ntwo\n") == "    one\n    two"


def test_errors_of_the_system():
    full = OSError(errno.ENOSPC, "No space left on device", "/data/log")
    assert str(of_os_error(full, "writing")) == str(full_disk("/data/log"))
    closed = PermissionError(errno.EACCES, "Permission denied", "/data/secrets.json")
    assert "/data/secrets.json could not be written or read" in str(of_os_error(closed, "starting"))
    assert "2000 MiB are needed" in str(full_disk("/data", 2000, 12))
