"""Small talk that is said, and questions behind it."""

from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import closing, undo


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("goodbye", "udah semua. ttp ga msk"), ("affirm", "eh gmn sih"), ("affirm", "yg giro"),
        ("greet", "dari kmrn sore"), ("deny", "lama ga nih"), ("deny", "bang"),
        ("affirm", "udah masuk. terus?"), ("thank", "kapan balik"), ("goodbye", "udh 18 jam"),
    ],
)  # fmt: skip
def test_what_goes_on_is_no_small_talk(intent: str, text: str) -> None:
    assert not closing.is_said(intent, text)


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("greet", "selamat pagi min"), ("greet", "pagi kak"), ("thank", "makasih ya"),
        ("thank", "mantap"), ("goodbye", "dah, sampai nanti"), ("deny", "ga"), ("deny", "bukan itu"),
        ("affirm", "iya dong"), ("affirm", "boleh"), ("affirm", "ya, kapan bisa?"),
    ],
)  # fmt: skip
def test_small_talk_is_heard(intent: str, text: str) -> None:
    assert closing.is_said(intent, text)


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        (
            "Terima kasih, sangat membantu. Ayahnya di luar kota. Apakah cukup saya yang datang?",
            "Ayahnya di luar kota. Apakah cukup saya yang datang?",
        ),
        ("makasih terus duitnya kapan baliknya", "terus duitnya kapan baliknya"),
        ("thanks, what about the fee?", "what about the fee?"),
        ("ya udah makasih ya eh itu yang gopay bukan saya lho", "eh itu yang gopay bukan saya lho"),
        ("makasih ya kak", None),
        ("Terima kasih. Semoga harinya menyenangkan.", None),
        ("makasih udah bantuin aku dari tadi kak baik banget", None),
        ("kapan baliknya?", None),
    ],
)
def test_the_question_behind_a_thanks(text: str, behind: Optional[str]) -> None:
    assert closing.behind_courtesy(text) == behind


_PLAIN = st.text(alphabet="bdfjkqvxz ", min_size=1, max_size=40)


@given(st.sampled_from(sorted(closing.SMALL_TALK)), _PLAIN)
def test_without_a_word_of_it_nothing_is_small_talk(intent: str, text: str) -> None:
    assert not closing.is_said(intent, " ".join(w for w in text.split() if len(w) > 2))


@given(st.sampled_from(["makasih", "terima kasih banyak", "thanks", "Matur nuwun nggih Mas"]))
def test_a_thanks_alone_hides_nothing(thanks: str) -> None:
    assert closing.behind_courtesy(thanks) is None
    rest = "apakah saya harus datang sendiri?"
    assert (closing.behind_courtesy(f"{thanks}. {rest}") or "").endswith(rest)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    behind = closing.behind_courtesy(text)
    assert behind is None or len(behind) <= len(text) + 1
    for intent in closing.SMALL_TALK:
        closing.is_said(intent, text)
    closing.asks(text)


@pytest.mark.parametrize("run", ["x", "ha", "a b ", "ga ", "kak ", "halo ", ". ", "makasih "])
def test_a_long_run_is_read_at_once(run: str) -> None:
    """A pattern that can split one run in many ways would hold the whole assistant for hours."""
    text = run * (4000 // len(run))
    for intent in closing.SMALL_TALK:
        closing.is_said(intent, text)
    closing.asks(text)
    closing.is_address(text)
    closing.behind_courtesy(text)


@pytest.mark.parametrize(
    "text", ["eh ketemu", "batalin", "ada di saku jaket anjir", "eh eh KETEMU wkwkwk", "found it"]
)
def test_words_that_take_a_fresh_block_back(text: str) -> None:
    assert undo.taken_back(text)


@pytest.mark.parametrize(
    "text", ["belum ketemu", "eh gajadi, blokir aja tetep", "batalin transfer gw", "kapan jadi"]
)
def test_words_that_do_not(text: str) -> None:
    assert not undo.taken_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "kartu debit aja jangan diblokir dulu deh", "jangan diblokir to", "ga usah diblokir",
        "Ulah diblokir atuh Neng", "kartunya ada kok ini di tangan saya",
        "kok blokir saya tanya uangnya kemana", "please don't block it",
        "lho jangan diblokir saya cuma tanya lima belas ribu",
    ],
)  # fmt: skip
def test_no_card_is_to_be_blocked(text: str) -> None:
    assert undo.not_to_block(text)


@pytest.mark.parametrize("text", ["blokir kartu saya", "ya blokir", "jangan lama, blokir kartunya"])
def test_a_card_is_to_be_blocked(text: str) -> None:
    assert not undo.not_to_block(text)


@pytest.mark.parametrize(
    ("text", "it_is_let_be"),
    [
        ("ya sudah tidak apa. terima kasih banyak pak", True),
        ("Oke tidak apa-apa. Terima kasih banyak, sangat membantu.", True),
        ("gpp makasih kak", True),
        ("no worries, thank you", True),
        ("tidak apa-apa kalau telat? makasih", False),
        ("makasih. kalau telat tidak apa-apa kan bisa dicicil ga", False),
        ("tidak, terima kasih", False),
    ],
)
def test_a_thanks_that_lets_it_be(text: str, it_is_let_be: bool) -> None:
    assert closing.lets_it_be(text) is it_is_let_be


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("weh bukan tertelan. masa berlakunya mau habis", True),
        ("bukan itu, makasih ya kak", False),
        ("bukan", False),
        ("bukan, yang kartu kredit", False),
        ("bukan itu. udah cukup itu aja", False),
    ],
)
def test_a_no_that_says_what_is_meant(text: str, goes_on: bool) -> None:
    assert closing.says_what_instead(text) is goes_on


@pytest.mark.parametrize(
    ("text", "is_a_no"),
    [
        ("Belum pak, maksud saya apakah anak saya boleh mewakili mengganti buku itu?", False),
        ("belum, kapan ya?", True),
        ("tidak", True),
    ],
)
def test_a_long_no_that_asks_is_a_question(text: str, is_a_no: bool) -> None:
    assert closing.is_said("deny", text) is is_a_no


def test_a_question_in_the_middle_is_heard() -> None:
    assert closing.asks("Kalau diwakilkan anak saya boleh tidak, lutut saya sakit")
    assert not closing.asks("yang ini tidak, yang itu ya")


@pytest.mark.parametrize(
    ("text", "is_a_question"),
    [
        ("and can my brother pick it up for me", True),
        ("so is the fee the same on sundays", True),
        ("do they need my passport", True),
        ("do it on monday then", False),
        ("have a nice day", False),
        ("my brother can pick it up", False),
    ],
)
def test_an_english_question_needs_no_mark(text: str, is_a_question: bool) -> None:
    assert closing.asks(text) is is_a_question
