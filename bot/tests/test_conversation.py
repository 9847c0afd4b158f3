"""Whole conversations with the running assistant, as customers have them."""

import re
from typing import Any, Callable, Dict

import psycopg2
import pytest
from conftest import Chat, Databases, execute, load_bank, texts

Start = Callable[..., Chat]


@pytest.fixture(autouse=True)
def fresh_bank(databases: Databases) -> None:
    """The demo bank as it was first loaded."""
    execute(databases.bank, "DROP SCHEMA demo_bank CASCADE")
    load_bank(databases.bank)


def tickets(databases: Databases, customer: str) -> int:
    connection = psycopg2.connect(databases.bank)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM demo_bank.tickets"
                " WHERE customer_id = %s AND filed_for IS NOT NULL",
                (customer,),
            )
            return int(cursor.fetchone()[0])
    finally:
        connection.close()


def number(answer: Dict[str, Any]) -> str:
    found = re.search(r"\b[A-Z]{2}-\d{6}\b", texts(answer))
    assert found, texts(answer)
    return found[0]


def test_a_failed_transfer_that_the_bank_knows(chat: Start, databases: Databases) -> None:
    talk = chat("rina")
    asked = talk.say("transfer saya ke BCA gagal")
    assert asked["form"] == "transfer_form"
    assert asked["outcome"] == "asked"
    assert "Rp500.000 ke BCA" in texts(asked)
    filed = talk.tap(asked, "Ya, yang ini")
    assert filed["form"] is None
    assert filed["outcome"] == "answered"
    assert filed["topic"] == "transfer_problem"
    assert number(filed).startswith("TF-")
    assert tickets(databases, "rina") == 1


def test_a_failed_transfer_with_every_question_and_a_digression(chat: Start) -> None:
    talk = chat("maria")
    asked = talk.say("transfer saya gagal min")
    assert re.search("kapan|hari apa", texts(asked).lower())
    asked = talk.say("kemarin sore")
    assert "rp" in texts(asked).lower() or "jumlah" in texts(asked).lower()
    digression = talk.say("oh ya biaya BI-FAST berapa sih?")
    assert "2.500" in texts(digression)
    assert digression["form"] == "transfer_form"
    assert digression["topic"] == "transfer_problem"
    assert digression["messages"][0]["buttons"] == []
    asked = talk.say("1,5 juta")
    assert "bank" in texts(asked).lower()
    asked = talk.say("ke BRI 1234567890")
    assert "Rp1.500.000 ke BRI •••• 7890" in texts(asked)
    assert "1234567890" not in texts(asked)
    filed = talk.tap(asked, "Ya")
    assert "Rp1.500.000 ke BRI •••• 7890" in texts(filed)
    assert number(filed).startswith("TF-")


def test_details_given_at_once_are_not_asked_again(chat: Start) -> None:
    talk = chat("maria")
    asked = talk.say("transfer 2jt ke BRI kemarin sore ga masuk")
    assert "Rp2.000.000 ke BRI" in texts(asked)
    filed = talk.say("ya")
    assert filed["outcome"] == "answered"
    assert "Rp2.000.000 ke BRI" in texts(filed)


def test_the_same_transfer_is_one_ticket(chat: Start, databases: Databases) -> None:
    talk = chat("maria")
    filed = []
    for words in ("ga masuk", "belum masuk juga"):
        talk.say(f"transfer 2jt ke BRI kemarin sore {words}")
        filed.append(number(talk.say("ya")))
    assert filed[0] == filed[1]
    assert tickets(databases, "maria") == 1


@pytest.mark.parametrize("words", ["batal aja deh", "ga jadi", "cancel"])
def test_a_form_can_be_left(chat: Start, databases: Databases, words: str) -> None:
    talk = chat("maria")
    talk.say("transfer saya gagal")
    left = talk.say(words)
    assert left["form"] is None
    assert left["outcome"] == "chitchat"
    assert tickets(databases, "maria") == 0


def test_a_person_can_be_asked_for_inside_a_form(chat: Start) -> None:
    talk = chat("maria")
    talk.say("transfer saya gagal")
    left = talk.say("mau bicara dengan petugas aja")
    assert left["outcome"] == "escalate"
    assert left["escalate"] == "asked_for_human"
    assert left["messages"] == []
    assert left["form"] is None


