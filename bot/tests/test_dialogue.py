"""How the dialogue itself reads a customer: announcements, goodbyes, suppositions, ways to reach us."""

import re
from typing import Callable, Optional, Sequence

import pytest
from conftest import Chat, ScriptedGateway, texts
from reading import (
    announcing,
    closing,
    closure,
    contact,
    distress,
    guessed,
    person,
    procedure,
    questions,
    refusal,
    signing_in,
    working_days,
)
from reading.unsolved import Turn, left_unanswered

from channels.register import self_named


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mau nanya nanya boleh gaa", "may"),
        ("aku baru bgt punya rekening pertama hehe 🥹 mau nanya nanya boleh gaa", "may"),
        ("mau nanya2 boleh?", "may"), ("halo kak, boleh tanya?", "may"), ("tanya dong", "may"),
        ("Mohon izin bertanya, Bapak", "may"), ("kulo badhe tanglet", "may"),
        ("mbah mau tanya nak", "may"), ("ada yang mau saya tanyakan", "may"),
        ("I have a question", "may"), ("can i ask something", "may"),
        ("yang mau aku tanya itu", "goes_on"), ("jadi gini kak", "goes_on"),
        ("pertanyaan saya begini", "goes_on"), ("what I wanted to ask is", "goes_on"),
        ("mau nanya biaya admin", None), ("mau tanya soal deposito", None),
        ("kartu saya ketelan, mau tanya dong", None), ("maksudnya?", None), ("boleh", None),
        ("saya mau buka rekening, mau tanya dong", None), ("saya cuma tanya", None),
        ("pertanyaannya apa?", None), ("oh gitu", None), ("maksud saya kartu debit", None),
        ("masalahnya uang saya belum masuk", None), ("ya", None),
        ("mau tanya cs", None), ("saya mau tanya cs dong", None), ("halo cs, mau tanya", "may"),
        ("jadi" + " " * 4000 + "gini", None),
    ],
)  # fmt: skip
def test_a_question_that_is_only_announced(text: str, kind: Optional[str]) -> None:
    assert announcing.kind(text) == kind


ANSWERED = Turn("biaya transfer berapa", ["utter_article"])
GAP = Turn("apakah ada opsi OUR?", ["utter_article_gap"])
RIGHT = Turn("bukan itu, aku nanya limit", ["utter_article_part"])
PERHAPS = Turn("kartuku ga diblokir kak", ["utter_article_perhaps"])
DONE = Turn("ya", ["utter_transfer_filed"])
BRANCH = Turn("saya tanya alamat cabang", ["utter_article"])
UNKNOWN = Turn("bisa bayar pakai emas?", ["utter_question_unknown"])
NOTED = Turn("terus kapan?", ["utter_noted_question"])


@pytest.mark.parametrize(
    ("turns", "farewell", "unsolved"),
    [
        ([RIGHT, ANSWERED, PERHAPS], "makasih deh kak, aku ke cabang aja 😔", True),
        ([GAP], "Baik, terima kasih", True),
        ([ANSWERED, GAP], "thanks anyway", True),
        ([RIGHT, RIGHT], "ok thanks", True),
        ([ANSWERED], "makasih kak", False),
        ([RIGHT], "oke makasih kak", False),
        ([ANSWERED, RIGHT], "makasih banyak ya", False),
        ([GAP], "makasih banyak kak, sangat membantu", False),
        ([ANSWERED], "ya udah makasih", False),
        ([DONE, GAP, GAP], "makasih", False),
        ([], "makasih deh", False),
        ([BRANCH], "oke makasih, saya langsung ke cabang", False),
        ([UNKNOWN], "oke makasih", True),
        ([NOTED], "oke makasih", True),
        ([ANSWERED, UNKNOWN], "makasih banyak, saya ke cabang aja", True),
        ([Turn("saya kan tanya limit", ["utter_article"])], "makasih deh", True),
        ([Turn("No rush. One more: a credit card?", ["utter_article"]), GAP], "Thank you", False),
        ([GAP, UNKNOWN], "udah muncul bang makasih, td nunggu aja", False),
    ],
)
def test_a_goodbye_without_an_answer(turns: Sequence[Turn], farewell: str, unsolved: bool) -> None:
    assert left_unanswered(turns, farewell) is unsolved


