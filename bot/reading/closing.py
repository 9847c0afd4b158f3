"""Small talk that is said or only guessed, and a question behind a thanks. Pure.

Short lines in the middle of a matter look like small talk to a classifier: "dari kmrn sore" like a
greeting, "lama ga nih" like a no. They are small talk only where they have a word of it.
"""

import re
from typing import List, Optional, Text

from reading import contact

_ADDRESS = (
    r"(?:min|mimin|admin|kak|kakak|ka|mas|mbak|mba|pak|bu|bapak|ibu|gan|sis|bro|om|kk|bang|abang|bg"
    r"|nak|neng|cs|bot|sir|madam|miss)"
)
_DAY = r"(?:pagi|siang|sore|malam|malem|morning|afternoon|evening|sonten|enjing|dalu|wengi)"
_THANKS = (
    r"(?:(?:te?ri?ma|trm|tr?ima)\W*(?:kasih|ksh)|ma?ka?si+h?|mks?i?h|mak?aci+h?|maaci\w*|tri?ms"
    r"|tks|tq|ty|thx"
    r"|thanks?|thank\s*you|thank\s*u|tengkyu|nuhun|suwun|nuwun|syukron|alhamdulillah|syukurlah"
    r"|cheers|appreciate\w*)"
)
_WORDS = {
    "thank": re.compile(
        rf"\b(?:{_THANKS}|sip+|mantap\w*|mantul|keren|cakep|top|jos|good|great|perfect|nice|helpful"
        r"|membantu\w*|ngebantu|terbantu\w*|nolong|oke+|ok|okay|baik|siap|lega|puas|kasih|jelas)\b",
        re.IGNORECASE,
    ),
    "greet": re.compile(
        rf"^\W*(?:(?:eh|oh)\W+)?(?:(?:ha?l+o+w?|hai+|hi+|hy|hello+|hey+|hei+|o+i+|wo+[iy]+|permisi"
        rf"|misi"
        rf"|p+|te+s+t?|ping|ass?a?l+am\w*|salam|sampurasun|punten|kulo\s*nuwun|nuwun\s*sewu|sugeng"
        rf"|(?:selamat|slmt|slamat|met|good)\s+\w+|g?{_DAY}(?!\s+(?:tadi|ini|kemar|kmr|lalu))"
        rf"|wilujeng|yo+|sup|hola|greetings|om\s+swastiastu|shalom|apa\s*kabar|how are you|gan"
        rf"|sist?"
        rf"|{_ADDRESS})(?:\b|$)\W*)",
        re.IGNORECASE,
    ),
    "goodbye": re.compile(
        rf"\b(?:bye+|good\s*bye|da+h+|dadah?|daah|cao|ciao|sampai|sampe|smpai|jumpa|ketemu lagi"
        rf"|udahan"
        rf"|cukup|sekian|pamit\w*|wassalam\w*|see (?:you|ya)|see u|take care|night|later"
        rf"|(?:selamat|met)\s+(?:{_DAY}|tinggal|beraktivitas|istirahat|jalan|tidur|bobo)"
        r"|itu (?:aja|saja|dulu|doang)|segitu|gitu aja|cabut|tutup|akhiri|selesai|beres|kelar|done"
        r"|that'?s (?:all|it)|have a (?:good|nice|great)|kembali|balik lagi|lain kali|permisi"
        rf"|{_THANKS}|pareng|hayu|pareung|off|out|tidur|tdr|kerja|lanjut nanti|nanti lagi)\b",
        re.IGNORECASE,
    ),
    "deny": re.compile(
        r"\b(?:tidak|tdk|ti?dak\w*|gak?|gk|g|nggak?|ngga|engga?k?|ndak|nda|kagak|kaga|kgk|kgak|ora"
        r"|mboten"
        r"|henteu|teu|ulah|sanes|dudu|bukan\w*|bkn|jangan\w*|jgn|belum|blm|no+|nope|nah|not|none"
        r"|nothing|never|don'?t|doesn'?t|didn'?t|isn'?t|gausah|gajadi|gamau|gaada|ogah|males|malas"
        r"|batal\w*|cancel|salah|wrong|cukup|sudah|udah|udh|sdh|udahan|itu aja|itu saja|nehi|skip"
        r"|that'?s all|enough|moal|alim|usah)\b",
        re.IGNORECASE,
    ),
    "affirm": re.compile(
        r"\b(?:i?y[ao]+h?|iy[aeh]+|y+|ye+s+|ye+p|yup+|yoi|yow|yeah|yaudah|yaudh|iyo|enggih"
        r"|n?inggih|nggih|njih"
        r"|muhun|leres|sumuhun|betul\w*|btl|bene?r\w*|bnr|be+tu+l|oke+h?|o?key|ok+|okay|okedeh"
        r"|sip+|siap\w*"
        r"|boleh\w*|blh|bole|lanjut\w*|gas+\w*|cus+|setuju|deal|tentu|pasti|sure|correct|right"
        r"|exactly"
        r"|absolutely|definitely|of course|please|silakan|silahkan|monggo|mangga|mau\w*|baik\w*"
        r"|jadi"
        r"|yakin|true|fine|alright|go (?:ahead|on)|do it|yg itu|yang itu|yang ini|yg ini|itu dia"
        r"|that one"
        r"|sudah|udah|udh|sdh|dah|done|tolong|mohon|masih|ada|bisa|cocok|sepakat|tepat|persis|sae"
        r"|noted|paham|ngerti|mengerti|understood|got it|acc)\b",
        re.IGNORECASE,
    ),
}
"""The words of each kind of small talk; what has none of them was only guessed."""