def test_a_form_answers_what_is_asked_between_and_goes_on(chat: Start) -> None:
    talk = chat("maria")
    talk.say("transfer saya gagal")
    between = talk.say("saldo saya berapa ya sekarang")
    assert len(between["messages"]) == 1  # one sentence and one question are one message
    assert "Rp23.940.000" in texts(between)
    assert re.search("kapan|hari apa", texts(between).lower())
    assert between["form"] == "transfer_form"
    assert between["topic"] == "transfer_problem"


def test_a_form_gives_way_to_another_form_and_is_offered_again(
    chat: Start, databases: Databases
) -> None:
    talk = chat("maria")
    talk.say("transfer saya 900rb ke BNI kemarin gagal")
    switched = talk.say("eh kartu debit saya hilang, blokir dulu")
    assert switched["form"] == "block_card_form"
    assert switched["topic"] == "block_card"
    offered = talk.tap(switched, "Ya, blokir")
    assert number(offered).startswith("BK-")
    assert offered["outcome"] == "asked"
    back = talk.tap(offered, "Ya, lanjutkan")
    assert back["form"] == "transfer_form"
    assert "Rp900.000 ke BNI" in texts(back)
    assert talk.say("ya")["outcome"] == "answered"
    assert tickets(databases, "maria") == 2


def test_a_form_does_not_ask_for_ever(chat: Start) -> None:
    talk = chat("maria")
    answer = talk.say("transfer saya gagal")
    for words in ("xyzzy", "plugh", "frotz"):
        answer = talk.say(words)
    assert answer["outcome"] == "failed"
    assert answer["form"] is None


def test_a_card_is_blocked_only_after_a_yes(chat: Start, databases: Databases) -> None:
    talk = chat("rina")
    asked = talk.say("kartu atm saya hilang")
    assert "•••• 4471" in texts(asked)
    declined = talk.tap(asked, "Jangan dulu")
    assert declined["form"] is None
    assert tickets(databases, "rina") == 0
    talk.say("blokir kartu saya")
    blocked = talk.say("ya")
    assert "•••• 4471" in texts(blocked)
    assert number(blocked).startswith("BK-")
    again = talk.say("blokir kartu saya")
    assert again["form"] is None


def test_of_several_cards_one_is_chosen(chat: Start) -> None:
    talk = chat("budi")
    asked = talk.say("kartu saya hilang, tolong diblokir")
    assert len(asked["messages"][-1]["buttons"]) == 2
    confirm = talk.tap(asked, "Kartu kredit •••• 1093")
    assert "kartu kredit •••• 1093" in texts(confirm)
    assert number(talk.tap(confirm, "Ya, blokir")).startswith("BK-")


def test_another_customers_card_is_out_of_reach(chat: Start, databases: Databases) -> None:
    talk = chat("budi")
    talk.say("kartu saya hilang, tolong diblokir")
    response = talk.post("Kartu", '/block_card{"card": "rina-d"}').json()
    assert response["form"] == "block_card_form"
    assert "4471" not in texts(response)


def test_cash_that_did_not_come_out(chat: Start) -> None:
    talk = chat("sari")
    asked = talk.say("uang di atm ga keluar tapi saldo kepotong 300rb")
    assert "Rp300.000" in texts(asked)
    assert number(talk.say("iya")).startswith("AT-")
    talk = chat("tono")
    assert talk.say("uang atm gak keluar saldo kepotong")["outcome"] == "failed"


def test_own_data_is_masked(chat: Start) -> None:
    assert "•••• 0101 Rp4.350.000" in texts(chat("rina").say("cek saldo dong"))
    data = texts(chat("rina").say("mau ganti nomor hp"))
    assert "0800••••01" in data
    assert "080011110001" not in data
    bill = texts(chat("budi").say("tagihan kartu kredit saya berapa"))
    assert "Rp3.480.000" in bill
    assert "•••• 1093" in bill
    assert "terblokir" in texts(chat("sari").say("pin atm saya keblokir"))


