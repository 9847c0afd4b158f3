"""Short questions after an answer: told by their words, answered from what they follow."""

from typing import Any, Callable, Dict, List, Optional

import pytest
from conftest import Chat, ScriptedGateway, texts
from rasa_sdk import Tracker

from actions.context import Context, context
from reading.following import follows_up

Start = Callable[..., Chat]
MATTERS = {"branch": "branch_info", "fee": "admin_fee", "qris": "qris_payment"}


@pytest.mark.parametrize(
    "text",
    [
        "kalau di hari libur?", "terus biayanya?", "kalo bi-fast?", "gimana kalau akhir pekan",
        "minimalnya berapa", "oh, dan hari sabtu?", "and on saturdays?", "what about the limit?",
        "yang gratis ada?",
    ],
)  # fmt: skip
def test_words_that_follow(text: str) -> None:
    assert follows_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "cabang buka jam berapa", "besok hujan ga", "mau tanya dong", "biasanya berapa lama",
        "siapa presiden indonesia", "blokir kartu",
        "kalau saya mau buka rekening untuk anak saya harus bawa apa saja",
    ],
)  # fmt: skip
def test_words_that_do_not(text: str) -> None:
    assert not follows_up(text)


def slot(name: str, value: Any) -> Dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def user(text: str) -> Dict[str, Any]:
    return {"event": "user", "text": text, "parse_data": {}}


def at(events: List[Dict[str, Any]], **slots: Any) -> Tracker:
    return Tracker("a:1", slots, {"text": ""}, events, False, None, {}, "action_listen")


HOURS = {"text": "cabang buka jam berapa", "matter": "branch_info"}


@pytest.mark.parametrize(
    ("events", "slots", "expected"),
    [
        # What was answered from an article.
        ([user("cabang buka jam berapa"), slot("topic", "branch_info"), slot("asked", HOURS)],
         {"articles_told": ["branch-hours", "branch-hours/steps"]},
         Context("cabang buka jam berapa", "branch_info", ("branch-hours",),
                 "cabang buka jam berapa")),
        # What was opened after that, and dealt with in another way.
        ([user("cabang buka jam berapa"), slot("topic", "branch_info"), slot("asked", HOURS),
          user("kartu hilang"), slot("topic", "block_card"), user("yang biru")],
         {}, Context("kartu hilang", "block_card", (), "kartu hilang")),
        # A question that could stand by itself leans on the one that opened the matter.
        ([user("rekening anak gmn"), slot("topic", "open_account"),
          slot("asked", {"text": "ada potongan tiap bulan ga", "matter": "open_account",
                         "opening": "rekening anak gmn"})],
         {"articles_told": ["open-account-child", "admin-fee-monthly", "open-account-child/x"]},
         Context("ada potongan tiap bulan ga", "open_account",
                 ("admin-fee-monthly", "open-account-child"), "rekening anak gmn")),
        # The latest message opens nothing behind itself.
        ([], {}, None),
        # What the customer does not want is not leant on.
        ([user("kartu hilang"), slot("topic", "block_card")], {"refused": ["block_card"]}, None),
    ],
)  # fmt: skip
def test_where_the_conversation_stands(
    events: List[Dict[str, Any]], slots: Dict[str, Any], expected: Optional[Context]
) -> None:
    latest = [user("malam juga?"), slot("topic", "login_problem")]
    assert context(at([*events, *latest], **slots)) == expected


def shown(slug: str, answer: str, fits: bool) -> Dict[str, Any]:
    return {
        "slug": slug, "intents": [MATTERS.get(slug.split("-")[0], "other")], "title": slug, "answer": answer,
        "steps": [], "fits": fits, "near": fits, "telling": [], "url": None,
    }  # fmt: skip


def test_a_short_question_goes_on_with_the_matter(chat: Start, gateway: ScriptedGateway) -> None:
    hours = "Cabang buka Senin–Jumat pukul 08.00–15.00."
    holidays = "Pada hari libur nasional semua cabang tutup."

    def answer(question: Dict[str, Any]) -> List[Dict[str, Any]]:
        found = [shown("branch-hours", hours, True), shown("branch-holidays", holidays, True)]
        before = question.get("context", {}).get("before", "")
        return found[::-1] if "libur" in question["text"] and "jam berapa" in before else found

    gateway.answer = answer
    talk = chat()
    assert hours in texts(talk.say("cabang buka jam berapa ya?"))
    followed = talk.say("kalau di hari libur?")
    assert holidays in texts(followed)
    assert followed["outcome"] == "answered"
    assert followed["topic"] == "branch_info"
    assert talk.say("makasih ya")["outcome"] == "chitchat"


def test_a_matter_of_its_own_is_none(chat: Start, gateway: ScriptedGateway) -> None:
    gateway.answer = lambda question: [shown("branch-hours", "Buka pukul 08.00.", True)]
    talk = chat("rina")
    talk.say("cabang buka jam berapa ya?")
    assert "Rp4.350.000" in texts(talk.say("terus saldo saya berapa?"))


def test_what_finds_nothing_takes_its_usual_way(chat: Start, gateway: ScriptedGateway) -> None:
    gateway.answer = lambda question: [
        shown("branch-hours", "Buka pukul 08.00.", "xyzzy" not in question["text"])
    ]
    talk = chat()
    talk.say("cabang buka jam berapa ya?")
    assert talk.say("kalau xyzzy?")["outcome"] in ("fallback", "failed")
    assert talk.say("mau ngomong sama orang aja")["outcome"] == "escalate"


