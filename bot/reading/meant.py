"""What words mean that a reading gets wrong: "bukan saya", a blocked PIN, "salah kirim". Pure."""

import re

from . import closing

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


_ME = r"(?:saya|sy|aku|ak|gue|gua|gw|gwe|kulo|abdi|kami)"
_SEND = (
    r"(?:(?:me|men|meng|nge|ng|n)?-?(?:transfer|kirim|tf|trf)(?:kan|in)?|ngirim(?:in)?"
    r"|mengirim(?:kan)?|mentransfer|nransfer)"
)
_SENDER = (
    r"(?:anak|adik|adek|kakak|abang|suami|istri|ibu|bapak|ayah|mama|papa|teman|temen|bos|kantor|mantu|menantu"
    r"|cucu|saudara|keponakan|ortu|orang tua|mertua|pacar|majikan|son|daughter|brother|sister|friend|boss"
    r"|husband|wife|mother|father|parents)"
)
_PAYER = (
    r"(?:klien|client|customer|pembeli|buyer|pelanggan|penyewa|tenant|perusahaan|company|employer)s?"
)
_OTHERS = rf"(?:{_SENDER}|{_PAYER})(?:ku|nya)?"
_FUNDS = r"(?:uang|duit|dana|transfer(?:an)?|tf|trf|kiriman|bayaran|pembayaran|money|payment|funds)"
_THINGS = (
    r"(?:bukti|struk|kode|otp|link|tautan|file|no(?:mor|mer)?|norek|rek(?:ening)?|kartu|foto|gambar|pesan|wa|chat"
    r"|sms|e-?mail|notif(?:ikasi|ication)?|barang|paket|surat|dokumen|data|lokasi|tagihan|invoice|faktur|mutasi"
    r"|(?:e-?)?statement|laporan|proof|code|card|photo|picture|message|text|letter|bill|parcel|package)"
    r"(?:ku|nya|s)?"
)
"""What is sent, too, and is no money."""
_ON = r"(?:(?:rek(?:ening)?|norek|akun|atm|tabungan|nomor|nomer|bank)(?:ku|nya)?\s+){0,2}"
_SENT_BY_OTHERS = re.compile(
    rf"(?<!\bke )(?<!kepada )(?<!buat )(?<!untuk )(?<!\bto )(?<!\bto my )(?<!\bfor my )"
    rf"\b(?:{_OTHERS}(?:\s+{_ME})?|dia|doi|beliau|mereka|he|she|they)"
    r"(?:\s+(?:sudah|udah|udh|sdh|telah|bilang|blg|ngaku|mengaku|menyatakan|mengatakan|katanya|kata|yang|yg"
    r"|uangnya|uang|duit|dananya|dana|tadi|td|kemarin|kmrn|barusan|baru|juga|memang|emang|has|have|already"
    r"|just|says?|said|that|he|she|they|dia)){0,5}"
    rf"\s+(?:{_SEND}(?:nya)?|dikirim|ditransfer|send|sent|transferred)\b"
    r"(?!\s+(?:(?!(?:ke|kepada|to|into|dari|dr|from|lewat|via|dan|and|tapi|tp|but|ada)\b)\w+\s+){0,2}?"
    rf"(?:{_THINGS}|(?:uang|duit|saldo|tabungan|dana)\s+{_ME}|my\s+(?:money|savings|balance|funds))\b)"
    rf"|\b(?:(?:yang|yg|sing)\s+{_SEND}|pengirim)(?:nya)?\W+(?:(?:itu|kan|tapi|tp|melainkan|adalah)\W+)?"
    rf"(?:{_OTHERS}|dia|beliau|mereka)\b"
    rf"|\b(?:sent|transferred)\s+by\s+(?:my\s+|our\s+)?{_OTHERS}\b",
    re.IGNORECASE,
)
"""Who sent is named: "klien gua katanya udah transfer", "yang transfer dia"."""
_FROM_OTHERS = re.compile(
    rf"\b{_FUNDS}(?:nya)?\s+(?:\w+\s+){{0,2}}(?:dari|dr|from)\s+(?:my\s+|our\s+|a\s+)?{_OTHERS}\b",
    re.IGNORECASE,
)
_AWAITED = re.compile(
    r"\b(?:mana|masuk|msk|belum|blm|nunggu|menunggu|tunggu|kapan|sampa?i|nyampe|diterima|arriv\w+|come|came"
    r"|in yet|received?|where|waiting)\b",
    re.IGNORECASE,
)
_INCOME = re.compile(
    r"\b(?:gaji|pensiun|pensiunan|kiriman|upah|honor|thr|bansos|salary|pension)\w*\s+(?:\w+\s+){0,3}"
    r"(?:masuk|cair|msk|arrived|come in)\b",
    re.IGNORECASE,
)
_COMES_IN = re.compile(
    r"\b(?:ada|terdapat|(?:di)?cek\w*|periksa|lihat\w*|liat\w*|ini|itu|nunggu|menunggu|mana)\s+"
    rf"(?:\w+\s+){{0,2}}{_FUNDS}(?:nya)?\s+(?:yang\s+|yg\s+)?(?:masuk|msk)\b"
    rf"|\bincoming\s+(?:{_FUNDS}|transfers|payments)\b"
    rf"|\bany(?:thing)?\s+(?:{_FUNDS}\s+)?(?:has\s+|have\s+)?(?:come|came|coming)\s+in\b",
    re.IGNORECASE,
)
"""Nobody is named: "ada duit masuk ga"."""
_BY_ME = re.compile(
    rf"\b{_ME}\s+(?:(?:sudah|udah|udh|sdh|tadi|td|kemarin|kmrn|barusan|baru|habis|abis|yang|yg|coba)\s+)"
    rf"{{0,2}}{_SEND}\b|\bi\s+(?:have\s+|just\s+)?(?:sent|transferred)\b",
    re.IGNORECASE,
)
_THEY_SAY = re.compile(r"\b(?:bilang|blg|katanya|says?|said)\b", re.IGNORECASE)
"""Then it comes in elsewhere: "saya transfer 500rb", "katanya belum ada uang masuk"."""
_TAKEN = (
    r"(?:(?:ke|ter|di)(?:potong|debet|debit|tarik|sedot|kuras|ambil)\w*|h?ilang|raib|habis|ludes|berkurang|lenyap"
    r"|gone|disappeared|taken|deducted|debited|stolen)"
)
_CUT = re.compile(rf"\b{_TAKEN}\b", re.IGNORECASE)
_ON_TO_OTHERS = re.compile(
    rf"\b{_SEND}(?:\s+[\w.,]+){{0,3}}?\s+(?:ke|kepada)\s+(?!{_ON}(?:{_ME}|sini|ini|mana|nya"
    rf"|rek\w*(?!\s+(?:lain|orang|dia|doi|beliau|mereka|penipu\w*|{_OTHERS})\b))\b|\w+ku\b)"
    r"|\b(?:transfer(?:red)?|sen[dt])\s+(?:\w+\s+){0,4}?(?:to|into)\s+(?!(?:my|our|me|us|mine|here|this)\b)\w"
    rf"|\b(?:masuk|msk|sampa?i|nyampe)\s+(?:ke|di)\s+{_ON}(?:penerima|tujuan|sana|dia|beliau|{_OTHERS})\b"
    rf"|\b(?:transfer(?:an)?|tf|trf)\s+{_ME}\s+(?:(?:tadi|td|kemarin|kmrn|barusan|itu|ini|yang|yg|kok|masih|udah"
    r"|sudah|malah)\s+){0,2}(?:gagal|pending|belum|blm|blom|tertunda|nyangkut|ditolak|error|salah|ke|ga|gak|nggak"
    r"|tidak|tdk|hilang|kepotong)\b"
    rf"|\b(?:bilang|blg|ngomong|kata(?:nya)?|says?|said)\s+(?:(?:uang|duit|dana)(?:nya)?\s+)?(?:{_SEND}(?:nya)?|send)\b"
    r"(?!\s+(?:tadi|td|kemarin|kmrn|barusan|semalam|dari|dr|yesterday|from)\b)"
    r"|\b(?:bisa(?:kah)?|bs|boleh(?:kah)?|can|could|may|does|do)\s+(?:ga\s+|gak\s+|nggak\s+)?(?:my\s+|our\s+)?"
    rf"(?:{_OTHERS}(?:\s+{_ME})?|dia|doi|beliau|mereka|he|she|they)\s+(?:{_SEND}|send)\b"
    rf"|\b(?:dari|dr)\s+(?:rek(?:ening)?|akun|atm|tabungan|saldo)\s+{_ME}\b"
    r"|\b(?:from|out of|using|with|through)\s+my\s+(?:account|card|savings|balance|phone|app)\b"
    rf"|\b(?:pakai|pake|lewat|lwt|via)\s+(?:akun|hp|hape|aplikasi|rek(?:ening)?|atm|kartu|m-?banking)\s+{_ME}\b"
    r"|\btanpa\s+(?:se)?(?:izin|ijin|pengetahuan)\b|\bwithout\s+(?:my\s+)?(?:permission|consent|asking)\b"
    rf"|\b(?:(?:uang|duit|saldo|dana|tabungan)\s+{_ME}|(?:uang|duit|saldo)ku)\s+(?:\w+\s+){{0,2}}?{_TAKEN}\b"
    rf"|\b(?:money|balance|savings)\s+(?:\w+\s+){{0,2}}?{_TAKEN}\b",
    re.IGNORECASE,
)
"""It goes on to others, is asked for or was taken: an own transfer, a demand, a theft."""
_STRANGE = re.compile(
    r"\b(?:nyasar|asing|misterius|stranger|unknown|(?:di)?kenal\w*|\w*tipu|penipu\w*|scam\w*|fraud|bobol\w*"
    r"|dibobol|hack\w*|judi|pinjol|apk|undian|tautan|link(?!\s*aja)|klik\w*|click\w*|suddenly"
    r"|tiba\W?(?:tiba|2)|\w*(?:tau|tahu|know)\s+(?:dari\s+|from\s+)?(?:siapa|who\w*)"
    r"|minta\w*\s+(?:\w+\s+)?(?:di)?(?:kembali|balik)\w*)\b",
    re.IGNORECASE,
)
"""Money of strangers and of swindlers is another matter."""
_OF_THE_RECEIVER = re.compile(
    rf"\b(?:{_PAYER}|nunggu|menunggu|tunggu|terima(?!\W*kasih)|nerima|menerima|wait(?:ing)?"
    rf"|(?:ke|kepada)\s+{_ON}{_ME})\b",
    re.IGNORECASE,
)


