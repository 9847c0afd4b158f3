"""Lines that a customer may read more than once, each in several ways, in both languages.

They fit the reason, blame nobody, guess no feeling and promise only what is certain. An event says
by a number which way it was: the domain makes sure that none comes twice while another is left.
"""

from __future__ import annotations

from collections.abc import Mapping

from handoff.domain import events as e
from handoff.domain.evidence import EscalationReason
from handoff.protocol import courtesies, standing, unattended
from handoff.protocol.language import Language

Ways = Mapping[Language, tuple[str, ...]]

#: The buttons of an offer: accept, decline.
ANSWERS: Mapping[Language, tuple[str, str]] = {
    "id": ("Ya, sambungkan", "Tidak, lanjut di sini"),
    "en": ("Yes, connect me", "No, stay here"),
}

#: The same with nobody on duty: nobody can be connected.
KEEPING: Mapping[Language, tuple[str, str]] = {
    "id": ("Ya, simpan untuk petugas", "Tidak, lanjut di sini"),
    "en": ("Yes, keep it for a person", "No, stay here"),
}

#: The buttons of the question whether the wait shall be cancelled: cancel, wait on.
CANCELLING: Mapping[Language, tuple[str, str]] = {
    "id": ("Batalkan antrean", "Tetap menunggu"),
    "en": ("Leave the line", "Keep waiting"),
}

#: The button under what says that the wait is cancelled.
BACK: Mapping[Language, tuple[str]] = {
    "id": ("Kembali ke antrean",),
    "en": ("Back to the line",),
}

#: The buttons of the question whether a follow-up shall be withdrawn: withdraw, keep.
WITHDRAWING: Mapping[e.FollowUpKind, Mapping[Language, tuple[str, str]]] = {
    e.FollowUpKind.CALLBACK: {
        "id": ("Batalkan telepon", "Tetap minta ditelepon"),
        "en": ("Cancel the call", "Keep the call"),
    },
    e.FollowUpKind.TICKET: {
        "id": ("Batalkan tiket", "Biarkan tiketnya"),
        "en": ("Cancel the ticket", "Keep the ticket"),
    },
}

OFFERS: Mapping[EscalationReason, Ways] = {
    EscalationReason.ASKED_FOR_HUMAN: {
        "id": (
            "Mau saya sambungkan dengan petugas?",
            "Hal ini bisa dibicarakan dengan petugas. Mau saya sambungkan?",
            "Ada petugas untuk hal ini. Mau saya sambungkan sekarang?",
        ),
        "en": (
            "Shall I connect you with a person?",
            "You can talk to a person. Shall I connect you?",
            "There are people for this. Shall I connect you now?",
        ),
    },
    EscalationReason.SENSITIVE: {
        "id": (
            "Hal ini bisa ditangani langsung oleh petugas. Mau saya sambungkan?",
            "Untuk hal seperti ini ada petugas. Mau saya sambungkan dengan petugas?",
            "Hal seperti ini tidak harus diurus dengan mesin. Mau saya sambungkan dengan petugas?",
        ),
        "en": (
            "A person can deal with this directly. Shall I connect you?",
            "There are people for a matter like this. Shall I connect you with one?",
            "You don't have to settle this with a machine. Shall I connect you with a person?",
        ),
    },
    EscalationReason.FRUSTRATED: {
        "id": (
            "Petugas bisa melanjutkan dari sini. Mau saya sambungkan dengan petugas?",
            "Hal ini bisa juga ditangani langsung oleh petugas. Mau saya sambungkan?",
            "Kalau lebih nyaman, bicarakan ini dengan petugas. Mau saya sambungkan?",
        ),
        "en": (
            "A person can go on from here. Shall I connect you with one?",
            "A person can also deal with this directly. Shall I connect you?",
            "If you would rather discuss this with a person, shall I connect you?",
        ),
    },
    EscalationReason.NO_PROGRESS: {
        "id": (
            "Saya belum berhasil membantu. Mau saya sambungkan dengan petugas?",
            "Mungkin jawaban saya belum tepat. Mau saya sambungkan dengan petugas?",
            "Petugas bisa memeriksa ini lebih jauh daripada saya. Mau saya sambungkan?",
        ),
        "en": (
            "I have not managed to help yet. Shall I connect you with a person?",
            "My answer may not be the right one. Shall I connect you with a person?",
            "A person can look into this further than I can. Shall I connect you?",
        ),
    },
}

