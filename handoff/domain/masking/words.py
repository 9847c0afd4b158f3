"""The vocabulary of masking: what people call their secrets, and what may stand in between."""

from __future__ import annotations

from handoff.domain.masking.kinds import SecretKind


def split_words(text: str) -> list[str]:
    """The words of a list that is written as running text."""
    return text.split()


DIGIT_WORDS = {
    word: digit
    for digit, words in {
        "0": "nol kosong zero oh",
        "1": "satu stu one",
        "2": "dua two",
        "3": "tiga tga three",
        "4": "empat ampat four",
        "5": "lima five",
        "6": "enam anam six",
        "7": "tujuh tuju seven",
        "8": "delapan lapan dlapan eight",
        "9": "sembilan smbilan nine",
    }.items()
    for word in words.split()
}
"""Spoken digits in Indonesian and English, with the usual misspellings."""

SPOKEN_PARTS = frozenset(["belas", "puluh", "ratus", "dobel", "double", "triple"])
"""Words that occur inside a spoken number without being a digit."""

CODE_KEYS: dict[str, SecretKind] = {
    **dict.fromkeys(
        split_words("pin pinn piin ppin p1n epin mpin tpin pincode"),
        SecretKind.PIN,
    ),
    **dict.fromkeys(split_words("otp otpp ootp 0tp opt otep motp"), SecretKind.OTP),
    **dict.fromkeys(split_words("cvv cvc cvvv cvn csc ccv cvv2 cvc2"), SecretKind.CVV),
}
"""Single words that name a code."""

_BETWEEN = tuple(
    (*last, *which, *at)
    for last in ((), ("terakhir",))
    for which in ((), ("yang",), ("yg",), ("bagian",))
    for at in ((), ("di",))
)

CODE_PHRASES: dict[tuple[str, ...], SecretKind] = {
    **{
        ("kode", word): SecretKind.OTP
        for word in (
            split_words(
                "verifikasi verif verifikasinya sms smsnya aktivasi otentikasi autentikasi "
                "konfirmasi otorisasi keamanan"
            )
        )
    },
    ("nomor", "verifikasi"): SecretKind.OTP,
    ("angka", "verifikasi"): SecretKind.OTP,
    ("verification", "code"): SecretKind.OTP,
    ("confirmation", "code"): SecretKind.OTP,
    ("authentication", "code"): SecretKind.OTP,
    ("one", "time", "password"): SecretKind.OTP,
    ("one", "time", "code"): SecretKind.OTP,
    ("security", "code"): SecretKind.CVV,
    ("kode", "rahasia"): SecretKind.PIN,
    ("nomor", "rahasia"): SecretKind.PIN,
    ("angka", "rahasia"): SecretKind.PIN,
    ("kode", "pin"): SecretKind.PIN,
    ("kode", "otp"): SecretKind.OTP,
    **{
        (*three, *between, behind): SecretKind.CVV
        for three in (
            *((three, digit) for three in ("3", "tiga") for digit in ("angka", "digit", "nomor")),
            ("kode",),
        )
        for between in _BETWEEN
        for behind in ("belakang", "dibelakang", "balik", "dibalik")
        if three != ("kode",) or between[-1:] == ("di",) or behind.startswith("di")
    },
    **{
        ("angka", *between, behind, "kartu"): SecretKind.CVV
        for between in _BETWEEN
        for behind in ("belakang", "dibelakang", "balik", "dibalik")
    },
}
"""Several words that name a code."""

WEAK_KEYS = frozenset(
    split_words("kode kodenya kodeny kodeku kod kde code token tokennya verifikasi")
)
"""Words that name a code only when the number or the words around it fit."""

PASSWORD_KEYS = frozenset(
    split_words(
        "password passwordnya pasword passwort pasword paswod paswot passwod passwrod "
        "passowrd pssword passwd paswd pswd psswd pswrd psw pwd pw pass passw passcode "
        "passphrase sandi katasandi p4ssword p4ssw0rd passw0rd"
    )
)

SUFFIXES = ("nya", "ny", "ne", "ku", "mu", "x", "q", "s")
"""Endings that may be glued to a key word: possessives, and their chat spellings."""

POSSESSIVE = frozenset(
    split_words(
        "saya sy sya aku ak aq ku gw gue gua w nya ny anda kamu kita kami ane abdi kulo "
        "my mine our your the"
    )
)

COPULA = frozenset(split_words("adalah adl adlh ialah yaitu yakni is are was its jadi menjadi"))

