"""What an agent wrote to one customer reaches another only if it could have been written to any."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.knowledge.articles import parse
from handoff.knowledge.earlier import alike
from handoff.knowledge.sharing import LONGEST, SEVERAL, Earlier, Published, Sharing, published

# A busy machine is no fault of what is tested.
patient = settings(deadline=None)

FOLDER = Path(__file__).resolve().parents[2] / "data" / "knowledge"
KNOWN = published(
    parse(path.stem, path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.md"))
    if path.stem != "README"
)
GOOD = "Kartu pengganti bisa diambil di cabang mana pun dengan e-KTP asli."
OTHER = "Kartu yang rusak diganti di cabang mana pun, cukup dengan e-KTP."


def reply(
    text: str = GOOD,
    *,
    asked: str = "kartu hilang minta pengganti",
    customer: str = "c-1",
    names: tuple[str, ...] = (),
) -> Earlier:
    return Earlier(customer=customer, asked=asked, text=text, names=names)


def allowed(
    text: str, *others: Earlier, names: tuple[str, ...] = (), known: Published = KNOWN
) -> bool:
    one = reply(text, names=names)
    return Sharing.of([one, *others], known).allows(one)


def to_several(text: str) -> list[Earlier]:
    return [reply(text, customer=f"other-{n}") for n in range(SEVERAL)]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        OTHER,
        "Dana transfer yang gagal kembali otomatis ke rekening Anda dalam satu hari kerja.",
        "Silakan tarik ulang halaman mutasi di aplikasi, lalu kirim tangkapan layarnya ke sini.",
        "Bapak bisa datang ke cabang mana pun, bawa e-KTP dan buku tabungan.",
        "Please restart the app and try again; if it still fails, tell me what the screen says.",
    ],
)
def test_what_could_be_written_to_anybody_is_shown(text: str) -> None:
    assert allowed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Baik, terima kasih.",
        GOOD * 10,
        f"{GOOD} Nomornya 0812.",
        f"{GOOD} Nomornya ０８１２.",
        f"{GOOD} Biayanya Rp25.",
        f"{GOOD} Biayanya dua puluh lima ribu.",
        f"{GOOD} Nomornya nol delapan satu dua.",
        f"{GOOD} Nomornya satu nol satu.",
        f"{GOOD} Tiga transfer ke satu bank sudah kami tahan.",
        f"{GOOD} Kode [kartu •••• 1111].",
        f"{GOOD} [OTP disamarkan] jangan diberikan.",
        f"{GOOD} Kata sandi: kembali.",
        f"{GOOD} Kirim ke kartu@bank.example.",
        f"{GOOD} Lihat kartu.com ya.",
        f"Ibu Rina, {GOOD}",
        f"bu rina, {GOOD}",
        f"Baik Pak Sandi. {GOOD}",
        f"Bpk. Sandi bisa datang. {GOOD}",
        f"{GOOD} Transfer a.n. Bunga sudah masuk.",
        f"Halo Cahaya, {GOOD}",
        f"Bunga, {GOOD}",
        f"{GOOD} Terima kasih Dana.",
        f"{GOOD} Thank you Sandi.",
        f"{GOOD} Rekening Rina sudah dibuka.",
        f"{GOOD} Rekening hartono sudah dibuka.",
        f"{GOOD} Silakan ke cabang Kemang.",
        f"{GOOD} Rekening Ренат sudah dibuka.",
        f"{GOOD} Rekening 田中 sudah dibuka.",
        "KARTU PENGGANTI RINA BISA DIAMBIL DI CABANG.",
    ],
)
def test_what_could_be_somebodys_is_not(text: str) -> None:
    assert not allowed(text)


@pytest.mark.parametrize("said", ["Rina", "rina", "Rinanya", "Lestari", "RINA", "Dewi"])
def test_who_took_part_is_never_named(said: str) -> None:
    text = f"{said} sudah kami bantu, kartu bisa diambil di cabang."
    names = ("Rina Lestari", "Dewi")
    assert not allowed(text, *to_several(text), names=names)


def test_a_name_of_one_conversation_stays_out_of_all() -> None:
    text = "Rekening rina sudah dibuka, silakan datang ke cabang."
    assert allowed(text, *[replace(r, text="Rekening rina") for r in to_several("")])
    known_as = reply("Kartu", customer="c-9", names=("Rina Lestari",))
    others = [replace(r, text="Rekening rina") for r in to_several("")]
    assert not allowed(text, *others, known_as)
    # "bunga" is interest: a customer of that name closes no matter to all others.
    interest = "Bunga deposito dibayar setiap bulan ke rekening Anda."
    assert allowed(interest, reply("Kartu", customer="c-9", names=("Bunga Citra",)))
    assert not allowed(interest, names=("Bunga Citra",))


def test_a_text_of_the_house_keeps_its_numbers() -> None:
    text = "Telepon kami di 1500-123, setiap hari pukul 07.00 sampai 21.00."
    assert not allowed(text)
    assert not allowed(text, *to_several(text)[: SEVERAL - 2])
    assert allowed(text, *to_several(f" {text.upper()}"))
    secret = "Nomor kartu Anda 4111 1111 1111 1111, sudah kami blokir."
    assert not allowed(secret, *to_several(secret))


def test_one_customer_in_many_conversations_is_one_customer() -> None:
    text = "Bengkel Kelapa Gading bisa membayar dengan kartu."
    assert not allowed(text, *[reply(text, customer="c-1") for _ in range(9)])


# ------------------------------------------------------------------ for any words

words = st.text("abdeginorstu", min_size=1, max_size=9)
plain = st.lists(words | st.sampled_from(GOOD.split()), min_size=4, max_size=14).map(" ".join)
anything = st.text(max_size=80) | plain
replies = st.lists(
    st.builds(
        Earlier,
        customer=st.sampled_from(["c-1", "c-2", "c-3", "c-4"]),
        asked=plain,
        text=anything | st.sampled_from([GOOD, OTHER]),
        names=st.lists(words, max_size=2).map(tuple),
    ),
    max_size=12,
)


@patient
@given(replies, plain, st.text("bcdfghjklmnpqrstvwxyz", min_size=7, max_size=12))
def test_no_word_of_one_conversation_reaches_another(
    others: list[Earlier], text: str, own: str
) -> None:
    """Whatever else was written: what only one customer's conversation holds is shown nowhere."""
    theirs = [other for other in others if own not in other.text.casefold()]
    mine = reply(f"{text} {own} {GOOD}"[:LONGEST], customer="mine")
    sharing = Sharing.of([*theirs, mine], KNOWN)
    assert not sharing.allows(mine)


