"""A bank that is down or silent: every action says so, in time, and claims nothing of it."""

import asyncio
import re
import time
from datetime import datetime
from typing import Any, Callable, Dict, List, NamedTuple, Sequence, Text

import pytest
import yaml
from conftest import BOT
from rasa_sdk.executor import ActionExecutor

from actions import base, knowledge, transfer_ask, wording
from actions.bank import BankUnavailable, Block, Customer, Ticket

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=wording.WIB)
REPORT = Ticket(
    "TF-1", "transfer", "open", NOW,
    {"amount": 500000, "destination": "BCA", "when": {"day": "2026-11-22"}},
)  # fmt: skip
BLOCK = Block("rina-d", "debit", "4471", REPORT, NOW)


class ScriptedBank:
    """A bank whose calls give what is scripted; the others do `otherwise`."""

    def __init__(self, otherwise: Callable[[], Any], **gives: Any) -> None:
        """`gives`: the answer by the name of the call, or a function that makes it."""
        self._otherwise = otherwise
        self._gives = gives

    def __getattr__(self, call: str) -> Callable[..., Any]:
        def answer(*arguments: Any, **named: Any) -> Any:
            if call not in self._gives:
                return self._otherwise()
            given = self._gives[call]
            return given(*arguments, **named) if callable(given) else given

        return answer


def down() -> None:
    raise BankUnavailable("It is down.")


def silent() -> None:
    """Far longer than the deadline that the tests set."""
    time.sleep(1.0)


class Case(NamedTuple):
    """What an action is called with."""

    slots: Dict[Text, Any] = {}
    text: Text = "/tapped"
    entities: Dict[Text, Text] = {}


READING: Dict[Text, Case] = {
    "action_check_balance": Case(),
    "action_transaction_history": Case(),
    "action_update_personal_data": Case(),
    "action_pin_problem": Case(),
    "action_credit_card_bill": Case(),
    "action_complaint_status": Case(),
    "action_block_card": Case(),
    "action_card_swallowed": Case(),
    "action_transfer_problem": Case(text="transfer 500rb ke BCA belum masuk"),
    "action_cash_not_dispensed": Case(text="tarik 300rb uang tidak keluar"),
}
WRITING: Dict[Text, Case] = {
    "action_submit_transfer": Case(
        {
            "transfer_when": {"day": "2026-11-22"},
            "transfer_amount": 500000,
            "transfer_destination": "BCA",
        }
    ),
    "action_submit_cash": Case(
        {
            "cash_confirmed": True,
            "cash_withdrawal": {"id": "w1", "amount": 300000},
            "matter_label": "penarikan Rp300.000 di ATM Pasar Baru",
        }
    ),
    "action_e_statement": Case(entities={"month": "2026-10,2026-09"}),
    "action_amend_report": Case({"report": {"number": "TF-1"}}, "salah, harusnya 700rb"),
    "action_leave_report": Case(
        {"report": {"number": "TF-1", "before": {"amount": 500000}, "back": "jumlah"}},
        "jangan diganti",
    ),
    "action_submit_block_card": Case({"card_to_block": "rina-d", "card_label": "kartu debit"}),
    "action_undo_block": Case(entities={"undo": "rina-d"}),
}
ADVICE: Dict[Text, Sequence[Text]] = {"action_card_swallowed": ["utter_card_swallowed"]}
"""What is said before, because it needs no bank."""
NOTING = [name for name in WRITING if "block" not in name]
"""Writing that may leave a report or a request behind."""
READABLE: Dict[Text, Any] = {
    "customer": Customer("Rina", "0800000001", "rina@example.com"),
    "tickets": [REPORT],
    "transactions": [],
    "undoable_blocks": [BLOCK],
}
RESPONSES: Dict[Text, List[Dict[Text, Any]]] = {
    name: variations
    for path in sorted((BOT / "domain").glob("*.yml"))
    for name, variations in (yaml.safe_load(path.read_text()).get("responses") or {}).items()
}
UNTRUE = re.compile(
    r"\b(?:belum|tidak|nggak) (?:ada yang berubah|(?:di|ke|ter)(?:catat|blokir|kirim))\b"
    r"|\bnothing (?:has|was)\b|\b(?:wasn't|isn't|not) (?:noted|filed|blocked|sent)\b",
    re.IGNORECASE,
)
"""What cannot be known of a bank that does not answer."""


