"""What somebody who waits writes instead of pressing a button: a number to be called at, or that
they take a ticket. Indonesian and English.

A number counts as theirs only where the words around it say so, or where there are none to say
otherwise: many a message names the number of a swindler, a wallet or an account.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from handoff.domain.blocking import asks_to_block
from handoff.domain.waits import asks_beside, asks_something


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call-back at *phone*, or without it a ticket.

    *plain*: in so many words; else it is read from what nobody on duty has just been named for.
    *asks*: something else is asked beside it.
    """

    phone: str | None
    plain: bool
    asks: bool = False


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Eight digits at least, grouped as people write them, and nothing that goes on with them.
_DIGITS = re.compile(r"(?<![\w+@.,])\+?\(?\d(?:[ ().\-/]{0,2}\d){7,14}(?![\w@%]|[.,\-/]\d)")
_HERE = "phonehere"
_OWN = (
    r"(?:saya|sy|aku|aq|gw|gue|gua|ku|kami|ibu|bapak|bpk|mama|oma|opa|nenek|kakek|mbah|kulo"
    r"|abdi|me)"
)
_LINE = r"(?:nomor|nomer|nmr|nomornya|nope|no|hp|hape|wa|telepon|telpon|telp|tlp|telfon|handphone)"
#: A number that is named as their own, or as that of somebody of the family.
_MINE = re.compile(
    rf"\b{_LINE}(?: {_LINE})*(?: (?:suami|istri|anak|adik|kakak|ayah))? {_OWN}\b"
    rf"|\b(?:nomorku|nomerku|hpku|waku|nohpku)\b"
    rf"|\bmy (?:\w+ ){{0,2}}(?:number|phone|cell|mobile|nr)\b"
)
_CALL = (
    r"(?:telp|tlp|telpon|telepon|telfon|tlpn|tlpon|calling|hub|hubungi|kabari|kontak)"
    r"(?:in|lah|kan|aja|i)?"
)
#: Somebody is asked to call.
_PLEASE_CALL = re.compile(
    rf"\b{_CALL}\b|\b(?:di{_CALL}|dihubungi|dikabari|dikontak)\b"
    r"|\b(?:call|ring|phone|reach|contact)\b"
)
#: The same where it cannot be a noun.
_IS_CALLED = re.compile(
    rf"\b{_CALL} (?:balik|saja|aja|dong|ya|ke|di|{_OWN})\b|\b(?:tolong|mohon|minta|please|pls) "
    rf"(?:\w+ )?(?:di)?{_CALL}\b|\b(?:mau|minta|bisa|pengen|ingin) (?:di{_CALL}|dihubungi)\b"
    rf"|\b{_HERE} {_CALL} {_OWN}\b|\b(?:call|ring|phone|reach|contact) me\b|\bcall ?back\b"
)
#: In one clause with a number, these say that nobody shall be called at it.
_OTHER = re.compile(
    r"\b(?:penipu\w*|nipu|tipu\w*|ditipu|pelaku\w*|oknum\w*|scam\w*|fraud\w*|dia|mereka|orangnya|"
    r"orang itu|seseorang|katanya|ngaku\w*|mengaku\w*|from|transfer\w*|trf|tf|kirim\w*|dikirim|"
    r"gopay|ovo|dana|shopeepay|spay|linkaja|wallet|pulsa|kuota|paket data|token|rekening\w*|rek|"
    r"norek|va|virtual|akun|account|pakai|pake|menelepon|menelpon|nelpon|nelfon|nelepon|called|"
    r"texted|said|they|he|she|sms|otp|kode|resmi|asli|official|bank|mengatasnamakan|atas nama|"
    r"ganti|diganti|ubah|diubah|change|changed|update|lama|old|new number|terdaftar|didaftar\w*|"
    r"daftar|registered|salah|wrong|bukan|not|dont|never|no longer|sudah|udah|udh|tadi|"
    r"barusan|kemarin|yesterday|hilang|ilang|lost|stolen|dicuri|mati|aktif|rusak|hack\w*|dihack|"
    r"diretas|dibajak|bajak|diblokir|hangus|id|nik|ktp|pelanggan|resi|pesanan|order|ref\w*|"
    r"laporan|pin|kartu|card|seri|serial|tagihan|token|pln|bpjs|siapa\w*|sapa|who|whose)\b"
    r"|\b(?:dari|oleh)(?! (?:jam|pukul|pagi|siang|sore|malam|senin|hari))\b"
    r"|\b(?:tidak|tdk|gak|ga|nggak|ngga|enggak|ndak|kagak|kaga)\b(?= \w)"
    r"|\b(?:jangan|jgn)\b(?! (?:malam|malem|pagi|siang|sore|jam|pukul|sebelum|lewat|lama)\w*)"
)
#: Beside a number, changing nothing: whose it is, that somebody calls, and when.
_BESIDE = _set(
    """saya sy aku aq gw gue gua ku ibu bapak bpk mama oma opa nenek kakek mbah kami me my mine i im
    our suami istri anak adik kakak ayah husband wife son daughter
    nomor nomer nmr no nope hp hape wa whatsapp handphone telp tlp telepon telpon telfon phone
    number
    cell mobile cellphone kontak contact
    call ring reach hubungi hub kabari dihubungi ditelepon ditelpon ditelp ditlp telponin telpin
    teleponin callback back
    tolong mohon minta mau bisa bs boleh silakan silahkan please pls could you can would like want
    ninggalin tinggalkan tinggalin tulis catat note leave here heres this is its s
    deh dong ah kok ya yah yaa nih sih kak kakak mbak mba mas min admin pak bu bang aja saja lah loh
    lho dah kan oh ok oke okay baik sip halo hai hello hi maaf sorry nak neng nggih yo so well it
    the
    di ke ini itu adalah yang yg untuk buat dan atau and or at on for to dulu balik lagi kembali
    jam jm pukul setelah sesudah habis abis stlh sebelum sblm sekitar sampai sampe sd mulai sekarang
    besok bsk lusa nanti ntar pagi siang sore malam malem maghrib magrib isya dzuhur zuhur ashar
    subuh hari senin selasa rabu kamis jumat sabtu minggu kerja kapan kapanpun pun wib wita wit
    antara
    dari after before around between from until till pm am today tomorrow tonight morning afternoon
    evening noon weekdays weekday weekend any anytime time now later monday tuesday wednesday
    thursday
    friday saturday sunday oclock only do does
    terima kasih makasih mksh thanks thank thx urgent segera secepatnya asap"""
)
_HOUR = re.compile(r"\d{1,4}(?:am|pm|an|wib)?")
#: At most so many other words beside a number that is plainly left to be called at.
_MORE = 10
#: So short a message that begins with a number answers the request for one.
_FEW = 5
_TAG = re.compile(r"\b(?:ga|gak|nggak|ngga|tidak|ndak|kah)$")


