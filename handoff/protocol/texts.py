"""The service's own words to customers and agents, in Indonesian and English.

Facts only: nothing is promised here that is not certain when the line is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from handoff.domain import events as e
from handoff.protocol import explain, standing, wordings
from handoff.protocol.language import LANGUAGES as LANGUAGES
from handoff.protocol.language import Language as Language

BOT_NAME: Mapping[Language, str] = {"id": "Asisten virtual", "en": "Virtual assistant"}
CUSTOMER: Mapping[Language, str] = {"id": "Pelanggan", "en": "Customer"}
NOTE: Mapping[Language, str] = {"id": "catatan internal", "en": "internal note"}
TRANSCRIPT: Mapping[Language, str] = {
    "id": "Transkrip percakapan",
    "en": "Transcript of the conversation",
}

_STARTED: Mapping[Language, str] = {
    "id": "Anda terhubung dengan asisten virtual, sebuah mesin. Petugas bisa diminta kapan saja.",
    "en": "You are talking to a virtual assistant, a machine. You can ask for a person any time.",
}
_NOBODY: Mapping[Language, str] = {
    "id": "Saat ini tidak ada petugas yang bertugas. Tulis nomor telepon untuk dihubungi kembali, "
    'atau "tiket" untuk nomor tiket{after}. Percakapan ini tersimpan.',
    "en": "Nobody is on duty at the moment. Write a phone number to be called back, or "
    '"ticket" for a ticket number{after}. Your conversation is kept.',
}
_BOT_AFTER: Mapping[Language, str] = {
    "id": "; sesudah itu asisten virtual bisa membantu lagi",
    "en": "; after that the virtual assistant can help again",
}
_JOINED: Mapping[Language, str] = {
    "id": "{agent} bergabung dan dapat membaca percakapan ini.",
    "en": "{agent} has joined and can read this conversation.",
}
_LEFT: Mapping[e.RequeueCause, Mapping[Language, str]] = {
    e.RequeueCause.AGENT: {
        "id": "{agent} meneruskan percakapan ini ke rekan. Tempatnya di antrean tetap yang semula.",
        "en": "{agent} is passing you on to a colleague. You are back in line, at your old place.",
    },
    e.RequeueCause.SIGNED_OUT: {
        "id": "{agent} selesai bertugas. Percakapan ini kembali ke antrean, di tempat semula.",
        "en": "{agent} is off duty now. You are back in line, at your old place.",
    },
    e.RequeueCause.LEASE_LAPSED: {
        "id": "Sambungan {agent} terputus. Percakapan ini kembali ke antrean, di tempat semula.",
        "en": "{agent} has lost the connection. You are back in line, at your old place.",
    },
}
_HANDED_BACK: Mapping[Language, str] = {
    "id": "{agent} menyerahkan percakapan kembali ke asisten virtual.",
    "en": "{agent} has handed the conversation back to the virtual assistant.",
}
_NO_PERSON: Mapping[Language, str] = {
    "id": "Pelanggan tidak memerlukan petugas lagi. Antrean dibatalkan.",
    "en": "The customer needs no person any more. The wait was cancelled.",
}
_WITHDRAWN: Mapping[Language, str] = {
    "id": "Pelanggan membatalkan {reference}: tidak diperlukan lagi.",
    "en": "The customer withdrew {reference}: it is no longer needed.",
}
_FOLLOW_UP: Mapping[tuple[e.FollowUpKind, bool], Mapping[Language, str]] = {
    (e.FollowUpKind.TICKET, True): {
        "id": "Tercatat sebagai tiket {reference}. Petugas membacanya saat bertugas.",
        "en": "Recorded as ticket {reference}. Staff read it when they are on duty.",
    },
    (e.FollowUpKind.TICKET, False): {
        "id": "Hal ini belum ditangani petugas, jadi kami catat sebagai tiket {reference}. "
        "Petugas membacanya saat bertugas.",
        "en": "No person has dealt with this yet, so it is recorded as ticket {reference}. "
        "Staff read it when they are on duty.",
    },
    (e.FollowUpKind.CALLBACK, True): {
        "id": "Permintaan telepon ke nomor berakhiran {phone} tercatat: {reference}. "
        "Petugas tidak pernah meminta PIN, OTP, CVV, atau kata sandi.",
        "en": "Your call-back to the number ending in {phone} is recorded: {reference}. "
        "Staff never ask for a PIN, OTP, CVV or password.",
    },
}
#: To who asks while waiting for what the assistant can do.
_GOES_ON: Mapping[Language, str] = {
    "id": "Supaya bisa dibantu sekarang, hal ini dicatat sebagai tiket {reference} untuk petugas, "
    "dan asisten virtual melanjutkan di sini.",
    "en": "So that you can be helped now, this is recorded as ticket {reference} for staff, and "
    "the virtual assistant goes on here.",
}
#: To who would rather be answered by the assistant, in a matter that stays with staff.
_INSTEAD: Mapping[Language, str] = {
    "id": "Baik, kita lanjut dengan asisten virtual. Hal ini tetap tersimpan untuk petugas sebagai "
    "tiket {reference}.",
    "en": "All right, the virtual assistant goes on here. The matter stays with staff as ticket "
    "{reference}.",
}
#: The same with people on duty: the wait goes on after that.
_GOES_ON_FIRST: Mapping[Language, str] = {
    "id": "Supaya bisa dibantu sekarang, asisten virtual melanjutkan di sini. Sesudah itu antrean "
    "ke petugas dilanjutkan di tempat semula; sampai saat itu hal ini tercatat sebagai tiket "
    "{reference}.",
    "en": "So that you can be helped now, the virtual assistant goes on here. After that you are "
    "back in line for a person, at your old place; until then this is recorded as ticket "
    "{reference}.",
}
_CLOSED: Mapping[e.ClosedBy, Mapping[Language, str]] = {
    e.ClosedBy.CUSTOMER: {
        "id": "Percakapan diakhiri oleh pelanggan.",
        "en": "The customer ended the conversation.",
    },
    e.ClosedBy.AGENT: {
        "id": "Percakapan diakhiri oleh petugas.",
        "en": "The agent ended the conversation.",
    },
    e.ClosedBy.SYSTEM: {
        "id": "Percakapan ditutup karena lama tidak ada kegiatan.",
        "en": "The conversation was closed because nothing happened for a long time.",
    },
}
_ENDED_BY_YOU: Mapping[Language, str] = {
    "id": "Anda mengakhiri percakapan.",
    "en": "You ended the conversation.",
}

_WIB = timezone(timedelta(hours=7), "WIB")


def moment(at: datetime, language: Language) -> str:
    """Western Indonesian time, where banks keep theirs: 21 Nov 2026, 14.05 WIB."""
    local = at.astimezone(_WIB)
    colon = "." if language == "id" else ":"
    month = standing.MONTHS[language].split()[local.month - 1]
    return f"{local.day} {month} {local.year}, {local:%H}{colon}{local:%M} WIB"


def first_name(name: str) -> str:
    return name.split()[0] if name.split() else name


def for_customer(event: e.Event, language: Language) -> str | None:
    """The line that the customer reads between the bubbles, or None when there is none."""
    if isinstance(event, e.Closed) and event.by is e.ClosedBy.CUSTOMER:
        return _ENDED_BY_YOU[language]
    return _line(event, language)


def for_agent(event: e.Event, language: Language) -> str | None:
    """The same for the agent."""
    if isinstance(event, e.Escalated):
        return explain.why(event, language)
    if isinstance(event, e.FollowUpWithdrawn):
        return _WITHDRAWN[language].format(reference=event.reference)
    if isinstance(event, e.WaitCancelled):
        return _NO_PERSON[language]
    return _line(event, language)


def _line(event: e.Event, language: Language) -> str | None:
    match event:
        case e.ConversationStarted():
            return _STARTED[language]
        case e.Escalated() | e.BotAwaited() | e.BotMissed() | e.MessageKept() | e.SecretWarned():
            return wordings.said(event, language)
        case e.NobodyOnDuty():
            line = _NOBODY[language].format(after=_BOT_AFTER[language] if event.bot else "")
            return standing.with_opening(line, event.opens_at, language)
        case e.AgentAssigned():
            return _JOINED[language].format(agent=first_name(event.agent_name))
        case e.Requeued():
            return _LEFT[event.cause][language].format(agent=first_name(event.agent_name))
        case e.HandedBack():
            return _HANDED_BACK[language].format(agent=first_name(event.agent_name))
        case e.FollowUpOpened():
            if event.instead:
                return _INSTEAD[language].format(reference=event.reference)
            if event.goes_on and not event.by_customer:
                said = _GOES_ON_FIRST if event.back else _GOES_ON
                return said[language].format(reference=event.reference)
            own = event.by_customer or event.kind is e.FollowUpKind.CALLBACK
            return _FOLLOW_UP[event.kind, own][language].format(
                reference=event.reference, phone=event.phone_end or ""
            )
        case e.Closed():
            return _CLOSED[event.by][language]
    return None