@pytest.fixture
def bank_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Puts a bank in the place of the one that the actions work with; no knowledge base."""
    monkeypatch.delenv("HANGAT_KNOWLEDGE_URL", raising=False)

    def put(bank: Any) -> None:
        for module in (base, transfer_ask):
            monkeypatch.setattr(module, "the_bank", lambda: bank)

    return put


@pytest.fixture(scope="module")
def executor() -> ActionExecutor:
    """The action server's own, with every action."""
    found = ActionExecutor()
    found.register_package("actions")
    return found


def run_action(
    executor: ActionExecutor, name: str, case: Case = Case(), turn_s: float = 0.0
) -> List[Dict[str, Any]]:
    """What the channel gets to hear of an action, which has to end soon after its deadline.

    `turn_s`: how long its turn has taken before.
    """
    entities = [{"entity": key, "value": value} for key, value in case.entities.items()]
    intent = {"name": "nlu_fallback", "confidence": 1.0}
    message = {"text": case.text, "intent": intent, "entities": entities}
    tracker = {
        "sender_id": "a:1",
        "slots": {"customer_id": "rina", "language": "id", **case.slots},
        "latest_message": message,
        "events": [{"event": "user", "text": case.text, "parse_data": message}],
        "active_loop": {},
    }

    async def in_time() -> Any:
        base._began.set(0.0)  # By the action before, on the same connection.
        base._budget.set(0.0)
        call = {"next_action": name, "tracker": tracker, "domain": {}, base.TURN_S: turn_s}
        return await asyncio.wait_for(executor.run(call), base.DEADLINE_S + 0.6)

    said: List[Dict[str, Any]] = asyncio.run(in_time())["responses"]
    return said


def says_so(said: List[Dict[str, Any]], before: Sequence[Text] = ()) -> None:
    """One response, in every wording: it failed, a person is offered, nothing untrue is claimed."""
    assert [message["response"] for message in said[:-1]] == [*before], said
    for variation in RESPONSES[said[-1]["response"]]:
        assert variation["custom"]["outcome"] == "failed"
        buttons = [*(variation.get("buttons") or []), *said[-1]["buttons"]]
        assert "/request_human" in [button["payload"] for button in buttons]
        assert not UNTRUE.search(variation["text"]), variation["text"]