def wanted(text: str) -> Wanted | None:
    """Which follow-up *text*, written while waiting, asks for; None: none, or it is not sure."""
    found = {number for match in _DIGITS.finditer(text) if (number := _phone(match[0]))}
    if len(found) > 1:
        return None
    if not found:
        return _ticket(text)
    marked = _DIGITS.sub(lambda match: f" {_HERE} " if _phone(match[0]) else match[0], text)
    clauses = re.split(r"[?!;,\n]|\.(?!\d)|\b(?:tapi|but)\b", marked)
    around = " ".join(_folded(clause) for clause in clauses if _HERE in clause)
    words = around.split()
    number = found.pop()
    mine = bool(_MINE.search(around))
    calls = bool(_PLEASE_CALL.search(around))
    bare = all(w in _BESIDE or w == _HERE or _HOUR.fullmatch(w) for w in words)
    if asks_to_block(around.replace(_HERE, "")):
        bare, around, marked = True, _HERE, _HERE
    plain = bool(_IS_CALLED.search(_folded(marked)))
    if bare:
        # What stands before it may say whose it is.
        other = _OTHER.search(around if mine or calls or plain else _folded(marked))
        mobile = re.match(r"\+|0?8", number) is not None
        sure = not other and (mobile or mine or calls)
    else:
        first = words[0] == _HERE and len(words) <= _FEW and not asks_something(around)
        sure = (mine or calls or plain) and len(words) <= _MORE + 4
        sure = (sure or first) and not _OTHER.search(_TAG.sub("", around))
    if not sure:
        return None
    if number.startswith("8"):
        if not (mine or calls):
            return None
        number = f"0{number}"
    others = [clause for clause in clauses if _HERE not in clause]
    asks = any(asks_something(clause) and len(clause.split()) > 2 for clause in others)
    return Wanted(phone=number, plain=plain, asks=asks)


def _phone(digits: str) -> str | None:
    """*digits*, as they are dialled; None: they are no telephone number."""
    number = re.sub(r"[^\d+]", "", digits)
    if re.fullmatch(r"\+(?!62)[1-9]\d{7,14}", number):
        return number
    if re.fullmatch(r"(?:\+62|62)0?8\d{8,11}|0?8\d{8,11}", number):
        return f"+{number}" if number.startswith("62") else number
    if re.fullmatch(r"(?:\+62|0)[2-79]\d{7,10}", number):
        return number
    return None


