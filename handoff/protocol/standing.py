"""What the assistant answers to who asks when a person comes, or which number is called.

Facts alone: no time is named that nobody knows. Staff hours are the bank's own word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from handoff.domain import events as e
from handoff.domain.events import FollowUpKind
from handoff.domain.hours import ZONES
from handoff.protocol.language import Language

_NEXT: Mapping[Language, str] = {
    "id": "Percakapan ini berikutnya dalam antrean.",
    "en": "You are next in line.",
}
_PLACE: Mapping[Language, str] = {
    "id": "Percakapan ini di urutan ke-{position} dalam antrean.",
    "en": "You are number {position} in line.",
}
_MINUTES: Mapping[Language, str] = {
    "id": "Perkiraan tunggu {least} sampai {most} menit.",
    "en": "The wait is about {least} to {most} minutes.",
}
_UNKNOWN: Mapping[Language, str] = {
    "id": "Lama tunggu belum bisa diperkirakan.",
    "en": "The wait cannot be estimated yet.",
}
_IN_LINE: Mapping[Language, str] = {
    "id": "Percakapan ini masih dalam antrean.",
    "en": "You are still in line.",
}
_NOBODY: Mapping[Language, str] = {
    "id": "Saat ini tidak ada petugas yang bertugas, jadi lama tunggu belum bisa diperkirakan. "
    "Bisa juga minta ditelepon atau ambil nomor tiket.",
    "en": "Nobody is on duty at the moment, so the wait cannot be estimated. You can leave a "
    "number to be called back, or take a ticket number.",
}
_FOLLOW_UP: Mapping[FollowUpKind, Mapping[Language, str]] = {
    FollowUpKind.CALLBACK: {
        "id": "Permintaan telepon {reference} ke nomor berakhiran {phone} sudah tercatat. Petugas "
        "menelepon saat bertugas{unknown}.",
        "en": "Your call-back {reference} to the number ending in {phone} is recorded. Staff call "
        "when they are on duty{unknown}.",
    },
    FollowUpKind.TICKET: {
        "id": "Tiket {reference} sudah tercatat. Petugas membacanya saat bertugas{unknown}. "
        "Tidak perlu menunggu di sini.",
        "en": "Ticket {reference} is recorded. Staff read it when they are on duty{unknown}. You "
        "need not wait here.",
    },
}
_TIME_UNKNOWN: Mapping[Language, str] = {
    "id": ", jamnya belum diketahui",
    "en": ", the time is not known yet",
}
_OPENS: Mapping[Language, str] = {
    "id": "Jam petugas berikutnya: {day}, {at.day} {month}, pukul {at:%H}.{at:%M} {zone}.",
    "en": "Staff hours begin again on {day}, {at.day} {month}, at {at:%H}:{at:%M} {zone}.",
}
_DAYS: Mapping[Language, str] = {
    "id": "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
MONTHS: Mapping[Language, str] = {
    "id": "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}
_ON_DUTY: Mapping[bool, Mapping[Language, str]] = {
    True: {
        "id": "Sekarang ada petugas yang bertugas. Untuk bicara langsung, pilih Bicara "
        "dengan petugas.",
        "en": "There is somebody on duty now. To talk to them at once, choose Talk to a person.",
    },
    False: {
        "id": "Saat ini tidak ada petugas yang bertugas.",
        "en": "Nobody is on duty at the moment.",
    },
}
_NUMBER: Mapping[FollowUpKind | None, Mapping[Language, str]] = {
    FollowUpKind.CALLBACK: {
        "id": "Petugas menelepon ke nomor yang ditinggalkan tadi, yang berakhiran {phone} "
        "({reference}).",
        "en": "Staff call the number that you left, the one ending in {phone} ({reference}).",
    },
    FollowUpKind.TICKET: {
        "id": "Pada tiket {reference} tidak ada nomor telepon yang dicatat.",
        "en": "No telephone number is recorded with ticket {reference}.",
    },
    None: {
        "id": "Belum ada nomor yang dicatat. Pilih Minta ditelepon untuk meninggalkan nomor.",
        "en": "No number is recorded yet. Choose Call me back to leave one.",
    },
}
#: With nobody on duty a number that is written is one to be called at.
_WRITE_NUMBER: Mapping[Language, str] = {
    "id": "Belum ada nomor yang dicatat. Tulis nomornya di sini, atau pilih Minta ditelepon; "
    "petugas menelepon saat bertugas.",
    "en": "No number is recorded yet. Write it here, or choose Call me back; staff call when they "
    "are on duty.",
}


def place(event: e.PlaceTold, language: Language) -> str:
    """Where who waits stands in line, and for how long."""
    if not event.on_duty:
        return with_opening(_NOBODY[language], event.opens_at, language)
    if event.position is None:
        return f"{_IN_LINE[language]} {_UNKNOWN[language]}"
    where = (_NEXT if event.position == 1 else _PLACE)[language].format(position=event.position)
    if event.minutes is None:
        return f"{where} {_UNKNOWN[language]}"
    least, most = event.minutes
    return f"{where} {_MINUTES[language].format(least=least, most=most)}"


def follow_up(event: e.FollowUpTold, language: Language) -> str:
    """What was left, and whether anybody is there who could deal with it."""
    values = {"reference": event.reference or "", "phone": event.phone_end or ""}
    if event.number and event.kind is None and not event.on_duty:
        return _WRITE_NUMBER[language]
    if event.number:
        return _NUMBER[event.kind][language].format(**values)
    if event.kind is None:
        raise ValueError("without a follow-up there is a place in line")
    unknown = "" if event.opens_at else _TIME_UNKNOWN[language]
    told = _FOLLOW_UP[event.kind][language].format(**values, unknown=unknown)
    return with_opening(f"{told} {_ON_DUTY[event.on_duty][language]}", event.opens_at, language)


def with_opening(text: str, opens_at: datetime | None, language: Language) -> str:
    """*text*, and when staff hours begin again, in their own zone, where that is known."""
    if opens_at is None:
        return text
    offset = opens_at.utcoffset()
    zone = next((name for name, zone in ZONES.items() if zone.utcoffset(None) == offset), "UTC")
    at = opens_at if zone in ZONES else opens_at.astimezone(UTC)
    opening = _OPENS[language].format(
        day=_DAYS[language].split()[at.weekday()],
        month=MONTHS[language].split()[at.month - 1],
        at=at,
        zone=zone,
    )
    return f"{text} {opening}"