CARRYING_ON: Ways = {
    "id": (
        "Baik, kita lanjut di sini. Petugas tetap bisa diminta kapan saja.",
        "Baik, saya bantu di sini. Kalau nanti perlu petugas, tinggal bilang.",
        "Baik, kita teruskan di sini. Pilihan bicara dengan petugas tetap ada.",
    ),
    "en": (
        "All right, we go on here. You can still ask for a person any time.",
        "All right, I help you here. If you need a person later, just say so.",
        "All right, let's go on here. Talking to a person stays possible.",
    ),
}

ACCEPTED: Ways = {
    "id": (
        "Baik, percakapan ini masuk antrean petugas.",
        "Baik, percakapan ini diteruskan ke petugas.",
        "Baik, sekarang tinggal menunggu petugas. Percakapan ini ikut terbawa.",
    ),
    "en": (
        "All right, you are in line for a person.",
        "All right, this conversation has been passed on to a person.",
        "All right, you are waiting for a person now. This conversation goes along.",
    ),
}

TRANSFERS: Mapping[EscalationReason, Ways] = {
    EscalationReason.ASKED_FOR_HUMAN: {
        "id": (
            "Baik, petugas yang melanjutkan percakapan ini.",
            "Baik, percakapan ini masuk ke antrean petugas.",
            "Permintaan untuk bicara dengan petugas sudah diteruskan.",
        ),
        "en": (
            "All right, a person goes on with this conversation.",
            "All right, this conversation is in line for a person.",
            "Your wish to talk to a person has been passed on.",
        ),
    },
    EscalationReason.SENSITIVE: {
        "id": (
            "Terima kasih sudah menceritakannya. Hal ini diteruskan ke petugas.",
            "Untuk hal ini petugas yang melanjutkan. Yang sudah ditulis tidak perlu diulang.",
            "Hal ini diteruskan ke petugas. Jangan berikan PIN atau kode kepada siapa pun.",
        ),
        "en": (
            "Thank you for telling us. This goes to a person.",
            "A person goes on with this. You need not repeat what you have written.",
            "This goes to a person. Do not give a PIN or a code to anybody.",
        ),
    },
    EscalationReason.FRUSTRATED: {
        "id": (
            "Supaya cepat selesai, hal ini perlu petugas.",
            "Jawaban saya sejauh ini belum cukup. Untuk ini lebih tepat petugas.",
            "Hal ini lebih baik diselesaikan bersama petugas. Percakapan ini ikut terbawa.",
        ),
        "en": (
            "To get this settled, it needs a person.",
            "My answers have not been enough so far. A person is better for this.",
            "This is better settled with a person. This conversation goes along.",
        ),
    },
    EscalationReason.NO_PROGRESS: {
        "id": (
            "Maaf, saya belum berhasil membantu, jadi hal ini perlu petugas.",
            "Maaf, jawaban saya belum membawa hasil. Percakapan ini diteruskan ke petugas.",
            "Saya belum menemukan jalan keluarnya. Petugas bisa memeriksa lebih jauh.",
        ),
        "en": (
            "Sorry, I have not managed to help, so this needs a person.",
            "Sorry, my answers have brought no result. This conversation goes to a person.",
            "I have not found a way out. A person can look into it further.",
        ),
    },
    EscalationReason.BOT_UNAVAILABLE: {
        "id": (
            "Asisten virtual sedang tidak bisa menjawab, jadi hal ini perlu petugas.",
            "Asisten virtual sedang terganggu. Percakapan ini diteruskan ke petugas.",
            "Jawaban dari asisten virtual tidak datang, jadi hal ini perlu petugas.",
        ),
        "en": (
            "The virtual assistant cannot answer at the moment, so this needs a person.",
            "The virtual assistant has a problem. This conversation goes to a person.",
            "No answer came from the virtual assistant, so this needs a person.",
        ),
    },
}