def test_every_action_of_the_bank_is_tried(executor: ActionExecutor) -> None:
    found = {
        name
        for name, run in executor.actions.items()
        if isinstance(getattr(run, "__self__", None), base.BankAction)
    }
    assert found == {*READING, *WRITING}


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_a_bank_that_is_down_is_said_to_be_down(
    name: str, executor: ActionExecutor, bank_is: Callable[[Any], None]
) -> None:
    bank_is(ScriptedBank(down))
    says_so(run_action(executor, name, {**READING, **WRITING}[name]), ADVICE.get(name, ()))


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_a_bank_that_hangs_is_given_up_after_the_deadline(
    name: str,
    executor: ActionExecutor,
    bank_is: Callable[[Any], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base, "DEADLINE_S", 0.2)
    bank_is(ScriptedBank(silent))
    says_so(run_action(executor, name, {**READING, **WRITING}[name]), ADVICE.get(name, ()))


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize("hangs", [False, True])
def test_of_a_change_without_an_answer_neither_is_claimed(
    name: str,
    hangs: bool,
    executor: ActionExecutor,
    bank_is: Callable[[Any], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base, "DEADLINE_S", 0.6)  # Enough for the readings on a busy machine.
    bank_is(ScriptedBank(silent if hangs else down, **READABLE))
    said = run_action(executor, name, WRITING[name])
    says_so(said)
    assert said[0]["response"].endswith("_uncertain")
    assert "utter_noting_uncertain" == said[0]["response"] or name not in NOTING


def test_the_calls_of_an_action_share_its_time(
    executor: ActionExecutor, bank_is: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each answers in time for itself: the tickets, then the transfers and the tickets once more.
    monkeypatch.setattr(base, "DEADLINE_S", 0.5)
    begun: List[str] = []

    def slowly(call: str) -> Callable[..., Any]:
        def answer(*_: Any, **__: Any) -> Any:
            begun.append(call)
            time.sleep(0.3)
            return READABLE.get(call, REPORT)

        return answer

    calls = ("tickets", "transactions", "amend_ticket")
    bank_is(ScriptedBank(down, **{call: slowly(call) for call in calls}))
    says_so(run_action(executor, "action_amend_report", WRITING["action_amend_report"]))
    assert "amend_ticket" not in begun


@pytest.mark.parametrize(
    ("turn_s", "takes_s", "answers"),
    [(0.0, 0.3, True), (0.7, 0.3, False), (9.0, 0.0, True)],
    ids=["the first action", "a later one", "a later one, and the bank is well"],
)
def test_the_actions_of_a_turn_share_its_time(
    turn_s: float,
    takes_s: float,
    answers: bool,
    executor: ActionExecutor,
    bank_is: Callable[[Any], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base, "DEADLINE_S", 0.8)
    monkeypatch.setattr(base, "REST_S", 0.1)

    def tickets(*_: Any) -> List[Ticket]:
        time.sleep(takes_s)
        return [REPORT]

    bank_is(ScriptedBank(down, tickets=tickets))
    said = run_action(executor, "action_complaint_status", turn_s=turn_s)
    assert ("utter_bank_unavailable" not in [one["response"] for one in said]) is answers


def test_a_slow_knowledge_base_leaves_the_bank_its_time(
    executor: ActionExecutor, bank_is: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: List[str] = []

    class Silent(knowledge.GatewayKnowledge):
        async def _answer(self, question: Dict[str, Any]) -> Any:
            asked.append(question["text"])
            await asyncio.sleep(10)

    monkeypatch.setattr(knowledge, "DEADLINE_S", 0.2)
    monkeypatch.setattr(base, "DEADLINE_S", 0.7)
    bank_is(ScriptedBank(down, transactions=[], tickets=[]))
    monkeypatch.setattr("actions.told_first.the_knowledge", lambda: Silent("", ""))
    case = Case(text="kalau uangnya tidak keluar dari atm gimana ya")
    said = run_action(executor, "action_cash_not_dispensed", case)
    assert asked == [case.text]
    assert [message["response"] for message in said] == ["utter_no_withdrawal"]


@pytest.mark.parametrize("name", NOTING)
def test_trying_again_files_nothing_twice(
    name: str,
    executor: ActionExecutor,
    bank_is: Callable[[Any], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base, "DEADLINE_S", 0.6)
    wishes: List[str] = []
    late = [1.0]

    def note(*given: Any) -> Ticket:
        wishes.append(given[-1])
        time.sleep(late.pop() if late else 0)  # It is noted, and the answer comes too late.
        return REPORT

    bank_is(ScriptedBank(down, **READABLE, file_ticket=note, amend_ticket=note))
    case = WRITING[name]
    assert run_action(executor, name, case)[-1]["response"] == "utter_noting_uncertain"
    first = list(wishes)
    assert run_action(executor, name, case)[-1]["response"] != "utter_noting_uncertain"
    assert first
    assert wishes[len(first) : 2 * len(first)] == first
    assert len(set(wishes)) == (2 if name == "action_e_statement" else 1)


def test_a_statement_is_tried_again_for_the_same_months(
    executor: ActionExecutor, bank_is: Callable[[Any], None]
) -> None:
    bank_is(ScriptedBank(down, **READABLE))
    said = run_action(executor, "action_e_statement", WRITING["action_e_statement"])
    assert said[0]["buttons"][0]["payload"] == '/e_statement{"month": "2026-10,2026-09"}'


def test_without_the_bank_the_last_question_claims_nothing_of_it(
    executor: ActionExecutor, bank_is: Callable[[Any], None]
) -> None:
    bank_is(ScriptedBank(down))
    said = run_action(executor, "action_ask_transfer_confirmed", WRITING["action_submit_transfer"])
    assert [message["response"] for message in said] == ["utter_transfer_confirm"]


def test_no_wording_claims_what_is_not_known() -> None:
    found = [name for name in RESPONSES if name.endswith(("_uncertain", "bank_unavailable"))]
    assert len(found) == 4
    for name in found:
        for variation in RESPONSES[name]:
            assert not UNTRUE.search(variation["text"]), variation["text"]