FILLERS = (
    POSSESSIVE
    | COPULA
    | frozenset(
        split_words(
            "itu tu tuh ini nih ni ya yaa iya sih kok dong deh lho loh kan kak ka kakak min "
            "admin mimin mas mba mbak bang pak bu ibu bapak gan sis baru lama sekarang skrg "
            "kemarin tadi td barusan atm kartu kartunya debit debet kredit credit card "
            "mobile m banking mbanking internet ibanking ibank brimo livin bca bri bni "
            "mandiri bsi cimb akun rekening aplikasi app apps login number code kode "
            "kodenya nomor nomornya no angka angkanya digit bank wifi new old current it s "
            "here number nmr nomer yg yang benar bener betul seperti begini gini berikut "
            "bawah dibawah untuk utk buat for of ooh eh hmm oke ok tolong catat belakang "
            "dulu dahulu"
        )
    )
)
"""May stand between a key word and its value without making it doubtful."""

LOOSE_FILLERS = frozenset(
    split_words(
        "salah masuk msk dikirim dikirimkan kirim dapat dapet dpt terima diterima "
        "muncul keluar dari dr sms smsnya wa whatsapp email hp handphone ke di pada "
        "transaksi trx verifikasi otentikasi harusnya seharusnya pakai pake pakek ketik "
        "masukin masukkan isi input i got get received have just sent me you that from "
        "via lewat sama kayak kyk dengan dgn tanggal tgl lahir ultah udah sudah sdh udh "
        "set ganti diganti ubah diubah jd cuma hanya lagi transfer to kasih kasi ngasih "
        "kasihkan sebut sebutin sebutkan bilang share terus trus trs lalu lantas "
        "kukasih"
    )
)
"""May stand in between too, but the number must then look like a code."""


def is_in(word: str, words: frozenset[str]) -> bool:
    """Whether the word, or the word without a glued possessive, is in the list."""
    return word in words or (word.endswith("nya") and word[:-3] in words)


SAYS = frozenset({"adalah", "adlh", "ialah", "yaitu", "yakni", "is", "was"})
"""The copulas that introduce a code even when much was said before."""

OTHER_NUMBERS = frozenset(
    split_words(
        "nomor no nmr tiket ticket rek rekening norek saldo nominal order pesanan id "
        "total jumlah biaya limit tagihan kode resi referensi ref hp telepon wa tahun "
        "tanggal tgl jam account balance amount number"
    )
)
"""Subjects whose number is not the code that was named earlier in the sentence."""

NOTORIOUS = frozenset(
    split_words(
        "qwerty qwertyuiop asdfgh asdfghjkl zxcvbn iloveyou letmein bismillah "
        "alhamdulillah sayangku rahasiaku"
    )
)
"""Plain words that are known as passwords."""

CORRECTIONS = frozenset({"harusnya", "seharusnya", "yang", "yg"})
"""Behind a comma these say that the right value follows."""

COPULA_SYMBOLS = frozenset(":=>~")

CHANGED_TO = frozenset({"ke", "to", "ganti", "dengan", "dgn", "udah", "sudah"})
"""Before four or six digits these still allow a PIN: "pin diganti ke 112233"."""

NOT_BEFORE_CODE = frozenset(
    split_words(
        "tanggal tgl jam pukul pkl sejak tahun thn at transfer ke di pada ganti lewat "
        "udah sudah sdh udh lagi hanya cuma to"
    )
)
"""Right before a number these make it something else than a code."""

COUNT_UNITS = frozenset(
    split_words(
        "kali kl x times time digit digits angka karakter huruf character characters "
        "char menit mnt mins minute minutes jam hour hours detik dtk second seconds "
        "hari hr day days minggu week weeks bulan bln month months tahun thn year years "
        "langkah percobaan attempts attempt tries"
    )
)
LENGTH_UNITS = frozenset(split_words("digit digits angka karakter huruf character characters char"))
MONEY_UNITS = frozenset(
    split_words("rb rbu ribu ribuan juta jt jutaan rupiah perak k idr usd miliar")
)

NOT_WITH_WEAK = frozenset(
    split_words(
        "bank kartu kartunya akun rekening atm aplikasi app apps bca bri bni mandiri "
        "bsi cimb m mobile internet card untuk utk of for transaksi trx transfer "
        "tanggal tgl salah ganti di debit kredit wifi"
    )
)
"""Behind a weak word ("kode bank") these make it another kind of code."""

WEAK_PREFIXES = frozenset(
    split_words(
        "promo referral zip postal area swift qr country voucher branch booking source "
        "error eror erorr gagal respon response status http listrik pln pos bank biller"
    )
)
"""Before a weak word ("promo code") these make it another kind of code."""

SMS_WORDS = frozenset(
    split_words(
        "sms smsnya wa whatsapp email verif verifikasi otp hp pesan masuk dikirim message text"
    )
)
"""Near a bare "kode 4821" these say that it came as a message, so it is an OTP."""

PRICE_WORDS = frozenset(split_words("biaya tarif harga pulsa charge fee ongkos"))