_TICKETS = _set("tiket tiketnya tikets ticket tickets tiketin")
_TAKING = _set(
    """ambil ngambil mengambil ambilin ambilkan minta mau pengen ingin bikin bikinin buat buatkan
    buatin dibuatkan dibuatin kasih kasi dikasih beri diberi pilih butuh dapat dapet dpt terbitkan
    keluarkan catat catatkan dicatat catatin mencatat simpan disimpan
    kirim kirimkan kirimin kirimi dikirim lanjut lanjutkan njaluk gawe jupuk pakai pake use
    take taking get want give need open create make issue have choose"""
)
_WHERE = _set(
    """di mana dimana dmn mana gimana gmn gmna bagaimana bgmn caranya cara how where kemana ke lewat
    pencet klik"""
)
_BESIDE_TICKET = _set(
    """nomor nomer nmr no number saya sy aku aq gw gue gua kami ibu bapak kak kakak mbak mba mas min
    admin pak bu bang nak neng ya yah yaa y dong deh lah aja saja dulu nih sih itu ini nya yang yg
    oke
    ok okay baik baiklah iya siap sip kalau kalo klo begitu gitu ywdh yaudah yasudah udah sudah dah
    wis
    tolong mohon bisa bs boleh silakan untuk satu a an the i me my id ill will would like can could
    please pls just do you then so one to it instead let us guess for biar lebih mending nanti
    terus trus
    terima kasih makasih thanks thank ga gak nggak tidak kah for ambilnya mintanya halo hai maaf
    sekarang skrg now virtual petugas cepat cepet wae ae yo nggih njih atuh ka"""
)
#: Said of what becomes of a ticket: who asks that wants none.
_PASSIVE = _set("dicatat disimpan dikirim")
_ASKS = re.compile(r"\?\s*$|\b(?:ga|gak|nggak|ngga|tidak|ndak|kah|ya|yah|yaa|y|kan)\W*$", re.I)
_PLEASE = _set("tolong mohon bisa bs boleh minta please pls mau pengen ingin can")
#: A ticket that there is already.
_HAVING = re.compile(
    r"\b(?:tiket|tiketnya|ticket) (?:saya|sy|aku|gw|gue|kami|sudah|udah|yang|yg)\b|\bmy ticket\b"
    r"|\btiketku\b|\b(?:ga|gak|nggak|tidak) (?:mau|usah|perlu|jadi|butuh|bisa|dapat|dapet|ada|"
    r"minta|ambil)\b"
)


def _ticket(text: str) -> Wanted | None:
    clauses = re.split(r"(?<=[?!;,.\n])|\b(?:tapi|but)\b", text)
    for place, clause in enumerate(clauses):
        words = _folded(clause).split()
        if _TICKETS.isdisjoint(words) or _HAVING.search(" ".join(words)):
            continue
        if not set(words) <= _TICKETS | _TAKING | _WHERE | _BESIDE_TICKET:
            continue
        if (
            not _PASSIVE.isdisjoint(words)
            and _PLEASE.isdisjoint(words)
            and _ASKS.search(clause)
            and (_TAKING - _PASSIVE).isdisjoint(words)
        ):
            continue  # "tiketnya dicatat ga?"
        taken = not _TAKING.isdisjoint(words) and _WHERE.isdisjoint(words)
        beside = " ".join((*clauses[:place], *clauses[place + 1 :]))
        return Wanted(phone=None, plain=taken, asks=asks_beside(beside))
    return None


_HOW_TO_LEAVE = _set(
    """tinggalin ninggalin tinggalkan meninggalkan ninggal kasih ngasih kasi isi ngisi ketik tulis
    nulis ditulis masukin masukkan input daftar minta ditelepon ditelpon ditelp ditlp dihubungi
    telpon
    telepon leave give put enter type write be called call request a"""
)
_NUMBERS = _set(
    """nomor nomer nmr no nomornya nomernya number phone telp tlp telepon telpon hp callback back
    ditelepon ditelpon ditelp ditlp dihubungi called"""
)
_HOW = _set("gimana gmn gmna bagaimana bgmn caranya cara di mana dimana dmn kemana how where mana")


def asks_how_to_be_called(text: str) -> bool:
    """Whether *text* asks how, or where, a number is left."""
    for clause in re.split(r"[?!;,.\n]", text):
        words = set(_folded(clause).split())
        known = _HOW_TO_LEAVE | _NUMBERS | _HOW | _BESIDE
        if words <= known and all(words & some for some in (_HOW_TO_LEAVE, _NUMBERS, _HOW)):
            return True
    return False


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"['’]", "", text.casefold())))
