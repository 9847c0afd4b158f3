"""In which register a customer writes, from what they have written so far. Pure.

One word proves little: a bank's customer of sixty writes "yg", a student writes "saya". So every
message adds to the evidence, and the register changes only when there is enough of it.
"""

import re
from typing import Text

MOST = 4
"""Evidence beyond this is not kept: a customer who changes their tone is followed soon."""
ENOUGH = 2
"""Evidence on one side that makes the register formal (+) or casual (-)."""

_WORD = re.compile(r"[a-z']+")
_CLEARLY_CASUAL = frozenset(
    """aku ak aq gue gw gua gwe gweh lu lo elu elo loe kamu km wkwk wkwkwk haha hehe anjir anjay
    bro sis gan cuy guys bestie ngab""".split()
)
_RATHER_CASUAL = frozenset(
    """dong donk deh sih nih tuh kok lah banget bgt gimana gmn gmana kalo klo udah udh dah gak ga
    nggak ngga gk gaada aja ajah doang makasih makasi mksh thx ngomong ngobrol bikin pake ilang
    nyangkut ketelen duit kepotong mulu yaudah oke okee sip yoi min kak kaka""".split()
)
_CLEARLY_FORMAL = frozenset(
    """mohon dimohon bapak ibu anda hendak perihal terlampir kiranya sekiranya apabila hormat
    almarhum almarhumah dipersilakan perkenankan memohon menyampaikan""".split()
)
_RATHER_FORMAL = frozenset(
    """apakah bagaimana mengapa silakan tersebut merupakan melalui terhadap telah mengenai dapat
    bila serta agar sebesar mengetahui mengajukan memperoleh melakukan dilakukan tertera berkenan
    dengan demikian atas""".split()
)
"""Not "saya", "tidak" or "belum": these are everybody's words."""
_TO_ONES_ELDERS = frozenset(
    """pak bu mbak mas nak neng cu nuwun sewu inggih nggih matur suwun punten mangga maturnuwun ibu
    bapak sir madam""".split()
)
"""Who writes so is mostly not young, whatever else they shorten: it weighs against casual words."""
_LONG = 3
"""Formal words in one sentence count once; from here on twice."""


def evidence(text: Text) -> int:
    """How much a message speaks for a formal (+) or a casual (-) register: -2 to 2."""
    words = _WORD.findall(text.lower())
    casual = sum(word in _RATHER_CASUAL for word in words)
    formal = sum(word in _RATHER_FORMAL for word in words)
    found = min(casual, 2) * -1 + (2 if formal >= _LONG else 1 if formal else 0)
    if _TO_ONES_ELDERS.intersection(words):
        found += 1
    if _CLEARLY_CASUAL.intersection(words):
        found -= 2
    if _CLEARLY_FORMAL.intersection(words):
        found += 2
    return max(-2, min(2, found))


def added(so_far: float, text: Text) -> float:
    """The evidence with one more message; never beyond MOST on either side."""
    return max(-MOST, min(MOST, so_far + evidence(text)))


def register(so_far: float, before: Text) -> Text:
    """`formal`, `neutral` or `casual`. It is kept until the evidence speaks against it."""
    if so_far >= ENOUGH:
        return "formal"
    if so_far <= -ENOUGH:
        return "casual"
    kept = (before == "formal" and so_far > 0) or (before == "casual" and so_far < 0)
    return before if kept else "neutral"
