"""A PIN, code or password that a customer writes, or is about to give. Pure.

To write one is clear. To be about to is read narrowly: a clause of one's own secret, with a word
of giving or of our needing it, and nothing after it. What is asked about a secret ("otp ga masuk",
"lupa pin"), told of the past, or spoken of a third person is no offer.
"""

import re
from typing import List, Text

# The gateway masks secrets before a text gets here and leaves these marks; the second half
# is for a secret that came through.
_WRITTEN = re.compile(
    r"\[(?:PIN|OTP|CVV|kata sandi)\b[^\]]{0,20}\]"
    r"|\b(?:pin|otp|cvv|cvc|password|kata sandi)\b"
    r"(?:\s+(?:saya|aku|gue|gw|nya|atm|my|is|itu|yaitu|adalah|ini)){0,4}\s*[:=]?\s*\d{3,8}\b",
    re.IGNORECASE,
)

_NAME = (
    r"(?:(?:no(?:mo|me)?r |angka |kode |code )?(?:pin|otp|cvv2?|cvc)(?: (?:atm|kartu|code|number))?"
    r"|(?:kata )?sandi|pass?word|pasword|passcode|kode (?:verifikasi|rahasia|aktivasi)"
    r"|verification code)"
)
_OWN = r"(?:[\s-]*(?:saya|sy|ku|aku|gue|gua|gw|nya|ne|kula|abdi)\b)"
_SECRET = rf"{_NAME}{_OWN}{{0,2}}"
_MINE = rf"{_NAME}{_OWN}{{1,2}}"
_I = r"(?:saya|sy|aku|ak|gue|gua|gw|kula|abdi)"
_GIVE = (
    r"(?:(?:kirim|kasih|kasi|sebut|tulis|ketik|share|bagi|info|beri|spill|send)(?:in|kan|i)?"
    r"|ngasih|ngirim(?:in)?|nyebut(?:in)?|nulis|ngetik|mengirim(?:kan)?|memberi(?:kan)?"
    r"|menyebut(?:kan)?|menulis(?:kan)?|mengetik(?:kan)?|foto(?:in|kan)?|sampaikan)"
    r"(?: (?:ta?u|tahu|liat|lihat))?"
)
_GIVEN = r"di(?:kirim|kasih|kasi|sebut|tulis|ketik|share|beri)(?:in|kan|tahukan)?"
_TO_US = (
    r"(?:(?:lewat |via |ke |di |buat |sama |kepada )?(?:sini|chat(?: ini)?|kamu|km|anda|kakak|kaka?"
    r"|mimin|min|admin|bot|petugas(?:nya)?|bank(?:nya)?|cs|mas|mbak|pak|bu))"
)
_OR_NOT = r"(?:kah|ga+k?|gk|g|nggak?|ngga|engga?k?|ndak|nda|kagak|tidak|tdk|apa ga?k|atau tidak)"
_TAIL = (
    rf"(?:\s*(?:{_TO_US}|{_OR_NOT}|ya+h?|yaa|aja|saja|deh|dong|nih|ni|sih|si|kok|sekarang|skrg|dulu"
    r"|(?:kalau|kalo|klo|if) (?:perlu|butuh|mau|needed)|juga|jg|sekalian|nanti|langsung|boleh|gpp|oke|ok|bisa|lah|please|pls|now|too|as well|here"
    r"|for (?:that|this|it)|to (?:you|verify|check|confirm)|with you|in this chat"
    r"|(?:biar|supaya|buat|untuk|agar) (?:di)?(?:cepat|cepet|cek|dicek|verifikasi|bukti|gampang"
    r"|konfirmasi)))*\W*$"
)
_LEAD = (
    r"^\W*(?:(?:halo|hai|ini|jadi|terus|trus|trs|oh|eh|ok|oke|baik|btw|apa(?:kah)?|emang|emangnya"
    r"|memang|kak|kaka|min|mas|mbak|pak|bu|bapak|ibu|kamu|km|anda|kalian|bank|bot|biar (?:cepat|cepet)"
    r"|supaya (?:cepat|cepet)|so|hi|hey|hello|and)\W+)*"
)
_GLUE = r"(?:\s+(?:mau|mo|bisa|boleh|harus|hrs|mesti|kudu|perlu|akan|bakal|tinggal|coba|langsung))"
_I_WILL = (
    r"(?:i'?ll|i will|i can|i could|can i|could i|shall i|should i|may i|must i|let me"
    r"|(?:want|need) me to|i want to|i(?:'m| am) going to)"
)
_OFFERED = re.compile(
    # "perlu PIN saya ga?", "mau password saya?", "butuh tau otp ku?"
    rf"{_LEAD}(?:perlu|butuh|mau|minta|need|want)(?: (?:tau|tahu|liat|lihat))?"
    rf" (?:{_MINE}|(?:my|the) {_NAME}){_TAIL}"
    # "perlu kirim OTP ga?", "boleh kasih tau password?", "mau kirim pin nih"
    rf"|{_LEAD}(?:perlu|harus|hrs|mesti|kudu|boleh|mau)(?: (?:saya|sy|aku|gue|gw))? {_GIVE}"
    rf" {_SECRET}{_TAIL}"
    # "saya kirim OTP-nya ya", "nanti aku kasih tau pin ku"
    rf"|\b(?<!yang )(?<!yg )(?<!minta )(?<!suruh ){_I}{_GLUE}? {_GIVE}(?: (?:aja|dulu|kamu|ya))? {_SECRET}{_TAIL}"
    # "PIN saya perlu ga?", "otp nya mau?"
    rf"|{_LEAD}{_MINE} (?:perlu|butuh|mau|dibutuhkan|diperlukan){_TAIL}"
    # "OTP-nya saya kirim ya", "PIN saya boleh aku sebut?"
    rf"|{_LEAD}{_SECRET}{_GLUE}? {_I} {_GIVE}{_TAIL}"
    # "PIN-nya ditulis di sini?", "otp kirim ke sini ya"
    rf"|{_LEAD}{_SECRET}{_GLUE}? (?:{_GIVEN}|{_GIVE})(?: (?:aja|saja|ya))? (?:{_TO_US}){_TAIL}"
    # "ini otp saya ya", "pakai PIN saya aja"
    rf"|^\W*(?:(?:nih|oke|ok)\W+)?(?:ini|nih|pakai|pake|catat|here'?s|here is|take|use|note)"
    rf" (?:{_MINE}|my {_NAME}){_TAIL}"
    # "do you need my CVV?", "would you like me to send the OTP?"
    r"|\byou (?:need|want|require|like)(?: me to (?:send|give|tell|share|type|enter|write)"
    rf"(?: you)?| to (?:know|have|see))? (?:my|the) {_NAME}{_TAIL}"
    # "shall I give you my PIN?", "I'll send the code"
    rf"|\b{_I_WILL} (?:just )?(?:send|give|tell|share|type|text|post|show|provide|write)"
    rf"(?: you| it)?(?: with)? (?:you )?(?:my|the) {_NAME}{_TAIL}"
    # "is my password needed?"
    rf"|\bis my {_NAME} (?:needed|required|necessary){_TAIL}",
    re.IGNORECASE,
)
_NO_OFFER = re.compile(
    # Somebody else has asked for it, it is past, or how and why is asked.
    r"\b(?:ada (?:yang|yg|orang)|orang|seseorang|penipu\w*|katanya|(?:me)?ngaku\w*"
    r"|di(?:minta|suruh?)|n?tele?pon\w*|nelp\w*|nelepon\w*|someone|somebody|caller|called|they|he|she"
    r"|ask(?:ed|s|ing)|told|cara\w*|gimana|gmn|bagaimana|kenapa|knp|mengapa|kok ga|why|how|when"
    r"|kapan)\b"
    rf"|\b(?:sudah|udah|udh|sdh|telah|tadi|barusan|terlanjur|telanjur|keburu|kadung|baru)"
    rf"(?: {_I})? {_GIVE}\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"(?<=[.!?;,\n])\s*")
_WORD = re.compile(r"[^\W_]+")
_GREETING = 3
"""Words beside an offer that ask for nothing: "halo kak", "oke min"."""


def writes_a_secret(text: Text) -> bool:
    """Whether the message holds a secret, or the mark of one."""
    return _WRITTEN.search(text) is not None


def offers_a_secret(text: Text) -> bool:
    """Whether the customer is about to give one, or asks whether we need it."""
    return not writes_a_secret(text) and len(_others(text)) < len(_clauses(text))


def only_offers_a_secret(text: Text) -> bool:
    """Whether that is all that the message says."""
    words = [word for clause in _others(text) for word in _WORD.findall(clause)]
    return offers_a_secret(text) and len(words) < _GREETING


def without_offers(text: Text) -> Text:
    """What is asked beside an offer; the whole message where that is all that it says."""
    beside = offers_a_secret(text) and not only_offers_a_secret(text)
    return " ".join(_others(text)) if beside else text


def _clauses(text: Text) -> List[Text]:
    return [clause for clause in _CLAUSES.split(text) if clause]


def _others(text: Text) -> List[Text]:
    """The clauses that offer nothing; all of them where the message speaks of somebody else."""
    if _NO_OFFER.search(text):
        return _clauses(text)
    return [clause for clause in _clauses(text) if not _OFFERED.search(clause)]