#: The same where the matter is known: first what helps in it.
BY_TOPIC: Mapping[str, Ways] = {
    "fraud_report": {
        "id": (
            "Hal ini diteruskan ke petugas; jangan beri kode, data, atau uang. Hanya bila kode "
            "atau data kartu sudah diberikan, atau ada transaksi yang tidak dikenal: blokir "
            "kartu (Kartu > Blokir di aplikasi, atau minta petugas) lalu ganti PIN dan kata "
            "sandi. Simpan bukti transfer; matikan internet dan hapus APK yang terpasang.",
            "Baik dilaporkan, petugas yang melanjutkan; jangan beri kode, data, atau uang. "
            "Hanya bila kode atau data kartu sudah diberikan, atau ada transaksi yang tidak "
            "dikenal: blokir kartu (Kartu > Blokir di aplikasi, atau minta petugas) lalu ganti "
            "PIN dan kata sandi. Simpan bukti transfer; hapus APK yang terpasang.",
            "Petugas yang melanjutkan hal ini; jangan beri kode, data, atau uang. Hanya bila "
            "kode atau data kartu sudah diberikan, atau ada transaksi yang tidak dikenal: "
            "blokir kartu (Kartu > Blokir di aplikasi, atau minta petugas) lalu ganti PIN dan "
            "kata sandi. Simpan bukti transfer; matikan internet dan hapus APK yang terpasang.",
        ),
        "en": (
            "This goes to a person; give no code and send no money. Only if a code or card data "
            "was given, or a payment is unknown to you: block the card (Cards > Block in the "
            "app, or ask the person) and change your PIN and password. If you sent money, keep "
            "the proof; if an APK got installed, go offline and delete it.",
            "Good that you report it, a person goes on with it; give no code and send no more "
            "money. Only if a code or card data was given, or a payment is unknown to you: "
            "block the card (Cards > Block in the app, or ask the person) and change your PIN "
            "and password. Keep proof of a transfer; go offline and delete an installed APK.",
            "A person goes on with this; give no code and send no money. Only if a code or card "
            "data was given, or a payment is unknown to you: block the card (Cards > Block in "
            "the app, or ask the person) and change your PIN and password. If you sent money, "
            "keep the proof; if an APK got installed, go offline and delete it.",
        ),
    },
    "bereavement": {
        "id": (
            "Kami turut berduka cita. Hal ini diteruskan ke petugas, dan yang sudah ditulis tidak "
            "perlu diulang.",
            "Kami turut berduka cita bersama keluarga. Petugas yang melanjutkan hal ini.",
            "Kami ikut berduka atas kepergian beliau. Hal ini diurus bersama petugas.",
        ),
        "en": (
            "We are sorry for your loss. This goes to a person, and you need not repeat what you "
            "have written.",
            "Our condolences to you and your family. A person goes on with this.",
            "We are very sorry to hear this. It is settled together with a person.",
        ),
    },
    "payment_hardship": {
        "id": (
            "Keadaan seperti ini tidak mudah, terima kasih sudah memberi tahu kami. Hal ini "
            "dibicarakan langsung dengan petugas, dan yang sudah ditulis tidak perlu diulang.",
            "Terima kasih sudah terbuka soal ini, semoga keadaannya membaik. Petugas yang "
            "melanjutkan dan membicarakan pilihannya.",
            "Menceritakan ini tidak mudah, terima kasih. Petugas yang melanjutkan, dan belum ada "
            "yang harus diputuskan sekarang.",
        ),
        "en": (
            "This is not an easy time, thank you for telling us. You discuss it directly with a "
            "person, and need not repeat what you have written.",
            "Thank you for being open about this, and we hope things get easier. A person goes on "
            "from here.",
            "It is not easy to write this, thank you. It goes to a person, and there is nothing to "
            "decide now.",
        ),
    },
    "file_complaint": {
        "id": (
            "Keluhan ini kami anggap serius. Petugas yang menanganinya, dan percakapan ini ikut "
            "diteruskan.",
            "Maaf atas pengalaman itu, dan terima kasih sudah menyampaikannya. Keluhan ini "
            "diteruskan ke petugas.",
            "Terima kasih sudah menyampaikan keluhan ini. Kami anggap serius, dan petugas yang "
            "menanganinya.",
        ),
        "en": (
            "We take your complaint seriously. A person deals with it, and this conversation goes "
            "along.",
            "We are sorry about that, and thank you for telling us. This complaint goes to a "
            "person.",
            "Thank you for this complaint. We take it seriously, and a person deals with it.",
        ),
    },
    "close_account": {
        "id": (
            "Penutupan rekening diurus bersama petugas. Percakapan ini ikut diteruskan.",
            "Untuk menutup rekening, petugas yang melanjutkan dari sini.",
            "Soal penutupan rekening, hal ini diteruskan ke petugas.",
        ),
        "en": (
            "Closing an account is done together with a person. This conversation goes along.",
            "To close an account, a person goes on from here.",
            "As it is about closing an account, this goes to a person.",
        ),
    },
}


