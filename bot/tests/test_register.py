"""In which register a customer writes, and that every text can answer in it."""

import re
from typing import Any, Callable, Dict, List, Optional, Tuple

import pytest
import yaml
from conftest import BOT, Chat, ScriptedGateway, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from test_data import is_english, responses

from channels.register import added, evidence, register, self_named
from reading.distress import in_distress

Start = Callable[..., Chat]
ADDRESS = re.compile(r"\b(?:Anda|Bapak|Ibu|kamu|aku|saya)\b", re.IGNORECASE)
CASUAL = re.compile(
    r"\b(?:kamu|aku|aja|nggak|gak|udah|buat|kalo|makasih|ngobrol|dibatalin|nangkep|sip|biar)\b"
    r"|\b\w+(?:in|ku)\b",
    re.IGNORECASE,
)
YOU = re.compile(r"\b(?:Anda|kamu|mu|lu|elo|engkau)\b", re.IGNORECASE)
FORMAL_ONLY = re.compile(r"\b(?:Anda|Bapak|Ibu|saya|mohon|silakan|apakah)\b", re.IGNORECASE)
SLANG = re.compile(
    r"\b(?:kamu|aku|aja|nggak|gak|udah|kalo|makasih|ngobrol|bikin|keblokir|nangkep|sip|gimana)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("gw mau nanya dong", -1),
        ("aku mau tanya", -1),
        ("tf ga masuk nih", -1),
        ("saldo gimana ya", -1),
        ("transfer saya belum masuk", 0),
        ("cek saldo", 0),
        ("", 0),
        ("my card is lost", 0),
        ("Mohon informasi saldo saya.", 1),
        ("Apakah kantor cabang buka pada hari Sabtu?", 1),
        ("Selamat pagi Bapak/Ibu, saya ingin bertanya.", 1),
        ("Bagaimana prosedur pengajuan kartu yang dapat dilakukan melalui aplikasi?", 1),
    ],
)
def test_what_a_message_speaks_for(text: str, sign: int) -> None:
    found = evidence(text)
    assert (found > 0) - (found < 0) == sign


def read(*messages: str) -> List[str]:
    """The register after each message."""
    so_far, found = 0.0, "neutral"
    after = []
    for message in messages:
        so_far = added(so_far, message)
        found = register(so_far, found)
        after.append(found)
    return after


@pytest.mark.parametrize(
    ("messages", "registers"),
    [
        (("cek saldo dong",), ["neutral"]),
        (("duit kepotong", "gmn nih"), ["neutral", "casual"]),
        (("saya ga bisa masuk", "gimana ya saya", "kok saya ga bisa"), ["neutral"] * 3),
        (("gw mau cek saldo", "makasih", "iya"), ["casual"] * 3),
        (("Mohon bantuannya.", "iya", "1,5 juta"), ["formal"] * 3),
        (("gw mau cek saldo", "Apakah bisa?", "ok"), ["casual"] * 3),
        (("gw tanya", "Mohon info.", "Mohon dibantu."), ["casual"] * 3),
        (("gw tanya", *["Mohon dibantu."] * 3), ["casual"] * 3 + ["formal"]),
        (("Mohon info.", "gw tanya", "wkwk lo bot ya"), ["formal"] * 3),
        (("ga bisa masuk mbak", "otp ke nomor lama mbak", *["gimana mbak"] * 6), ["neutral"] * 8),
        (("KARTU IBU TERTELAN NAK", "aku ora ngerti", "gimana dong"), ["formal"] * 3),
        (("kartu ibu gw ilang", "ibu gw bingung"), ["casual"] * 2),
    ],
)
def test_it_is_kept_until_the_evidence_speaks_against_it(
    messages: Tuple[str, ...], registers: List[str]
) -> None:
    assert read(*messages) == registers


def written() -> List[str]:
    """Sentences of every register, as customers write them."""
    files = sorted((BOT / "data" / "nlu").glob("*.yml"))
    found = yaml.safe_load(files[-1].read_text(encoding="utf-8"))["nlu"]
    lines = "\n".join(block.get("examples") or "" for block in found)
    return re.sub(r"\[(.*?)\]\(\w+\)", r"\1", lines).replace("- ", "").splitlines()


MESSAGES = st.sampled_from(written()) | st.sampled_from(
    ["gw", "wkwk", "Mohon dibantu.", "Apakah dapat dilakukan melalui aplikasi?", "nak", "ga", "ok"]
)