@pytest.mark.parametrize(
    ("text", "distressed"),
    [
        ("maksudku minimal topupnya berapa kak 😭", False), ("limit berapa sih 😩", False),
        ("boleh gaa 😭", False), ("how much is the fee 😭", False),
        ("kok ditolak terus 😭", True), ("otp gak masuk masuk 😭", True), ("😭😭", True),
        ("duitku 😭", True), ("why was I charged twice 😭", True),
    ],
)  # fmt: skip
def test_a_face_is_no_bad_experience(text: str, distressed: bool) -> None:
    assert distress.in_distress(text) is distressed


@pytest.mark.parametrize(
    ("text", "before", "who"),
    [
        ("ibu ga punya aplikasi, cuma ada kertasnya", ["deposito ibu saya mau habis"], None),
        ("ibu susah jalan, ibu bingung", ["saya boleh wakilin ibu ga"], None),
        ("saya tanya cara ngeceknya, ibu ga punya aplikasi", [], None),
        ("bapak gaptek, saya yang urus", [], None), ("ibu mau tanya", ["ibu saya sakit"], None),
        ("bapak mau tanya", ["deposito ibu saya"], "Bapak"), ("ibu ga punya hp", [], "Ibu"),
        ("ibu mau tanya uang pensiun saya", [], "Ibu"), ("ibu ndak punya hp", ["nak, ini piye"], "Ibu"),
    ],
)  # fmt: skip
def test_whose_mother_it_is(text: str, before: Sequence[str], who: Optional[str]) -> None:
    assert self_named(text, before) == who


@pytest.mark.parametrize(
    ("text", "supposed"),
    [
        ("trus kalo salah ketik nomor temenku gimanaa? uangnya balik gaa", True),
        ("kalau kartunya ilang di luar negeri gimana", True), ("nek kartune ilang piye", True),
        ("kalau uangnya ga keluar dari atm gimana", True),
        ("what if my card gets stolen in Germany?", True),
        ("kalo kartu saya hilang tadi gimana", False), ("kartu ketelen kalo gini gimana", False),
        ("kartu saya hilang, kalau diblokir bayar ga", False),
        ("kalau transfer saya belum masuk gimana", False), ("kalau mau blokir kartu gimana", False),
        ("kalo ketelen tolong gimana kak", False), ("kartu saya hilang", False),
    ],
)  # fmt: skip
def test_what_would_be_is_a_question(text: str, supposed: bool) -> None:
    assert procedure.supposes(text) is supposed


TOLD = ["biasanya 2-4 hari kerja"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Yang masih terbuka ada dua: (1) kurs yang dipakai kurs hari apa, dan (2) opsi OUR", None),
        ("kurs hari apa yang dipakai?", None), ("tagihan kartu kredit tanggal berapa", None),
        ("biaya admin dipotong tanggal berapa", None), ("gajian tanggal berapa ya", None),
        ("jatuh tempo deposito saya tanggal berapa", None), ("which date is the fee taken", None),
        ("berarti hari apa ya?", 4), ("kalau kirim jumat sampenya hari apa", 4),
        ("itu jatuhnya tanggal berapa", 4), ("kapan itu cairnya", 4), ("hari apa", 4),
    ],
)  # fmt: skip
def test_the_day_of_an_end_and_no_other(text: str, days: Optional[int]) -> None:
    assert working_days.asked(text, TOLD) == days


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("apa ada nomer telepon bank", True), ("nomer teleponnya bank piro", True),
        ("Is there a phone number?", True), ("berapa nomor hotline", True), ("ada call center ga", True),
        ("fine. can I do it by phone instead? what's the number", True),
        ("bank ini bisa ditelepon ke nomor berapa", True), ("how can I call the bank?", True),
        ("screen says card retained contact your bank", False),
        ("udah punya norek bank kalian", False), ("nomor bank di sim 2", False),
        ("minta nomor telepon cabang Bandung", True), ("your call centre number", True),
        ("saya sudah telepon bank tapi tidak diangkat", False),
        ("nomor telepon saya ganti", False), ("cara ganti nomor hp di cabang", False),
        ("saya ditelepon orang ngaku bank nomor 0812", False), ("nomor tiket buat apa", False),
        ("nomor laporan saya berapa", False), ("saya mau bicara CS", False),
        ("transfer ke bank lain nomornya salah", False), ("nomor rekening bank tujuan", False),
        ("halo bank no answer", False), ("no, customer service please", False),
        ("no telp cs", True), ("no. wa bank berapa", True), ("min, no cs berapa", True), ("cs no brp", True),
        ("telp bank no brp", True), ("minta no call center dong", True),
    ],
)  # fmt: skip
def test_how_the_bank_is_reached(text: str, asked: bool) -> None:
    assert contact.asks_for_it(text) is asked
    if asked:
        assert not closing.asks_when(text)
        assert not person.is_wished_for(text, 0.9)
        assert guessed.is_not("file_complaint", text)