def test_a_ticket_is_found_by_its_number_and_only_by_its_owner(chat: Start) -> None:
    assert "TF-100042" in texts(chat("tono").say("status laporan TF-100042 gimana?"))
    stranger = chat("rina").say("status laporan TF-100042 gimana?")
    assert stranger["outcome"] == "failed"


@pytest.mark.parametrize(
    "words", ["saldo saya berapa", "kartu saya hilang", "transfer saya gagal", "minta e-statement"]
)
def test_who_is_not_signed_in_is_asked_to(chat: Start, words: str) -> None:
    answer = chat().say(words)
    assert answer["outcome"] == "asked"
    assert answer["messages"][0]["custom"] == {"sign_in": True}
    assert "masuk dulu" in texts(answer).lower()


def test_after_signing_in_the_matter_goes_on(chat: Start) -> None:
    talk = chat()
    talk.say("saldo saya berapa")
    assert len(talk.say("sudah")["messages"]) == 1
    talk.customer = "rina"
    answer = talk.say("sudah")
    assert "Rp4.350.000" in texts(answer)
    assert len(answer["messages"]) == 1
    talk = chat()
    talk.say("transfer saya gagal")
    talk.customer = "rina"
    assert talk.say("sudah")["form"] == "transfer_form"


@pytest.mark.parametrize(
    "words",
    [
        "saya mau tutup rekening",
        "saya ditipu orang, uang saya hilang ditransfer penipu",
        "suami saya meninggal, rekeningnya bagaimana",
        "saya mau mengajukan pengaduan resmi atas pelayanan cabang",
        "saya tidak sanggup bayar cicilan, minta keringanan",
        "my account was hacked, someone scammed me",
    ],
)
def test_sensitive_matters_go_to_a_person_without_words(chat: Start, words: str) -> None:
    answer = chat("rina").say(words)
    assert (answer["outcome"], answer["escalate"]) == ("escalate", "sensitive")
    assert answer["messages"] == []
    assert answer["topic"] == answer["intent"]


def test_asked_for_a_person(chat: Start) -> None:
    answer = chat().say("mau bicara dengan petugas")
    assert (answer["outcome"], answer["escalate"]) == ("escalate", "asked_for_human")


def test_not_understood_narrows_then_offers_a_person_then_hands_over(chat: Start) -> None:
    talk = chat()
    first = talk.say("asdkjh qwe zxc")
    assert first["outcome"] == "fallback"
    second = talk.say("plugh xyzzy frotz")
    assert second["outcome"] == "fallback"
    assert {"title": "Bicara dengan petugas", "payload": "/request_human"} in (
        second["messages"][-1]["buttons"]
    )
    third = talk.say("qqq www zzz")
    assert (third["outcome"], third["escalate"]) == ("escalate", "no_progress")


def test_an_answer_that_did_not_help_is_a_failure(chat: Start) -> None:
    talk = chat()
    answer = talk.say("cara bayar pakai QRIS gimana?")
    assert answer["outcome"] == "answered"
    failed = talk.tap(answer, "Tidak membantu")
    assert failed["outcome"] == "failed"
    assert failed["topic"] == "qris_payment"
    assert talk.say("tidak membantu")["outcome"] == "failed"


def test_cash_of_another_amount_is_not_offered(chat: Start) -> None:
    answer = chat("sari").say("uang atm ga keluar saldo kepotong 2 juta")
    assert answer["form"] is None
    assert answer["outcome"] == "failed"


def test_where_to_sign_in_is_explained(chat: Start) -> None:
    talk = chat()
    talk.say("saldo saya berapa")
    answer = talk.say("qwzx plmk")
    assert answer["outcome"] == "asked"
    assert "Masuk" in texts(answer)


def test_it_says_that_it_is_a_bot(chat: Start) -> None:
    assert "bot" in texts(chat().say("kamu robot ya?")).lower()
    assert "bot" in texts(chat(language="en").say("are you a human?")).lower()


def test_a_secret_is_warned_of_first(chat: Start) -> None:
    for words in ("pin saya 123456 keblokir", "pin saya [PIN disamarkan] keblokir"):
        answer = chat("sari").say(words)
        assert "PIN, OTP, CVV, atau kata sandi" in answer["messages"][0]["text"]
        assert len(answer["messages"]) == 2
        assert len(re.findall(r"[.?](?=\s|$)", texts(answer))) <= 3


