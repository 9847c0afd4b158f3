"""What words mean beyond a reading: a person, a swindle, a refusal, a word that is asked about."""

import importlib
import pkgutil
import re
import time
from typing import Iterator, Tuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import actions
import channels
import reading
from actions import glossary
from reading import closing, meant, person, refusal, scam
from reading.plain import without_long_runs

_AT_MOST_S = 1.0
"""Processor seconds for one pattern and a text as long as a turn may be; most take none."""


@pytest.mark.parametrize(
    "text",
    [
        "Terima kasih, jelas sekali. Apakah bisa diwakilkan kepada anak saya?",
        "ini bisa ngomong ya", "saya ga minta petugas saya cuma nyoba", "jujur",
        "gapapa ngobrol sama lu aja, temenin gw ngerjain pr mtk dong",
        "kepada siapa saya dapat menyampaikan pujian untuk petugas cabang Surabaya?",
        "jgn tlp ke nmr bapak ya bang plis",
    ],
)  # fmt: skip
def test_no_person_is_wished_for(text: str) -> None:
    assert not person.is_wished_for(text, 0.7)


@pytest.mark.parametrize(
    "text",
    [
        "sambungin ke orang dong", "gw mau ngomong sama manusia", "minta ditelepon balik",
        "ga mau ngobrol sama bot, mana petugasnya", "can I talk to someone", "cs",
    ],
)  # fmt: skip
def test_a_person_is_wished_for(text: str) -> None:
    assert person.is_wished_for(text, 0.5)


def test_a_sure_reading_needs_no_word_for_a_person() -> None:
    assert person.is_wished_for("opertor tlong", 0.9)
    assert not person.is_wished_for("opertor tlong", 0.5)


@pytest.mark.parametrize(
    ("text", "anew"),
    [
        ("Nanti yang telepon sabar ya Nak, saya agak budeg", False),
        ("Terima kasih, saya akan menunggu telepon dari Bapak/Ibu", False),
        ("Belum cukup Nak, ditelepon kan saya?", False),
        ("minta petugas sekarang", True),
        ("I want a person now", True),
    ],
)
def test_a_promised_call_is_no_new_wish(text: str, anew: bool) -> None:
    assert person.is_wished_for_anew(text) is anew


@pytest.mark.parametrize(
    "text",
    [
        "menang undian bank 50 juta suruh transfer 500rb dulu buat pajak. itu beneran ga?",
        "katanya paketnya ditahan bea cukai, saya diminta bayar 2 juta dulu",
        "I won a prize but they ask me to send 200 first, is it real?",
        "dapat wa disuruh transfer dulu, penipuan bukan ya",
    ],
)
def test_a_swindle_that_was_not_paid(text: str) -> None:
    assert scam.not_yet_paid(text)


@pytest.mark.parametrize(
    "text",
    [
        "saya udah transfer 5 juta ke penipu undian", "suruh bayar berapa biaya admin",
        "menang undian gimana ambilnya", "transfer saya gagal", "uang saya hilang disuruh transfer",
    ],
)  # fmt: skip
def test_no_swindle_or_one_that_was_paid(text: str) -> None:
    assert not scam.not_yet_paid(text)


@pytest.mark.parametrize(
    "text",
    [
        "saya tidak mau buka rekening", "aku gak minta mutasi", "I don't want a loan",
        "bukan biaya admin wkwk",
    ],
)
def test_what_is_refused(text: str) -> None:
    assert refusal.refuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "gak perlu ke cabang kan?", "kenapa gak bisa transfer", "saya mau buka rekening",
        "kok saya tidak perlu bayar", "uang saya tidak masuk", "gak mau bicara sama CS, saldo aja",
    ],
)  # fmt: skip
def test_what_is_not_refused(text: str) -> None:
    assert not refusal.refuses(text)


