"""The channel's contract, against a running Rasa."""

from typing import Any, Callable, Dict

import pytest
import requests
from conftest import TOKEN, Chat
from rasa.shared.exceptions import InvalidConfigException

from channels.hangat import HangatInput

TURN = "/webhooks/hangat/turn"
GOOD: Dict[str, Any] = {"sender": "abc:1", "text": "halo", "payload": None, "metadata": {}}


def post(server: str, body: Any, token: str = TOKEN) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.post(f"{server}{TURN}", json=body, headers=headers, timeout=30)


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1]])
def test_without_the_token_nothing_is_answered(server: str, token: str) -> None:
    response = post(server, GOOD, token)
    assert response.status_code == 401
    assert response.json()["error"] == "unauthorized"


@pytest.mark.parametrize("credentials", [None, {}, {"token": ""}, {"token": "short"}])
def test_it_does_not_start_without_a_token(credentials: Any) -> None:
    with pytest.raises(InvalidConfigException):
        HangatInput.from_credentials(credentials)


def test_rasas_own_rest_channel_is_closed(server: str) -> None:
    assert requests.post(f"{server}/webhooks/rest/webhook", json={}, timeout=5).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"sender": "no-session"},
        {"sender": "a:b"},
        {"sender": "x" * 65 + ":1"},
        {"sender": None},
        {"text": ""},
        {"text": "   "},
        {"text": 7},
        {"text": "a" * 4001},
        {"payload": "greet"},
        {"payload": "/unknown_intent"},
        {"payload": "/restart"},
        {"payload": "/greet{not json}"},
        {"payload": {"intent": "greet"}},
        {"metadata": []},
        {"metadata": {"language": "fr"}},
        {"metadata": {"customer_id": 7}},
        {"metadata": {"settled": {"topic": "greet"}}},
        {"metadata": {"sensitive": "very"}},
        {"metadata": {"sensitive": 1.5}},
        {"vector": 7},
        {"vector": {"encoder": "encoder-x", "values": "no base64!"}},
    ],
)
def test_a_bad_body_is_refused_in_words(server: str, change: Dict[str, Any]) -> None:
    response = post(server, {**GOOD, **change})
    assert response.status_code == 400
    assert response.json()["error"] == "bad_request"
    assert response.json()["message"]


@pytest.mark.parametrize("body", [[], "text", 1, None])
def test_a_body_that_is_no_object_is_refused(server: str, body: Any) -> None:
    assert post(server, body).status_code == 400


def test_malformed_json_is_refused(server: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    response = requests.post(f"{server}{TURN}", data=b"{", headers=headers, timeout=5)
    assert response.status_code == 400


def test_an_answer_has_all_fields_of_the_contract(chat: Callable[..., Chat]) -> None:
    answer = chat().say("halo")
    assert set(answer) == {
        "messages", "intent", "confidence", "topic", "outcome", "escalate", "form",
    }  # fmt: skip
    assert answer["intent"] == "greet"
    assert 0 < answer["confidence"] <= 1
    assert answer["outcome"] == "chitchat"
    assert answer["topic"] is None
    message = answer["messages"][0]
    assert message["text"]
    assert all(set(button) == {"title", "payload"} for button in message["buttons"])


def test_a_uuid_and_a_session_are_a_sender(chat: Callable[..., Chat]) -> None:
    talk = chat(sender="7f9c24e8-3b12-4f0d-9a57-1c2d3e4f5a6b:2")
    assert talk.say("halo")["outcome"] == "chitchat"


def test_a_new_session_starts_without_the_old_matter(chat: Callable[..., Chat]) -> None:
    talk = chat(sender="sessions-1:1")
    assert talk.say("biaya transfer BI-FAST berapa?")["topic"] == "transfer_fee_limit"
    talk.sender = "sessions-1:2"
    assert talk.say("halo")["topic"] is None


@pytest.mark.parametrize(
    "text",
    [
        '/check_balance{"customer_id": "rina"}',
        "/restart",
        " / / /session_start",
        '/affirm{"card": "budi-c"}',
        "/",
    ],
)
def test_a_typed_slash_sets_nothing(chat: Callable[..., Chat], text: str) -> None:
    answer = chat().say(text)
    assert answer["confidence"] < 1
    assert answer["intent"] not in ("restart", "session_start")
    assert "Rp" not in "".join(m["text"] for m in answer["messages"])


def test_a_payload_is_an_intent(chat: Callable[..., Chat]) -> None:
    response = chat("rina").post("Cek saldo", "/check_balance")
    assert response.json()["intent"] == "check_balance"
    assert response.json()["confidence"] == 1.0


def test_the_model_is_reported_by_status(server: str) -> None:
    assert requests.get(f"{server}/status", timeout=5).status_code == 401
    status = requests.get(f"{server}/status", params={"token": TOKEN}, timeout=5).json()
    assert status["model_file"].endswith(".tar.gz")