def incoming(text: str) -> bool:
    """Whether it is about money that somebody else sends: "anak saya bilang sudah dikirim"."""
    if sent_by_others(text):
        return True
    if _is_no_income(text) or _BY_ME.search(text):
        return False
    if _INCOME.search(text):
        return True
    return _COMES_IN.search(text) is not None and not _THEY_SAY.search(text)


_CAME = re.compile(r"\b(?:masuk|msk|sampa?i|nyampe|cair|nambah|arrived?|come in)\b", re.IGNORECASE)
_WENT = re.compile(r"\b(?:keluar|klr|mutasi|transaksi|out|transactions?)\b", re.IGNORECASE)


def came(text: str) -> bool:
    """Whether it is asked if what is waited for is there: "udah masuk blm"; not "masuk keluar"."""
    return _CAME.search(text) is not None and _WENT.search(text) is None


def sent_by_others(text: str) -> bool:
    """Whether it is said who sent it to the customer: "yg transfer klien gua bukan gua".

    "Bukan saya yang transfer, anak saya" may be money taken, unless who says it waits for money.
    """
    if _is_no_income(text) or (_NOT_BY_ME.search(text) and not _OF_THE_RECEIVER.search(text)):
        return False
    if _SENT_BY_OTHERS.search(text):
        return True
    return _FROM_OTHERS.search(text) is not None and _AWAITED.search(text) is not None


