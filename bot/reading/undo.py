"""Words that take a block of a card back: "buka blokirnya", "kartunya ketemu", "eh batal". Pure."""

import re

_CARD = r"(?:kartu|card|atm|debit|kredit|credit)"
_UNBLOCK = re.compile(
    r"\b(?:(?:mem)?buka(?:in|kan)?(?:\s+\w+)?\s+blokir(?:an|nya)?|blokir\w*\s+\w*\s*(?:di)?buka"
    r"|(?:di)?(?:batal\w*|cancel|undo|lepas\w*|cabut\w*)\s+"
    r"(?:(?:the|my|dong|aja|saja|deh|ya|kak|itu|tolong)\s+)?(?:pem)?(?:blokir\w*"
    r"|block\w*)"
    r"|blokir(?:an|nya)?\s+(?:\w+\s+){0,2}(?:dibatal\w*|batal\w*|dicabut|dilepas)"
    r"|(?:aktif(?:in|kan)|hidup(?:in|kan)|nyalain)\s+(?:lagi\s+)?" + _CARD + r"\w*"
    r"|undo|un-?block|un-?freeze|un-?lock)\b"
    r"|\bterblokir\b.*\b(?:buka|aktifkan)\b",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"\b(?:belum|blm|gak?|nggak|ngga|enggak|tidak|tdk|gk|not|can'?t|haven'?t|never)\s+"
    r"(?:\w+\s+){0,2}(?:ketemu|nemu\w*|ditemu\w*|find|found)\b",
    re.IGNORECASE,
)
_FOUND = re.compile(
    rf"\b{_CARD}\w*\b(?:\W+\w+){{0,6}}?\W+(?:ketemu|nemu|ditemukan|was found|is found|found)\b"
    rf"|\b(?:nemu(?:in)?|ketemu|menemukan|found)\s+(?:\w+\s+){{0,2}}{_CARD}\w*\b"
    r"|^\W*(?:\w+\W+){0,3}(?:udah|sudah|udh|sdh|dah|ternyata|i)\s+"
    r"(?:ketemu|nemu|ditemukan|found(?: it)?)\b",
    re.IGNORECASE,
)
_CALLED_OFF = re.compile(
    r"\W*(?:(?:eh|oh|aduh|duh|waduh|yah|wait|tunggu|sebentar|bentar|maaf|sori|sorry|ya|oke|ok|kak"
    r"|min|no)\W+)*"
    r"(?:di)?(?:batal\w*|(?:gak?|nggak|ngga|enggak|gk|tidak|tdk)\s+(?:jadi|usah)|gajadi|cancel"
    r"|never\s*mind|nvm|jangan(?:\s+(?:jadi|dulu|diblokir))?|stop|forget it|take it back)"
    r"(?:\W+(?:aja|saja|deh|dong|ya|yah|kak|min|please|lah|dulu|itu|it|that|the block"
    r"|blokir\w*|yang tadi|yg tadi|tadi))*\W*",
    re.IGNORECASE,
)
_WRONG_CARD = re.compile(
    rf"\b(?:salah|bukan|keliru|wrong)\s+(?:\w+\s+)?{_CARD}\b|\bnot (?:that|this) {_CARD}\b",
    re.IGNORECASE,
)


def asks_to_undo(text: str) -> bool:
    """Whether the words by themselves ask to open a block: "batalkan blokirnya", "undo"."""
    return _UNBLOCK.search(text) is not None


def card_found(text: str) -> bool:
    """Whether a card that was missed has turned up: "kartunya udah ketemu"."""
    return _FOUND.search(text) is not None and _NOT_FOUND.search(text) is None


def called_off(text: str) -> bool:
    """Whether the whole message takes back what was just done: "eh batal deh", "ga jadi"."""
    return _CALLED_OFF.fullmatch(text) is not None


def wrong_card(text: str) -> bool:
    """Whether another card was meant: "eh salah kartu"."""
    return _WRONG_CARD.search(text) is not None


