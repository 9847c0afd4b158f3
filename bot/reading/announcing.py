"""What only announces a question: "mau nanya nanya boleh ga", "yang mau aku tanya itu". Pure.

It is no question to be searched for and no yes: whoever writes so waits to be asked what it is, or
sends the other half in the next line.
"""

import re
from typing import Optional

from reading import closing, distress, refusal

MAY, GOES_ON = "may", "goes_on"
"""Leave is asked to ask something; a sentence stops before what is asked."""

_ADDRESS = (
    r"(?:min|mimin|admin|kak|kakak|ka|mas|mbak|mba|pak|bu|bapak|ibu|gan|sis|bro|om|bang|abang|nak|neng"
    r"|nduk|sir|madam|miss)"
)
_I = r"(?:saya|sy|aku|ak|aq|ku|gw|gue|gua|kula|kulo|abdi|kami|i|mbah|nenek|kakek)"
_BESIDE = (
    rf"(?:{_ADDRESS}|ha?l+o+|hai+|hi+|hello|hey|hei|permisi|misi|punten|nuwun|sewu|ass?alam\w*|selamat"
    r"|slmt|met|good|pagi|siang|sore|malam|malem|morning|afternoon|evening|eh|oh|ok|oke|okay|ya|yah|iya"
    r"|jadi|jd|nah|so|well|terus|trus|trs|btw|oiya|maaf|sori|sorry|lagi|lg|juga|jg|dong|donk|nih|ni|sih"
    r"|si|deh|lho|loh|kok|tapi|tp|baik|dulu|sebentar|bentar|actually|but|please|just|he(?:he)+h?"
    r"|ha(?:ha)+h?|hi(?:hi)+|wk(?:wk)+\w*)"
)
_LEAVE = (
    r"(?:mau|mo|ingin|pengen|pengin|pingin|pgn|boleh|blh|bisa|bs|numpang|izin|ijin|minta|arep|badhe"
    r"|bade|hoyong|hendak|ikut|cuma|cuman|hanya|sekadar|sekedar|ada yang|ada yg|ada hal yang|mohon izin)"
)
_ASK = (
    r"(?:(?:be?r)?tanya|nanya|tnya|nny|nnya|tanyak|nanyak|tanglet|taken|takon|naros|tumaros|konsultasi"
    r"|menanyakan|tanyakan|ditanyakan|ditanyain)"
)
_AFTER = (
    r"(?:boleh(?:kah)?|blh|bisa(?:kah)?|bs|ga|gak|gk|nggak?|ngga|enggak|tidak|kah|mboten|ora|nggih|to"
    r"|teu|sesuatu|sedikit|dikit|satu|hal|lain|beberapa|2)"
)
_MAY_I = (
    rf"(?:(?:ha?l+o+|hai+)\W+(?:cs|bot)\W+)?(?:(?:{_BESIDE}|{_LEAVE}|{_I})\W+){{0,8}}{_ASK}(?:\W*(?:{_ASK}|2))?(?:\W+(?:{_AFTER}|{_BESIDE}|{_I}))*"
)
_MAY_I_EN = (
    rf"(?:{_BESIDE}\W+){{0,4}}(?:(?:can|could|may) (?:i|we) ask(?: you)?(?: something| (?:a|another|one"
    r"|a few)(?: more| quick| last)? (?:question|thing)s?| questions?)?|i(?:'ve| have)(?: got)? (?:a|another"
    r"|one|some|a few)(?: more| quick)? questions?|i (?:want|would like|'d like|wanted) to ask(?: you)?"
    r"(?: something| a question)?|(?:a )?quick question|one (?:more )?question)"
    rf"(?:\W+(?:{_BESIDE}|first|too|if (?:i may|that'?s ok(?:ay)?)))*"
)
_HALF = (
    rf"(?:{_BESIDE}\W+){{0,5}}(?:(?:yang|yg|hal yang|hal yg)\W+(?:mau|ingin|pengen|pengin|mw)?\W*(?:{_I}\W+)?"
    rf"(?:mau|ingin|pengen)?\W*(?:di)?{_ASK}(?:in|kan|ken)?|pertanyaan(?:nya|ku)?|maksud(?:nya|ku)?"
    rf")(?:\W+{_I})?(?:\W+(?:itu|tu|tuh|ini|adalah|ialah|begini|gini|kayak gini|gitu"
    rf"|{_BESIDE}))*"
    rf"|(?:(?:{_BESIDE}|soalnya|masalahnya|ceritanya)\W+){{0,5}}(?:gini|begini|kayak gini|ngene|kieu)(?:\W+(?:{_BESIDE}|ceritanya))*"
    r"|(?:(?:so|well|ok|okay|but)\W+){0,2}(?:what i (?:want(?:ed)?|am trying|was going|meant?) to (?:ask|know)"
    r"(?: is)?|what i'?m asking(?: is)?|my question (?:is|was)|the thing is|it'?s like this|here'?s the thing)"
)
_IS_MAY = re.compile(rf"\W*(?:{_MAY_I}|{_MAY_I_EN})\W*", re.IGNORECASE)
_IS_HALF = re.compile(rf"\W*(?:{_HALF})\W*", re.IGNORECASE)
_ENDS_SO = re.compile(
    rf"^(?P<before>.{{2,90}}?)[\s,.;!\n]+(?:{_BESIDE}\W+){{0,3}}(?:{_LEAVE}|{_I})\W+(?:{_LEAVE}\W+|{_I}\W+)?"
    rf"{_ASK}(?:\W*{_ASK})?(?:\W+(?:{_AFTER}|{_BESIDE}))*\W*$",
    re.IGNORECASE | re.DOTALL,
)
_OF_ONESELF = re.compile(
    rf"\b(?:{_I}|nasabah|customer)\W+(?:\w+\W+){{0,4}}?(?:baru|br|barusan|udah|sudah|udh|sdh|nasabah"
    r"|just|new|already)\b|\bnasabah baru\b|\bnew (?:customer|here)\b|\bi'?m new\b",
    re.IGNORECASE,
)
"""Something about the one who writes, told by the way: "aku baru bgt punya rekening"."""
_WISHES = re.compile(
    r"\b(?:mau|ingin|pengen|pengin|pingin|tolong|tlg|minta|mohon|cara\w*|soal|tentang|ttg|mengenai"
    r"|masalah|perihal|want|need|about|coba\w*|tetap|tetep|ttp|masih)\b",
    re.IGNORECASE,
)
_LONGEST = 200
"""Letters; what is longer says more, and the patterns would take their time with it."""


def kind(text: str) -> Optional[str]:
    """`may`, `goes_on`, or None where the message says more than that."""
    if len(text) > _LONGEST:
        return None
    plain = closing.undrawn(text)
    if refusal.only_asks(text):
        return None  # "Saya cuma tanya": something was taken for an order.
    if _IS_MAY.fullmatch(plain):
        return MAY
    # "maksudnya?" and "pertanyaannya apa?" ask of what was said.
    if "?" not in text and _IS_HALF.fullmatch(plain) and len(re.findall(r"\w+", plain)) > 1:
        return GOES_ON
    match = _ENDS_SO.match(plain)
    if match is None:
        return None
    before = match["before"]
    told = _OF_ONESELF.search(before) and not closing.asks(before) and not _WISHES.search(before)
    return MAY if told and not distress.goes_badly(before) else None
