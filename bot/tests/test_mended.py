"""What words say of a form, a list or a PIN: each with the calm customer whom it must not hit."""

import pytest

from reading import closing, consent, corrections, meant, paying, procedure, refusal, rows

LISTING = (
    "Mutasi terakhir rekening •••• 0201:\n"
    "23 Nov 2026 · Transfer BI-FAST ke BCA · -Rp500.000 · tertunda\n"
    "21 Nov 2026 · Transfer online ke Mandiri · -Rp1.250.000\n"
    "18 Nov 2026 · Tarik tunai ATM · -Rp500.000\n"
    "17 Nov 2026 · Gaji · Rp5.200.000\n"
    "16 Nov 2026 · Bayar listrik · -Rp312.500"
)


@pytest.mark.parametrize(
    "text",
    [
        "Bukan yang itu. Saya belum mengirim.",
        "Transfernya belum dilakukan; saya bermaksud melakukannya pagi ini.",
        "saya belum transfer apa-apa kok",
        "belum jadi transfer kak",
        "eh blm tf kok min",
        "gw belum kirim duitnya",
        "saya baru mau transfer, tanya dulu",
        "saya berencana mengirim besok",
        "I haven't sent anything yet",
        "I'm about to transfer, so which one is cheaper?",
    ],
)
def test_nothing_was_sent_yet(text: str) -> None:
    assert meant.not_sent(text)


@pytest.mark.parametrize(
    "text",
    [
        "transfer saya belum masuk",
        "tf gw blm terkirim dari pagi",
        "uangnya belum dikirim ke ipar saya",
        "saya belum terima uangnya",
        "baru mau transfer malah gagal, saldo kepotong",
        "teman saya belum transfer balik",
        "saya belum kirim bukti transfernya",
        "the transfer hasn't arrived",
        "my money has not been received",
    ],
)
def test_money_under_way_was_sent(text: str) -> None:
    assert not meant.not_sent(text)


@pytest.mark.parametrize(
    ("text", "only", "else_"),
    [
        ("saya cuma tanya kok", True, True),
        ("saya tidak menanyakan itu", True, True),
        ("I'm just asking", True, True),
        ("bukan itu maksud saya", False, True),
        ("bukan soal transfer itu kak", False, True),
        ("gak ada transfer yang gagal", False, True),
        ("bukan yang itu, yang ke BRI", False, False),
        ("bukan kemarin, tadi pagi", False, False),
    ],
)
def test_a_form_that_was_not_wished(text: str, only: bool, else_: bool) -> None:
    assert refusal.only_asks(text) is only
    assert refusal.means_something_else(text) is else_


@pytest.mark.parametrize(
    ("text", "supposed"),
    [
        ("Jika nomor rekening yang saya masukkan keliru, apakah dananya kembali?", True),
        ("misalnya salah nomor, uangnya balik ga?", True),
        ("what if I type the wrong account number?", True),
        ("jika transfer saya kemarin gagal, kapan kembali?", False),
        ("apabila uang saya belum masuk, harus bagaimana?", False),
        ("transfer saya keliru", False),
    ],
)
def test_what_is_only_thought_of(text: str, supposed: bool) -> None:
    assert procedure.supposes(text) is supposed


@pytest.mark.parametrize(
    "text",
    [
        "y udh lapor aja yg 200rb", "yg 200rb laporin aja", "gpp lapor aja", "tetep laporin kak",
        "ya udah lapor sekarang", "yaudh bikinin", "just report it please",
    ],
)  # fmt: skip
def test_an_order_to_report_is_a_yes(text: str) -> None:
    assert consent.agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "trus klo lapor brp lama duit blk", "lapor ke mana ya", "jangan lapor dulu",
        "ga usah dilaporin aja", "udah lapor kemarin", "laporannya gimana",
    ],
)  # fmt: skip
def test_to_speak_of_a_report_is_no_yes(text: str) -> None:
    assert not consent.agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "itu yg mandiri bkn gw yg trf sumpah", "bukan saya yang transfer itu",
        "mandiri 1,25jt ga gw lakuin", "saya tidak pernah merasa melakukan transfer ini",
        "gw ga pernah transfer ke mandiri", "bukan transaksi saya", "it wasn't me",
        "I didn't make that transfer",
    ],
)  # fmt: skip
def test_somebody_else_did_it(text: str) -> None:
    assert meant.not_by_me(text)