#: To who is in line again, after the bot did what could not wait.
RESUMED: Ways = {
    "id": (
        "Antrean ke petugas dilanjutkan, di tempat semula.",
        "Sekarang kembali menunggu petugas, di tempat yang sama seperti tadi.",
        "Selebihnya bersama petugas, tempat dalam antrean tidak berubah.",
    ),
    "en": (
        "You are back in line for a person, at your old place.",
        "Now you wait for a person again, at the same place as before.",
        "The rest is for a person, and your place in line has not changed.",
    ),
}

#: To who writes while the bot is starting.
STARTING: Ways = {
    "id": (
        "Asisten virtual sedang bersiap. Pesan ini tersimpan dan tidak perlu dikirim lagi.",
        "Asisten virtual baru dinyalakan dan belum siap. Pesan ini sudah diterima.",
        "Asisten virtual belum siap. Pesan ini sudah masuk, tidak perlu ditulis ulang.",
    ),
    "en": (
        "The virtual assistant is getting ready. Your message is kept, no need to send it again.",
        "The virtual assistant has just been started and is not ready yet. Your message is here.",
        "The virtual assistant is not ready yet. Your message has arrived, no need to repeat it.",
    ),
}

#: To who writes while nobody is on duty.
KEPT: Ways = {
    "id": (
        "Pesan ini sudah kami simpan, dan petugas membacanya begitu bertugas. Sambil menunggu, "
        'tulis nomor telepon untuk ditelepon, atau "tiket".',
        "Sudah kami simpan, petugas membacanya begitu bertugas. Supaya tidak perlu menunggu di "
        'sini, tulis nomor telepon atau "tiket".',
        "Pesan ini ikut dibaca petugas saat bertugas. Kalau mau, tulis nomor telepon untuk "
        'dihubungi, atau "tiket" untuk nomor tiket.',
    ),
    "en": (
        "Your message is kept and read by staff when they are on duty. Meanwhile you can write a "
        'phone number to be called back, or "ticket".',
        "It is kept, and staff read it when they are on duty. So that you need not wait here, "
        'write a phone number or "ticket".',
        "Staff read this message too when they are on duty. If you like, write a phone number to "
        'be called back, or "ticket".',
    ),
}

#: The same to who writes on: what can be done was said.
KEPT_TOO: Ways = {
    "id": (
        "Ini juga sudah tersimpan untuk petugas.",
        "Yang ini juga ikut dibaca petugas saat bertugas.",
        "Sudah masuk, dan petugas ikut membacanya saat bertugas.",
    ),
    "en": (
        "This is kept for staff, too.",
        "Staff read this one too when they are on duty.",
        "Received, and staff read it when they are on duty.",
    ),
}