def test_what_leans_on_an_opening_question_keeps_it(chat: Start, gateway: ScriptedGateway) -> None:
    contexts: List[Dict[str, Any]] = []

    def answer(question: Dict[str, Any]) -> List[Dict[str, Any]]:
        contexts.append(question.get("context") or {})
        free = "Tabungan Anak bebas biaya admin."
        child = shown("open-account-child", "Dibuka di cabang oleh orang tua.", True)
        child["intents"] = ["open_account"]
        child["telling"] = [free] if "potongan" in question["text"] else []
        return [child]

    gateway.answer = answer
    talk = chat()
    opening = "mau buka rekening buat anak umur 8 tahun gimana ya"
    talk.say(opening)
    followed = talk.say("ada potongan tiap bulan ga")
    assert "Tabungan Anak bebas biaya admin." in texts(followed)
    assert followed["topic"] == "open_account"
    talk.say("dapet atm ga dia")
    assert contexts[0].get("before", "") == ""
    assert contexts[-1]["before"] == "ada potongan tiap bulan ga"
    assert contexts[-1]["opening"] == opening
    assert contexts[-1]["told"] == ["open-account-child"]


def test_a_first_question_is_no_trouble_of_ones_own(
    chat: Start, gateway: ScriptedGateway
) -> None:
    abroad = "Kartu debit bisa dipakai di luar negeri."

    def answer(question: Dict[str, Any]) -> List[Dict[str, Any]]:
        found = shown("debit-card-abroad", abroad, True)
        return [{**found, "intents": ["other"], "steps": ["Nyalakan."]}]

    gateway.answer = answer
    answered = chat().say("bulan depan ke Jerman, kartu debit saya bisa dipakai di sana?")
    assert abroad in texts(answered)
    assert answered["outcome"] == "answered"
    payloads = [b["payload"] for m in answered["messages"] for b in m.get("buttons") or ()]
    assert '/out_of_scope{"article": "debit-card-abroad/steps"}' in payloads


def test_a_first_question_that_nothing_answers_is_admitted(
    chat: Start, gateway: ScriptedGateway
) -> None:
    gateway.answer = lambda question: {
        "articles": [shown("branch-hours", "Buka pukul 08.00.", False)], "asks": "gap"
    }  # fmt: skip
    said = chat().say("apakah bank ini menjual polis hewan peliharaan?")
    assert said["outcome"] in ("failed", "fallback")
    assert "Buka pukul" not in texts(said)


def read(slug: str, answer: str, chance: float, intents: List[str]) -> Dict[str, Any]:
    """An article whose sentences were read."""
    likely = chance >= 0.5
    asks = "answered" if likely else "gap"
    article = {**shown(slug, answer, likely), "intents": intents, "chance": chance,
               "near": chance >= 0.25, "telling": [answer]}  # fmt: skip
    return {"articles": [article], "asks": asks}


LATE = "Telat membayar KPR dikenai denda 0,1% sehari."


@pytest.mark.parametrize(
    ("text", "chance", "answered"),
    [
        # Taken for one's own credit card bill, and it is a question about what was told.
        ("kalau telat bayar tagihannya dendanya berapa", 0.8, True),
        ("saldo saya berapa sekarang", 0.1, False),
    ],
)
def test_please_sign_in_is_said_only_where_no_article_is_likely(
    chat: Start, gateway: ScriptedGateway, text: str, chance: float, answered: bool
) -> None:
    loan = read("loan-late", "KPR diajukan di cabang.", 0.9, ["loan_info"])
    late = read("loan-late", LATE, chance, ["loan_info"])
    gateway.answer = lambda question: late if question["text"] == text else loan
    talk = chat()
    talk.say("syarat kpr apa aja ya kak")
    said = talk.say(text)
    assert (LATE in texts(said)) == answered
    assert ("masuk" in texts(said).lower()) != answered


def test_a_grave_matter_is_handed_over_though_an_article_speaks_of_it(
    chat: Start, gateway: ScriptedGateway
) -> None:
    steps = "Blokir kartu di aplikasi."
    gateway.answer = lambda question: read("scam-first-steps", steps, 0.9, ["fraud_report"])
    talk = chat()
    talk.say("jam buka cabang berapa ya")
    assert talk.say("saya ketipu, uang saya diambil orang")["outcome"] == "escalate"


def test_what_can_be_done_is_done_though_an_article_tells_how(
    chat: Start, gateway: ScriptedGateway
) -> None:
    how = "Kartu diblokir di aplikasi, menu Kartu > Blokir."
    gateway.answer = lambda question: read("block-card-how", how, 0.9, ["block_card"])
    talk = chat("rina")
    talk.say("jam buka cabang berapa ya")
    said = talk.say("kartu atm saya hilang kak tolong diblokir")
    assert how not in texts(said)
    assert said["form"] == "block_card_form"


def test_what_two_articles_are_near_to_is_offered(chat: Start, gateway: ScriptedGateway) -> None:
    near = [
        read("loan-small", "KUR belum ada.", 0.3, ["loan_info"])["articles"][0],
        read("loan-free", "Pekerja lepas boleh.", 0.25, ["loan_info"])["articles"][0],
        read("loan-late", LATE, 0.05, ["loan_info"])["articles"][0],
    ]
    gateway.answer = lambda question: {"articles": near, "asks": "gap"}
    said = chat().say("modal jualan seblak bisa gak ya kak")
    titles = [button["title"] for button in said["messages"][-1]["buttons"]]
    assert titles[:2] == ["loan-small", "loan-free"]
    assert len(titles) == 3
