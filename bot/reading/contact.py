"""Whether it is asked how the bank is reached: its telephone number, its e-mail. Pure.

That is a question for an article, whatever else "nomor" may be in it: no complaint, no wish for a
person here, no number of one's own to be changed, and no number of a report.
"""

import re

_REACHED = (
    r"(?:call\W?cent(?:er|re)|contact\W?cent(?:er|re)|customer (?:service|care|support)|hot ?line"
    r"|help ?(?:line|desk)|cs|halo bank|layanan(?: (?:nasabah|pelanggan))?|pengaduan)"
)
"""What is there to be called."""
_BANK = (
    rf"(?:{_REACHED}|bank(?:nya|e)?|cabang(?:nya)?|kantor(?:nya|e)?|branch|petugas(?:nya)?|kalian|your"
    r"|official|resmi)"
)
_PHONE = (
    r"(?:tele?p(?:h)?on(?:nya|e)?|tele?fon(?:nya)?|telp(?:nya)?|tlp(?:nya)?|tilpun|phone|telephone|wa"
    r"|whats?app|kontak(?:nya)?)"
)
_NO = r"(?<![,.;!?])(?<![,.;!?] )no"
_NUMBER = (
    r"(?:no(?:mo|me)?r(?:nya|ne|e)?|nmr|numbers?"
    rf"|{_NO}(?=\.?[^\S\n]{{1,3}}(?!phone|telephone){_PHONE}\b(?!\s*,)))"
)
"""A lone "no" is a number before a word for telephone only: "no, customer service, no bot"."""
_BESIDE = r"(?:(?:nya|bank|itu|of|for|the|to|ke|buat|untuk|yang|yg|bisa|hubungi|dihubungi|ada)\W+)"
_WHICH = r"(?:be?rapa|brp|apa|piro|pira|pinten|sabaraha|mana|ada|opo)"
_CONTACT = re.compile(
    rf"\b{_REACHED}\W+{_BESIDE}{{0,2}}(?:{_PHONE}\W+)?{_NUMBER}(?:\W|$)"
    rf"|\b(?:phone|telephone|contact)\W+numbers?\W+(?:of|for)\W+(?:the|your)\b"
    rf"|\b{_NUMBER}\W+{_BESIDE}{{0,3}}(?:{_PHONE}\W+)?{_BESIDE}{{0,3}}{_REACHED}\b"
    rf"|\b{_NUMBER}\W+{_BESIDE}{{0,2}}{_PHONE}\W+{_BESIDE}{{0,2}}{_BANK}\b"
    rf"|\b{_NUMBER}\W+bank(?:nya)?\W+(?:(?:yang|yg|untuk|buat)\W+)(?:\w+\W+)?(?:di)?(?:hubungi|telp\w*|telepon)\b"
    rf"|\b{_PHONE}\W+{_BANK}\W+(?:\w+\W+){{0,2}}?{_WHICH}\b"
    rf"|\b(?:ada|berapa|brp|minta|mohon|apa|alamat dan)\W+(?:\w+\W+)?{_PHONE}\W+{_BANK}\b"
    rf"|\bkontak\W+layanan\b"
    rf"|\b(?:ada|punya|minta|apa|berapa|brp|piro|pira|pinten|sabaraha|tau|tahu|give me|have|is there"
    rf"|what'?s|what is|any)\W+(?:\w+\W+){{0,3}}?{_NUMBER}\W+(?:{_PHONE}|yang bisa di(?:hubungi|telp\w*"
    r"|telepon)|to (?:call|ring|phone)|i can (?:call|ring|phone))"
    rf"|\b(?:phone|call|telephone|telp|telepon|telpon|nelpon|nelepon|menelepon|hubungi|hubungin)\b"
    rf"(?:\W+\w+){{0,5}}?\W+(?:(?:what'?s the|is there a)\W+number|(?:{_NUMBER}\W+|no\.?\s+)(?:be?rapa|brp"
    r"|apa|piro|mana))\b"
    rf"|\bno\.?[^\S\n]{{1,3}}(?:{_PHONE}\s+)?{_REACHED}\s+(?:\w+\s+)?(?:be?rapa|brp|piro|pira|pinten"
    rf"|sabaraha)\b|\b{_REACHED}\s+no\.?\s+(?:be?rapa|brp|piro)\b|\b(?:minta|mohon|ada|punya|tau|tahu)\s+no\.?[^\S\n]{{1,3}}{_REACHED}\b"
    rf"|\bwhat(?:'?s| is) (?:your|the) (?:phone |contact |telephone )?number\b"
    rf"|\b(?:ada|punya|have|is there)\W+(?:\w+\W+)?(?:call\W?cent(?:er|re)|hot ?line|contact\W?cent(?:er|re))\b"
    rf"|\bdi\W?(?:tele?pon|telp|telpon|hubungi)\W+(?:ke|di|lewat)\W+(?:{_NUMBER}\W+)?(?:mana|be?rapa|brp|apa)\b"
    rf"|\b(?:e-?mail|surel)\W+{_BANK}\W+(?:apa|apaan|opo|mana|be?rapa|brp|piro)\b"
    rf"|\b(?:what'?s|what is|apa)\W+(?:\w+\W+){{0,2}}?e-?mail\W+(?:address\W+)?{_BANK}\b"
    rf"|\bis there (?:a|any) (?:phone |contact |telephone )?(?:number|hotline)\b"
    rf"|\bhow (?:can|do|could) (?:i|we) (?:call|phone|reach|contact) (?:you|the bank|someone|customer)\b"
    rf"|\b(?:nelpon|nelepon|menelepon|telpon|telepon|hubungi|hubungin|kontak)\W+(?:\w+\W+)?"
    rf"{_BANK}\W+(?:\w+\W+){{0,2}}?(?:ke ?mana|kmn|lewat apa|di ?mana|gimana|gmn|bagaimana|nomor)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:no(?:mo|me)?r|number)\W+(?:\w+\W+){0,2}?(?:saya|aku|ku|gw|gue|lama|baru|lawas|anyar|terdaftar"
    r"|kedaftar|rekening|kartu|antre\w*|tiket|laporan|referensi|my|old|new|registered)\b"
    r"|\b(?:no(?:mo|me)?r(?:ku|nya ganti)|my (?:phone )?number|(?:ganti|ubah|update|change|rubah|daftar\w*)"
    r"\W+(?:\w+\W+){0,2}?(?:no(?:mo|me)?r\w*|number))\b",
    re.IGNORECASE,
)
"""A number of the customer's, or of a report."""
_CALLED = re.compile(
    r"\b(?:(?:saya|aku|gw|gue|ibu|bapak|mbah|tadi|kemarin|habis|abis|barusan)\W+(?:\w+\W+)?di\W?(?:tele?p\w*"
    r"|telpon\w*|hubungi)|di\W?(?:tele?p\w*|telpon\w*|hubungi)\W+(?:orang|seseorang|oleh|sama|dari)"
    r"|(?:sudah|udah|udh|sdh|dah|tadi|kemarin|habis|abis|barusan|already|wis)\W+(?:\w+\W+){0,2}?(?:tele?pon"
    r"|telpon|telp|nelpon|nelepon|hubungi|kontak|email|call\w*|phone\w*|contact\w*)"
    r"|nelpon(?:in)? (?:saya|aku|gw|gue|ibu)"
    r"|(?:tlp|telp|telpon|telepon|call)\W+(?:saya|sy|aku|gw|gue|me|my)\b|beneran|asli|palsu|curiga"
    r"|ada yang (?:nelpon|telpon|nelepon)|ngaku\w*|mengaku\w*|called me|calling me|phoned me|got a call"
    r"|claim\w*|penipu\w*|scam\w*)\b",
    re.IGNORECASE,
)
"""Who was called by somebody asks of that."""


def asks_for_it(text: str) -> bool:
    """Whether a way to reach the bank is asked for: "apa ada nomer telepon bank"."""
    found = _CONTACT.search(text) is not None
    return found and _OWN.search(text) is None and _CALLED.search(text) is None