#: To who goes on asking, and to a third message: a receipt once more would help nobody. With the
#: bot, and without it.
GUIDING: Mapping[bool, Ways] = {
    True: {
        "id": (
            "Belum ada petugas yang bisa menjawabnya. Tulis nomor telepon untuk ditelepon, "
            '"tiket" untuk nomor tiket, atau "bot" untuk bertanya ke asisten virtual.',
            "Jawaban dari petugas belum bisa datang sekarang. Untuk bertanya ke asisten virtual, "
            'tulis "bot"; untuk ditelepon, tulis nomor telepon, atau "tiket".',
            'Sampai petugas bertugas, asisten virtual bisa membantu: tulis "bot". Bisa juga '
            'tulis nomor telepon untuk ditelepon, atau "tiket".',
        ),
        "en": (
            "No person can answer this yet. Write a phone number to be called, "
            '"ticket" for a ticket number, or "bot" to ask the virtual assistant.',
            "An answer from a person cannot come now. To ask the virtual assistant, write "
            '"bot"; to be called, write a phone number, or "ticket".',
            'Until staff are on duty the virtual assistant can help: write "bot". You can also '
            'write a phone number to be called, or "ticket".',
        ),
    },
    False: {
        "id": (
            "Belum ada petugas yang bisa menjawabnya. Tulis nomor telepon untuk ditelepon, atau "
            '"tiket" untuk nomor tiket.',
            "Jawaban dari petugas belum bisa datang sekarang. Untuk ditelepon, tulis nomor "
            'telepon; untuk nomor tiket, tulis "tiket".',
            "Supaya tidak menunggu di sini, tulis nomor telepon untuk ditelepon saat petugas "
            'bertugas, atau "tiket" untuk nomor tiket.',
        ),
        "en": (
            "No person can answer this yet. Write a phone number to be called, or "
            '"ticket" for a ticket number.',
            "An answer from a person cannot come now. To be called, write a phone number; for a "
            'ticket number, write "ticket".',
            "So that you need not wait here, write a phone number to be called when staff are on "
            'duty, or "ticket" for a ticket number.',
        ),
    },
}

#: To who writes while the bot does not answer, nobody is on duty and a follow-up is pending.
MISSED: Ways = {
    "id": (
        "Asisten virtual sedang terganggu. {reference} tetap tercatat, dan pesan ini ikut dibaca "
        "petugas.",
        "Asisten virtual sedang tidak bisa menjawab. {reference} tetap ada, dan petugas juga "
        "membaca pesan ini.",
        "Jawaban dari asisten virtual tidak datang. {reference} tetap tercatat; pesan ini "
        "tersimpan bersamanya.",
    ),
    "en": (
        "The virtual assistant has a problem. {reference} stays recorded, and staff read this "
        "message too.",
        "The virtual assistant cannot answer at the moment. {reference} stays, and staff read this "
        "message as well.",
        "No answer came from the virtual assistant. {reference} stays recorded, and your message "
        "is kept with it.",
    ),
}

#: To who sends a secret while waiting. It was masked before it was stored.
NEVER_GIVE: Ways = {
    "id": (
        "Kode rahasia di pesan ini sudah disamarkan. Jangan berikan PIN, OTP, CVV, atau kata "
        "sandi kepada siapa pun, juga tidak kepada kami.",
        "Petugas tidak pernah meminta PIN, OTP, CVV, atau kata sandi. Jangan kirim kepada siapa "
        "pun, juga tidak kepada kami; yang tadi sudah disamarkan.",
        "Yang rahasia di pesan tadi sudah disamarkan. PIN, OTP, CVV, dan kata sandi jangan "
        "diberikan kepada siapa pun, juga tidak kepada kami.",
    ),
    "en": (
        "The secret code in your message has been masked. Never give a PIN, OTP, CVV or password "
        "to anybody, not even to us.",
        "Staff never ask for a PIN, OTP, CVV or password. Never give one to anybody, not even to "
        "us; the one you sent has been masked.",
        "What is secret in that message has been masked. A PIN, OTP, CVV or password is never "
        "given to anybody, not even to us.",
    ),
}