def test_an_offered_secret_is_not_wanted(chat: Start) -> None:
    talk = chat("rina")
    talk.say("transfer saya ke BCA belum sampai")
    offered = talk.say("perlu PIN saya?")
    assert "PIN" in offered["messages"][0]["text"]
    assert offered["form"] == "transfer_form"
    assert offered["topic"] == "transfer_problem"


def test_what_is_asked_beside_an_offered_secret_is_answered(chat: Start) -> None:
    talk = chat("maria")
    for times in (1, 0):  # That it isn't needed is said once.
        answer = talk.say("saldo saya berapa? saya kirim PIN saya ya")
        assert "saldo" in texts(answer).lower()
        assert texts(answer).count("kata sandi") == times


def test_it_follows_the_language_of_the_sentence(chat: Start) -> None:
    talk = chat("maria")
    assert "saldo" in texts(talk.say("saldo saya berapa")).lower()
    english = talk.say("how much is the fee for a transfer?")
    assert "costs" in texts(english) or "cheapest" in texts(english)
    assert "biaya" in texts(talk.say("biaya admin bulanan berapa ya kak")).lower()


def test_the_declared_language_is_used_for_short_words(chat: Start) -> None:
    answer = chat(language="en").say("QRIS")
    assert "QRIS" in texts(answer)
    assert "Buka" not in texts(answer)


def test_it_follows_the_register_of_the_customer(chat: Start) -> None:
    talk = chat("rina")
    first = texts(talk.say("kartu debit saya hilang")) + texts(talk.say("batal"))
    assert not re.search(r"\b([Kk]amu|[Aa]ku|nggak|udah)\b", first)
    casual = texts(talk.say("aku mau blokir kartu dong")) + texts(talk.say("ga jadi"))
    casual += texts(talk.say("makasih ya"))
    assert not re.search(r"\b(Anda|[Ss]aya)\b", casual)


def test_the_same_answer_is_not_worded_the_same_twice(chat: Start) -> None:
    talk = chat()
    said = [texts(talk.say("cara bayar pakai QRIS gimana?")) for _ in range(4)]
    assert len(set(said)) == len(said)


SETTLED = {"topic": "transfer_problem", "note": "Dana Rp500.000 sudah kembali.", "agent": "Dewi"}


def test_what_was_settled_is_known(chat: Start) -> None:
    talk = chat("rina", settled=SETTLED)
    answer = talk.say("halo")
    assert "Dewi" in texts(answer)
    assert "Dana Rp500.000 sudah kembali" in texts(answer)
    assert answer["outcome"] == "asked"
    assert answer["topic"] == "transfer_problem"
    assert talk.tap(answer, "Sudah beres")["outcome"] == "chitchat"
    assert "Dewi" not in texts(talk.say("halo"))


def test_the_settled_matter_is_not_started_over(chat: Start) -> None:
    talk = chat("rina", settled=SETTLED)
    answer = talk.say("transfer saya gagal kemarin")
    assert "Dewi" in texts(answer)
    assert answer["form"] is None
    open_still = talk.tap(answer, "Masih ada")
    assert "petugas" in texts(open_still).lower()
    assert talk.say("transfer saya gagal kemarin")["form"] == "transfer_form"


def test_another_matter_goes_its_way_after_a_handback(chat: Start) -> None:
    answer = chat("rina", settled=SETTLED).say("cek saldo")
    assert "Rp4.350.000" in texts(answer)


def test_a_matter_that_waits_under_a_number(chat: Start) -> None:
    settled = {"topic": "card_swallowed", "note": "nomor HGT-1042", "agent": None}
    answer = chat("rina", settled=settled).say("halo")
    assert "HGT-1042" in texts(answer)
    assert "None" not in texts(answer)


def test_giving_up_is_no_detail(chat: Start) -> None:
    talk = chat("rina")
    assert talk.say("transfer saya gagal tanggal 2, 186 juta")["form"] == "transfer_form"
    left = talk.say("udah lah. percuma")
    assert left["form"] is None
    assert "percuma" not in texts(left).lower()