@settings(deadline=None)
@given(st.lists(MESSAGES, max_size=40))
def test_the_assistant_does_not_go_back_and_forth(messages: List[str]) -> None:
    """It is neutral first, then perhaps casual, then perhaps formal, and never back."""
    after = ["neutral", *read(*messages)]
    order = [after.index(found) for found in ("neutral", "casual", "formal") if found in after]
    assert order == sorted(order)
    assert sum(one != other for one, other in zip(after, after[1:])) == len(order) - 1 <= 2


@settings(deadline=None)
@given(
    st.lists(MESSAGES, max_size=10),
    st.sampled_from(["Mohon dibantu.", "ibu tidak mengerti", "apa ini nak"]),
    st.lists(MESSAGES, max_size=10),
)
def test_an_elder_who_is_known_as_one_is_never_called_kamu(
    before: List[str], telling: str, after: List[str]
) -> None:
    known = read(*before, telling)
    if known[-1] == "formal":
        assert "casual" not in read(*before, telling, *after)[len(before) :]
    assert read(telling, *after) == ["formal"] * (1 + len(after))


def conditions(variation: Dict[str, Any]) -> Dict[str, Any]:
    return {c["name"]: c["value"] for c in variation.get("condition") or []}


@pytest.mark.parametrize(("name", "variations"), list(responses()), ids=lambda v: str(v)[:40])
def test_a_text_that_addresses_somebody_can_be_casual(
    name: str, variations: List[Dict[str, Any]]
) -> None:
    said = [(conditions(v), v["text"]) for v in variations if "text" in v and not is_english(v)]
    casual = [text for found, text in said if found.get("register") == "casual"]
    others = [text for found, text in said if found.get("register") != "casual"]
    plain = [text for found, text in said if not found]
    if any(ADDRESS.search(text) for text in plain):
        assert len(casual) >= 2, name
    for text in casual:
        assert not FORMAL_ONLY.search(text), text
    for text in others:
        assert not SLANG.search(text), text


@pytest.mark.parametrize(("name", "variations"), list(responses()), ids=lambda v: str(v)[:40])
def test_no_text_needs_to_say_you(name: str, variations: List[Dict[str, Any]]) -> None:
    """Then a change of register is no change of address; Bapak/Ibu is for who writes formally."""
    for variation in variations:
        if "text" in variation and not is_english(variation):
            said = [variation["text"], *(b["title"] for b in variation.get("buttons") or [])]
            assert not YOU.search(" ".join(said)), said
            if conditions(variation).get("register") != "formal":
                assert "Bapak/Ibu" not in variation["text"], said


OFFHAND = re.compile(
    # Fine for most, too offhand for who writes "mohon informasinya".
    r"\b(?:tulis|tekan|sebut\w*|bilang|cerita\w*|jawab|blokir) saja\b|\btenang saja\b|\busah\b"
    r"|\b(?:ketemu|enak|beres|mau)\b|, ya[.,]|\b(?:maaf|selamat) ya\b|^(?:siap|sip|oke)\b",
    re.IGNORECASE,
)
APOLOGY = re.compile(r"(?:mohon )?maaf\b", re.IGNORECASE)


@pytest.mark.parametrize(("name", "variations"), list(responses()), ids=lambda v: str(v)[:40])
def test_who_writes_formally_hears_nothing_offhand_and_no_apology_twice(
    name: str, variations: List[Dict[str, Any]]
) -> None:
    said = [(conditions(v), v["text"]) for v in variations if "text" in v and not is_english(v)]
    formal = [text for found, text in said if found == {"register": "formal", "language": "id"}]
    plain = [text for found, text in said if not found]
    for text in formal or plain:
        assert not OFFHAND.search(text), text
    assert sum(bool(APOLOGY.match(text)) for text in formal) <= 1, formal
    filled_in = [set(re.findall(r"{(\w+)}", text)) for text in plain]
    for text in formal:
        assert set(re.findall(r"{(\w+)}", text)) in filled_in, text


def test_who_writes_casually_is_answered_so(chat: Start) -> None:
    talk = chat("rina")
    said = [texts(talk.say(t)) for t in ("gw mau blokir kartu dong", "ga jadi deh", "lo bot ya?")]
    assert all(CASUAL.search(text) for text in said), said
    assert not any(FORMAL_ONLY.search(text) for text in said), said


HELD = [
    (
        "KARTU ATM SAYA TERTELAN MESIN NAK", "APLIKASI APA TO NAK, HP IBU JADUL",
        "kok jawabnya sama terus, gimana sih nak", "cek saldo dong", "makasih ya nak",
    ),
    (
        "saya ga bisa masuk mbak, otp nya ke nomor lama", "lho kok gitu, saya cuma mau ganti nomor hp",
        "biaya admin saya berapa sih mbak", "makasih ga jadi mbak",
    ),
    (
        "tf gagal", "duit kepotong", "gmn nih", "gw mau cek saldo", "bi fast brp",
        "mohon info jam buka cabang", "gajadi deh", "y udh tengkyu min",
    ),
    ("halo", "apakah bisa buka rekening online", "ktp blm punya wkwk", "cek mutasi dong", "ok thx"),
]  # fmt: skip
ME_POLITE = re.compile(r"\b(?:Anda|saya|Bapak/Ibu)\b", re.IGNORECASE)
ME_CASUAL = re.compile(r"\b(?:kamu|aku|jawabanku|bantuanku|catatanku)\b", re.IGNORECASE)