_QUESTION_WORD = re.compile(
    r"\b(?:apa(?:kah)?|apaan|berapa|brp|brapa|kapan|kpn|gimana|gmn|gmna|bagaimana|bgmn|kenapa|knp"
    r"|knapa"
    r"|mengapa|(?:di|ke)?\s?mana|dmn|kmn|siapa|bisakah|bolehkah|haruskah|perlukah|adakah|masihkah"
    r"|piye|pripun|kumaha|iraha|sabaraha|saha|naha|pinten|piro|pira|opo|nopo|naon|endi|kepiye|kenopo"
    r"|beda(?:nya|ne)|maksudnya|artinya|how|what|when|why|which|where|who|is it"
    r"|can i|could i|do i|does it|should i|may i|will it)\b",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"\b\w+\W+(?:ga|gak|nggak|ngga|engga|enggak|gk|g|kah|tidak|tdk)"
    rf"(?:\W+(?:nih|ni|sih|si|ya|yah|dong|to|tuh|{_ADDRESS}))*\W*$",
    re.IGNORECASE,
)
_MAY_IT = re.compile(
    r"\b(?:bisa|bs|boleh|blh|ada|perlu|harus|kena|dapat|dpt|wajib)\W+(?:apa |atau )?"
    r"(?:ga|gak|nggak|ngga|enggak|tidak|tdk|ndak)\b"
    r"(?=\s*[,.;]|\s+(?:ya|sih|kalau|kalo|klo|untuk|buat|tanpa|soalnya)\b)",
    re.IGNORECASE,
)
"""The same in the middle: "diwakilkan boleh tidak, lutut saya sakit"."""
_BEGINS_AS_ANSWER = re.compile(
    r"^\W*(?:ya|iya|y|yes|yup|oke?|okay|sip|betul|bener|benar|inggih|nggih|tidak|nggak|ngga|enggak"
    r"|gak?"
    r"|gk|bukan|jangan|no|nope|belum|cukup|udah cukup)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\b(?:tetap|tetep|ttp|masih|msh|belum|blm|tapi|tp|namun|still|but|gagal|error|kok|ga bisa"
    r"|gak bisa"
    r"|nggak bisa|ga msk|ga masuk|gak masuk)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"^\W*(?:(?:ya|oh|kak|min|pak|bu|mas|mbak)\W+)?(?:eh|tapi|tp|terus|trus|trs|cuma|cuman|oiya"
    r"|oh\s*ya"
    r"|btw|lalu|satu hal lagi|izin|ijin|mohon|tolong|tlg|mau|bisa|boleh|saya (?:mau|ingin)|but"
    r"|one more"
    r"|also)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"(?<=[.!?;\n])\s*|(?=\b(?:oiya|oh ya|btw|satu hal lagi|terus|trus|trs|eh)\b)", re.IGNORECASE
)
_THANKED = re.compile(
    rf"^(?P<before>(?:\W*\b\w+\b){{0,6}}?\W*)\b{_THANKS}\b(?P<more>(?:\W+(?:banyak|bgt|banget"
    rf"|sekali|ya|yah|nggih"
    rf"|lho|so much|very much|a lot|sebelumnya|{_ADDRESS}|(?:pak|bu|mbak|mas|kak|bapak"
    rf"|ibu)\s+[a-z]+))*)",
    re.IGNORECASE,
)
_HELLO = re.compile(
    rf"^\W*(?:(?:ha?l+o+|hai+|hi|hello|permisi|ass?alam\w*(?:\W+(?:wr|wb)\b\.?)*|(?:selamat|slmt"
    rf"|met)\s+{_DAY}"
    rf"|nyuwun sewu|punten)\W*(?:{_ADDRESS}\b\W*)*)+",
    re.IGNORECASE,
)
_OBJECTS = re.compile(
    r"^\W*(?:(?:oh|ok|oke|okay|hmm|ya|iya|kak|min)\W+)*(?:tapi|tp|tpi|lah|lho|but|jadi|jd|berarti|so)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"\b(?:cara(?:nya|ne|na)?|langkah\S*|urutan\w*|step|steps|kumaha|pripun|carane"
    r"|how (?:do|to|can|should) (?:i|we|you)?)\b",
    re.IGNORECASE,
)
SMALL_TALK = frozenset(_WORDS)
_FEWEST_WORDS = 2
_WORDS_OF_AN_ANSWER = 5
"""A longer no or yes that asks is a question: "belum pak, maksud saya apakah anak saya boleh?"."""
_ALL_RIGHT = re.compile(
    r"\b(?:(?:tidak|tdk|ndak|gak?|gk|nggak?|ngga|enggak|ora|teu)\W*(?:apa|papa|po|nanaon|masalah)"
    r"(?:\W*(?:apa|po|2))?|gapapa|gpp|gppa?|rapopo|no (?:problem|worries)"
    r"|that'?s (?:ok|okay|fine|all ?right))\b",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(
    r"^\W*(?:\w+\W+){0,2}?(?:bukan|bkn|dudu|sanes|not)\s+\w[^.;!,?\n]*[.;!,\n]+(?P<but>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_WORDS_OF_A_NEED = 3


_DRAWN = re.compile(r"([aeiou])\1+\b", re.IGNORECASE)
"""A vowel drawn out at the end of a word: "boleh gaa", "gimanaaa"."""


def undrawn(text: Text) -> Text:
    """The words with each such vowel written once."""
    return _DRAWN.sub(r"\1", text)


_INVERTED = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|also|then|or|well|hi|hello|hey)\W+)*"
    r"(?:(?:can|could|will|would|does|did|is|are|was|should|may)\s+"
    r"(?:i|you|we|it|he|she|they|there|this|that|my|the|someone|somebody|anyone|anybody|his|her|their)"
    r"|do\s+(?:i|you|we|they))\b",
    re.IGNORECASE,
)
"""An English question without a mark: "and can my brother pick it up"."""


def asks(text: Text) -> bool:
    """Whether the words ask something: a question mark or word, or "lama ga nih"."""
    text = undrawn(text)
    if "?" in text or _QUESTION_WORD.search(text) or _MAY_IT.search(text):
        return True
    if _INVERTED.search(text):
        return True
    return _TAG.search(text) is not None and not _BEGINS_AS_ANSWER.search(text)


def asks_back(text: Text) -> bool:
    """Whether it asks something instead of answering: "ya, kapan?" does answer."""
    return asks(text) and _BEGINS_AS_ANSWER.search(text) is None


def objects(text: Text) -> bool:
    """Whether it holds something against what was just said: "tp ktp blm ada"."""
    return _OBJECTS.search(text) is not None


def asks_the_way(text: Text) -> bool:
    """Whether it asks how something is done, step by step."""
    return _WAY.search(text) is not None


def is_said(intent: Text, text: Text) -> bool:
    """Whether the message has a word of its own for this small talk.

    A yes or a no that asks back has none, nor a goodbye after which something still fails.
    """
    found = _WORDS[intent].search(text)
    if found is None:
        return False
    if intent in ("affirm", "deny"):
        short = len(text.split()) <= _WORDS_OF_AN_ANSWER
        return not asks(text) or (short and _BEGINS_AS_ANSWER.search(text) is not None)
    if intent == "goodbye":
        return not asks(text) and not _GOES_ON.search(text)
    return True


def lets_it_be(text: Text) -> bool:
    """Whether it thanks for what could not be answered, too: "ya sudah tidak apa. terima kasih"."""
    thanks = re.search(rf"\b{_THANKS}\b", text, re.IGNORECASE) is not None
    rest, all_right = _ALL_RIGHT.subn(" ", text)
    return thanks and all_right > 0 and not asks(rest)


def says_what_instead(text: Text) -> bool:
    """Whether a no goes on with what is meant: "bukan tertelan. masa berlakunya mau habis"."""
    found = _NOT_THAT.search(text)
    if found is None or len(found["but"].split()) < _WORDS_OF_A_NEED:
        return False
    rest = found["but"]
    return not (_WORDS["goodbye"].search(rest) or re.search(rf"\b{_THANKS}\b", rest, re.IGNORECASE))


_NOT_ENOUGH = re.compile(
    r"\b(?:tidak|tdk|gak?|gk|nggak?|ngga|ndak|belum|blm|bukan|not|isn'?t)\s+(?:cukup|beres|selesai"
    r"|enough"
    r"|settled|done)\b",
    re.IGNORECASE,
)
_WHAT_NOW = re.compile(
    r"\b(?:(?:harus|mesti|musti|kudu|perlu|hrs|msti)\s+(?:apa|gimana|gmn|bagaimana|ngapain|ngap"
    r"|berbuat apa"
    r"|nunggu)|ngapain (?:lagi|lg|sekarang|skrg|dong|nih)|(?:ng)?apain lg|jadi gimana|jd gmn"
    r"|gimana (?:ini|dong"
    r"|nih|jadinya)|gmn (?:ini|dong|nih)|terus (?:gimana|gmn|apa)|trs (?:gimana|gmn|apa)"
    r"|aman (?:ga|gak|nggak"
    r"|ngga|tidak|kan|ya)|bahaya (?:ga|gak|nggak|tidak)|hangus|disita|apa yang (?:harus|bisa"
    r"|dapat)|what (?:now"
    r"|should i|can i|do i) ?(?:do)?|is my money safe|am i safe)\b",
    re.IGNORECASE,
)
_LAUGHS = re.compile(
    r"\b(?:wk(?:wk)+\w*|ha(?:ha)+h?|he(?:he)+h?|hi(?:hi)+|lo+l|lmao)\b", re.IGNORECASE
)
_SAYS_DONE = re.compile(
    r"\b(?:udah|sudah|udh|sdh|dah|done|masuk|login|log in|signed in|logged in|cek|terus|trus|trs"
    r"|lanjut\w*"
    r"|ok|oke|okay|next)\b",
    re.IGNORECASE,
)


_NOD = re.compile(
    r"\W*(?:o+h*|oalah|owalah|walah|hmm*|ah|gitu|begitu|i see|noted|k|y|(?:ok){1,3}|oke+h?|sip+)"
    rf"(?:\W+(?:gitu|begitu|ya|yah|to|toh|tho|oke|ok|deh|lah|paham|{_ADDRESS})){{0,4}}\W*",
    re.IGNORECASE,
)


def is_nod(text: Text) -> bool:
    """Whether it only takes in what was said: "oalah gitu"."""
    return _NOD.fullmatch(text) is not None


def not_enough(text: Text) -> bool:
    """Whether it says that it is not over: "tidak cukup", unlike "tidak, cukup"."""
    return _NOT_ENOUGH.search(text) is not None


def asks_what_now(text: Text) -> bool:
    """Whether it asks what to do, or whether all is lost, without naming a matter."""
    return _WHAT_NOW.search(text) is not None


def laughs(text: Text) -> bool:
    """Whether there is a laugh in it."""
    return _LAUGHS.search(text) is not None


def says_done(text: Text) -> bool:
    """Whether it may say that what was asked for is done: "udah masuk. terus?"."""
    return _SAYS_DONE.search(text) is not None


_ONLY_DONE = re.compile(
    r"\W*(?:(?:ok|oke|nih|kak|min|iya|ya|nah)\W+)*(?:(?:saya|aku|gw|gue|i'?m|i am|i have|i'?ve)\s+)?"
    r"(?:(?:udah|sudah|udh|sdh|dah|wis|uwis|wes|sampun|atos|tos)(?:\s+(?:masuk|login|log in|sign in|signin|beres"
    r"|selesai|kok|tuh))?|(?:logged|signed) in|done|masuk)"
    rf"(?:\W+(?:nih|ni|ya|yah|kok|tuh|lho|dong|sekarang|skrg|now|nggih|{_ADDRESS}))*\W*",
    re.IGNORECASE,
)


def only_says_done(text: Text) -> bool:
    """Whether nothing but that is said: "udah", "sudah masuk kak"."""
    return _ONLY_DONE.fullmatch(text) is not None


_BEGINS_AS_DONE = re.compile(
    r"^\W*(?:(?:ok|oke|nih|kak|min|iya|ya|nah|saya|aku|gw|gue)\W+)*(?:udah|sudah|udh|sdh|dah|wis|wes)\s+"
    r"(?:masuk|login|log in|sign in|signin)\b|^\W*(?:logged|signed) in\b",
    re.IGNORECASE,
)


def begins_as_done(text: Text) -> bool:
    """Whether it says first that one has signed in: "udh masuk, tolong cek"."""
    return _BEGINS_AS_DONE.search(text) is not None


def is_address(text: Text) -> bool:
    """Whether it only calls for attention: "bang", "kak min"."""
    return re.fullmatch(rf"\W*(?:{_ADDRESS}\b\W*)+", text, re.IGNORECASE) is not None


def behind_courtesy(text: Text) -> Optional[Text]:
    """The question or the wish of a message that also thanks or greets; None without one.

    What stands beside it is kept: "Terima kasih. Ayahnya di luar kota. Cukup saya saja?" is read
    from "Ayahnya" on.
    """
    parts = [part for part in _PARTS.split(text) if part and part.strip(" .,!?;\n")]
    courteous = False
    kept: List[Text] = []
    opened = False
    for part in parts:
        rest: Text = part
        hello = _HELLO.match(rest)
        if hello:
            courteous, rest = True, rest[hello.end() :]
        thanked = _THANKED.match(rest)
        if thanked and not _QUESTION_WORD.search(thanked["before"]):
            courteous = True
            rest = rest[thanked.end() :].lstrip(" ,.;!")
            after_comma = thanked.end() < len(part) and "," in part[thanked.end() - 1 :]
            own = asks(rest) or _TURNS.search(rest)
            if not own:
                continue
            if after_comma and not asks(rest.partition(",")[0]) and "," in rest:
                head, _, tail = rest.partition(",")
                turns = asks(tail) or _TURNS.search(tail)
                rest = tail if turns and not _TURNS.search(head) else rest
        if len(re.findall(r"\w+", rest)) < 1:
            continue
        opened |= asks(rest) or _TURNS.search(rest) is not None
        kept.append(rest.strip())
    found = " ".join(kept).strip(" ,")
    if not courteous or not opened or len(found.split()) < _FEWEST_WORDS:
        return None
    return found if found != text.strip() else None


_WHEN = re.compile(
    r"\b(?:kapan|kpn|(?:be)?rapa lama|brp lama|lama\W+(?:ga|gak|nggak|ngga|gk|banget|amat|bgt)"
    r"|kok lama"
    r"|cepe?t(?:an|in)?|dikabar\w*|kabarnya|ngabar\w*|(?:lewat|via) (?:apa|mana)"
    r"|no(?:mo|me)?r(?:nya)?\s+(?:\w+\s+)?(?:apa|apaan|mana|buat|untuk|itu)|(?:itu|ini) no(?:mo"
    r"|me)?r"
    r"|berapa hari|brp hari|hari blm|hangus|sampai mana|kelanjutan\w*|how long|when|how soon"
    r"|what number|hear (?:back|from)|dibaca\w*|bayar (?:ga|gak|tidak|nggak)|gratis)\b",
    re.IGNORECASE,
)


_WHAT_NEXT = re.compile(
    r"\W*(?:(?:oh|ok|oke|okay|eh|lah|lha|loh|lho|ya|yah|hmm|nah|so|and)\W+){0,3}"
    r"(?:(?:te?ru[sz]|trs|trus|teros|truss|lalu|lah ?terus|njuk|terus|tros|abis itu|habis itu"
    r"|setelah itu|then)(?:\W+(?:apa|apaan|gimana|gmn|gmna|bagaimana|piye|kumaha|ngapain|saya|aku"
    r"|gw|gue|harus|ngapa|lagi|skrg|sekarang|what|selanjutnya|next|ini|nih))*"
    r"|(?:udah|sudah|udh|dah|cuma|cuman|wis|tos)?\s*(?:gitu|begitu|segitu|itu|ngono|kitu)"
    r"\s+(?:aja|saja|doang|tok|thok|wae|hungkul)"
    r"|(?:udah|sudah|udh|selesai|beres|kelar)\s+(?:selesai|beres|kelar|nih|ini|ya|kah|belum|blm)"
    r"|(?:(?:ga|gak|nggak|tidak)\s+)?(?:perlu|harus|usah)\s+(?:apa|ngapa-ngapain|ngapain|apa-apa)"
    r"(?:\s+lagi)?|(?:saya|aku|gw)?\s*(?:tinggal|cukup)\s+(?:nunggu|tunggu|menunggu)\w*"
    r"|is that (?:it|all)|that'?s it|(?:so )?what(?:'?s)? (?:now|next"
    r"|happens next)|now what|and then)"
    rf"(?:\W+(?:nih|ya|yah|kah|kan|sih|dong|ta|to|toh|aja|kak|min|now|{_ADDRESS})\b)*\W*",
    re.IGNORECASE,
)

_THAT_IS_ALL = re.compile(
    r"\b(?:itu (?:aja|saja|doang|tok|thok|wae)|that'?s (?:it|all)|ok(?:ay)? then|(?:gak?|nggak"
    r"|tidak) (?:perlu|usah)|terima|makasih)\b",
    re.IGNORECASE,
)


def asks_what_next(text: Text) -> bool:
    """Whether the whole message asks if that was all: "terus?", "udah gitu aja?".

    "Udah itu aja" without a question mark says so.
    """
    if "?" not in text and _THAT_IS_ALL.search(text):
        return False
    return _WHAT_NEXT.fullmatch(text) is not None


_NOTED = re.compile(
    r"\b(?:su?dah|udah|udh|sdh|dah|wis|sampun|apa(?:kah)?(?!\W+(?:saja|aja|yang|yg)\b)|has|have|is"
    r"|was)\b(?:\W+\w+){0,4}?\W+(?:(?:ter|ke|di)cat[ae]t|recorded|noted|on record)\b"
    r"|\b(?:ter|ke|di)cat[ae]t\W+(?:belum|blm|blom|ga|gak|nggak|ngga|tidak|tdk|kan|kah)\b",
    re.IGNORECASE,
)


def asks_whether_noted(text: Text) -> bool:
    """Whether it asks if what was said is on record: "pengaduan saya sudah tercatat?"."""
    return _NOTED.search(text) is not None


def asks_when(text: Text) -> bool:
    """Whether it asks how long it takes, how one hears, what the number is for or what is next.

    The bank's own number is another matter.
    """
    if contact.asks_for_it(text):
        return False
    return _WHEN.search(text) is not None or asks_what_next(text)
