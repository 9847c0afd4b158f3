"""Which language a sentence is clearly written in."""

import re
from typing import Optional

_WORD = re.compile(r"[a-z']+")

# Words that are common in one language and no word of the other. "bank", "transfer",
# "saldo", "admin", "online" and the like are left out: both use them.
_ENGLISH = frozenset(
    """the my is are was were i you your we it its do does did don't can't can could would
    should what when where why who how much many this that there have has had been not no
    yes please hello hi hey thanks thank need want know get got to of for from with and or
    but if about money card account lost balance help me am i'm still yesterday today
    tomorrow morning branch open close paid charged stolen""".split()
)
_INDONESIAN = frozenset(
    """saya aku gue gw gua kamu anda kak min pak bu mau ingin tidak tdk nggak gak ga enggak
    belum blm sudah udah sdh yang yg dan atau di ke dari untuk buat dengan sama ini itu apa
    apakah berapa brp bagaimana gimana gmn kenapa kapan kok dong sih nih ya iya bisa boleh
    tolong mohon ada kartu rekening uang duit kemarin hari tadi pagi siang sore malam besok
    hilang dicuri cabang buka tutup biaya masuk keluar nya aja saja lagi banget bgt makasih
    terima kasih selamat halo bukan jangan harus kalau kalo karena krn juga""".split()
)


def clear_language(text: str) -> Optional[str]:
    """`id` or `en` if the sentence is clearly one of them, None if it isn't clear.

    Clear means two words of the one and none of the other, or at least three times as
    many: customers mix both, and a single "thanks" doesn't make a sentence English.
    """
    words = _WORD.findall(text.lower())
    english = sum(word in _ENGLISH for word in words)
    indonesian = sum(word in _INDONESIAN for word in words)
    if english >= 2 and english >= 3 * indonesian:
        return "en"
    if indonesian >= 2 and indonesian >= 3 * english:
        return "id"
    return None
