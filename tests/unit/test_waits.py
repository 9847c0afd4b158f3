"""What is read of the waiting, in both languages, and what is left to the person who comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.waits import Says, asks_something, cancels, names_the_wait, wait_says

READ = {
    Says.NO_PERSON: """ga usah disambungin petugas · tidak usah disambungkan ke petugas ya
        saya tidak mau disambungkan · ga mau ngomong sama petugas
        gausah disambungin petugas mbak makasih · tidak jadi disambungkan dengan petugas
        saya tidak perlu petugas lagi · ga perlu ngomong sama cs lagi · batalin aja antreannya
        Batalkan antrean · jangan disambungkan ke petugas · udah ga usah panggil petugas deh
        ga butuh petugas lagi kak, makasih · no need for a person anymore · cancel the queue please
        I don't need an agent anymore · I no longer need to talk to a person
        please don't connect me to an agent · never mind the agent, thanks
        udah masuk, makasih, ga usah disambungkan ke cs lagi""",
    Says.SETTLED: """udah ketemu kok · kartu saya udah ketemu · uangnya udah masuk kok, makasih ya
        Terima kasih, sudah selesai. · udah beres mbak makasih · ok udah ga perlu
        jadi kartunya ga keblokir kan? ga usah disambungin petugas mbak · never mind, I found it
        it's working now thanks · my card is found, thanks · no longer needed · all sorted now
        eh ketemu mbak dompetnya di jok motor hehe. ga jadi
        kartunya udah ketemu, ga jadi blokir ya · akunnya udah bisa lagi""",
    Says.DROPPED: """makasih ga jadi · ga jadi deh · gajadi · nvm · batal aja · never mind, thanks
        tidak jadi, terima kasih · kalo gitu ga jadi deh makasih
        Oh, sedang tidak ada petugas ya. Kalau begitu tidak jadi, terima kasih.
        kalo ga ada petugas ga jadi deh · ngga jadi dulu · skip aja · I changed my mind""",
    Says.CALL_ME: """ditelpon aja · NGGIH NAK, DITELPON SAJA · saya minta ditelepon saja ya kak
        call me back please · I would like a call back""",
    Says.NO_FOLLOW_UP: """ga usah ditelepon · ga jadi ditelpon ya, makasih · tiketnya batalin aja
        batalkan tiket saya · tolong batalkan permintaan telepon · udah ga perlu dihubungi lagi
        no need to call me back · please don't call me · cancel the ticket · cancel my callback""",
    Says.THANKS: "makasih · terima kasih banyak mbak · thanks · oke makasih ya",
    Says.HOW_LONG: """apakah saya harus menunggu lama? · berapa lama lagi · masih lama ga
        antrean ke berapa ya · kapan petugasnya ada · ada petugas ga? · petugasnya kapan
        how long do I have to wait? · when will someone call me · kapan saya ditelepon
        jam berapa petugas bertugas · what is my position in the queue · am I next
        halo ada orang?""",
    Says.WHICH_NUMBER: """nanti kalo ditelpon ke nomor yang mana · ditelepon ke nomor berapa ya
        which number will you call? · nanti dihubungi di nomor yang mana ya pak""",
}
UNREAD = """transfernya ga jadi masuk · kok ga jadi jadi · udah selesai? · belum beres
    saya udah coba · kenapa saya ga disambungin petugas · uang saya belum balik
    petugasnya ga perlu tau pin saya kan? · saya mau batalkan transfer · batalkan kartu saya
    tolong batalin transaksinya · halo · ya · ga
    berapa lama transfer ke bca masuk · berapa lama nunggu kartu baru · nomor telepon bank berapa
    how much is the transfer fee to bca tho · BUKU TABUNGAN BISA DICETAK DI MANA
    udah ketemu tapi rusak · sudah bisa masuk tapi saldonya kosong · found it, but it is broken
    udah masuk, sekarang gimana cara ganti pin? · makasih, tapi masih belum bisa
    jangan telepon nomor bapak saya ya · nanti telepon ke nomor istri saya · tiket saya gimana
    saya tidak mau dioper lagi · tidak mau nunggu petugas lagi · ga mau dihubungin
    ga mau disambungin lagi · saya ga mau panggil petugas lagi
    tadi ada petugas telepon · petugasnya barusan nelpon · kalau begitu saya tunggu
    Kalau begitu, berapa biaya transfernya?
    ketemu. Setorannya ditahan, katanya sedang peninjauan lagi · cepat tolong · petugas"""


def phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.splitlines() for phrase in line.split("·")]


@pytest.mark.parametrize(
    ("says", "text"), [(says, text) for says, all_ in READ.items() for text in phrases(all_)]
)
def test_what_is_read(says: Says, text: str) -> None:
    assert wait_says(text) is says
    assert wait_says(text.upper()) is says


@pytest.mark.parametrize("text", phrases(UNREAD))
def test_what_is_left_to_the_person_who_comes(text: str) -> None:
    assert wait_says(text) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Ya", True),
        ("iya batalin", True),
        ("yes, cancel", True),
        ("tidak", False),
        ("ga usah", False),
        ("tetap menunggu", False),
        ("Keep waiting!", False),
        ("saldo saya berapa", None),
        ("", None),
    ],
)
def test_what_answers_whether_to_cancel(text: str, answer: bool | None) -> None:
    assert cancels(text) is answer


@pytest.mark.parametrize(
    "text", ["biaya transfer ke BCA berapa", "what is the fee", "kartu hilang?"]
)
def test_a_question_is_one(text: str) -> None:
    assert asks_something(text)
    assert not asks_something("kartu saya hilang")


@pytest.mark.parametrize(("text", "named"), [("kapan ya", False), ("kapan ditelepon?", True)])
def test_a_short_question_may_be_about_something_else(text: str, named: bool) -> None:
    assert names_the_wait(text) is named


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    wait_says(text)
    cancels(text)
    asks_something(text)