@pytest.mark.parametrize("messages", HELD, ids=["elder", "polite", "hurried", "young"])
def test_a_whole_conversation_is_held_by_one_voice(chat: Start, messages: Tuple[str, ...]) -> None:
    """Once it says aku it does not say saya again, and to an elder it never says aku."""
    talk = chat("rina")
    said = [texts(talk.say(message)) for message in messages]
    casual = [bool(ME_CASUAL.search(text)) for text in said]
    if any(casual):
        assert "casual" in read(*messages), said
        rest = said[casual.index(True) :]
        assert not any(ME_POLITE.search(text) for text in rest), said


def test_who_writes_formally_is_answered_so(chat: Start) -> None:
    talk = chat("rina")
    said = [
        texts(talk.say("Selamat pagi Bapak/Ibu, mohon kartu debit saya diblokir.")),
        texts(talk.say("Mohon dibatalkan.")),
        texts(talk.say("Apakah saya berbicara dengan mesin?")),
    ]
    assert not any(SLANG.search(text) for text in said), said
    assert "Bapak/Ibu" in "".join(said)


@pytest.mark.parametrize(
    ("text", "distress"),
    [
        ("ga bisa login dari tadi, kesel", True),
        ("otp gak masuk masuk 😭", True),
        ("I tried again and again", True),
        ("lupa password gimana ya", False),
        ("biaya transfer berapa", False),
        ("nuwun sewu mengganggu, sebelumnya bapak mau tanya deposito", False),
        ("Sebelumnya terima kasih atas layanannya. Saya bermaksud membuka deposito.", False),
        ("ada kesalahan di data saya, bagaimana mengubahnya", False),
        ("biar ga ribet bayarnya gimana", False),
        ("daftarnya ribet ga ya", False),
        ("saya takut salah pilih, bingung mau yang mana", False),
        ("sebel banget sama aplikasinya", True),
        ("mbak ini kok muter muter", True),
    ],
)
def test_what_goes_badly(text: str, distress: bool) -> None:
    assert in_distress(text) is distress


def test_an_answer_acknowledges_what_goes_badly(chat: Start, gateway: ScriptedGateway) -> None:
    gateway.answer = lambda question: [
        {
            "slug": "otp", "intents": ["otp_not_received"], "title": "OTP", "answer": "Tunggu.",
            "steps": ["Tunggu."], "fits": True, "near": True, "telling": [],
            "url": None,
        }
    ]  # fmt: skip
    talk = chat()
    assert "nyebelin" in texts(talk.say("otp gw ga masuk masuk dari tadi, kesel bgt"))
    assert "nyebelin" not in texts(talk.say("otp gw tetep ga masuk, kesel"))


def test_a_bad_experience_is_acknowledged_once(chat: Start) -> None:
    talk = chat("maria")
    assert "cemas" in texts(talk.say("Transfer saya gagal."))
    assert "cemas" not in texts(talk.say("Kemarin sore."))
    talk.say("batal")
    assert "cemas" not in texts(talk.say("Transfer saya gagal."))
    assert "amankan" in texts(chat("rina").say("Dompet saya hilang, blokir kartu debit saya."))
    assert "amankan" not in texts(chat("rina").say("Saya ingin memblokir kartu debit saya."))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Selamat siang Nak, Bapak mau tanya uang pensiun saya", "Bapak"),
        ("neng ibu teh mau cerita", "Ibu"), ("Saya ini Pak Tono, umur 71", "Bapak"),
        ("nak, uang pensiun bapak bulan ini sudah masuk?", "Bapak"), ("ibu tidak mengerti", "Ibu"),
        ("niki Bu Ratna saking Wonosari", "Ibu"), ("ibu saya sakit", None),
        ("Selamat pagi Bapak/Ibu", None), ("Nak, bapak saya sudah meninggal", None),
        ("terima kasih, Pak", None), ("mbah mau tanya", None), ("bang mau nanya", None),
        ("nak, suami saya sakit", None), ("apakah Bapak bisa membantu?", None),
    ],
)  # fmt: skip
def test_what_somebody_calls_themselves(text: str, who: Optional[str]) -> None:
    assert self_named(text) == who