@pytest.mark.parametrize(
    "text",
    [
        "no, customer service please", "customer service, no bot please", "CS, no bot!",
        "I want customer support, no chatbot",
    ],
)  # fmt: skip
def test_a_no_is_no_number(text: str) -> None:
    assert not contact.asks_for_it(text)
    assert person.is_wished_for(text, 0.9)


def test_who_wants_to_talk_to_somebody_by_phone_wants_somebody() -> None:
    assert person.is_wished_for("is there a number I can call and talk to a person?", 0.9)
    assert person.is_wished_for("spill nomor cs yg diangkat orang dong", 0.9)


@pytest.mark.parametrize(
    ("intent", "text", "other"),
    [
        ("block_card", "will my Bank Contoh debit card work there?", True),
        ("block_card", "trus dapet kartu atm ga?", True),
        ("cash_not_dispensed", "withdraw cash at foreign ATM, cost?", True),
        ("update_personal_data", "can I do it by phone instead? what's the number", True),
        ("block_card", "kartu saya dipakai orang lain gimana", False),
        ("block_card", "bisa blokir kartu ga", False),
        ("block_card", "kartu saya dipakai anak, bisa dimatikan ga?", False),
        ("block_card", "dompt sy ketinghalan di gocar, kartu dibllokir dlu aja bsa?", False),
        ("cash_not_dispensed", "uang ga keluar, biayanya dibalikin ga", False),
        ("update_personal_data", "cara ganti nomor hp", False),
    ],
)
def test_a_question_that_is_no_mishap(intent: str, text: str, other: bool) -> None:
    assert guessed.is_not(intent, text) is other


@pytest.mark.parametrize(
    ("text", "confirms"),
    [
        ("okee 10rb berarti bisa ya 🥳", True), ("oke jadi ke cabang aja ya", True),
        ("berarti gratis kan", True), ("so it is free, right?", True), ("minimal 10rb boleh ya", True),
        ("oh gitu ya", False), ("oke jadi gitu ya", False), ("iya", False), ("ya udah deh", False),
        ("oke makasih ya", False), ("cukup ya", False),
    ],
)  # fmt: skip
def test_what_is_to_be_confirmed(text: str, confirms: bool) -> None:
    assert questions.confirms(text) is confirms


def test_a_card_and_not_the_account_is_closed() -> None:
    assert closure.instead_of_closing("BUKAN rekening. kartunya doang yg ditutup") == "block_card"
    assert closure.instead_of_closing("mau tutup rekening") is None


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("parah. gw nanya doang bukan mau komplen", True), ("saya tidak mau komplain", True),
        ("I'm not complaining", True), ("saya mau komplain tidak dijawab", False),
        ("tidak lapor ke bank gapapa?", False),
        ("saya tidak marah, cuma uang saya hilang", False),
        ("transfer saya belum masuk, saya tidak marah", False),
        ("bukan mau komplain, transfer saya belum masuk", False),
    ],
)  # fmt: skip
def test_a_question_that_is_no_complaint(text: str, refused: bool) -> None:
    assert refusal.refuses(text) is refused


