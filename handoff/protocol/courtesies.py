"""What is answered to thanks, a goodbye or "understood" of somebody who waits: one sentence.

A goodbye says what stays without them and how to withdraw it, in words that are understood.
"""

from __future__ import annotations

from collections.abc import Mapping

from handoff.domain import events as e
from handoff.domain.courtesies import Courtesy
from handoff.protocol.language import Language

_Ways = Mapping[Language, Mapping[bool, tuple[str, ...]]]

#: By language and by whether they were formal.
_THANKS: _Ways = {
    "id": {
        True: (
            "Terima kasih kembali.",
            "Sama-sama, dengan senang hati.",
            "Kembali kasih.",
        ),
        False: ("Sama-sama ya.", "Sama-sama.", "Siap, sama-sama."),
    },
    "en": {
        True: ("You are welcome.", "You are very welcome.", "Thank you too."),
        False: ("You're welcome.", "No problem.", "Sure, you're welcome."),
    },
}
#: The same in a grave matter: thanks are taken quietly.
_QUIET_THANKS: _Ways = {
    "id": {
        True: (
            "Terima kasih kembali.",
            "Terima kasih juga sudah memberi tahu kami.",
            "Terima kasih kembali, kami tetap di sini.",
        ),
        False: (
            "Terima kasih kembali ya.",
            "Makasih juga udah cerita.",
            "Makasih kembali, kami tetap di sini ya.",
        ),
    },
    "en": {
        True: ("Thank you for telling us.", "Of course, we are here.", "Thank you too."),
        False: ("Thanks for telling us.", "Of course, we're here.", "Thank you too."),
    },
}
#: By what is said beside it: with people on duty the place in line, without them that it is kept.
_UNDERSTOOD: Mapping[bool, _Ways] = {
    True: {
        "id": {
            True: (
                "Baik, tempat dalam antrean tetap.",
                "Baik, percakapan ini tetap dalam antrean.",
                "Baik, antreannya tidak berubah.",
            ),
            False: (
                "Oke, tempatnya di antrean tetap ya.",
                "Siap, antreannya tetap jalan.",
                "Oke, masih di antrean yang sama ya.",
            ),
        },
        "en": {
            True: (
                "All right, you keep your place in line.",
                "Very well, you are still in line.",
                "All right, your place in line stays.",
            ),
            False: (
                "Okay, your place in line stays.",
                "Okay, you're still in line.",
                "Sure, you keep your place.",
            ),
        },
    },
    False: {
        "id": {
            True: (
                "Baik, percakapan ini tetap tersimpan untuk petugas.",
                "Baik, yang sudah ditulis tetap tersimpan untuk petugas.",
                "Baik, pesan di sini tetap menunggu petugas.",
            ),
            False: (
                "Oke, chat ini tetap tersimpan buat petugas.",
                "Siap, yang tadi ditulis tetap tersimpan ya.",
                "Oke, pesannya tetap nunggu petugas ya.",
            ),
        },
        "en": {
            True: (
                "All right, this conversation is kept for the staff.",
                "Very well, what you wrote is kept for the staff.",
                "All right, your messages stay here for the staff.",
            ),
            False: (
                "Okay, this chat is kept for the staff.",
                "Okay, what you wrote is kept.",
                "Sure, it all stays here for the staff.",
            ),
        },
    },
}
#: The words that withdraw each; `handoff.domain.waits` reads them.
WITHDRAWS: Mapping[e.FollowUpKind | None, Mapping[Language, str]] = {
    None: {"id": "batalkan antrean", "en": "cancel my place in line"},
    e.FollowUpKind.CALLBACK: {"id": "batalkan telepon", "en": "cancel the call"},
    e.FollowUpKind.TICKET: {"id": "batalkan tiket", "en": "cancel the ticket"},
}
_STAYS: Mapping[e.FollowUpKind | None, Mapping[Language, str]] = {
    e.FollowUpKind.CALLBACK: {
        "id": "permintaan telepon {reference} ke nomor berakhiran {phone} tetap tercatat",
        "en": "your call-back {reference} to the number ending in {phone} stays recorded",
    },
    e.FollowUpKind.TICKET: {
        "id": "tiket {reference} tetap tercatat",
        "en": "ticket {reference} stays recorded",
    },
}
_IN_LINE: Mapping[bool, Mapping[Language, str]] = {
    True: {"id": "tempat dalam antrean tetap", "en": "you keep your place in line"},
    False: {
        "id": "percakapan ini tetap tersimpan untuk petugas",
        "en": "this conversation is kept for the staff",
    },
}
_GOODBYE: _Ways = {
    "id": {
        True: (
            'Sampai jumpa, {stays}; untuk membatalkannya, tulis "{withdraws}".',
            'Baik, sampai nanti, {stays}; kalau tidak diperlukan lagi, tulis "{withdraws}".',
        ),
        False: (
            'Sampai nanti ya, {stays}; kalau nggak jadi, tulis "{withdraws}".',
            'Oke, sampai jumpa, {stays}; kalau nggak perlu lagi, tulis aja "{withdraws}".',
        ),
    },
    "en": {
        True: (
            'Goodbye, {stays}; to withdraw it, write "{withdraws}".',
            'See you later, {stays}; if it is no longer needed, write "{withdraws}".',
        ),
        False: (
            'Bye, {stays}; if you change your mind, write "{withdraws}".',
            'See you, {stays}; to drop it, just write "{withdraws}".',
        ),
    },
}
_QUIET_GOODBYE: _Ways = {
    "id": {
        True: (
            'Baik, {stays}; untuk membatalkannya, tulis "{withdraws}".',
            'Baik, {stays}; kalau tidak diperlukan lagi, tulis "{withdraws}".',
        ),
        False: (
            'Oke, {stays}; kalau nggak jadi, tulis "{withdraws}".',
            'Oke, {stays}; kalau nggak perlu lagi, tulis aja "{withdraws}".',
        ),
    },
    "en": {
        True: (
            'All right, {stays}; to withdraw it, write "{withdraws}".',
            'All right, {stays}; if it is no longer needed, write "{withdraws}".',
        ),
        False: (
            'Okay, {stays}; if you change your mind, write "{withdraws}".',
            'Okay, {stays}; to drop it, just write "{withdraws}".',
        ),
    },
}


def said(event: e.Acknowledged) -> str:
    """In the language and the register of what it answers; without cheer in a grave matter."""
    language: Language = "en" if event.language == "en" else "id"
    match event.courtesy:
        case Courtesy.THANKS:
            ways = _QUIET_THANKS if event.quiet else _THANKS
        case Courtesy.UNDERSTOOD:
            ways = _UNDERSTOOD[event.on_duty]
        case Courtesy.LATER | Courtesy.GOODBYE:
            ways = _QUIET_GOODBYE if event.quiet else _GOODBYE
    lines = ways[language][event.formal]
    stays = _IN_LINE[event.on_duty] if event.follow_up is None else _STAYS[event.follow_up]
    return lines[event.wording % len(lines)].format(
        stays=stays[language].format(reference=event.reference, phone=event.phone_end),
        withdraws=WITHDRAWS[event.follow_up][language],
    )
