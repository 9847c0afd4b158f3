"""A question that is asked in fear by somebody who waits. Indonesian and English.

"Is my money still there? Whom do I call?" is owed an answer even in the middle of a burst.
"""

from __future__ import annotations

import re

from handoff.domain.waits import asks_something

_FEAR = re.compile(
    r"\b(?:deg ?deg(?:an)?|takut\w*|panik|stres\w*|cemas|kh?awatir|kuatir|was was|"
    r"gemet[ae]r\w*|nangis\w*|menangis|lemes|lemas|pusing|bingung|ya allah|"
    r"astaga\w*|astagh?fir\w*|aduh|waduh|"
    r"gimana (?:dong|ini|nih)|scared|afraid|worried|worry|panic\w*|shaking|crying|"
    r"terrified|anxious|frightened)\b"
)
_MONEY = r"(?:uang\w*|duit\w*|saldo\w*|tabungan\w*|rekening\w*|dana\w*|money|savings|account)"
_LEFT = (
    r"(?:masih ada|masih aman|aman|hilang|ilang|habis|abis|kekuras|terkuras|ludes|balik|kembali|"
    r"selamat|diambil|still there|safe|gone|lost|back|taken)"
)
_WHAT_NOW = re.compile(
    rf"\b{_MONEY}(?: \w+){{0,2}} {_LEFT}(?: (?:ga|gak|nggak|ngga|tidak|tdk|kah|kan|apa)\b|\?| \?)"
    rf"|\bis (?:my|the|our) {_MONEY} {_LEFT}\b"
    r"|\b(?:harus|mesti|kudu|hrs) (?:tele?[pf]on|telp|tlp|hubungi|lapor|menelepon|nelpon|ke) ?"
    r"(?:ke ?)?(?:siapa|mana)\b"
    r"|\b(?:harus|mesti|kudu|hrs) (?:apa|gimana|gmn|bagaimana|ngapain|berbuat apa)\b"
    r"|\bwho (?:do|should|can|must) i (?:call|contact|phone)\b|\bwhat (?:do|should|can) i do\b"
)


def asks_in_fear(text: str) -> bool:
    """Whether *text* asks whether all is lost, or what to do; or anything, with a word of fear."""
    folded = re.sub(r"[^\w?]+", " ", re.sub(r"['’]", "", text.casefold())).strip()
    if _WHAT_NOW.search(folded):
        return True
    return bool(_FEAR.search(folded)) and asks_something(text)