def _is_no_income(text: str) -> bool:
    """Whether it goes on to others, was taken, comes from strangers, or is only thought of."""
    supposed = _IN_GENERAL.search(text) is not None and not asks_to_look(text)
    taken = _CUT.search(text) is not None and not _AWAITED.search(text)
    return supposed or taken or bool(_ON_TO_OTHERS.search(text) or _STRANGE.search(text))


def not_mine(text: str) -> bool:
    """Whether somebody says of a movement that it was not theirs, and not of one to them."""
    return _NOT_MINE.search(text) is not None and not incoming(text)


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


_NO = (
    r"(?:tidak|tdk|tak|gak?|gk|g|nggak?|ngga|enggak|engga|ndak|kagak|kaga|ora|mboten|teu|never|not)"
)
_YET = r"(?:belum|blm|blum|blom|belom|durung|dereng|teu acan)"
_DOES = (
    rf"(?:{_SEND}|(?:me)?lakukan|lakuin|ngelakuin|(?:mem)?bayar|byr|(?:me)?tarik|narik"
    r"|(?:ber)?transaksi|belanja|beli)"
)
_NOT_SENT = re.compile(
    rf"\b{_ME}\s+(?:\w+\s+)?{_YET}\s+(?:pernah\s+|jadi\s+|sempat\s+|sempet\s+|ada\s+|mau\s+)?"
    rf"{_SEND}\b(?!\s+(?:bukti|dokumen|data|email|e-mail|foto|screenshot|ss|ulang|lagi))"
    rf"|\b(?:transfer|tf|trf|kiriman|pengiriman)(?:an)?(?:nya)?\s+(?:itu\s+|ini\s+)?(?:memang\s+"
    rf"|emang\s+|masih\s+)?{_YET}\s+(?:saya\s+|aku\s+|gw\s+|gue\s+|jadi\s+|sempat\s+)?"
    r"(?:di)?-?(?:lakukan|lakuin|laksanakan|kerjakan|buat|mulai|jadi)\b"
    rf"|\b(?:uang|uangnya|duit|duitnya|dana|dananya)\s+{_YET}\s+(?:saya|aku|gw|gue)\s+"
    r"(?:kirim|transfer|tf)\b"
    rf"|^\W*(?:(?:eh|kan|lho|loh|lah|kak|min|bukan|maaf|orang)\W+)*{_YET}\s+(?:jadi\s+|sempat\s+)?"
    r"(?:transfer|tf|trf|kirim)(?:\s+(?:apa|apa-apa|kok|kak|min|sama sekali|nih|uang\w*|duit\w*))*\W*$"
    rf"|\b{_ME}\s+(?:baru|bermaksud|berencana|berniat|rencana(?:nya)?|baru akan|masih akan)\s+"
    rf"(?:mau\s+|akan\s+|ingin\s+|hendak\s+|mem|untuk\s+)?(?:me)?(?:lakukan\w*|lakuin|{_SEND})\b"
    rf"|\b(?:baru|br)\s+(?:mau|akan|rencana)\s+{_SEND}\b(?!.*\b(?:tapi|tp|malah|eh|gagal|error)\b)"
    r"|\b(?:haven'?t|have not|hasn'?t|has not|didn'?t|did not)\s+(?:even\s+|yet\s+|actually\s+)?"
    r"(?:sent|send|made|make|transferred|transfer|been sent|been made)\s+"
    r"(?:it|anything|any|the transfer|a transfer|the money|yet|one)\b"
    r"|\b(?:i'?m|i am)\s+(?:about to|going to|planning to|only planning)\s+(?:send|transfer|make)\b",
    re.IGNORECASE,
)
_BY_ANOTHER = re.compile(rf"\b{_OTHERS}\s*$", re.IGNORECASE)
_STILL_UNDER_WAY = re.compile(
    rf"\b{_YET}\s+(?:juga\s+)?(?:sampa?i|sampe|masuk|msk|diterima|terkirim|kekirim|nyampe)\b",
    re.IGNORECASE,
)