NAME_WORDS = frozenset(
    split_words("nama an pak bu bpk mas mbak mba sdr sdri saudara dari ibu bapak")
)
"""Before "sandi" these make it a person."""

JOINERS = frozenset(
    split_words(
        "dan atau and or ke jadi menjadi to ganti diganti baru lama yang terus lalu "
        "trus konfirmasi eh bukan maksudnya mksdnya salah tapi sorry maaf yg sama new"
    )
)
"""Between one code and a second one of the same kind."""

NOT_BEFORE_BACK = frozenset(
    split_words(
        "rp idr usd transfer tf sebesar senilai nominal saldo bayar jam pukul pkl "
        "tanggal tgl tahun no nomor rek rekening norek tiket order pesanan sejak dari "
        "kode"
    )
)
"""Before a number these make it something else, whatever is said behind it."""

BACK_STRONG = frozenset(split_words("adalah adl adlh ialah is = as sebagai sbg untuk utk buat for"))
BACK_WEAK = frozenset(
    split_words("itu tu ini ni nih my the kode code no nomor angka ( , - : ya kak your anda saya")
)

NUMBER_FILLERS = frozenset(
    split_words(
        "saya sy aku gw gue ku nya ny ini itu adalah yaitu no nmr nomor nomer nomornya "
        "number num is my the bca bni bri mandiri permata cimb bsi btn danamon tujuan "
        "kak min baru of for ya di yang yg tokopedia shopee gopay ovo dana id kode "
        "mobile lama depan ke saldo toko milik"
    )
)
"""May stand between a number and the word that says what it is."""

NOT_A_PASSWORD = frozenset(
    split_words(
        "halo hai hi selamat terima makasih assalamualaikum lupa salah benar bener "
        "betul gagal tidak tdk tak ga gak g nggak ngga enggak engga gk kagak bukan "
        "belum blm udah sudah sdh udh bisa bs apa apaan mana dimana gimana bagaimana "
        "kenapa knp mengapa kapan siapa berapa harus hrs wajib perlu mau mo ingin "
        "pengen minta mohon tolong tlg bantu ganti diganti ganti2 reset direset ubah "
        "diubah rubah dirubah baru lama lagi lg masih msh terus trs sering selalu "
        "pernah hilang ilang expired kadaluarsa kedaluwarsa blokir diblokir terblokir "
        "keblokir kunci terkunci dikunci kekunci bocor dicuri dihack kehack aman "
        "rahasia sama beda berbeda kuat lemah panjang pendek minimal maksimal min max "
        "terlalu sangat banget ketik diketik masuk masukin masukkan dimasukkan isi "
        "diisi input login akun email hp user username rekening kartu atm pin otp cvv "
        "password sandi dan atau atw yang yg untuk utk buat dengan dgn dari dr ke di "
        "pada jangan jgn kalau kalo klo jika agar supaya biar karena krn saat ketika "
        "waktu setelah sebelum tapi tp tetapi namun jadi maka hal kombinasi huruf angka "
        "simbol karakter digit kosong saja aja dong sih ya yah iya kak min pak bu mas "
        "mbak saya aku gw gue anda kamu kami kita orang itu ini tuh nih semua satu dua "
        "tiga cara langkah link via lewat melalui otomatis sementara penting tersimpan "
        "disimpan tersebut terbaru ditolak dibuka berhasil berubah valid invalid error "
        "eror problem masalah bermasalah ada dikasih kasih dikirim kirim diminta "
        "dibilang katanya tetap ttp cuma hanya nya apakah bagian lebih kurang typo "
        "macet nyangkut muter nyasar ngaco ngawur amburadul hancur rusak eror2 lemot "
        "loading aneh ribet susah gampang mudah bagus jelek standar default cepat "
        "lambat telat nolak mental nyala mati aktif nonaktif kelupaan hapus kehapus "
        "terhapus auto apaa dulu besok kemarin nanti sekarang bos gan sis dooong "
        "kenapaa bingung beneran sungguhan percuma"
    )
) | frozenset(
    split_words(
        "forgot forgotten forget wrong incorrect correct right not never no yes cannot "
        "cant can will wont does doesnt doesn't isn't isnt dont don't didnt is are was "
        "be been being to too the a an my your it in on at for from of and or but with "
        "when where what why how who which because if so reset change changed changing "
        "lost stolen leaked locked blocked expired expiring required needed weak strong "
        "secure safe same different working broken rejected accepted invalid still "
        "always just only also now again please help missing unknown hidden secret "
        "compromised hacked saved stored empty blank manager field length rules policy "
        "recovery must should has have had keeps keep fails failed failing protected "
        "set unchanged okay ok fine good"
    )
)
"""Plain words behind "password" that say something about it instead of being it."""
