"""How something is done, and what only one's own data say."""

import pytest
from reading.procedure import asks_beyond, asks_how


@pytest.mark.parametrize(
    "text",
    [
        "bagaimana cara memperoleh rekening koran berstempel", "gmn cara liat mutasi di hp",
        "rekening koran dicetak di mana ya", "berapa lama laporan diproses?",
        "ganti kartu bayar brp", "syarat naikin limit apa aja", "bawa surat apa buat ganti nama?",
        "kalau pin keblokir gimana", "cek saldo lewat wa bisa ga", "cetak mutasi harus ke cabang?",
        "How do I get a letter of reference?", "can I print the history at a branch?",
        "is there a fee for a stamped statement?", "where can I download it", "bayar cc lwt apa",
        "how long does a report take?", "boleh diwakilkan tidak ya",
    ],
)  # fmt: skip
def test_how_it_is_done(text: str) -> None:
    assert asks_how(text)


@pytest.mark.parametrize(
    "text",
    [
        "cek saldo dong", "saldo saya berapa", "liat mutasi minggu ini", "laporan saya gimana",
        "laporan gw gimana kabarnya, udah kelar belum", "tiket kemarin sudah sampai mana",
        "tagihan kartu kredit saya berapa yang harus dibayar", "how much is left in my account?",
        "can you tell me my balance?", "boleh minta mutasi saya?", "apakah gaji saya sudah masuk?",
        "min kirimin pdf mutasi dong, buat syarat kosan", "show me what I spent",
        "udah gak usah jelasin biaya admin, sebutin aja sisa uang saya",
        "how much do I owe on my credit card?", "transfer saya gagal dan dananya belum kembali",
    ],
)  # fmt: skip
def test_what_ones_own_data_say(text: str) -> None:
    assert not asks_how(text)


@pytest.mark.parametrize(
    "text", ["mau cetak mutasi di cabang bisa?", "cek saldo di atm lain kena biaya ga?"]
)
def test_another_way_than_here(text: str) -> None:
    assert asks_beyond(text)


@pytest.mark.parametrize(
    "text",
    ["gmn liat mutasi bulan lalu", "cara cek saldo gimana", "bisa liat saldo di sini ga?"],
)
def test_who_has_signed_in_is_shown_it(text: str) -> None:
    assert not asks_beyond(text)