_TAKEN_BACK = re.compile(
    r"\b(?:ke?te?mu|nemu\w*|ditemukan|found|(?:di)?batal\w*|cancel|undo|gajadi|(?:gak?|nggak|ngga"
    r"|gk|tidak)"
    r"\s+jadi|salah kartu|wrong card)\b"
    r"|\bada (?:di|dlm|dalam)\s+(?:\w+\s+)?(?:saku|kantong|dompet|tas|laci|kamar|jaket|celana"
    r"|rumah|mobil"
    r"|motor|meja|kasur|sofa)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"\b(?:te?ta?p|tetep|tetap|jangan di ?buka|jgn di ?buka|blokir aja|blokir saja|keep)\b",
    re.IGNORECASE,
)
_OTHER_THING = re.compile(
    r"\b(?:transfer\w*|tf|laporan\w*|top ?up|tagihan|cicilan|pesanan|qris|deposito|rekening)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 14


def taken_back(text: str) -> bool:
    """Whether a block just made is to be undone: "eh ketemu", "batalin dong", "ada di saku jaket".

    Only while there is one: elsewhere the same words mean other things.
    """
    if len(text.split()) > _MOST_WORDS or _KEPT.search(text) or _OTHER_THING.search(text):
        return False
    return _TAKEN_BACK.search(text) is not None and _NOT_FOUND.search(text) is None


_TURNED_UP = re.compile(
    r"\b(?:ke?te?mu|nemu\w*|ditemukan|found)\b|\bada (?:di|dlm|dalam)\b", re.IGNORECASE
)


def turned_up(text: str) -> bool:
    """Whether what was missed has turned up, where a card is spoken of: "ehh ketemu, di jaket"."""
    found = _TURNED_UP.search(text) is not None and _OTHER_THING.search(text) is None
    return card_found(text) or (found and _NOT_FOUND.search(text) is None)


_WHETHER_BLOCKED = re.compile(
    r"\b(?:aktif|aman|(?:ke|ter|di)?-?blo(?:k|c)\w*|kebuka|terbuka|dibuka|bisa dipakai|bisa dipake"
    r"|active|blocked|usable)\b",
    re.IGNORECASE,
)
_ASKS_WHETHER = re.compile(
    r"\?|\b(?:apa|apakah|atau|blm|belum|(?:g(?:a|ak|k)?|nggak|ngga|tidak|kan)\W*$|tanya|nanya"
    r"|mau tau|is (?:it|my card)|still)\b",
    re.IGNORECASE,
)


def asks_whether_blocked(text: str) -> bool:
    """Whether it asks how a card stands: "jadi aktif apa keblokir?", "udah kebuka blm"."""
    asked = _ASKS_WHETHER.search(text) is not None
    return asked and _WHETHER_BLOCKED.search(text) is not None


_NO_BLOCK = re.compile(
    r"\b(?:jangan|jgn|ga(?:k)?\s*(?:usah|perlu|mau)|gausah|nggak\s*(?:usah|perlu|mau)"
    r"|ngga\s*(?:usah|perlu"
    r"|mau)|tidak\s*(?:usah|perlu|mau|ingin)|ulah|ojo|don'?t|do not|bukan\s+(?:mau"
    r"|minta))\s+(?:\w+\s+){0,2}"
    r"(?:di|nge|mem)?-?blo(?:k|c)\w*"
    rf"|\b(?:kok|ngapain|lho|loh)\s+(?:\w+\s+)?(?:di|nge)?blokir"
    rf"|\b{_CARD}\w*\s+(?:\w+\s+){{0,2}}(?:ada\s+)?(?:kok\s+)?(?:ini\s+)?(?:di|sama|pada)\s+"
    r"(?:tangan\s+)?(?:saya|aku|gue|gw)\b|\bdi tangan (?:saya|aku|gue|gw)\b"
    r"|\b(?:saya|aku|gw|gue)\s+(?:cuma|cuman|hanya|kan cuma)\s+(?:mau\s+)?(?:tanya|nanya"
    r"|bertanya)\b",
    re.IGNORECASE,
)


def not_to_block(text: str) -> bool:
    """Whether no card is to be blocked: "jangan diblokir dulu", "kartunya ada di tangan saya"."""
    return _NO_BLOCK.search(text) is not None


_AFTER_ALL = re.compile(
    r"\b(?:blokir\w*|blok|diblokir\w*|keblokir|block\w*)\b(?:\W+\w+){0,3}?\W+(?:aja|saja|ajah|deh"
    r"|te?te?p|tetap|lagi|kembali|dong|anyway|again|after all)\b"
    r"|\b(?:te?te?p|tetap|jadi(?:nya|in)?|lagi|mending\w*|ya ?udah|yaudah|please|then|still)\s+"
    r"(?:\w+\s+){0,2}(?:di)?(?:blo[ck]\w*)\b"
    r"|^\W*(?:(?:eh|oh|hmm|ya|duh|kak|min|ok|oke|ternyata)\W+)*(?:jadi|tetap|tetep|ttp)"
    r"(?:\W+(?:aja|saja|deh|dong|ya|kak|min|lah))+\W*$",
    re.IGNORECASE,
)
_WITH_A_NO = re.compile(
    r"\b(?:jangan|jgn|batal\w*|gak?|nggak|ngga|tidak|tdk|gk|gajadi|gausah|not|don'?t|undo|cancel)\b",
    re.IGNORECASE,
)


def blocks_after_all(text: str) -> bool:
    """Whether a card whose block was just undone is to be blocked: "blokir aja deh tetep"."""
    if len(text.split()) > _MOST_WORDS or _WITH_A_NO.search(text) or "?" in text:
        return False
    return _AFTER_ALL.search(text) is not None


_NEW_CARD = re.compile(
    rf"\b(?:ganti(?:nya|in|an)?|pengganti(?:nya)?|diganti|penggantian|replace\w*|baru(?:nya)?|new)"
    rf"\s+(?:\w+\s+)?{_CARD}\w*\b"
    rf"|\b{_CARD}\w*\s+(?:\w+\s+)?(?:ganti\w*|pengganti\w*|baru(?:nya)?|replace\w*)\b"
    r"|\b(?:penggantinya|gantinya|barunya|replacement)\b"
    r"|\b(?:be?rapa|brp|bayar|byr|biaya\w*|bea|gratis|how much|fee|cost|kapan|kpn|lama|when"
    r"|how long)\b(?:\W+\w+){0,4}?\W+(?:ganti\w*|jadi(?:nya)?|ready)\b"
    r"|\b(?:ganti\w*|jadi(?:nya)?)\b(?:\W+\w+){0,3}?\W+(?:be?rapa|brp|bayar|byr|biaya\w*|gratis"
    r"|kapan|kpn|lama)\b",
    re.IGNORECASE,
)


def of_a_replacement(text: str) -> bool:
    """Whether it is about the card in place of a blocked one: "kapan jadi", "ganti bayar brp"."""
    return _NEW_CARD.search(text) is not None
