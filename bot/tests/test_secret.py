"""Who writes a secret, who is about to give one, and who only asks about it."""

import pytest

from reading.secret import offers_a_secret, only_offers_a_secret, without_offers, writes_a_secret


@pytest.mark.parametrize(
    "text",
    ["pin saya 123456", "OTP: 883120", "ini [OTP disamarkan]", "my pin is 4321", "cvv nya 123"],
)
def test_a_secret_that_is_written_is_noticed(text: str) -> None:
    assert writes_a_secret(text)
    assert not offers_a_secret(text)


@pytest.mark.parametrize(
    "text", ["pin saya terblokir 3 kali", "lupa pin", "otp tidak masuk", "tiket TF-100101"]
)
def test_speaking_of_a_secret_is_not_writing_one(text: str) -> None:
    assert not writes_a_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "perlu PIN saya?",
        "apakah Anda perlu PIN saya",
        "butuh pin ku ga kak",
        "halo kak, perlu otp saya juga?",
        "bapak perlu nomor PIN saya?",
        "mau password saya ga?",
        "cvv nya mau?",
        "PIN saya perlu ga?",
        "password saya butuh ga min",
        "perlu kirim kata sandi saya?",
        "harus kasih otp ga kak?",
        "boleh kasih tau password?",
        "boleh saya tulis PIN di sini?",
        "mau saya kirim OTP nya?",
        "saya kirim OTP-nya ya",
        "nanti saya kirim kode OTP ke sini",
        "aku kasih pin atm aku aja ya",
        "gw kirimin otp nya sekarang",
        "saya sebutkan CVV-nya ya",
        "saya ketik PIN di chat ya",
        "saya kasih tau kata sandinya ya",
        "saya bisa kasih PIN kalau perlu",
        "biar cepat saya kasih password saya",
        "otp nya saya kirim ke kamu ya",
        "PIN-nya ditulis di sini?",
        "ini pin saya ya",
        "pakai PIN saya aja",
        "do you need my CVV?",
        "you need the verification code?",
        "want my pin?",
        "shall I give you my PIN?",
        "should I tell you my CVV",
        "can I share my password with you?",
        "I'll send you the OTP",
        "would you like me to send my OTP here?",
        "let me give you my password",
        "is my password needed?",
        "here's my PIN",
    ],
)
def test_an_offered_secret_is_noticed(text: str) -> None:
    assert offers_a_secret(text)
    assert only_offers_a_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "otp ga masuk",
        "kode otp tidak kunjung saya terima",
        "kok otp nya dikirim ke nomor lama",
        "kapan otp dikirim",
        "bisa kirim ulang otp?",
        "tolong kirim OTP lagi",
        "otp saya kirim ulang terus ga masuk",
        "saya dapat OTP padahal ga transaksi",
        "lupa pin",
        "bisa kasih tau PIN saya?",
        "cara ganti pin",
        "saya mau ganti pin",
        "saya perlu PIN baru",
        "mau pin saya diganti",
        "PIN nya harus berapa digit",
        "berapa kali salah pin sampai keblokir",
        "pin saya keblokir",
        "password saya salah terus",
        "PIN ATM sama PIN aplikasi beda ga?",
        "apa itu cvv",
        "tarik tunai tanpa kartu perlu PIN ga?",
        "ganti password perlu OTP ga?",
        "kenapa bank butuh OTP saya?",
        "ada yang minta OTP",
        "ada yang minta OTP, saya kasih ga?",
        "kurir minta gue sebutin kode OTP",
        "katanya dari bank, saya kirim OTP saya ya?",
        "terlanjur kasih pin ke penipu",
        "boleh ga saya kasih PIN ke suami",
        "my OTP never arrives",
        "can you send me the OTP again?",
        "how do I change my PIN?",
        "I want to change my password",
        "I can tell my PIN is blocked",
        "do I need a PIN for QRIS?",
        "can I share my PIN with my wife?",
        "someone called and asked for my OTP, should I give it?",
    ],
)
def test_a_question_about_a_secret_is_no_offer(text: str) -> None:
    assert not offers_a_secret(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("saldo saya berapa? perlu PIN saya?", "saldo saya berapa?"),
        ("saya kirim PIN saya ya. mau cek mutasi bulan lalu", "mau cek mutasi bulan lalu"),
        ("my card is lost, do you need my PIN?", "my card is lost,"),
    ],
)
def test_what_else_is_asked_stands_beside_an_offer(text: str, asked: str) -> None:
    assert offers_a_secret(text)
    assert not only_offers_a_secret(text)
    assert without_offers(text) == asked


@pytest.mark.parametrize("text", ["halo kak, perlu PIN saya?", "lupa pin\natm, tolong"])
def test_what_offers_nothing_or_nothing_else_stays_whole(text: str) -> None:
    assert without_offers(text) == text