def test_what_is_wanted_instead() -> None:
    assert (
        refusal.without_refusal("saya ga mau blokir, cuma tanya jam cabang") == "tanya jam cabang"
    )
    assert refusal.without_refusal("saya tidak mau buka rekening") is None


def test_readings_that_words_put_right() -> None:
    assert meant.not_mine("itu yang gopay bukan saya lho")
    assert meant.not_mine("saya ga pernah pake gopay")
    assert not meant.not_mine("bukan yang ini")
    assert meant.pin_blocked("pin salah 3x trblokir")
    assert not meant.pin_blocked("blokir kartu, pin nya ketahuan")
    assert meant.misdirected("saya salah kirim uang pak")
    assert meant.intended("saya salah kirim uang harusnya ")


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("anak saya bilang uangnya udah dikirim tapi belum ada", True),
        ("pensiun sudah masuk belum", True),
        ("my brother has sent it yesterday", True),
        ("saya kirim uang ke anak saya belum masuk", False),
        ("transfer saya gagal", False),
        ("gajian kapan ya", False),
        ("duit dari klien gua mana woi udah 2 hari katanya udah transfer", True),
        ("yg transfer klien gua bukan gua. gua cuma nunggu", True),
        ("bukan gua yg transfer, klien gua", True),
        ("coba cek ada duit masuk 2 hari ini ga", True),
        ("dia kirimnya dari BCA. normalnya berapa lama sih?", True),
        ("BUKAN. itu gua yang kirim. ini duit MASUK dari klien gua dari BCA 3,5 juta", True),
        ("Klien saya menyatakan sudah mentransfer dana dua hari lalu.", True),
        ("Mohon diperiksa, apakah terdapat dana masuk?", True),
        ("has any money come in since Monday?", True),
        ("it was sent by my client, not me", True),
        ("bukan saya yang transfer, anak saya", False),
        ("saya transfer 500rb ke teman, katanya belum ada uang masuk", False),
        ("gw udah transfer ke klien, dia bilang belum terima", False),
        ("tiba-tiba ada uang masuk 2 juta dari orang tidak dikenal", False),
        ("kalau ada uang masuk ada notifnya ga", False),
        ("dia transfer dari rekening saya", False),
        ("dia kirim nomor rekeningnya", False),
        ("pembeli sudah transfer ke rekening saya tapi belum masuk", True),
        ("my client sent the money to my account yesterday", True),
        ("temen gw udah transfer, saldonya dia kepotong, tapi di gw belum masuk", True),
        ("gaji saya katanya udah masuk tapi saldo ga nambah", True),
        ("dia transfer ke rekening lain", False),
        ("he transferred the money to another account", False),
        ("dia bilang transfer dulu 500rb", False),
        ("he said transfer it to a safe account", False),
        ("dia kirim undangan apk lewat wa", False),
        ("ada sms uang masuk suruh klik link", False),
        ("they send notifications too late", False),
        ("pas dia kirim tagihannya", False),
        ("anak saya yang transfer pakai akun saya tanpa izin", False),
        ("anak saya transfer 500rb gagal tapi saldo kepotong", False),
        ("uang saya kepotong, suami saya yang transfer, belum masuk", False),
        ("kakak tf saya gagal", False),
        ("saya udah kirim 500rb tapi temen saya bilang transfernya belum masuk", False),
        ("cek ada uang masuk ke rekening teman saya", False),
        ("can my friend send money to me from Malaysia", False),
    ],
)
def test_money_that_others_send(text: str, sent: bool) -> None:
    assert meant.incoming(text) is sent


def test_what_others_sent_to_the_customer_is_not_taken_from_them() -> None:
    assert not meant.not_by_me("bukan gua yg transfer, klien gua")
    assert not meant.not_mine("klien saya yang transfer, bukan saya")
    assert not meant.not_by_me("bukan saya yang kirim, anak saya yang kirim ke saya")
    assert meant.not_by_me("bukan saya yang transfer, anak saya")
    assert meant.not_by_me("bukan saya yang transfer, anak saya. terima kasih")
    assert meant.not_by_me("he sent a picture and then my money was gone, it wasn't me")
    assert meant.came("udah masuk blm") and not meant.came("mutasi masuk keluar")