@patient
@given(replies, st.sampled_from(["{} {}", "{}, {}", "{}: {}", "{1} {0}", "{1}\n{0}"]), st.data())
def test_no_number_of_one_conversation_reaches_another(
    others: list[Earlier], form: str, data: st.DataObject
) -> None:
    number = data.draw(st.characters(categories=["Nd", "Nl", "No"]))
    mine = reply(form.format(number, GOOD), customer="mine")
    assert not Sharing.of([*others, mine], KNOWN).allows(mine)


@patient
@given(replies, st.text("abdeginorstu", min_size=2, max_size=9), st.booleans(), st.booleans())
def test_no_name_of_who_took_part_is_shown(
    others: list[Earlier], name: str, customer: bool, several: bool
) -> None:
    text = f"{name.title()} sudah kami bantu. {GOOD}"
    mine = reply(text, names=(name.title(), "Dewi") if customer else ("Rina", name.title()))
    said = [*others, *(to_several(text) if several else ()), mine]
    assert not Sharing.of(said, KNOWN).allows(mine)


@patient
@given(replies)
def test_what_is_shown_holds_only_what_is_common(others: list[Earlier]) -> None:
    sharing = Sharing.of(others, KNOWN)
    for one in others:
        if not sharing.allows(one):
            continue
        said = {part for name in one.names for part in re.findall(r"\w{2,}", name.casefold())}
        assert said.isdisjoint(re.findall(r"\w+", one.text.casefold()))
        same = {o.customer for o in others if o.text == one.text}
        if len(same) < SEVERAL:
            assert not any(sign.isnumeric() for sign in one.text)


@patient
@given(replies, replies)
def test_other_conversations_open_nothing_that_has_a_number(
    some: list[Earlier], more: list[Earlier]
) -> None:
    """A house grows: words become common; a text with a number only by being everybody's."""
    for one in some:
        if any(sign.isnumeric() for sign in one.text) and Sharing.of([*some, *more], KNOWN).allows(
            one
        ):
            same = {o.customer for o in [*some, *more] if o.text.casefold() == one.text.casefold()}
            assert len(same) >= SEVERAL


# ------------------------------------------------------------------ which of it fits


def test_the_most_alike_question_comes_first_and_each_text_once() -> None:
    said = [
        reply(OTHER, asked="kartu patah minta pengganti", customer="c-2"),
        reply(GOOD, asked="kartu hilang minta pengganti", customer="c-1"),
        reply(GOOD.upper(), asked="kartu hilang", customer="c-3"),
        reply("Cabang buka setiap hari kerja.", asked="jam buka cabang", customer="c-4"),
    ]
    found = alike("kartu saya hilang, mau kartu pengganti", said)
    assert [one.text for one in found] == [GOOD, OTHER]
    assert alike("", said) == []


def test_what_more_customers_were_told_comes_first() -> None:
    said = [reply(OTHER, customer="c-9"), *to_several(GOOD)]
    assert [one.text for one in alike("kartu hilang minta pengganti", said)] == [GOOD, OTHER]


def test_a_reference_says_nothing_of_the_conversation() -> None:
    one, same = reply(customer="c-1"), reply(f" {GOOD.upper()} ", customer="c-2", asked="lain")
    assert one.reference == same.reference != reply(OTHER).reference
    assert re.fullmatch("[0-9a-f]{16}", one.reference)


@patient
@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=5))
def test_any_words_are_compared(question: str, asked: list[str]) -> None:
    assert len(alike(question, [reply(asked=text) for text in asked])) <= 1, (
        "they all have one text"
    )
