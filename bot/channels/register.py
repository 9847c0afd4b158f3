"""In which register a customer writes, from what they have written so far. Pure.

One word proves little: a bank's customer of sixty writes "yg", a student writes "saya". So every
message adds to the evidence, and the register changes only when there is enough of it. It goes one
way, from neutral to casual to formal: an assistant that says "Anda" and "kamu" by turns sounds
like two, and who was once written to formally is not called "kamu" afterwards.
"""

import re
from typing import List, Optional, Sequence, Text

MOST = 4
"""Evidence beyond this is not kept: a customer who changes their tone is followed some day."""
ENOUGH = 2
"""Evidence on one side that makes a neutral register formal (+) or casual (-)."""
TO_GO_BACK = 3
"""Evidence that ends a casual register: formality in several messages, not one polite phrase."""

_WORD = re.compile(r"[a-z']+")
_CLEARLY_CASUAL = frozenset(
    """aku ak aq gue gw gua gwe gweh lu elu elo loe km anjir anjay njir bro sis gan cuy guys bestie
    ngab nyokap bokap""".split()
)
_LAUGHTER = re.compile(r"(?:wk){2,}w?|(?:xi){2,}x?")
_RATHER_CASUAL = frozenset(
    """kamu lo haha hehe dong donk deh sih nih tuh kok lah banget bgt gimana gmn gmana kalo klo
    udah udh dah gak ga nggak ngga gk gaada aja ajah doang makasih makasi mksh tengkyu thx ngomong
    ngobrol bikin pake ilang nyangkut ketelen duit kepotong mulu yaudah ywdh oke okee sip yoi min
    kak kaka bang temen""".split()
)
_CLEARLY_FORMAL = frozenset(
    """mohon dimohon anda hendak perihal terlampir kiranya sekiranya apabila hormat almarhum
    almarhumah dipersilakan perkenankan memohon menyampaikan panjenengan kula kulo abdi""".split()
)
_RATHER_FORMAL = frozenset(
    """apakah bagaimana mengapa silakan tersebut merupakan melalui terhadap telah mengenai dapat
    bila serta agar sebesar mengetahui mengajukan memperoleh melakukan dilakukan tertera berkenan
    dengan demikian atas""".split()
)
"""Not "saya", "tidak" or "belum": these are everybody's words."""
_PARENTS = frozenset("bapak ibu mbah simbah eyang nenek kakek opa oma".split())
"""Who addresses somebody so, or speaks of themselves so. With an owner it is somebody's parent."""
_OWNERS = frozenset("saya aku ku gw gue gua nya kami kita".split())
_TO_ONES_CHILDREN = frozenset("nak neng cu nduk ndok".split())
"""Who calls the assistant so is its elder."""
_TO_ONES_ELDERS = frozenset(
    "nuwun sewu inggih nggih matur suwun punten mangga maturnuwun hatur".split()
)
"""Who writes so is mostly not young, whatever else they shorten."""
_TO_A_STRANGER = frozenset("pak bu mbak mas sir madam".split())
"""Polite and everybody's: it weighs against casual words, and makes nobody formal by itself."""
_LONG = 3
"""Formal words in one sentence count once; from here on twice."""
_LITTLE = 0.5
"""What a word weighs that many shorten in haste, whoever they are; two of them count in a message.

Nothing beside "saya": who keeps it is polite, in a hurry or not.
"""


def evidence(text: Text) -> float:
    """How much a message speaks for a formal (+) or a casual (-) register: -2 to 2."""
    words = _WORD.findall(text.lower())
    found = 0.0
    if "saya" not in words:
        found -= _LITTLE * min(2, sum(word in _RATHER_CASUAL for word in words))
    formal = sum(word in _RATHER_FORMAL for word in words)
    found += 2 if formal >= _LONG else 1 if formal else 0
    if _TO_ONES_ELDERS.intersection(words):
        found += 1
    if any(word in _CLEARLY_CASUAL or _LAUGHTER.fullmatch(word) for word in words):
        found -= 2
    if found < 0 and _TO_A_STRANGER.intersection(words):
        found = min(0.0, found + 1)
    if _CLEARLY_FORMAL.intersection(words) or _is_an_elder(words):
        found += 2
    return max(-2.0, min(2.0, found))


def _is_an_elder(words: List[Text]) -> bool:
    """Whether they speak as, or to, an elder; "ibu saya" only tells of one."""
    if _TO_ONES_CHILDREN.intersection(words):
        return True
    owned = zip(words, [*words[1:], ""])
    return any(word in _PARENTS and after not in _OWNERS for word, after in owned)