def not_sent(text: str) -> bool:
    """Whether nothing has been sent yet: "saya belum mengirim", "transfernya belum dilakukan".

    Not where money is under way: "belum terkirim", "baru mau transfer malah gagal".
    """
    found = _NOT_SENT.search(text)
    if found is None or _STILL_UNDER_WAY.search(text):
        return False
    return _BY_ANOTHER.search(text[: found.start()]) is None


_NOT_BY_ME = re.compile(
    rf"\b(?:bukan|bkn|bukn|dudu|sanes)\s+{_ME}\s+(?:kok\s+|lho\s+)?(?:yang|yg|sing)\s+(?:me|nge)?{_DOES}\b"
    rf"|\b{_NO}\s+(?:pernah\s+)?{_ME}\s+(?:lakukan|lakuin|kirim|transfer|tf|bayar|buat|bikin)\b"
    rf"|\b{_ME}\s+{_NO}\s+(?:(?:pernah|prnh|merasa|ngerasa|ngrasa|rasa|ada)\s+){{1,3}}{_DOES}\b"
    r"(?!.*\b(?:sebelumnya|sebelum ini|before|kayak gini|begini|salah|telat)\b)"
    rf"|\b(?:bukan|bkn)\s+(?:transaksi|transferan|transfer|tf|trf|belanjaan)\s+{_ME}\b"
    r"|\b(?:it |that |this )?(?:wasn'?t|was not|isn'?t) (?:me|mine|my (?:transfer|transaction|payment))\b"
    r"|\bi (?:didn'?t|did not|never) (?:make|made|do|did|send|sent|authori[sz]e\w*) "
    r"(?:that|this|it|those|any such)\b",
    re.IGNORECASE,
)
_RATHER = re.compile(
    r"\b(?:tapi|tp|melainkan|harusnya|maksud\w*|but|instead)\b.*\b(?:ke|to)\s+\w"
    r"|\b(?:ke|to)\s+\w+\b.*[,.;]\W*(?:\w+\s+){0,3}(?:ke|to)\s+\w",
    re.IGNORECASE,
)
"""Where it went instead: a detail is put right, "ga pernah tf ke mandiri, gw tf ke bca"."""
_UNKNOWN_TO_ME = re.compile(
    rf"\b(?:{_NO}|kurang)\s+(?:pernah\s+)?(?:inget|ingat|ngerasa|merasa|ngrasa|kenal|ngenalin"
    r"|mengenal\w*|tau|tahu|ngelakuin|melakukan|lakuin|recogni[sz]e|remember)\b"
    r"|\b(?:don'?t|didn'?t|doesn'?t)\s+(?:recogni[sz]e|remember|know)\b|\bunrecogni[sz]ed\b",
    re.IGNORECASE,
)
_OF_A_DETAIL = re.compile(
    rf"\b(?:{_NO}|kurang|don'?t|didn'?t)\s+(?:pernah\s+)?(?:inget|ingat|tau|tahu|remember|know)\s+"
    r"(?:\w+\s+)?(?:tanggal|tgl|jam|pukul|hari|kapan|kpn|nomor|nomer|no|rek|rekening|jumlah|nominal"
    r"|namanya|nama|pastinya|persisnya|caranya|cara|gimana|gmn|bagaimana|harus|mesti|kenapa|knp"
    r"|the|when|how|why|what|which)\w*",
    re.IGNORECASE,
)
_IN_GENERAL = re.compile(
    r"\b(?:kalau|kalo|klo|kl|jika|bila|apabila|misal\w*|seandainya|what if|if)\b", re.IGNORECASE
)