#: To who waits and says something as if no person were needed any more.
ASK_TO_CANCEL: Ways = {
    "id": (
        "Apakah petugas tidak diperlukan lagi? Kalau ya, antreannya saya batalkan.",
        "Kalau petugas tidak diperlukan lagi, antrean bisa dibatalkan. Bagaimana?",
        "Mau antrean petugas dibatalkan, atau tetap menunggu?",
    ),
    "en": (
        "Is a person no longer needed? If so, I take you out of the line.",
        "If no person is needed any more, you can leave the line. What would you like?",
        "Shall I take you out of the line, or do you want to keep waiting?",
    ),
}

WAITING_ON: Ways = {
    "id": (
        "Baik, antreannya tetap, di tempat yang sama.",
        "Baik, tempat dalam antrean tidak berubah.",
        "Baik, antrean tidak dibatalkan dan tempatnya tetap.",
    ),
    "en": (
        "All right, you stay in line, at the same place.",
        "All right, your place in line has not changed.",
        "All right, the line is not cancelled and your place stays.",
    ),
}

NAMED: Mapping[e.FollowUpKind, Mapping[Language, str]] = {
    e.FollowUpKind.CALLBACK: {"id": "permintaan telepon", "en": "call-back"},
    e.FollowUpKind.TICKET: {"id": "tiket", "en": "ticket"},
}

#: To who says something as if the call-back or ticket were not needed any more.
ASK_TO_WITHDRAW: Ways = {
    "id": (
        "Apakah {reference} tidak diperlukan lagi? Kalau ya, saya batalkan.",
        "Kalau {reference} tidak diperlukan lagi, bisa dibatalkan. Bagaimana?",
        "Mau {reference} dibatalkan, atau dibiarkan?",
    ),
    "en": (
        "Is {reference} no longer needed? If so, I cancel it.",
        "If {reference} is no longer needed, it can be cancelled. What would you like?",
        "Shall I cancel {reference}, or leave it as it is?",
    ),
}

FOLLOW_UP_KEPT: Ways = {
    "id": (
        "Baik, {reference} tetap tercatat.",
        "Baik, {reference} tidak dibatalkan.",
        "Baik, {reference} tetap ada pada petugas.",
    ),
    "en": (
        "All right, {reference} stays recorded.",
        "All right, {reference} is not cancelled.",
        "All right, {reference} stays with the staff.",
    ),
}

WITHDRAWN: Ways = {
    "id": (
        "Baik, {reference} dibatalkan. Kalau ada hal lain, tulis saja di sini.",
        "{reference} sudah dibatalkan. Saya tetap di sini kalau ada pertanyaan lain.",
        "Baik, {reference} tidak berlaku lagi. Silakan tulis kalau masih ada yang ditanyakan.",
    ),
    "en": (
        "All right, {reference} is cancelled. If there is anything else, just write here.",
        "{reference} is cancelled. I am still here if you have other questions.",
        "All right, {reference} is no longer open. Write here if there is anything else to ask.",
    ),
}

#: An article for who waits and asks something else.
MEANWHILE: Ways = {
    "id": (
        "Sambil menunggu petugas: {answer}",
        "Selama menunggu, soal ini: {answer}",
        "Tentang pertanyaan tadi, sambil menunggu: {answer}",
    ),
    "en": (
        "While you wait: {answer}",
        "Meanwhile, about this: {answer}",
        "To your question, while you wait: {answer}",
    ),
}
MORE: Mapping[Language, str] = {"id": "Selengkapnya:", "en": "More about it:"}

CANCELLED: Ways = {
    "id": (
        "Baik, tidak perlu menunggu petugas lagi. Kalau ada hal lain, tulis saja di sini.",
        "Baik, antrean petugas dibatalkan. Saya tetap di sini kalau ada pertanyaan lain.",
        "Baik, antreannya dibatalkan. Silakan tulis di sini kalau masih ada yang ditanyakan.",
    ),
    "en": (
        "All right, you no longer wait for a person. If there is anything else, just write here.",
        "All right, you are out of the line. I am still here if you have other questions.",
        "All right, the wait is cancelled. Write here if there is anything else to ask.",
    ),
}