_SELF = re.compile(
    r"\b(?P<who>bapak|kakek|opa|aki|engkong|ibu|nenek|oma|nini)\s+(?:(?:teh|mah|iki|ini|cuma|hanya"
    r"|cuman|juga|ya)\s+){0,2}"
    r"(?:(?:mau|ingin|pengen|pengin|pingin|hoyong|arep|badhe|pareng)\s+(?:\w+\s+){0,1}?(?:nanya"
    r"|tanya"
    r"|tanglet|taken|bertanya|menanyakan|cerita|carita|lapor|melapor|minta|tahu|tau|cek|ngecek|buka"
    r"|tutup|ambil|kirim|ngirim|bayar|transfer|urus|ngurus|ganti|blokir|cetak|nyetak)"
    r"|(?:tidak|ndak|nggak|gak|ga|ora|teu|kurang) (?:mengerti|ngerti|paham|bisa|punya|tahu|tau"
    r"|ngartos|gaduh|teurang)|bingung|gaptek)\b"
    r"|\b(?:saya|kulo|abdi|aku|ini|niki|iki)\s+(?:ini\s+|niki\s+)?(?P<named>pak|bapak|bu|ibu)\s+"
    r"(?!saya\b|aku\b|mau\b|kos\b|bank\b)[a-z]{3,}",
    re.IGNORECASE,
)
"""Who speaks of themselves so: "bapak mau tanya", "saya ini Pak Tono"."""
_OF_ONESELF = re.compile(
    r"\b(?P<who>bapak|kakek|opa|ibu|nenek|oma)\b(?!\s*(?:saya|aku|ku|gw|gue|nya|kami|kita|mertua"
    r"|sudah meninggal|meninggal|wafat|ngantunkeun|mboten wonten)\b)(?![,.?!]*\s*$)",
    re.IGNORECASE,
)
"""Beside "nak" it is the speaker."""
_OF_A_PARENT = re.compile(
    r"\b(?P<who>bapak|pak|bapa|ayah|papa|papah|kakek|opa|ibu|ibuk|bu|mama|mamah|mami|emak|nenek|oma"
    r"|mbah|eyang)"
    r"(?:ku|\s*(?:kandung|mertua|angkat|tiri)|\s+(?:saya|sy|aku|gw|gue|gua|kami|kita|mertua|temen\w*"
    r"|teman\w*|tetangga\w*|kos\w*|suami|istri))(?:nya|ku)?\b"
    r"|\b(?:wakil\w*|diwakil\w*|antar|nganter|anter|temenin|nemenin)\s+(?P<helped>bapak|ayah|papa|kakek|opa|ibu|mama|emak"
    r"|nenek|oma|mbah)\b",
    re.IGNORECASE,
)
"""A parent or another whose matter it is, and not the speaker: "ibu saya lupa", "wakilin ibu"."""
_TO_ASK = re.compile(
    r"\b(?:mau|ingin|pengen|pengin|pingin|hoyong|arep|badhe|pareng)\s+(?:\w+\s+)?(?:nanya|tanya|tanglet"
    r"|taken|bertanya|menanyakan|cerita|carita|lapor|melapor|minta|tahu|tau)\b",
    re.IGNORECASE,
)
"""Who wishes to ask is who writes, "saya" beside it or not."""
_I = re.compile(r"\b(?:saya|sy|aku|ak|aq|gw|gue|gua)\b", re.IGNORECASE)
_BAPAK = frozenset("pak bapak bapa ayah papa papah kakek opa aki engkong".split())


def self_named(text: Text, before: Sequence[Text] = ()) -> Optional[Text]:
    """`Bapak` or `Ibu` where somebody calls themselves so; None where nobody does.

    "Bapak saya" is somebody's father, "selamat pagi, Bapak" speaks to the bank. `before`: the
    earlier messages; whose mother was spoken of there, "ibu ga punya aplikasi" is about her.
    """
    found = _SELF.search(text)
    elder = any(_TO_ONES_CHILDREN.intersection(_WORD.findall(t.lower())) for t in (*before, text))
    if found is None and elder:
        found = _OF_ONESELF.search(text)
    if found is None:
        return None
    named = found.groupdict().get("named")
    word = (found.groupdict().get("who") or named or "").lower()
    if not named and not elder:
        # One who says "saya" speaks of somebody else with "ibu", unless an elder to their child.
        others = any(_is_anothers(word, one) for one in (*before, text))
        if others or (_I.search(text) and not _TO_ASK.search(found[0])):
            return None
    return "Bapak" if word in _BAPAK else "Ibu"


def _is_anothers(word: Text, text: Text) -> bool:
    """Whether a message speaks of such a person who is not the speaker: "ibu saya lupa"."""
    for match in _OF_A_PARENT.finditer(text):
        who = (match["who"] or match["helped"]).lower()
        if (who in _BAPAK) is (word in _BAPAK):
            return True
    return False


def added(so_far: float, text: Text) -> float:
    """The evidence with one more message; never beyond MOST on either side."""
    return max(-MOST, min(MOST, so_far + evidence(text)))


def register(so_far: float, before: Text) -> Text:
    """`formal`, `neutral` or `casual`. It changes twice at most, and is casual once at most."""
    if before == "formal":
        return before
    if before == "casual":
        return "formal" if so_far >= TO_GO_BACK else before
    if so_far >= ENOUGH:
        return "formal"
    return "casual" if so_far <= -ENOUGH else "neutral"
