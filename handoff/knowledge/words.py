"""The words of a text as the search by words compares them: folded, spelt alike, without affixes.

PostgreSQL has no Indonesian dictionary, and customers write no dictionary's Indonesian. So the
folding is ours, on both sides, and PostgreSQL indexes its result with the configuration `simple`.
A stem need not be a word, it must only be the same for texts that mean the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[a-z0-9]+")
_STRETCHED = re.compile(r"(.)\1{2,}")

#: Spellings of chats, and other names of the same thing.
_SPELT = {
    "tf": "transfer", "trf": "transfer", "trfr": "transfer", "tranfer": "transfer",
    "transferan": "transfer", "kirim": "transfer", "send": "transfer", "rek": "rekening",
    "rekning": "rekening", "account": "rekening", "norek": "rekening", "saldo": "saldo",
    "balance": "saldo", "va": "virtual", "cc": "kredit", "credit": "kredit", "depo": "deposito",
    "deposit": "deposito", "depositonya": "deposito", "topup": "top", "top": "top", "isi": "top",
    "ngisi": "top", "kode": "otp", "code": "otp", "verifikasi": "otp", "sandi": "password",
    "pasword": "password", "pass": "password", "pw": "password", "passwd": "password",
    "aplikasi": "app", "apk": "app", "apps": "app", "application": "app", "mbanking": "app",
    "hape": "hp", "ponsel": "hp", "phone": "hp", "handphone": "hp", "nomor": "nomor",
    "nomer": "nomor", "no": "nomor", "number": "nomor", "num": "nomor", "duit": "uang",
    "money": "uang", "dana": "dana", "fulus": "uang", "cash": "tunai", "biaya": "biaya",
    "fee": "biaya", "fees": "biaya", "charge": "biaya", "cost": "biaya", "ongkos": "biaya",
    "potongan": "potong", "kepotong": "potong", "terpotong": "potong", "dipotong": "potong",
    "debited": "potong", "deducted": "potong", "limit": "batas", "maksimal": "batas",
    "maks": "batas", "max": "batas", "maximum": "batas", "batasan": "batas", "kartu": "kartu",
    "card": "kartu", "krtu": "kartu", "cabang": "cabang", "branch": "cabang", "kantor": "cabang",
    "bunga": "bunga", "interest": "bunga", "rate": "bunga", "kurs": "kurs", "pinjam": "pinjam",
    "pinjaman": "pinjam", "loan": "pinjam", "kredit": "kredit", "cicilan": "cicil",
    "installment": "cicil", "instalment": "cicil", "angsuran": "cicil", "nyicil": "cicil",
    "rumah": "rumah", "house": "rumah", "mortgage": "kpr", "mobil": "mobil", "car": "mobil",
    "motor": "motor", "ganti": "ganti", "change": "ganti", "gnti": "ganti", "ubah": "ganti",
    "update": "ganti", "lupa": "lupa", "forgot": "lupa", "forget": "lupa", "buka": "buka",
    "open": "buka", "bikin": "buka", "tutup": "tutup", "close": "tutup", "gagal": "gagal",
    "failed": "gagal", "salah": "salah", "wrong": "salah", "hilang": "hilang", "ilang": "hilang",
    "lost": "hilang", "dicuri": "curi", "stolen": "curi", "dollar": "dolar", "usd": "dolar",
    "kemaren": "kemarin", "sabtu": "sabtu", "saturday": "sabtu", "minggu": "minggu",
    "barcode": "qris", "qr": "qris", "scan": "pindai", "antri": "antre", "antrian": "antre",
    "antrean": "antre", "queue": "antre", "pajak": "pajak", "tax": "pajak", "visa": "visa",
}  # fmt: skip

_STOP = frozenset(
    """saya sy aku ak gue gw gua kita kami anda kamu ia dia mereka ini itu tu yang yg dan atau di ke
    dari dr untuk utk buat bwt dengan dgn sama pada dalam oleh karena krn kalau kalo klo jika bila
    agar supaya apa ap apakah siapa mana gimana gmn bagaimana kenapa knp mengapa kapan berapa brp
    bisa bs boleh dapat mau mo ingin pengen perlu harus hrs tolong mohon ada adalah akan sudah udah
    udh sdh telah lagi lg sedang masih msh belum blm tidak tdk gak ga ngga nggak enggak kagak bukan
    jangan jgn ya iya yah dong sih nih deh kok kan lah kah pun juga jg aja saja cuma hanya tapi tp
    tetapi padahal terus trus lalu kak min pak bu bang gan mas mba mbak halo hai hi hello selamat
    pagi siang sore malam makasih terima kasih nya si se para nggih niku kulo punapa abdi kumaha teh
    the a an is are was were be been am do does did i you he she it we they my your his her its our
    their me him them this that these those of to in on at by for from with and or but if as so not
    no can could will would shall should may might must have has had what which who when where why
    how there here than then please need want get got any some just""".split()  # noqa: SIM905
)  # fmt: skip

_PREFIXES = (
    "menge", "nge", "meng", "meny", "mem", "men", "me", "peng", "peny", "pem", "pen", "per", "pe",
    "ber", "be", "ter", "ke", "se", "di", "ng", "ny",
)  # fmt: skip
_SUFFIXES = (
    "kannya", "annya", "inya", "nya", "kan", "lah", "kah", "an", "ing", "in", "ed", "i", "s",
)  # fmt: skip
_LEAST = 4
"""Letters that a stem keeps, or "kartu" and "karet" become one word."""


def content_words(text: str) -> tuple[str, ...]:
    """The telling words of a text, each once, in the order of their first use."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    found = _WORD.findall(_STRETCHED.sub(r"\1", plain))
    return tuple(dict.fromkeys(_stems(found)))


def _stems(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        if word not in _STOP and len(word) > 1:
            yield word if word.isdigit() else _stem(word)


def _stem(word: str) -> str:
    """Spellings are looked up before and after an ending is taken off: "limitnya", "limit"."""
    if word in _SPELT:
        return _bare(_SPELT[word])
    without = _without_suffix(word)
    return _bare(_SPELT[without]) if without in _SPELT else _without_prefix(without)


def _bare(word: str) -> str:
    return _without_prefix(_without_suffix(word))


def _without_suffix(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST:
            return word[: -len(suffix)]
    return word


def _without_prefix(word: str) -> str:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _LEAST:
            return word[len(prefix) :]
    return word
