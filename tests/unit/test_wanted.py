"""A number or a ticket that is asked for in words: what is one, and what names another's number."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.domain.events import FollowUpKind
from handoff.domain.waits import asks_beside, wants_bot
from handoff.domain.wanted import asks_how_to_be_called, wanted
from handoff.protocol.frames import RequestFollowUp

CALLS = """0812-3456-7890 tlp gw · 081234567890 · 0812.3456.7890 · 6281234567890
    +62 812 3333 4444, after 3pm. also does the money take 2-4 days incoming too?
    bukan mau tutup nak, ibu cuma takut kartunya diambil orang. nomor ibu 0812 3456 7890
    no hp saya 0812 3456 7890 · telepon saya di 021-5551234 · hp 0857 1111 2222 jam 15.00
    call me at +49 151 23456789 tomorrow morning · my number is 0812 3456 7890
    hubungi anak ibu saja 081234567890 · nomor saya: 0857-1111-2222 ya kak, habis maghrib
    bisa telpon ke 0812 3456 7890 ga? · pls ring 0812 3456 7890
    Mohon hubungi saya di nomor 0812-3456-7890 setelah pukul 15.00.
    nomor suami saya 0812 3456 7890, telp ke situ aja · 0812 3456 7890 blokir kartu saya dong
    Tulis nomor: 0811 774 2093, Ratna. Sebelum Kamis.
    nomor nenek 081267890123. tapi nenek mau tau skrg kak, uangnya masih ada kan
    081234567890 tolong cepet · 0812 3456 7890 gece ya bang · 081234567890 panik banget nih
    tolong telpon gw di 081234567890 soalnya gw panik · telp gw 0812 3456 7890 jangan malem2"""
OTHERS = """nomor penipunya 0812 3456 7890 · Nomor penipunya, 0812 3456 7890
    saya ditelepon dari 0812 3456 7890 · dia pakai nomor 0812 3456 7890
    saya transfer ke 081234567890 gopay · rek 0812345678 · no rekening saya 0812345678
    ganti nomor saya dari 0812 3456 7890 ke 0857 1111 2222 · top up ovo 081234567890
    nomor hp saya 0812 3456 7890 hilang · ini nomor bank bukan 0812 3456 7890
    saya sudah telepon 0812 3456 7890 ga diangkat · jangan telepon ke 0812 3456 7890
    he called me from 0812 3456 7890 · someone texted me from +62 812 3333 4444
    nomor saya yang lama 0812 3456 7890 · penipu minta nomor saya 0812 3456 7890
    kirim uang ke 0812 3456 7890 nomornya benar? · 1.250.000 · TF-100101 12345678 · 08123
    081234567890 itu siapa · 0812 3456 7890 apa benar dari kantor · 081234567890 ngaku satpam
    12-08-2026 · rp 08.123.456.789 · 8123456789"""
TICKETS = """Baik, saya ambil nomor tiket saja. · nomor tiket itu di mana · tiket aja · tiket
    ambil nomor tiket itu di mana nak, apa harus ke bank dulu antri · minta tiket dong
    tolong tiketnya dicatat ya · tiketnya dicatat aja · catat tiketnya ya
    a ticket please · I'd like a ticket number · how do i take a ticket number? · ya udah tiket
    ibu ndak hapal nomor hp. pakai tiket saja nak · ticket i guess
    Kirim tiket. · tiket wae. karo takon, nek luwih 1 dina piye · kirimin tiketnya dong
    bikinin tiket aja kak · Baik, saya mengambil nomor tiket. · ticket number please, thanks"""
NONE = """tiket saya gimana · ga usah tiket · tiket pesawat saya gagal · batalkan tiket saya
    tiketnya dicatat ga? · tiketnya disimpan ya · tiketnya disimpan? · tiketnya dicatat kan
    tiketnya dikirim ga?
    tiketnya batalin aja · tiket itu apa · saya tidak mau tiket · tiket saya sampai mana
    cancel the ticket · my ticket is late · beli tiket kereta gagal · HG-000001 · halo"""
BOT = """ama lu aja deh, bs tarik tunai tanpa kartu ga · bot · bot aja · tanya bot · ask the bot
    sama bot aja deh · ke asisten virtual · mau lanjut sama bot · without a person please
    Saya ingin mengetahui persyaratannya saja, tanpa perlu petugas.
    Saya tidak memerlukan petugas saat ini. Saya hanya ingin mengetahui daftar dokumennya.
    saya tidak memerlukan petugas, hanya daftar dokumennya
    gausah petugas, gw cuma nanya jam buka cabang
    saya tanya di sini aja · lanjut chat di sini · mau ngobrol di sini saja · saya maunya di sini
    I don't need a person right now, just tell me the documents"""