@pytest.mark.parametrize(
    "text",
    [
        "bukan saya yang terima, tapi adik", "kalau ada transaksi yang bukan saya lakukan gimana?",
        "saya tidak pernah salah transfer sebelumnya", "saya belum transfer", "bukan saya, istri saya",
        "saya ga pernah transfer salah nomor sebelumnya", "ga pernah tf ke mandiri, gw tf ke bca",
        "saya tidak pernah transfer ke Mandiri, tapi ke BCA",
    ],
)  # fmt: skip
def test_no_fraud_is_made_of_it(text: str) -> None:
    assert not meant.not_by_me(text)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("yg mandiri 1,25jt itu jg gw ga inget anjr", True),
        ("yang listrik itu saya tidak kenal", True),
        ("I don't recognise the Mandiri one", True),
        ("trf gw ke mandiri, ga inget jamnya", False),
        ("yg mandiri ga tau kenapa lama", False),
        ("yang mandiri lupa tanggalnya", False),
        ("yang mandiri itu buat ibu saya", False),
    ],
)
def test_a_row_that_is_not_known(text: str, unknown: bool) -> None:
    assert meant.unrecognised(text) is unknown


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("yg mandiri 1,25jt itu jg gw ga inget", "Mandiri"),
        ("itu yg mandiri bkn gw", "Mandiri"),
        ("yang listrik", "listrik"),
        ("yang 312.500 itu apa", "listrik"),
        ("yang 500rb", None),  # Two of them.
        ("transfer online", None),
        ("yang 700rb ke mandiri", None),
        ("trus yang bca kok tertunda", "BCA"),
    ],
)
def test_the_row_that_is_named(text: str, row: str) -> None:
    found = rows.named(text, LISTING)
    assert (found is None) if row is None else (found is not None and row in found)


def test_a_transfer_in_trouble() -> None:
    listed = rows.rows(LISTING)
    assert [row for row in listed if rows.is_transfer_in_trouble(row)] == listed[:1]
    assert rows.named("apa saja", "") is None


@pytest.mark.parametrize(
    ("text", "app"),
    [
        ("bukan pin kartu kak, pin yg di aplikasi. mpin ya namanya?", True),
        ("kak pin hp saya lupa, eh pin apa ya namanya, yg buat transfer di aplikasi", True),
        ("saya ga salah pin atm kok. ini mau transfer di hp diminta pin 6 angka, lupa", True),
        ("lupa pin transaksi", True),
        ("I forgot the transaction PIN", True),
        ("ganti pin kartu di aplikasi gimana", False),
        ("pin atm saya keblokir", False),
        ("bikin pin baru lewat aplikasi bisa?", False),
        ("lupa pin", False),
    ],
)
def test_the_pin_of_the_app(text: str, app: bool) -> None:
    assert meant.of_app_pin(text) is app


@pytest.mark.parametrize(
    ("text", "foreign", "own"),
    [
        ("rekening dolar saya ada ga ya?", True, True),
        ("apa saya punya tabungan valas", True, True),
        ("do I have a dollar account?", True, True),
        ("buka rekening dolar bisa ga", True, False),
        ("bukan rekening biasa, dolar usd", True, False),
        ("di sini ada rekening dolar?", True, False),
        ("kurs dolar hari ini berapa", False, False),
        ("saldo saya berapa", False, False),
    ],
)
def test_an_account_in_another_currency(text: str, foreign: bool, own: bool) -> None:
    assert meant.foreign_account(text) is foreign
    assert meant.own_foreign_account(text) is own


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("lah 04 mah nomer lama gw, salah", True),
        ("itu masih nomor lama", True),
        ("gw ganti senin di cabang, kpn kelarnya", True),
        ("that's my old number", True),
        ("oke makasih", False),
        ("cara ganti email gimana", False),
    ],
)
def test_data_that_are_out_of_date(text: str, old: bool) -> None:
    assert meant.out_of_date(text) is old


@pytest.mark.parametrize("text", ["udah", "sudah masuk kak", "udh login nih", "done", "wis", "sampun"])
def test_signing_in_is_done(text: str) -> None:
    assert closing.only_says_done(text)


@pytest.mark.parametrize("text", ["udah dicoba", "udah cukup", "uangnya udah masuk", "udah jelas", "ok"])
def test_something_else_is_done(text: str) -> None:
    assert not closing.only_says_done(text)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("eh kak barusan aku kepencet bayar 280rb harusnya 28rb", True),
        ("tadi kepotong 12rb", True),
        ("kalau bayar 280rb kena biaya berapa", False),
        ("transfer 5jt biayanya berapa", False),
    ],
)
def test_money_that_has_gone(text: str, gone: bool) -> None:
    assert meant.spent(text) is gone


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("pay it now from my savings", True),
        ("bisa dibayar dari tabungan ga?", True),
        ("bayarin dari tabungan saya dong", True),
        ("udah saya bayar", False),
        ("gak bisa bayar", False),
        ("bayar dari tabungan kena biaya?", False),
        ("how much is in my savings, can I pay it?", False),
        ("saldo tabungan saya berapa", False),
        ("saya mau melunasi tagihannya", True),
        ("nanti saya bayar", False),
    ],
)
def test_a_bill_is_to_be_paid(text: str, wished: bool) -> None:
    assert paying.is_wished(text) is wished


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("bukan caranya, nomernya ga dikenal", True),
        ("not the steps, my number isn't recognised", True),
        ("bukan itu", False),
        ("bukan, tetap nggak bisa", False),
        ("no, that's not what I asked", False),
        ("no, never mind", False),
        ("bukan, batal aja", False),
        ("not yet, let me check first", False),
    ],
)
def test_a_no_that_names_the_need(text: str, named: bool) -> None:
    assert corrections.names_the_need(text) is named
