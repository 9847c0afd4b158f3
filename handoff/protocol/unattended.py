"""The lines of an offer and of a transfer while nobody is on duty.

What comes right behind a transfer says that nobody is there and what can be done instead, so it
says only that the matter needs a person: that one "goes on" with it would be contradicted at once.
An offer says itself that nobody is there, and connects with nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

from handoff.domain.evidence import EscalationReason
from handoff.protocol.language import Language

Ways = Mapping[Language, tuple[str, ...]]

OFFERS: Mapping[EscalationReason, Ways] = {
    EscalationReason.ASKED_FOR_HUMAN: {
        "id": (
            "Saat ini tidak ada petugas yang bertugas. Mau permintaan ini saya simpan untuk "
            "petugas?",
            "Petugas sedang tidak bertugas. Mau percakapan ini disimpan untuk mereka?",
            "Belum ada petugas yang bertugas. Mau permintaan untuk bicara dengan petugas dicatat?",
        ),
        "en": (
            "Nobody is on duty at the moment. Shall I keep your wish for a person?",
            "No person is on duty right now. Shall I keep this conversation for one?",
            "Nobody is there at the moment. Shall I note that you want to talk to a person?",
        ),
    },
    EscalationReason.SENSITIVE: {
        "id": (
            "Hal ini bisa ditangani petugas, tetapi saat ini tidak ada yang bertugas. Mau saya "
            "simpan untuk mereka?",
            "Untuk hal seperti ini ada petugas, yang sekarang sedang tidak bertugas. Mau disimpan "
            "untuk mereka?",
            "Hal seperti ini tidak harus diurus dengan mesin. Petugas sedang tidak ada; mau saya "
            "simpan untuk mereka?",
        ),
        "en": (
            "A person can deal with this, but nobody is on duty now. Shall I keep it for them?",
            "There are people for a matter like this, and none is on duty now. Shall I keep it?",
            "You don't have to settle this with a machine. Nobody is on duty now; shall I keep it "
            "for a person?",
        ),
    },
    EscalationReason.FRUSTRATED: {
        "id": (
            "Petugas bisa melanjutkan ini, tetapi saat ini tidak ada yang bertugas. Mau saya "
            "simpan untuk mereka?",
            "Saat ini tidak ada petugas yang bertugas. Mau hal ini disimpan supaya mereka yang "
            "menangani?",
            "Kalau lebih nyaman dengan petugas, saat ini belum ada yang bertugas. Mau saya simpan "
            "untuk mereka?",
        ),
        "en": (
            "A person can go on with this, but nobody is on duty now. Shall I keep it for them?",
            "Nobody is on duty at the moment. Shall I keep this so that a person deals with it?",
            "If you would rather have a person, none is on duty right now. Shall I keep it for "
            "them?",
        ),
    },
    EscalationReason.NO_PROGRESS: {
        "id": (
            "Saya belum berhasil membantu, dan saat ini tidak ada petugas yang bertugas. Mau hal "
            "ini saya simpan untuk mereka?",
            "Mungkin jawaban saya belum tepat. Petugas sedang tidak bertugas; mau disimpan untuk "
            "mereka, atau kita coba lagi di sini?",
            "Petugas bisa memeriksa lebih jauh, tetapi saat ini tidak ada yang bertugas. Mau saya "
            "simpan untuk mereka?",
        ),
        "en": (
            "I have not managed to help yet, and nobody is on duty now. Shall I keep this for a "
            "person?",
            "My answer may not be the right one. Nobody is on duty now; shall I keep it for a "
            "person, or do we try again here?",
            "A person can look into this further, but none is on duty now. Shall I keep it for "
            "them?",
        ),
    },
}

ACCEPTED: Ways = {
    "id": (
        "Baik, permintaan untuk bicara dengan petugas dicatat.",
        "Baik, hal ini disimpan untuk petugas.",
        "Baik, percakapan ini disimpan untuk petugas.",
    ),
    "en": (
        "All right, your wish to talk to a person is noted.",
        "All right, this is kept for a person.",
        "All right, this conversation is kept for a person.",
    ),
}

TRANSFERS: Mapping[EscalationReason, Ways] = {
    EscalationReason.ASKED_FOR_HUMAN: {
        "id": (
            "Baik, permintaan untuk bicara dengan petugas dicatat.",
            "Permintaan untuk bicara dengan petugas tersimpan.",
            "Baik, percakapan ini disimpan untuk petugas.",
        ),
        "en": (
            "All right, your wish to talk to a person is noted.",
            "Your wish to talk to a person is kept.",
            "All right, this conversation is kept for a person.",
        ),
    },
    EscalationReason.SENSITIVE: {
        "id": (
            "Terima kasih sudah menceritakannya. Hal ini perlu petugas.",
            "Hal ini perlu petugas. Yang sudah ditulis tidak perlu diulang.",
            "Hal ini perlu petugas. Jangan berikan PIN atau kode kepada siapa pun.",
        ),
        "en": (
            "Thank you for telling us. This needs a person.",
            "This needs a person. You need not repeat what you have written.",
            "This needs a person. Do not give a PIN or a code to anybody.",
        ),
    },
    EscalationReason.FRUSTRATED: {
        "id": (
            "Supaya selesai, hal ini perlu petugas.",
            "Jawaban saya sejauh ini belum cukup. Untuk ini lebih tepat petugas.",
            "Hal ini lebih baik diselesaikan bersama petugas.",
        ),
        "en": (
            "To get this settled, it needs a person.",
            "My answers have not been enough so far. A person is better for this.",
            "This is better settled with a person.",
        ),
    },
    EscalationReason.NO_PROGRESS: {
        "id": (
            "Maaf, saya belum berhasil membantu, jadi hal ini perlu petugas.",
            "Maaf, jawaban saya belum membawa hasil, jadi hal ini perlu petugas.",
            "Saya belum menemukan jalan keluarnya. Hal ini perlu petugas.",
        ),
        "en": (
            "Sorry, I have not managed to help, so this needs a person.",
            "Sorry, my answers have brought no result, so this needs a person.",
            "I have not found a way out. This needs a person.",
        ),
    },
    EscalationReason.BOT_UNAVAILABLE: {
        "id": (
            "Asisten virtual sedang tidak bisa menjawab, jadi hal ini perlu petugas.",
            "Asisten virtual sedang terganggu, jadi hal ini perlu petugas.",
            "Jawaban dari asisten virtual tidak datang, jadi hal ini perlu petugas.",
        ),
        "en": (
            "The virtual assistant cannot answer at the moment, so this needs a person.",
            "The virtual assistant has a problem, so this needs a person.",
            "No answer came from the virtual assistant, so this needs a person.",
        ),
    },
}

#: The same where the matter is known: first what helps in it.
BY_TOPIC: Mapping[str, Ways] = {
    "fraud_report": {
        "id": (
            "Hal ini perlu petugas; jangan beri kode, data, atau uang. Hanya bila kode atau "
            "data kartu sudah diberikan, atau ada transaksi yang tidak dikenal: blokir kartu "
            '(Kartu > Blokir di aplikasi, atau tulis "blokir kartu" di sini) lalu ganti PIN dan '
            "kata sandi. Simpan bukti transfer; hapus APK yang terpasang.",
            "Baik dilaporkan, hal ini perlu petugas; jangan beri kode, data, atau uang. Hanya "
            "bila kode atau data kartu sudah diberikan, atau ada transaksi yang tidak dikenal: "
            'blokir kartu (Kartu > Blokir di aplikasi, atau tulis "blokir kartu" di sini) lalu '
            "ganti PIN dan kata sandi. Simpan bukti transfer; hapus APK yang terpasang.",
            "Mulai sekarang jangan beri kode atau uang; selebihnya perlu petugas. Hanya bila "
            "kode atau data kartu sudah diberikan, atau ada transaksi yang tidak dikenal: "
            'blokir kartu (Kartu > Blokir di aplikasi, atau tulis "blokir kartu" di sini) lalu '
            "ganti PIN dan kata sandi. Simpan bukti transfer; hapus APK yang terpasang.",
        ),
        "en": (
            "This needs a person; give no code and send no money. Only if a code or card data "
            "was given, or a payment is unknown to you: block the card (Cards > Block in the "
            'app, or write "block my card" here) and change your PIN and password. If you sent '
            "money, keep the proof; if an APK got installed, go offline and delete it.",
            "Good that you report it, this needs a person; give no code and send no money. Only "
            "if a code or card data was given, or a payment is unknown to you: block the card "
            '(Cards > Block in the app, or write "block my card" here) and change your PIN and '
            "password. Keep proof of a transfer; delete an APK that you installed.",
            "From now on give no code and send no money; the rest needs a person. Only if a "
            "code or card data was given, or a payment is unknown to you: block the card (Cards "
            '> Block in the app, or write "block my card" here) and change your PIN and '
            "password. Keep proof of a transfer; go offline and delete an installed APK.",
        ),
    },
    "bereavement": {
        "id": (
            "Kami turut berduka cita. Hal ini perlu petugas, dan yang sudah ditulis tidak perlu "
            "diulang.",
            "Kami turut berduka cita bersama keluarga. Hal ini perlu petugas.",
            "Kami ikut berduka atas kepergian beliau. Hal ini diurus bersama petugas.",
        ),
        "en": (
            "We are sorry for your loss. This needs a person, and you need not repeat what you "
            "have written.",
            "Our condolences to you and your family. This needs a person.",
            "We are very sorry to hear this. It is settled together with a person.",
        ),
    },
    "payment_hardship": {
        "id": (
            "Keadaan seperti ini tidak mudah, terima kasih sudah memberi tahu kami. Hal ini "
            "dibicarakan langsung dengan petugas, dan yang sudah ditulis tidak perlu diulang.",
            "Terima kasih sudah terbuka soal ini, semoga keadaannya membaik. Ini perlu petugas.",
            "Menceritakan ini tidak mudah, terima kasih. Hal ini dibicarakan dengan petugas, dan "
            "belum ada yang harus diputuskan sekarang.",
        ),
        "en": (
            "This is not an easy time, thank you for telling us. It is discussed directly with a "
            "person, and you need not repeat what you have written.",
            "Thank you for being open about this, and we hope things get easier. It needs a "
            "person.",
            "It is not easy to write this, thank you. It is discussed with a person, and there is "
            "nothing to decide now.",
        ),
    },
    "file_complaint": {
        "id": (
            "Keluhan ini kami anggap serius. Hal ini perlu petugas.",
            "Maaf atas pengalaman itu, dan terima kasih sudah menyampaikannya. Keluhan ini perlu "
            "petugas.",
            "Terima kasih sudah menyampaikan keluhan ini. Kami anggap serius, dan perlu petugas.",
        ),
        "en": (
            "We take your complaint seriously. It needs a person.",
            "We are sorry about that, and thank you for telling us. This complaint needs a person.",
            "Thank you for this complaint. We take it seriously, and it needs a person.",
        ),
    },
    "close_account": {
        "id": (
            "Penutupan rekening diurus bersama petugas.",
            "Menutup rekening perlu petugas.",
            "Soal penutupan rekening, hal ini perlu petugas.",
        ),
        "en": (
            "Closing an account is done together with a person.",
            "Closing an account needs a person.",
            "As it is about closing an account, this needs a person.",
        ),
    },
}

#: To who asks in fear what to do: what was kept, what to do now, and that a number can be left.
WORRIED: Ways = {
    "id": (
        "Semua yang ditulis tersimpan untuk petugas, dan tidak perlu menelepon siapa pun. Pilih "
        "Minta ditelepon dan tinggalkan nomor, petugas yang menelepon saat bertugas.",
        "Ini sudah tersimpan. Yang bisa dilakukan sekarang: tinggalkan nomor lewat Minta "
        "ditelepon, supaya petugas yang menelepon saat bertugas.",
    ),
    "en": (
        "All that you wrote is kept for staff, and you need not call anybody. Choose Call me back "
        "and leave a number; staff call when they are on duty.",
        "It is kept. What you can do now: leave a number with Call me back, and staff call when "
        "they are on duty.",
    ),
}
_WORRIED_BY_TOPIC: Mapping[str, Ways] = {
    "fraud_report": {
        "id": (
            "Sudah tersimpan untuk petugas. Tidak perlu menelepon siapa pun: tinggalkan nomor "
            "lewat Minta ditelepon, jangan beri kode atau uang, dan bila data kartu atau kode "
            'sudah diberikan, tulis "blokir kartu" di sini.',
            "Semuanya tersimpan untuk petugas. Sekarang jangan beri kode atau uang, dan tinggalkan "
            "nomor lewat Minta ditelepon; bila data kartu atau kode sudah diberikan, tulis "
            '"blokir kartu" di sini.',
        ),
        "en": (
            "It is kept for staff. You need not call anybody: leave a number with Call me back, "
            "give no code and no money, and if a code or card data was given, write "
            '"block my card" here.',
            "All of it is kept for staff. Give no code and no money now, and leave a number with "
            'Call me back; if a code or card data was given, write "block my card" here.',
        ),
    },
}


def worried(topic: str | None) -> Ways:
    """What is said to a question in fear, as it fits the matter."""
    return _WORRIED_BY_TOPIC.get(topic or "", WORRIED)
