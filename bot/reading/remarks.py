"""What is only told: "soalnya mau jajan boba", "cuma cerita", "au ah". Pure.

A few words about one's life ask for nothing: they want to be heard, and no menu.
"""

import re
from typing import Optional

from reading import closing, meant
from reading.distress import in_distress, insults

TELLS, GIVES_UP, REMARK = "tells", "gives_up", "remark"
_ADDRESSED = (
    r"(?:kak\w*|ka|min|mimin|mas|mbak|mba|pak|bu|bang|bot|nih|ni|sih|deh|ya|yah|aja|saja|kok"
    r"|lah|ah|oh|hehe\w*|haha\w*)"
)
_ONLY_TELLS = re.compile(
    r"\b(?:cuma|cuman|cm|hanya|sekadar|sekedar|just|only)\s+(?:mau\s+|pengen\s+|lagi\s+"
    r"|iseng\s+)?(?:(?:be?r)?cerita\w*|crita"
    r"|curhat|ngobrol|ngomong|bilang|iseng|becanda|bercanda|ngasih tau|info|sharing|chatting|saying"
    r"|telling you|kidding|joking"
    r"|chatting)\b|\b(?:becanda|bercanda|iseng)\s+(?:aja|doang|kok)\b",
    re.IGNORECASE,
)
_ENOUGH = r"(?:ya\s*)?(?:su|u)?dah?\s?lah"
_GIVES_UP = re.compile(
    rf"\W*(?:{_ADDRESSED}\W+)*(?:{_ENOUGH}\W+(?:{_ADDRESSED}\W+)*)?(?:(?:t?au|tauk|tahu|embuh|mbuh|teuing|serah)\W*(?:ah+|deh|lah|dah)"
    rf"|(?:bodo amat|bomat|terserah|tserah|serah lu"
    r"|whatever|i give up)\W*(?:ah+|deh|lah|dah|aja|ya)?"
    rf"|(?:{_ENOUGH}|dahlah|dah ?lah|nyerah|menyerah|pasrah|percuma|sia-?sia)(?:\W+(?:deh|ah|aja"
    r"|saya|aku|gw|gue|juga|memang|emang))*"
    r"|(?:males|malas|ogah)\W+ah+|(?:saya|aku|gw|gue)\W+(?:nyerah|menyerah|pasrah))"
    rf"(?:\W+{_ADDRESSED})*\W*",
    re.IGNORECASE,
)
_OF_A_BANK = re.compile(
    r"\d|\b(?:rek|rekening\w*|norek|tabung\w*|nabung\w*|saldo\w*|kartu\w*|debit|kredit|atm\w*|mesin"
    r"|transfer\w*|tf|trf|kirim\w*|ngirim"
    r"|uang\w*|duit\w*|dana\w*|bayar\w*|byr|biaya\w*|admin|qris|pin\w*|otp|kode\w*|sandi|password"
    r"|app\w*|apk|aplikasi\w*|login|masuk\w*"
    r"|msk|daftar\w*|bank\w*|cabang\w*|teller|kantor|ktp\w*|e-?ktp|npwp|limit\w*|bunga\w*|deposito"
    r"|pinjam\w*|utang|hutang|cicil\w*"
    r"|angsur\w*|kpr|kta|top ?up|gopay|ovo|shopeepay|mutasi\w*|struk\w*|bukti\w*|lapor\w*|tiket\w*"
    r"|nomor\w*|nomer\w*|no|hp\w*|email"
    r"|e-mail|alamat\w*|blokir\w*|sms|surat\w*|buku\w*|dokumen\w*|syarat\w*|buka|tutup|potong\w*"
    r"|kepotong|terpotong|tarik\w*|narik"
    r"|setor\w*|gaji|pensiun\w*|valas|dolar|kurs|virtual|va|account|money|card|cash|paid|pay\w*"
    r"|branch|fee|loan|statement|petugas\w*"
    r"|orang|cs|sinyal|website|laman|halaman|foto|data|nama|merchant|kasir)\b",
    re.IGNORECASE,
)
_REQUESTS = re.compile(
    r"\b(?:tolong|tlg|minta|mohon|bantu\w*|cek\w*|cari\w*|kasih tau|kasi tau|jelas\w*|ajar\w*"
    r"|bikin\w*|buat\w*|pesen\w*|pesan\w*"
    r"|rekomen\w*|resep|tebak\w*|nyanyi\w*|please|help|tell me|show|want|need|give|can you|mau tanya"
    r"|mau nanya|nanya|tanya|lihat\w*"
    r"|liat\w*|maksud\w*|bukan|bkn|salah|ralat)\b",
    re.IGNORECASE,
)
_IN_TROUBLE = re.compile(
    r"\b(?:gagal|error|h?ilang|ditolak|telan|ketelan|ketelen|tipu\w*|ditipu|curi\w*|dicuri|rampok\w*"
    r"|sakit\w*|rumah sakit|kecelakaan"
    r"|phk|dipecat|bangkrut|cerai|musibah|banjir|gempa|kebakaran|tetap|tetep|ttp|masih|belum|blm|blom"
    r"|ga bisa|gak bisa|gabisa"
    r"|nggak bisa|tidak bisa|ndak bisa|lama|nunggu\w*|tunggu\w*|takut|panik|cemas|khawatir|bingung"
    r"|tried|still|lost|stolen|sick"
    r"|hospital|fired|scared|worried|broken)\b",
    re.IGNORECASE,
)
_OF_ONES_LIFE = re.compile(
    r"\b(?:aku|aq|saya|sy|gw|gue|gua|kami|kita|ku|mama\w*|mamah|papa\w*|ibu|bapak|ayah|bunda|suami"
    r"|istri|anak\w*|adik|adek|kakak|abang"
    r"|tante|om|nenek|kakek|mbah|temen\w*|teman\w*|pacar\w*|penjual\w*|tetangga|soalnya|soale|abisnya"
    r"|habisnya|gara-gara|gara2"
    r"|karena|krn|i'?m|i|we|my|mom|dad|mother|father|husband|wife|son|daughter|friend|because|lagi)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 11


def kind(text: str) -> Optional[str]:
    """What of these a message is; None where it may ask for something."""
    if closing.asks(text) or meant.of_a_death(text) or insults(text):
        return None
    if _GIVES_UP.fullmatch(text):
        return GIVES_UP
    if _ONLY_TELLS.search(text) and not _REQUESTS.search(text):
        return TELLS
    if not 2 <= len(text.split()) <= _MOST_WORDS or _OF_ONES_LIFE.search(text) is None:
        return None
    plain = re.sub(r"[^\w\s'-]", " ", text)
    if any(found.search(text) for found in (_OF_A_BANK, _REQUESTS, _IN_TROUBLE)) or in_distress(plain):
        return None
    return REMARK