def test_a_wish_to_have_it_locked_is_no_locked_account() -> None:
    asked = "saiki aplikasi lama iso diblokir sik ora, nomer teleponnya bank piro"
    assert signing_in.why_not(asked, asked=True) is None
    assert signing_in.why_not("akun saya diblokir", asked=True) == "locked"
    assert signing_in.why_not("akun saya minta dulu diblokir", asked=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "gak bisa login, akun diblokir", "tidak bisa masuk, akun dikunci", "mau login kok diblokir",
        "tolong, akun saya diblokir", "akun saya kok bisa diblokir",
    ],
)  # fmt: skip
def test_an_account_that_is_locked_is_no_wish_to_have_it_locked(text: str) -> None:
    assert signing_in.why_not(text, asked=True) == "locked"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("This is useless. Is there a phone number?", True),
        ("goblok lu, limit transfer berapa sih", True), ("are you stupid?", False),
        ("bot goblok", False),
    ],
)  # fmt: skip
def test_a_question_beside_an_insult(text: str, asks: bool) -> None:
    assert distress.asks_beside_an_insult(text) is asks


@pytest.mark.parametrize(
    ("text", "general"),
    [
        ("Do I need to tell the bank?", True), ("What happens if I don't update it?", True),
        ("cek nomer gw yg kedaftar yg mana", False), ("saya mau ganti nomor", False),
        ("Can you see if my KITAS date is expired in your system?", False),
    ],
)  # fmt: skip
def test_what_is_asked_in_general(text: str, general: bool) -> None:
    assert procedure.asks_in_general(text) is general


def test_what_is_only_supposed_needs_no_signing_in_without_an_article(
    chat: Callable[..., Chat], gateway: ScriptedGateway
) -> None:
    gateway.answer = lambda question: []
    answer = chat().say("kalau nanti kartu debitnya hilang di luar negeri bagaimana?")
    assert "masuk" not in texts(answer).lower()
    assert "/request_human" in [b["payload"] for b in answer["messages"][-1]["buttons"]]
    told = chat().say("kartu debit saya hilang barusan, tolong diblokir")
    assert "masuk" in texts(told).lower()


def test_who_may_stand_at_the_machine_is_advised_first(
    chat: Callable[..., Chat], gateway: ScriptedGateway
) -> None:
    gateway.answer = lambda question: []
    answer = chat().say("kalo atm saya ketelen gmn kak")
    assert re.search(r"mesin|ATM|tertelan", answer["messages"][0]["text"])
    assert not re.search(r"[Mm]asuk (?:dulu|dahulu|terlebih)", texts(answer))


def test_a_question_on_ones_data_is_no_reason_to_sign_in(
    chat: Callable[..., Chat], gateway: ScriptedGateway
) -> None:
    gateway.answer = lambda question: []
    answer = chat(language="en").say("I got a new passport, do I need to tell the bank?")
    assert "sign in" not in texts(answer).lower()


def test_what_is_to_be_confirmed_is_answered(
    chat: Callable[..., Chat], gateway: ScriptedGateway
) -> None:
    told = {
        "slug": "minimum", "intents": ["ewallet_topup"], "title": "Minimal", "steps": [],
        "answer": "Biayanya Rp1.000.", "fits": True, "near": True, "telling": [], "url": None,
    }  # fmt: skip
    gateway.answer = lambda question: [told]
    talk = chat()
    assert "Rp1.000" in texts(talk.say("biaya top up gopay berapa kak"))
    told.update(slug="least", answer="Minimalnya Rp10.000.")
    assert "Rp10.000" in texts(talk.say("okee 10rb berarti bisa ya 🥳"))


def test_which_days_rate_it_is_is_no_term(
    chat: Callable[..., Chat], gateway: ScriptedGateway
) -> None:
    abroad = {
        "slug": "abroad", "intents": ["transfer_fee_limit"], "title": "Luar negeri", "steps": [],
        "answer": "Uangnya sampai dalam 4 hari kerja.", "fits": True, "near": True, "telling": [],
        "url": None,
    }  # fmt: skip
    gateway.answer = lambda question: [abroad]
    talk = chat()
    assert "4 hari kerja" in texts(talk.say("Berapa biaya mengirim uang ke luar negeri?"))
    gateway.answer = lambda question: []
    rate = texts(talk.say("Kurs yang dipakai kurs hari apa?"))
    assert not re.search(r"\d{1,2} \w{3} 20\d\d", rate)
    assert re.search(r"\d{1,2} \w{3} 20\d\d", texts(talk.say("Berarti sampainya hari apa?")))
