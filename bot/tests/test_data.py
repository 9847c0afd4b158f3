"""The contract of intents, the training data and the texts hold together."""

import re
from collections import Counter
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest
import yaml
from conftest import BOT, rasa

CONTRACT = yaml.safe_load((BOT.parent / "data" / "intents.yml").read_text(encoding="utf-8"))
ROUTES: Dict[str, str] = {intent["name"]: intent["route"] for intent in CONTRACT["intents"]}
REGISTERS = {"formal", "neutral", "casual", "slang", "typo", "regional", "mixed"}
NLU_FILES = sorted((BOT / "data" / "nlu").glob("*.yml"))


NEVER = re.compile(
    # Stiff phrases, menus, cheer that may meet somebody's loss, and asking for a secret.
    r"mohon maaf atas ketidaknyamanan|sorry for the inconvenience|tidak (?:mengerti|paham)"
    r"|don't understand|perintah|tidak valid|invalid|menu utama|main menu|pilih(?:lah)? salah satu"
    r"|ketik \d|press \d|\b(?:senang|gembira|hore|asyik|mantap|keren|glad|happy|pleasure|great"
    r"|awesome|wonderful|perfect)\b|semoga hari|nice day"
    r"|(?<!jangan )(?:sebutkan|masukkan|kirim(?:kan)?|tuliskan|tell me|enter|send) (?:your |the )?"
    r"(?:PIN|OTP|CVV|kata sandi|password)",
    re.IGNORECASE,
)


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def blocks() -> Iterator[Tuple[Path, Dict[str, Any]]]:
    for path in NLU_FILES:
        for block in load(path)["nlu"]:
            if "intent" in block:
                yield path, block


def sentences(block: Dict[str, Any]) -> List[str]:
    lines = [line.strip() for line in block["examples"].splitlines() if line.strip()]
    assert all(line.startswith("- ") for line in lines)
    return [re.sub(r"\[(.*?)\]\(\w+\)", r"\1", line[2:]) for line in lines]


def responses() -> Iterator[Tuple[str, List[Dict[str, Any]]]]:
    for path in sorted((BOT / "domain").glob("*.yml")):
        yield from (load(path).get("responses") or {}).items()


def is_english(variation: Dict[str, Any]) -> bool:
    conditions = variation.get("condition") or []
    return any(c["name"] == "language" and c["value"] == "en" for c in conditions)


def test_the_domain_has_just_the_intents_of_the_contract() -> None:
    named = [next(iter(intent)) for intent in load(BOT / "domain" / "base.yml")["intents"]]
    assert sorted(named) == sorted(ROUTES)
    assert len(ROUTES) == 36


def test_every_intent_takes_its_route() -> None:
    rules = load(BOT / "data" / "rules.yml")["rules"]
    first = {
        step["intent"]: rule["steps"][1]["action"]
        for rule in rules
        for step in rule["steps"][:1]
        if "intent" in step
    }
    assert set(first) == {*ROUTES, "nlu_fallback"}
    for intent, route in ROUTES.items():
        if route == "human":
            assert first[intent].startswith("utter_escalate_"), intent
        elif route == "action":
            assert first[intent] == f"action_{intent}"
        else:
            own = (f"utter_{intent}", f"action_{intent}", "action_answer")
            assert first[intent] in own, intent


def test_every_block_says_its_language_and_register() -> None:
    for path, block in blocks():
        where = f"{path.name}: {block['intent']}"
        assert block["intent"] in ROUTES, where
        assert block["metadata"]["register"] in REGISTERS, where
        assert block["metadata"]["language"] in {"id", "en", "jv", "su"}, where


def test_every_intent_has_sentences_enough_in_both_languages() -> None:
    count: Counter[Tuple[str, bool]] = Counter()
    for _, block in blocks():
        count[block["intent"], block["metadata"]["language"] == "en"] += len(sentences(block))
    for intent in ROUTES:
        assert count[intent, False] >= 25, intent
        assert count[intent, True] >= 10, intent


def test_no_sentence_has_two_intents() -> None:
    seen: Dict[str, str] = {}
    twice = []
    for path, block in blocks():
        for sentence in sentences(block):
            intent = seen.setdefault(sentence.lower(), block["intent"])
            if intent != block["intent"]:
                twice.append(f"{path.name}: {sentence!r} is {block['intent']} and {intent}")
    assert not twice


@pytest.mark.parametrize(("name", "variations"), list(responses()), ids=lambda v: str(v)[:40])
def test_texts_follow_the_house_style(name: str, variations: List[Dict[str, Any]]) -> None:
    said = [v for v in variations if "text" in v]
    if not said:
        assert name.startswith("utter_escalate_")
        return
    assert any(is_english(v) for v in said), "no English text"
    assert any(not is_english(v) for v in said), "no Indonesian text"
    for variation in said:
        text = variation["text"]
        assert "!" not in text
        assert not NEVER.search(text), text
        assert len(re.findall(r"[.?](?:\s|$)", text)) <= 2, text
        assert len(variation.get("buttons") or []) <= 3
        for button in variation.get("buttons") or []:
            assert button["payload"].lstrip("/") in ROUTES