#: What is said as a message of the assistant's.
Spoken = (
    e.PersonOffered
    | e.BotCarriesOn
    | e.CancelAsked
    | e.WaitKept
    | e.WaitCancelled
    | e.ArticleShown
    | e.PlaceTold
    | e.FollowUpTold
    | e.Acknowledged
    | e.WithdrawalAsked
    | e.FollowUpKept
    | e.FollowUpWithdrawn
)
#: That, and what stands between the messages.
Worded = Spoken | e.Escalated | e.BotAwaited | e.BotMissed | e.MessageKept | e.SecretWarned


def said(event: Worded, language: Language) -> str:
    """The line that the customer reads for *event*."""
    match event:
        case e.PersonOffered():
            offers = OFFERS if event.attended else unattended.OFFERS
            ways = offers.get(event.reason, offers[EscalationReason.ASKED_FOR_HUMAN])
        case e.BotCarriesOn():
            ways = CARRYING_ON
        case e.Escalated():
            ways = _transfer(event)
        case e.BotAwaited():
            ways = STARTING
        case e.MessageKept():
            ways = unattended.worried(event.topic) if event.worried else _kept(event)
        case e.SecretWarned():
            ways = NEVER_GIVE
        case e.ArticleShown():
            return _article(event)
        case e.PlaceTold():
            return standing.place(event, language)
        case e.FollowUpTold():
            return standing.follow_up(event, language)
        case e.Acknowledged():
            return courtesies.said(event)
        case e.WithdrawalAsked() | e.FollowUpKept() | e.FollowUpWithdrawn() | e.BotMissed():
            return _of_follow_up(event, language)
        case e.CancelAsked():
            ways = ASK_TO_CANCEL
        case e.WaitKept():
            ways = WAITING_ON
        case e.WaitCancelled():
            ways = CANCELLED
    return ways[language][event.wording % len(ways[language])]


_OF_FOLLOW_UPS: Mapping[type[e.Event], Ways] = {
    e.WithdrawalAsked: ASK_TO_WITHDRAW,
    e.FollowUpKept: FOLLOW_UP_KEPT,
    e.FollowUpWithdrawn: WITHDRAWN,
    e.BotMissed: MISSED,
}


def _of_follow_up(
    event: e.WithdrawalAsked | e.FollowUpKept | e.FollowUpWithdrawn | e.BotMissed,
    language: Language,
) -> str:
    ways = _OF_FOLLOW_UPS[type(event)][language]
    named = f"{NAMED[event.kind][language]} {event.reference}"
    line = ways[event.wording % len(ways)]
    # What begins a sentence begins with a capital.
    line = line.replace(". {reference}", f". {_capital(named)}")
    return _capital(line.format(reference=named))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _article(event: e.ArticleShown) -> str:
    """In the language of the question, as the answer is."""
    language: Language = "en" if event.language == "en" else "id"
    ways = MEANWHILE[language]
    text = ways[event.wording % len(ways)].format(answer=event.answer)
    return f"{text}\n\n{MORE[language]} {event.link.url}" if event.link else text


def _kept(event: e.MessageKept) -> Ways:
    if event.guides:
        return GUIDING[event.bot]
    return KEPT_TOO if event.again else KEPT


def _transfer(event: e.Escalated) -> Ways:
    if event.resumes:
        return RESUMED
    by_topic, accepted, transfers = BY_TOPIC, ACCEPTED, TRANSFERS
    if not event.attended:
        by_topic, accepted = unattended.BY_TOPIC, unattended.ACCEPTED
        transfers = unattended.TRANSFERS
    matter = by_topic.get(event.topic or "")
    if matter is not None and event.reason is EscalationReason.SENSITIVE:
        return matter
    return accepted if event.offered else transfers[event.reason]


def buttons(event: Spoken, language: Language) -> tuple[str, ...]:
    """The titles of the buttons under it."""
    match event:
        case e.PersonOffered():
            return (ANSWERS if event.attended else KEEPING)[language]
        case e.CancelAsked():
            return CANCELLING[language]
        case e.WaitCancelled():
            return BACK[language]
        case e.WithdrawalAsked():
            return WITHDRAWING[event.kind][language]
        case e.BotCarriesOn():
            return tuple(button.title for button in event.buttons)
        case _:
            return ()