def not_by_me(text: str) -> bool:
    """Whether somebody says that they did not do it: "bukan gw yg trf", "ga pernah gw lakuin"."""
    if _IN_GENERAL.search(text) or _RATHER.search(text) or incoming(text):
        return False
    return _NOT_BY_ME.search(text) is not None


def unrecognised(text: str) -> bool:
    """Whether a movement of money is not known to whom it is of: "itu jg gw ga inget".

    Only where one is spoken of: elsewhere it is a day or a name that is not remembered.
    """
    if _IN_GENERAL.search(text):
        return False
    if not_by_me(text) or not_mine(text):
        return True
    return _UNKNOWN_TO_ME.search(text) is not None and _OF_A_DETAIL.search(text) is None


_CLAUSES = re.compile(r"[.,;!?\n]+|\b(?:tapi|tp|melainkan|but|ini)\b", re.IGNORECASE)
_IN_APP = (
    r"(?:aplikasi|app|apps|apk|hp|hape|handphone|ponsel|mobile(?:\s*banking)?|m-?bank\w*|transaksi"
    r"|transaction|transfer|tf|trf|phone)(?:nya|ku)?"
)
_APP_PIN = re.compile(
    rf"\bm-?pin\b|\bpin(?:nya|ku)?\s+{_IN_APP}\b|\b(?:app|transaction|mobile)\s+pin\b"
    rf"|\bpin(?:nya|ku)?\s+(?:yang|yg|buat|bwt|untuk|utk|for|in|the|that)\s+(?:\w+\s+){{0,3}}?{_IN_APP}\b"
    rf"|\b(?:lupa|forgot)\s+(?:my\s+)?pin\s+(?:di\s+|in\s+the\s+)?{_IN_APP}\b"
    rf"|\b(?:transfer|tf|trf|bayar|qris|konfirmasi|transaksi|aplikasi|app|hp)\s+(?:\w+\s+){{0,4}}?"
    r"(?:diminta|minta|disuruh|harus|ditanya|masukin|asks?(?: for)?)\s+(?:\w+\s+){0,2}?pin\b",
    re.IGNORECASE,
)
_OF_A_CARD = re.compile(r"\b(?:kartu\w*|atm\w*|debit|kredit|cards?)\b", re.IGNORECASE)


