"""Whether a person is wished for, or only spoken of: by proxy, in praise, in a refusal. Pure."""

import re

from reading import contact

_PERSON = (
    r"(?:orang\w*|manusia\w*|petugas\w*|p?tugas|cs|c s|customer\s*(?:service|care|support)"
    r"|operator\w*"
    r"|agen\w*|sta[fp]f?\w*|admin\w*|pegawai\w*|karyawa[nt]\w*|teller\w*|supervisor|spv|manager"
    r"|manajer"
    r"|pimpinan|atasan|kepala unit|call\s*cent(?:er|re)|hotline|wong\w*|jalm[ai]\w*|jelem[ai]\w*"
    r"|tiyang"
    r"|urang\w*|human\w*|person|people|agent\w*|someone|somebody|representative|officer|clerk"
    r"|employee"
    r"|colleague|mbaknya|masnya|beliau)"
)
_CALL = (
    r"(?:(?:di)?(?:tele?pon|tele?fon|telp|telpon|tlp|hubung\w*|panggil\w*|sambung\w*|kontak)\w*"
    r"|nelepon\w*"
    r"|nelpon\w*|menelepon|call(?:ed|back)?|ring me|phone me|connect|put me through|alihkan"
    r"|ditransfer ke)"
)
_NO = (
    r"(?:gak?|gk|nggak?|ngga|enggak|kagak|tidak|tdk|jangan|jgn|ogah|males|malas|bukan|don'?t|not"
    r"|no)"
)
_SPOKEN_OF = re.compile(rf"\b(?:{_PERSON}|{_CALL})\b", re.IGNORECASE)
_NAMED = re.compile(rf"\b{_PERSON}\b", re.IGNORECASE)
_WANTED = re.compile(
    r"\b(?:mau|ingin|pengen|pengin|minta|mnta|tolong|tlg|bisa|boleh|mohon|want|need|please|can i"
    r"|could i"
    r"|let me|sambung\w*|hubung\w*|panggil\w*|connect|alihkan)\b",
    re.IGNORECASE,
)
_TO_THE_MACHINE = re.compile(
    r"\b(?:ngobrol|ngomong|bicara|chat\w*|cerita|curhat|nanya|tanya|talk(?:ing)?|speak(?:ing)?)\s+"
    r"(?:sama|ama|dengan|dgn|ke|to|with)\s+(?:lu|lo|elu|kamu|km|anda|situ|bot|robot|mesin|ai|you"
    r"|u)\b",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(rf"\b{_NO}(?:\s+\w+){{0,2}}\s*$", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"\b(?:di|me)?wakil(?:kan|in|i)?\b|\b(?:surat kuasa|dikuasakan|by proxy|on (?:his|her"
    r"|my) behalf)\b"
    r"|\b(?:pujian|memuji|apresiasi|berterima kasih|compliment|praise)\b"
    r"|\b(?:jangan|jgn|ga usah|gak usah|nggak usah|don'?t)\s+(?:\w+\s+)?"
    r"(?:di)?(?:tlp|telp\w*|telepon\w*|hubung\w*|call)\b"
    rf"|\b{_NO}\s+(?:minta|nyari|cari|butuh|manggil|panggil"
    rf"|ask(?:ing)?(?: for)?)\s+(?:\w+\s+){{0,2}}{_PERSON}\b",
    re.IGNORECASE,
)
_AT_A_BRANCH = re.compile(
    r"\b(?:(?:ke|di|datang|dateng|dtg|nang|neng|ka)\s+(?:kantor|cabang|kcp|bank)(?:nya|e)?"
    r"|(?:ke|di)(?:kantor|cabang)(?:nya)?|(?:to|at|in) (?:the|your|a|any) (?:office|branch|bank))\b",
    re.IGNORECASE,
)
"""Where one goes by oneself: whether that is possible is no wish for somebody here."""
_ASIDE = (
    r"(?:udah|udh|sudah|sdh|dah|ya|yaudah|yasudah|lah|deh|dong|mending(?:an)?|better|lebih baik"
    r"|langsung|lgsg|ke|sama|ama|dengan|dgn|pake|pakai|minta|mau|pengen|ingin|tolong|tlg|coba"
    r"|kasih|cari(?:in)?|panggil(?:in)?|aja|saja|ae|wae|asli|beneran|biasa|kak|min|pak|bu|mas"
    r"|mbak|please|just|a|an|to|the|real|give me|get me|ok|oke|okay|eh|kalau gitu|kalo gitu)"
)
_ONE = (
    r"(?:orang(?:nya)?|manusia(?:nya)?|petugas(?:nya)?|ptugas|cs(?:nya)?|c s"
    r"|customer (?:service|care)|operator(?:nya)?|admin(?:nya)?|wong|jalm[ai]|jelem[ai]|human"
    r"|person|someone|somebody|agent)"
)
_TO_TALK = re.compile(
    r"\b(?:orang\w*|manusia\w*|petugas\w*|pegawai\w*|wong|person|people|human|someone|somebody|talk|speak"
    r"|bicara|ngobro?l|ngomong|suara|(?:di)?angk?a?t|dijawab|(?:di)?bales|(?:di)?balas|langsung|lngsung)\b",
    re.IGNORECASE,
)
"""Who asks for a number to speak to somebody wants that somebody."""
_ONE_ONLY = re.compile(rf"\b{_ONE}\b", re.IGNORECASE)
_BESIDE_IT = re.compile(rf"\b(?:{_ASIDE}|{_ONE})\b", re.IGNORECASE)
_BE_CONNECTED = re.compile(
    r"\b(?:(?:di)?sambung(?:in|kan|kn|keun|a?ken|no)?|nyambung(?:in|kan)"
    r"|(?<!saya )(?<!aku )(?<!gw )(?<!gue )(?:di)?(?:hubung|panggil)(?:in|kan|kn)"
    r"|(?:telp|tlp|telpon|telepon|telfon|hubungi|kontak) (?:saya|aku|gw|gue)"
    r"|connect|(?:put|transfer) me (?:through|over)|(?:call|ring|phone|transfer) me)\b",
    re.IGNORECASE,
)
_SAYS_YES = re.compile(
    r"^\W*(?:i?ya+h?|iyo|inggih|nggih|muhun|yes|ye[pa]h?|yup|sure|ok|oke+|okay|boleh|blh|mau|please"
    r"|tolong|tlg|silakan|gas|sip)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:orang(?:nya)?|manusia(?:nya)?|petugas(?:nya)?|ptugas|operator(?:nya)?|human|person|agent)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:biar|supaya|spy|soalnya|karena|krn|because|since|so|for|about|untuk|buat|soal|tentang)\b"
    r".*$",
    re.IGNORECASE | re.DOTALL,
)
_BESIDE_A_YES = re.compile(
    rf"\b(?:{_ASIDE}|{_ONE}|i?ya+h?|iyo|i?nggih|muhun|yes|ye[pa]h?|yup|sure|oke+|boleh|blh|bisa|bs|silakan"
    r"|gas|sip|saya|sy|aku|ku|gw|gue|sekarang|skrg|dulu|i'?d|i'?ll|i|would|like|love|want|talk|speak|bicara|ngomong|ngobrol|chat|go|ahead|and|do"
    r"|that|then|me|be|us|with|one|them|now|right|pls|plz|thanks?|makasih|terima|can|could|you|nih|sih|lagi"
    r"|nak|bang|gan|tuh|lho|atuh|nya)\b",
    re.IGNORECASE,
)
_SURE = 0.8
"""From here on the classifier is believed without a word for a person: typos hide them."""
_FEW_WORDS = 4
_FEWEST, _MOST = 2, 7
"""Words of a message that says nothing but that it be a person."""


def is_wished_for(text: str, confidence: float) -> bool:
    """Whether a message that was read as a wish for a person is one.

    "Apakah bisa diwakilkan?", "kalo ke kantornya langsung bisa ga" and "gapapa ngobrol sama lu aja"
    are none, whatever was read; and without a word for a person or a call the reading has to be
    sure.
    """
    machine = _TO_THE_MACHINE.search(text)
    if machine and not _NOT_BEFORE.search(text[: machine.start()]):
        return False
    if _OTHERWISE.search(text):
        return False
    if contact.asks_for_it(text) and not _TO_TALK.search(text):
        return False  # A number to call is no wish for somebody here.
    if _AT_A_BRANCH.search(text) and not _SPOKEN_OF.search(text):
        return False
    return confidence >= _SURE or _SPOKEN_OF.search(text) is not None


def is_all_that_is_wished(text: str) -> bool:
    """Whether nothing is said but that it be a person: "udah lah, orang aja"."""
    if not _FEWEST <= len(text.split()) <= _MOST or _ONE_ONLY.search(text) is None:
        return False
    return re.search(r"\w", _BESIDE_IT.sub(" ", text)) is None


def is_spoken_of(text: str) -> bool:
    """Whether a person is named in a text of ours; the administration's fees are none."""
    return _SOMEBODY.search(text) is not None


def agrees_to_one(text: str) -> bool:
    """Whether it is a yes that names connecting or a person: "ya sambungin dong", "Yes, connect me".

    Only meant for what follows a text that speaks of a person. "Oke admin" and "ya nanti saya
    hubungi" are none.
    """
    text = _REASON.sub(" ", text)
    rest, connects = _BE_CONNECTED.subn(" ", text)
    if not connects and (_SAYS_YES.search(rest) is None or _SOMEBODY.search(rest) is None):
        return False
    return re.search(r"\w", _BESIDE_A_YES.sub(" ", rest)) is None


def is_wished_for_anew(text: str) -> bool:
    """The same where a call was promised already: "nanti yang telepon sabar ya" is none."""
    short = len(text.split()) <= _FEW_WORDS
    return _NAMED.search(text) is not None and (short or _WANTED.search(text) is not None)
