"""What words mean that a reading gets wrong: "bukan saya", a blocked PIN, "salah kirim". Pure."""

import re

_NOT_MINE = re.compile(
    r"\b(?:bukan|bkn|bukn|dudu|sanes)\s+(?:transaksi\s+)?(?:saya|aku|gue|gw|kulo|abdi|punya saya)\b"
    r"|\b(?:saya|aku|gue|gw)\s+(?:gak?|nggak?|ngga|tidak|tdk|belum|blm)\s+(?:pernah|merasa"
    r"|ngerasa)\b"
    r"|\b(?:not (?:me|mine)|wasn'?t me|i never|didn'?t (?:make|do) (?:that|this|it))\b",
    re.IGNORECASE,
)
_PIN = re.compile(r"\bpin\b", re.IGNORECASE)
_BLOCKED = re.compile(
    r"\b(?:ke|ter|tr|di)?-?blo(?:k|c)\w*|\bsalah\b|\bwrong\b|\blocked\b", re.IGNORECASE
)
_CARD_GONE = re.compile(
    r"\b(?:h?ilang\w*|dicuri|dicopet|kecopetan|jatuh|ketinggalan|tertelan|ketelan|ketelen|lost"
    r"|stolen"
    r"|blokir\s+(?:kartu|atm)|blokirin|block my card)\b",
    re.IGNORECASE,
)
_AT_A_MACHINE = re.compile(
    r"\b(?:atm|mesin\w*|tarik\w*|narik|setor\w*|nyetor|keluar\w*|machine|withdr\w+|cash|dispens\w*)\b",
    re.IGNORECASE,
)
_DEATH = re.compile(
    r"\b(?:me?ni?ngg?a\w*|mninggal|ninggal\w*|wafat\w*|alm(?:arhum\w*)?|berpulang|tiada|tutup usia|duka"
    r"|gaada|(?:g(?:a|ak|k)?|tidak|tdk|engga|nggak|wis (?:ora|gak)) (?:ada|ad|ono|ana)|dipanggil|mendiang"
    r"|gone|passed|passing|died|dead|death|deceased|late|lost|funeral|buried|waris\w*|widow\w*|inherit\w*"
    r"|estate|will|heirs?|sed[oa](?:nipun|ne)?|pejah|pupus|kapundhut|ngantunkeun|maot|mangkat|mati|kematian|pergi"
    r"|(?:di|pe)?makam\w*|(?:di)?kubur\w*|tahlil\w*|janda|duda|peninggal\w*|jenazah|yatim\w*|gugur"
    r"|tenggelam|ga selamat|(?:7|40|100|tujuh|empat puluh|seratus) ?hari\w*)\b",
    re.IGNORECASE,
)
_MISDIRECTED = re.compile(
    r"\bsalah\s+(?:kirim|transfer|tf|trf|rekening|rek|norek|orang|nomor|tujuan|alamat|bank)\b"
    r"|\b(?:ke|ter)kirim ke (?:orang|rekening) (?:lain|salah)\b"
    r"|\bwrong (?:account|person|number|recipient|bank)\b",
    re.IGNORECASE,
)
_INTENDED = re.compile(
    r"\b(?:(?:se)?harusnya|mestinya|maunya|supposed to go|should have gone|meant to go"
    r"|meant for)\s*$",
    re.IGNORECASE,
)


_SENDER = (
    r"(?:anak|adik|adek|kakak|abang|suami|istri|ibu|bapak|ayah|mama|papa|teman|temen|bos|kantor|mantu|menantu"
    r"|cucu|saudara|keponakan|pembeli|pelanggan|majikan|son|daughter|brother|sister|friend|boss|employer)"
)
_INCOMING = re.compile(
    rf"\b{_SENDER}(?:\s+(?:saya|aku|gue|gw|my|sudah|udah|udh|sdh|bilang|katanya|kata|yang|yg|uangnya|uang|duit|tadi"
    r"|kemarin|has|says|said|he|she)){0,5}\s+(?:kirim|ngirim|mengirim|transfer|tf|mentransfer|nransfer|sent|send"
    r"|transferred|dikirim|ditransfer)\b"
    r"|\b(?:gaji|pensiun|pensiunan|kiriman|upah|honor|thr|bansos|salary|pension)\w*\s+(?:\w+\s+){0,3}"
    r"(?:masuk|cair|msk|arrived|come in)\b",
    re.IGNORECASE,
)


def incoming(text: str) -> bool:
    """Whether it is about money that somebody else sends: "anak saya bilang sudah dikirim"."""
    return _INCOMING.search(text) is not None


def not_mine(text: str) -> bool:
    """Whether somebody says of a movement that it was not theirs."""
    return _NOT_MINE.search(text) is not None


def pin_blocked(text: str) -> bool:
    """Whether it is the PIN that is blocked, and no card to be blocked."""
    pin = _PIN.search(text) is not None and _BLOCKED.search(text) is not None
    return pin and _CARD_GONE.search(text) is None


def at_a_machine(text: str) -> bool:
    """Whether a cash machine is spoken of, or what one does with it."""
    return _AT_A_MACHINE.search(text) is not None


_ALIVE = re.compile(
    r"\b(?:masih|msh|isih|keneh)\s+(?:hidup|sehat|ada umur|urip)\b|\bhirup keneh\b"
    r"|\b(?:still|very much) alive\b|\bsiapa yang (?:meninggal|mati)\b|\bwho died\b",
    re.IGNORECASE,
)


def of_a_death(text: str) -> bool:
    """Whether there is a word for somebody's death in it; some words mean other things, too.

    Not where somebody is said to live: condolences to the living are worst.
    """
    return _DEATH.search(text) is not None and _ALIVE.search(text) is None


def of_the_living(text: str) -> bool:
    """Whether it says that somebody is alive: "ibu saya masih hidup"."""
    return _ALIVE.search(text) is not None


_NOT_ARRIVED = re.compile(
    r"\b(?:belum|blm|blum|blom|belom|tidak|tdk|gak?|gk|nggak?|ngga|enggak|engga|ga|kagak|kaga|durung"
    r"|ora|teu acan|teu|mboten|dereng)\W+(?:(?:juga|jg|kunjung|pernah|ada)\W+){0,2}"
    r"(?:sampa?i|sampe|smp|nyampe|nyampai|masuk|msk|diterima|keterima|nerima|terima|tekan|mlebu|nepi"
    r"|asup|datang|dateng|terlihat)(?:\W?2|nya)?\b"
    r"|\b(?:hasn'?t|has not|haven'?t|didn'?t|did not|not|never)\s+(?:yet\s+)?(?:arrived?|come"
    r"|reach(?:ed)?|received?|gone through|shown up)\b",
    re.IGNORECASE,
)


def not_arrived(text: str) -> bool:
    """Whether it says that money has not come where it was sent: "kok ga sampe2 ke ipar"."""
    return _NOT_ARRIVED.search(text) is not None


def misdirected(text: str) -> bool:
    """Whether money went to somebody who should not have got it."""
    return _MISDIRECTED.search(text) is not None


def intended(before: str) -> bool:
    """Whether what follows these words is where something should have gone, and did not."""
    return _INTENDED.search(before) is not None