NO_BOT = """ga usah petugas · bot ini ga guna · saya ga mau sama bot · jangan bot · ini bot?
    udah masuk, makasih, ga usah disambungkan ke cs lagi · saya mau petugas bukan bot · ini bot ya
    tolong bantu saya di sini · saya chat di sini · kak mau tanya di sini · help me here please
    i want a person not a bot · kamu bot ya? · stupid bot · sama aja · halo · talk to a person"""


#: Each may stand before "here".
WORDS = """saya kita mau maunya pengen ingin biar mending tolong coba bisa jadi lanjut teruskan
    bilang jawab dibantu tanya chat bicara ngobrol sama ke i we lets just continue
    do please it"""


def phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.splitlines() for phrase in line.split(" · ")]


@pytest.mark.parametrize("text", phrases(CALLS))
def test_a_number_to_be_called_at(text: str) -> None:
    read = wanted(text)
    assert read is not None
    assert read.phone is not None
    digits = re.sub(r"\D", "", text)
    assert read.phone[-8:] in digits
    frame = {"client_id": "client-0001", "kind": FollowUpKind.CALLBACK, "phone": read.phone}
    assert RequestFollowUp.model_validate(frame).phone == read.phone, "as the button sends it"


@pytest.mark.parametrize("text", phrases(OTHERS))
def test_a_number_that_is_anothers_or_none(text: str) -> None:
    assert wanted(text) is None


@pytest.mark.parametrize("text", phrases(TICKETS))
def test_a_ticket(text: str) -> None:
    read = wanted(text)
    assert read is not None
    assert read.phone is None


@pytest.mark.parametrize("text", phrases(NONE))
def test_no_ticket(text: str) -> None:
    assert wanted(text) is None


@pytest.mark.parametrize("text", phrases(BOT))
def test_the_bot_instead(text: str) -> None:
    assert wants_bot(text)
    assert wants_bot(text.upper())


@pytest.mark.parametrize("word", WORDS.split())
def test_one_word_many_times_is_read_at_once(word: str) -> None:
    begun = time.process_time()
    wants_bot(f"{word} " * 30 + "x")
    assert time.process_time() - begun < 0.1


@pytest.mark.parametrize("text", phrases(NO_BOT))
def test_not_the_bot(text: str) -> None:
    assert not wants_bot(text)


@pytest.mark.parametrize(
    "text",
    ["tinggalin nomer tlp gmn caranya", "nomornya ditulis di mana", "how do I leave my number"],
)
def test_how_a_number_is_left(text: str) -> None:
    assert asks_how_to_be_called(text)


@pytest.mark.parametrize(
    "text",
    ["gimana caranya ganti nomor", "nomor bank berapa", "cara telepon ke cs gimana"],
)
def test_how_something_else_is_done(text: str) -> None:
    assert not asks_how_to_be_called(text)


@settings(deadline=None)
@given(st.text(max_size=300) | st.from_regex(r"[\d +().-]{0,40}"))
def test_any_text_can_be_read(text: str) -> None:
    wanted(text)
    wants_bot(text)
    asks_beside(text)
    asks_how_to_be_called(text)