def of_app_pin(text: str) -> bool:
    """Whether the PIN of the app is meant, and no card's: "bukan pin kartu, pin yg di aplikasi"."""
    return any(
        _APP_PIN.search(part) and not _OF_A_CARD.search(part) for part in _CLAUSES.split(text)
    )


_CURRENCY = (
    r"(?:dolar|dollar|dolla|usd|us\$|valas|valuta\s+asing|mata\s+uang\s+asing|euro?|sgd|yen|jpy|aud"
    r"|foreign[\s-]currency|currency)"
)
_FOREIGN_ACCOUNT = re.compile(
    rf"\b(?:rekening|rek|tabungan|simpanan|akun|saldo|account|savings|balance)(?:nya|ku)?\s+"
    rf"(?:\w+[\s,]+){{0,2}}?(?:in\s+)?{_CURRENCY}\b|\b{_CURRENCY}\s+(?:savings\s+)?(?:account|balance)s?\b",
    re.IGNORECASE,
)
_HAVE_ONE = re.compile(
    rf"\b(?:ada|punya)\s*(?:{_NO}|apa|kah|belum|blm)\b|\b(?:apa(?:kah)?|emang(?:nya)?|cek|check|lihat"
    r"|liat)\b.*\b(?:ada|punya)\b|\b(?:do|did|have)\s+i\b.*\b(?:have|got)\b|\bsaldo\b|\bbalance\b",
    re.IGNORECASE,
)
_MINE = re.compile(
    rf"\b{_ME}\b|\b(?:my|i)\b|\b(?:rekening|tabungan|saldo)ku\b|\bsaldo\b", re.IGNORECASE
)


def foreign_account(text: str) -> bool:
    """Whether an account in another currency is spoken of: "buka rekening dolar"."""
    return _FOREIGN_ACCOUNT.search(text) is not None


def own_foreign_account(text: str) -> bool:
    """Whether it is asked for one's own: "rekening dolar saya ada ga"."""
    asked = _HAVE_ONE.search(text) is not None and _MINE.search(text) is not None
    return asked and foreign_account(text)


