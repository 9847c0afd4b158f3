"""Swindlers who have got nothing yet, matters that a few words only look like, and what is told."""

from typing import List, Optional

import pytest
import yaml
from conftest import BOT

from channels.hearing import Part, _with_another
from reading import guessed, questions, remarks, scam, signing_in
from reading.closure import instead_of_closing


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (
            "tadi ada yang nelpon katanya dari bank, tarif transfer mau naik jadi 150 ribu sebulan kalau"
            " ndak setuju harus isi formulir, nah saya bingung saya musti isi apa ndak ya",
            "form",
        ),
        ("gw dapet wa katanya dari bank suruh klik link, gw klik ga ya", "form"),
        ("someone called saying from the bank with a form, should I fill it in?", "form"),
        ("ada orang ngaku polisi minta data kartu, dikasih apa jangan", "form"),
        ("saya ndak pernah masukkan nomor kartu ke dia kok, apa tetap harus diblokir ya?", "block"),
        ("saya tanya PERLU apa TIDAK, saya cuma pencet tautan saja, ndak isi apa apa", "block"),
        ("I only clicked the link, didn't enter anything. do I still have to block my card?", "block"),
        ("bener ndak sih tarif transfer jadi 150 ribu sebulan", "fee"),
        ("dapat wa tarif transfer naik jadi 150rb, ini penipuan ga?", "fee"),
        ("tadi ada pesan tarif transfer baru 150 ribu sebulan, bener?", "fee"),
        ("got a text saying fees are going up, is this a scam?", "fee"),
        ("terima kasih nak. ini tadi saya pencet tautan itu hp saya apa kena virus ya", "device"),
        ("saya belum kasih apa apa, tadi dia kirim tautan, sudah saya pencet, apa itu bahaya", "device"),
        ("sms katanya dari bank disuruh klik link, aman gak? blm saya buka", "form"),
        ("menang undian suruh transfer dulu, bener ga", "pay"),
        ("saya buka undangan .apk dari grup, saldo aman ga ya?", None),
        # Something was given or is gone, or nobody tricks anybody.
        ("saya sudah kasih OTP ke orang yang ngaku dari bank, apa harus diblokir?", None),
        ("udah terlanjur isi formulir dari penipu, harus gimana", None),
        ("saya tidak pernah kasih kode tapi saldo saya hilang, apa harus blokir kartu?", None),
        ("kartu saya hilang apa harus diblokir?", None),
        ("formulir buka rekening diisi apa tidak usah", None),
        ("kata petugas bank saya harus isi formulir di cabang, formulirnya apa", None),
        ("biaya admin 15 ribu sebulan bener ga", None),
        ("biaya sms notifikasi 500 bener ga?", None),
        ("katanya bank buka sabtu, bener ga", None),
        ("ga masukin pin bisa ga", None),
    ],
)
def test_what_is_doubted_of_a_swindler(text: str, doubt: Optional[str]) -> None:
    assert scam.doubt(text) == doubt
    assert scam.not_yet_paid(text) is (doubt is not None)


def test_nobody_is_told_not_to_block_who_has_not_said_that_nothing_was_given() -> None:
    assert scam.doubt("kartunya perlu diblokir ga?", warned=True) is None


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("formulirnya diisi apa tidak usah", "form"),
        ("oh jadi bohong ya orangnya? nomor wa nya dilaporkan ke mana", "report"),
        ("itu beneran?", "true"),
    ],
)
def test_short_words_mean_the_swindler_that_was_spoken_of(text: str, doubt: str) -> None:
    assert scam.doubt(text) is None
    assert scam.doubt(text, warned=True) == doubt