def escalation(answer: Dict[str, Any]) -> Any:
    return (answer["outcome"], answer["escalate"])


@pytest.mark.parametrize(
    "words",
    ["asdfghjkl qwe", "wkwkwk", "Surakarta", "bonjour madame", "x" * 500, "blabla apa itu dong"],
)
@pytest.mark.parametrize("before", [None, "halo", "saldo saya berapa"])
def test_senseless_words_get_a_friendly_answer(chat: Start, words: str, before: str) -> None:
    talk = chat("rina")
    if before:
        talk.say(before)
    answer = talk.say(words)
    assert answer["outcome"] in ("fallback", "chitchat")
    assert answer["messages"][-1]["buttons"]


def test_what_it_can_do_is_said_when_no_reading_is_likely(chat: Start) -> None:
    talk = chat()
    answer = talk.say("xyzzy plugh")
    assert answer["outcome"] == "fallback"
    assert "saldo" in texts(answer)
    again = talk.say("plugh grue xyzzy")
    assert {"title": "Bicara dengan petugas", "payload": "/request_human"} in (
        again["messages"][-1]["buttons"]
    )


def test_a_transfer_that_is_not_found_is_filed_only_after_a_yes(
    chat: Start, databases: Databases
) -> None:
    talk = chat("tono")
    asked = talk.say("transfer gue gagal 9 miliar ke BCA kemarin")
    assert asked["outcome"] == "asked"
    assert "Rp9.000.000.000 ke BCA" in texts(asked)
    assert re.search("tidak|nggak|belum", texts(asked))
    titles = [button["title"] for button in asked["messages"][-1]["buttons"]]
    assert titles == ["Ya", "Perbaiki", "Batal"]
    assert tickets(databases, "tono") == 0
    assert talk.tap(asked, "Batal")["form"] is None
    assert tickets(databases, "tono") == 0


def test_what_was_repeated_can_be_corrected(chat: Start, databases: Databases) -> None:
    talk = chat("maria")
    asked = talk.say("transfer 2jt ke BRI kemarin sore ga masuk")
    asked = talk.say("bukan, 3 juta")
    assert "Rp3.000.000 ke BRI" in texts(asked)
    again = talk.tap(asked, "Perbaiki")
    assert re.search("kapan|hari apa", texts(again).lower())
    talk.say("kemarin")
    talk.say("750rb")
    confirm = talk.say("BNI")
    assert "Rp750.000 ke BNI" in texts(confirm)
    assert tickets(databases, "maria") == 0
    assert number(talk.say("iya betul")).startswith("TF-")


def test_a_form_keeps_what_it_did_not_ask_for(chat: Start) -> None:
    talk = chat("maria")
    talk.say("transfer saya gagal")
    noted = talk.say("BRI")
    assert "BRI" in texts(noted)
    noted = talk.say("sejuta setengah")
    assert "Rp1.500.000" in texts(noted)
    assert "Rp1.500.000 ke BRI" in texts(talk.say("kemarin sore"))


@pytest.mark.parametrize("words", ["betul", "ya", "oke"])
def test_a_yes_after_the_form_is_no_failure(chat: Start, words: str) -> None:
    talk = chat("rina")
    talk.say("transfer saya gagal")
    talk.say("ya")
    assert talk.say(words)["outcome"] == "chitchat"


def test_a_transfer_of_another_day_is_offered_as_that(chat: Start, databases: Databases) -> None:
    execute(
        databases.bank,
        "UPDATE demo_bank.transactions SET at = now() - interval '3 days' WHERE id = 'seed-rina-1'",
    )
    talk = chat("rina")
    asked = talk.say("transfer saya 500rb ke BCA gagal kemarin sore")
    assert "Perbaiki" in [button["title"] for button in asked["messages"][-1]["buttons"]]
    assert "tidak" in texts(asked)
    named = re.search(r"transfer (Rp500\.000 ke BCA, [^.]+\.\d\d WIB)", texts(asked))
    assert named, texts(asked)
    assert named[1] in texts(talk.say("ya"))