_DATA_OUT_OF_DATE = re.compile(
    r"\b(?:salah|keliru|lama|bukan|bkn|beda|ganti|diganti|digant\w*|ngganti|berubah|diubah|rubah|mati"
    r"|hangus|wrong|old|changed|different|outdated|not mine)\b",
    re.IGNORECASE,
)
_DONE_ALREADY = re.compile(
    r"\b(?:sudah|udah|udh|sdh|dah|kemarin|kmrn|kemaren|minggu lalu|bulan lalu|senin|selasa|rabu|kamis"
    r"|jumat|sabtu|masih|msh|mah|kok|lama|salah|wrong|already|still|old|last)\b",
    re.IGNORECASE,
)


def out_of_date(text: str) -> bool:
    """Whether data that were shown are said to be old or wrong: "04 mah nomer lama gw, salah"."""
    return _DATA_OUT_OF_DATE.search(text) is not None and _DONE_ALREADY.search(text) is not None


_LOST = re.compile(
    r"\b(?:h?ilang|lenyap|hangus|raib|aman|amankah|selamat|gone|lost|safe|disappear\w*)\b",
    re.IGNORECASE,
)
_MONEY_BACK = re.compile(
    r"\b(?:balik|blk|kembali\w*|dikembali\w*|refund\w*|nunggu\w*|tunggu\w*|lapor\w*|proses\w*"
    r"|diproses|selesai|beres|kelar|ditangani|dicek|hasil\w*|wait|back|take|process\w*|report\w*)\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\b(?:kenapa|knp|knapa|napa|kok|mengapa|gimana bisa|how come|why)\b", re.IGNORECASE
)
_BY_A_METHOD = re.compile(r"\b(?:rtgs|skn|bi-?\s?fast|swift|kliring)\b", re.IGNORECASE)
_FEW = 7


def fears_a_loss(text: str) -> bool:
    """Whether it is asked if the money is lost: "itu uangnya ilang ga"."""
    return _LOST.search(text) is not None


def of_money_back(text: str) -> bool:
    """Whether it is about waiting for money or a report: "klo lapor brp lama duit blk"."""
    return _MONEY_BACK.search(text) is not None and _BY_A_METHOD.search(text) is None


def asks_why(text: str) -> bool:
    """Whether little more than "why" is asked: "knp bs gt sih"."""
    return _WHY.search(text) is not None and len(re.findall(r"\w+", text)) <= _FEW


_TROUBLE = re.compile(
    r"\b(?:tertunda|ditunda|pending|gagal|failed|nyangkut|stuck)\b", re.IGNORECASE
)


def of_trouble(text: str) -> bool:
    """Whether it wonders at a transfer: "kok tertunda", "itu kenapa"."""
    return _WHY.search(text) is not None or _TROUBLE.search(text) is not None


_LOOK = re.compile(
    r"\b(?:(?:di|nge)?(?:cek|check|chek|cekin|cekkan|periksa\w*|liat\w*|lihat\w*)|tengok\w*|look)\b",
    re.IGNORECASE,
)


def asks_to_look(text: str) -> bool:
    """Whether somebody is to look into the account: "udh login. cek dong"."""
    return _LOOK.search(text) is not None


_SPENT = re.compile(
    r"\b(?:ke(?:pencet|potong|bayar|transfer|debet|debit|kirim|tarik)\w*|ter(?:potong|debet|debit|kirim|bayar"
    r"|transfer)\w*|(?:di)?potong|dibayar|bayar|byr|transfer|tf|trf|kirim|charged?|paid|pay|sent|debited"
    r"|deducted|taken)\b",
    re.IGNORECASE,
)


def spent(text: str) -> bool:
    """Whether it tells of money that has gone: "barusan aku kepencet bayar 280rb"."""
    told = _SPENT.search(text) is not None and _IN_GENERAL.search(text) is None
    return told and not closing.asks(text)