@pytest.mark.parametrize(
    ("intent", "text", "is_not"),
    [
        ("fraud_report", "ktp gw ikut ilang jg gmn", True),
        ("fraud_report", "dompet saya jatuh di pasar, ada ktp di dalamnya", True),
        ("fraud_report", "ktp saya hilang terus dipakai pinjol orang lain", False),
        ("fraud_report", "dompet dicopet lalu tabungan saya dikuras orang", False),
        ("file_complaint", "no no. your call centre number, to report the ATM problem", True),
        ("file_complaint", "nomor call center bank ini berapa", True),
        ("file_complaint", "nomor cs berapa, pelayanan kalian mau saya adukan", False),
        ("transfer_problem", "autodebet / transfer terjadwal kak. bukan pajak", True),
        ("transfer_problem", "scheduled transfer every month", True),
        ("transfer_problem", "transfer terjadwal saya gagal", False),
        ("transfer_problem", "my standing order stopped after October", False),
        ("transfer_problem", "kenapa autodebet saya dua kali", False),
        ("open_account", "aku baru bgt punya rekening hehe", True),
        ("open_account", "baru punya rekening di bank lain, mau buka di sini", False),
        ("open_account", "mau buka rekening", False),
        ("block_card", "ktp gw ikut ilang jg gmn", False),
    ],
)
def test_what_a_few_words_only_look_like(intent: str, text: str, is_not: bool) -> None:
    assert guessed.is_not(intent, text) is is_not


def test_no_sentence_of_a_matter_is_taken_from_it() -> None:
    lost: List[str] = [
        line
        for path in sorted((BOT / "data" / "nlu").glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        if "intent" in block
        for line in block["examples"].splitlines()
        if guessed.is_not(block["intent"], line)
    ]
    assert not lost


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("maksudnya blokir itu rekening ibu ditutup ya? nanti uang pensiunnya hilang no?", "block_card"),
        ("kalau diblokir rekeningnya ikut ditutup ga", "block_card"),
        ("does blocking mean my account is closed?", "block_card"),
        ("kartu saya diblokir, mau tutup rekening aja", None),
        ("apa kalau rekening keblokir bisa ditutup?", None),
    ],
)
def test_whether_a_block_closes_the_account(text: str, meant: Optional[str]) -> None:
    assert instead_of_closing(text) == meant


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("soalnya mau jajan boba 🧋😋", "remark"),
        ("mama aku kerja di luar kota 😢", "remark"),
        ("my mom works out of town", "remark"),
        ("cuma cerita kok kak", "tells"),
        ("just chatting", "tells"),
        ("au ah", "gives_up"),
        ("bodo amat", "gives_up"),
        ("whatever", "gives_up"),
        ("ya sudah", None),
        ("saya tidak tahu nomornya", None),
        ("uang mama belum masuk", None),
        ("suami saya meninggal", None),
        ("anak saya sakit di rumah sakit", None),
        ("aku bisa buka rekening ga", None),
        ("cuma bilang makasih, eh saldo saya berapa", None),
    ],
)
def test_what_is_only_told(text: str, kind: Optional[str]) -> None:
    assert remarks.kind(text) == kind


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("iya tp diwakilin istri bisa ga", "diwakilin istri bisa ga"),
        ("ok tapi kalo ilang gimana", "kalo ilang gimana"),
        ("ya sudah tapi biayanya berapa", "biayanya berapa"),
        ("sip. kalo ganti kartu bayar berapa", "kalo ganti kartu bayar berapa"),
        ("ya, kapan?", None),
        ("iya bener itu kak", None),
        ("iya", None),
    ],
)
def test_a_question_behind_a_yes(text: str, rest: Optional[str]) -> None:
    assert questions.behind_yes(text) == rest


@pytest.mark.parametrize("text", ["gabisa buka app, hp gw mati", "hp saya rusak", "my phone died"])
def test_who_has_no_phone_that_works(text: str) -> None:
    assert signing_in.why_not(text) == "no_phone"


def test_of_two_questions_the_one_that_is_not_understood_is_answered_too() -> None:
    proxy, hours = "diwakilin istri bisa ga", "sabtu buka ga"
    text, read = f"{proxy}? {hours}", Part(hours, "branch_info")
    assert _with_another(text, read) == (proxy, read)
    assert _with_another(f"{hours}? {proxy}", read) == (hours, Part(proxy, None))
    assert _with_another(f"kartu saya hilang. {hours}", read)[1] is None
    blocks = Part("bisa blokir kartu ga", "block_card")
    assert _with_another(f"{blocks.text}? {proxy}", blocks)[1] is None