@pytest.mark.parametrize(
    "words",
    [
        "saldo saya salah, saya mau bicara dengan orang",
        "OTP ga masuk masuk, sambungin ke cs dong",
        "the QRIS payment failed, let me talk to a person",
    ],
)
def test_a_wish_for_a_person_wins(chat: Start, words: str) -> None:
    assert escalation(chat("rina").say(words)) == ("escalate", "asked_for_human")


@pytest.mark.parametrize(
    "words", ["saldo berapa? gak usah CS", "gak mau bicara sama CS, saldo aja"]
)
def test_who_wants_no_person_gets_none(chat: Start, words: str) -> None:
    assert "Rp4.350.000" in texts(chat("rina").say(words))


@pytest.mark.parametrize(
    "words",
    [
        "kartu saya dicuri dan uang saya dicuri orang",
        "uang saya hilang 5 juta, ditipu orang",
        "ada transaksi yang tidak saya kenal di rekening saya",
    ],
)
def test_stolen_money_is_fraud(chat: Start, words: str) -> None:
    answer = chat("rina").say(words)
    assert escalation(answer) == ("escalate", "sensitive")
    assert answer["topic"] == "fraud_report"


def test_a_stolen_card_alone_is_blocked(chat: Start) -> None:
    assert chat("rina").say("kartu saya dicuri")["form"] == "block_card_form"


def test_lost_money_is_not_taken_for_hardship(chat: Start) -> None:
    answer = chat("rina").say("gw sedih banget uang kuliah anak gw ilang")
    assert answer["topic"] != "payment_hardship"


def test_a_pin_of_a_blocked_card(chat: Start, databases: Databases) -> None:
    talk = chat("rina")
    talk.say("blokir kartu saya")
    talk.say("ya")
    assert "kartu" in texts(talk.say("lupa PIN")).lower()
    execute(
        databases.bank, "UPDATE demo_bank.cards SET undo_until = now() WHERE blocked_at IS NOT NULL"
    )
    opened = talk.say("mau buka blokir kartu")
    assert {"title": "Bicara dengan petugas", "payload": "/request_human"} in (
        opened["messages"][-1]["buttons"]
    )
    assert opened["form"] is None


@pytest.mark.parametrize("words", ["goblok lu bot", "you are useless"])
def test_an_insult_is_taken_calmly(chat: Start, words: str) -> None:
    answer = chat("rina").say(words)
    assert answer["outcome"] == "failed"
    assert not re.search(r"\bbot\b|asisten|assistant", texts(answer))
    assert answer["messages"][-1]["buttons"][0]["payload"] == "/request_human"


def test_two_questions_are_both_answered(chat: Start) -> None:
    talk = chat("rina")
    answer = talk.say("saldo saya berapa? terus cara bayar QRIS gimana?")
    assert "Rp4.350.000" in answer["messages"][0]["text"]
    assert "QRIS" in answer["messages"][1]["text"]
    assert answer["outcome"] == "answered"
    assert answer["intent"] == "check_balance"
    assert answer["topic"] == "qris_payment"


def test_of_two_questions_a_form_comes_last(chat: Start) -> None:
    answer = chat("rina").say("transfer saya ke bca gagal. oh ya saldo saya berapa?")
    assert "Rp4.350.000" in answer["messages"][0]["text"]
    assert answer["form"] == "transfer_form"
    assert answer["messages"][-1]["buttons"]


def test_of_two_questions_that_need_signing_in_the_second_is_next(chat: Start) -> None:
    talk = chat()
    asked = talk.say("saldo saya berapa? terus mutasi terakhir apa saja?")
    assert asked["outcome"] == "asked"
    assert talk.say("iya")["topic"] == "transaction_history"


def test_thanks_and_questions_are_no_yes(chat: Start, databases: Databases) -> None:
    talk = chat("rina")
    talk.say("transfer saya ke BCA gagal")
    for words in ("makasih ya", "itu yang mana ya"):
        assert talk.say(words)["form"] == "transfer_form"
    assert tickets(databases, "rina") == 0


def test_a_person_wins_over_two_questions(chat: Start) -> None:
    answer = chat("rina").say("saldo saya berapa? terus sambungkan saya ke petugas")
    assert escalation(answer) == ("escalate", "asked_for_human")