NEXT_STEP = re.compile(
    r"\?|\b(?:petugas|person|people|coba|dicoba|try|ceritakan|cerita|tulis)\b", re.IGNORECASE
)
REFUSES = re.compile(
    # What the assistant would rather not do is no answer, nor is what it has said already.
    r"\b(?:tidak|nggak|gak) mau\b|\b(?:hanya|cuma) perlu\b|\bI (?:only need|won't|have told you)\b"
    r"|(?:yang|what) (?:saya|aku|I) (?:tahu|know)\b|\b(?:sudah|udah) (?:saya|aku) (?:sam\w+|tulis)"
    r"|\bbelum ada di catatan\w*|\bno fitting\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("name", "variations"), list(responses()), ids=lambda v: str(v)[:40])
def test_what_did_not_work_comes_with_the_next_step(
    name: str, variations: List[Dict[str, Any]]
) -> None:
    for variation in variations:
        text = variation.get("text", "")
        assert not REFUSES.search(text), text
        if (variation.get("custom") or {}).get("outcome") in ("failed", "fallback") and text:
            assert NEXT_STEP.search(text), text


def is_grave(variation: Dict[str, Any]) -> bool:
    return any(c["name"] == "grave" for c in variation.get("condition") or [])


def is_unsolved(variation: Dict[str, Any]) -> bool:
    return any(c["name"] == "unsolved" for c in variation.get("condition") or [])


@pytest.mark.parametrize("name", ["utter_thank", "utter_goodbye", "utter_deny_done"])
def test_nobody_is_seen_off_cheerfully_without_an_answer(name: str) -> None:
    cheer = r"sama-sama|sampai jumpa|\bsip\b|\bsiap\b|senang|welcome|goodbye|mampir|lagi kapan"
    found = [v for v in dict(responses())[name] if is_unsolved(v)]
    assert len(found) == 8
    for variation in found:
        assert re.search(r"maaf|sorry", variation["text"], re.IGNORECASE), variation["text"]
        assert not re.search(cheer, variation["text"], re.IGNORECASE), variation["text"]


def test_thanks_are_answered_as_thanks() -> None:
    for variation in dict(responses())["utter_thank"]:
        words = r"welcome" if is_english(variation) else r"sama-sama|terima kasih kembali"
        if is_grave(variation):
            words = r"thank you|of course" if is_english(variation) else r"terima kasih|makasih"
        elif is_unsolved(variation):
            words = r"sorry" if is_english(variation) else r"(?:terima kasih|makasih).*maaf|maaf.*makasih"
        assert re.search(words, variation["text"], re.IGNORECASE), variation["text"]


@pytest.mark.parametrize(("name", "wordings"), [("utter_thank", 4), ("utter_goodbye", 2)])
def test_a_grave_matter_is_left_quietly_in_every_register(name: str, wordings: int) -> None:
    cheer = r"sama-sama|sampai jumpa|\bsip\b|\bsiap\b|senang|welcome|goodbye|mampir"
    quiet = [v for v in dict(responses())[name] if is_grave(v)]
    kinds = [
        next(
            (c["value"] for c in v["condition"] if c["name"] != "grave" and c["value"] != "id"),
            "neutral",
        )
        for v in quiet
    ]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(
        ("neutral", "formal", "casual", "en"), wordings
    )
    for variation in quiet:
        assert not re.search(cheer, variation["text"], re.IGNORECASE), variation["text"]


def test_a_loss_and_a_hardship_are_met_with_a_kind_word_first() -> None:
    kind = r"tidak mudah|nggak gampang|semoga|easy|easier"
    for variation in dict(responses())["utter_meanwhile_payment_hardship"]:
        assert re.search(kind, variation["text"].split(";")[0].split(".")[0], re.IGNORECASE)
    for name in ("utter_ask_card_to_block", "utter_ask_block_card_form_block_confirmed"):
        for variation in dict(responses())[name]:
            if any(c["name"] == "comfort" for c in variation.get("condition") or []):
                assert re.match(r"Tenang|Don't worry", variation["text"]), variation["text"]


def test_what_is_out_of_scope_is_declined_in_one_sentence() -> None:
    bank = r"kartu|tabungan|limit|\b(?:card|savings|limit)s?\b"
    for variation in dict(responses())["utter_out_of_scope"]:
        assert len(re.findall(r"[.?](?:\s|$)", variation["text"])) == 1, variation["text"]
        assert re.search(bank, variation["text"]), variation["text"]


def test_every_text_varies() -> None:
    for name, variations in responses():
        if any("text" in variation for variation in variations):
            for english in (True, False):
                assert sum(is_english(v) is english for v in variations) >= 2, name


def test_rasa_finds_nothing_wrong() -> None:
    # Responses that only custom actions use are unknown to Rasa's validator.
    output = rasa("data", "validate")
    complaints = [
        line
        for line in output.splitlines()
        if "UserWarning" in line and "is not used in any story or rule" not in line
    ]
    assert not complaints
    assert "No story structure conflicts found" in output