def test_not_enough_is_no_farewell() -> None:
    assert closing.not_enough("TIDAK CUKUP NAK")
    assert not closing.not_enough("tidak, cukup")


@pytest.mark.parametrize("text", ["oalah gitu", "oh gitu ya", "ooh", "hmm oke", "k", "okok"])
def test_a_nod(text: str) -> None:
    assert closing.is_nod(text)


@pytest.mark.parametrize("text", ["oh ya satu lagi", "gitu doang?", "ooh tapi belum masuk", ""])
def test_no_nod(text: str) -> None:
    assert not closing.is_nod(text)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("mode pesawat itu apa", "mode pesawat"),
        ("60 detik itu berapa menit ya terus mode pesawat itu apa", "mode pesawat"),
        ("rooted itu apa saya cuma mau liat uang", "root"),
        ("apa itu qris?", "qris"),
        ("what is a VPN?", "vpn"),
        ("limit itu apa saja", None),
        ("qris apa bisa buat bayar listrik", None),
        ("otp ga masuk", None),
    ],
)
def test_a_word_that_is_asked_about(text: str, term: "str | None") -> None:
    assert glossary.term_asked(text) == term


def test_every_word_is_explained_in_two_sentences_at_most() -> None:
    for term in {glossary.term_asked(f"{word} itu apa") for word in glossary.words()}:
        assert term is not None
        for language in ("id", "en"):
            text = glossary.explained(term, language)
            assert 1 <= len(re.findall(r"[.?](?:\s|$)", text)) <= 2
            assert "!" not in text


def test_long_runs_are_cut() -> None:
    assert without_long_runs("a" + "." * 4000 + "b") == "a" + "." * 20 + "b"
    assert without_long_runs("halo, min... apa kabar?") == "halo, min... apa kabar?"


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    person.is_wished_for(text, 0.5)
    person.is_wished_for_anew(text)
    scam.not_yet_paid(text)
    refusal.without_refusal(text)
    glossary.term_asked(text)


def patterns() -> Iterator[Tuple[str, "re.Pattern[str]"]]:
    """Every pattern that the assistant holds a customer's text against."""
    for package in (actions, channels, reading):
        for module in pkgutil.iter_modules(package.__path__):
            name = f"{package.__name__}.{module.name}"
            for key, value in vars(importlib.import_module(name)).items():
                found = list(value.values()) if isinstance(value, dict) else [value]
                found = [each for each in found if isinstance(each, re.Pattern)]
                yield from ((f"{name}.{key}", each) for each in found)


@pytest.mark.parametrize("run", ["x", "a", "1", " ", "ha", "a b ", "ga ", "tidak ", "mau ", "\n."])
def test_a_long_run_holds_no_pattern_up(run: str) -> None:
    """A pattern that splits one run in many ways would hold the whole assistant for hours."""
    text = without_long_runs(run * (4000 // len(run)))
    slow = []
    for name, pattern in patterns():
        start = time.process_time()
        pattern.search(text)
        pattern.fullmatch(text)
        if time.process_time() - start > _AT_MOST_S:
            slow.append(name)
    assert slow == []


@pytest.mark.parametrize(
    ("text", "died"),
    [
        ("bapak saya meninggal minggu lalu", True),
        ("bapak kulo sampun seda", True),
        ("ibu saya sedang sakit, apakah boleh saya yang mewakili", False),
        ("hari sabtu buka sampai jam berapa", False),
        ("ibu saya masih hidup, hanya tidak bisa datang", False),
        ("lho siapa yang meninggal nak? saya masih hidup", False),
        ("my mother is still alive, nobody died", False),
    ],
)
def test_nobody_who_lives_is_mourned(text: str, died: bool) -> None:
    assert meant.of_a_death(text) is died
