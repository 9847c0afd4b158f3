"""What somebody who waits for a person says about the waiting itself. Indonesian and English.

Only what can mean nothing else is read; all other words are for the person who comes. `NO_PERSON`
leads to something without a question back, so the whole message has to be that and nothing more.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable


class Says(enum.StrEnum):
    NO_PERSON = "no_person"  #: a person is not wanted any more, in so many words
    NO_FOLLOW_UP = "no_follow_up"  #: no call or ticket is wanted any more
    SETTLED = "settled"  #: done with, found, or dropped: most likely no person is needed
    DROPPED = "dropped"  #: "ga jadi", and nothing that says of what
    THANKS = "thanks"  #: thanks and nothing else
    HOW_LONG = "how_long"  #: when a person comes, or who is before them
    WHICH_NUMBER = "which_number"  #: which number is called
    CALL_ME = "call_me"  #: they would rather be called


_YES = """ya · iya · iyaa · yup · yap · ok · oke · okay · baik · boleh · batal · batalkan · batalin
ya batalkan · iya batalkan · ya batalin · iya batalin · ya batal · iya batal · batal saja
oke batalkan · ya boleh · iya boleh · betul · benar · yes · yes please · yes cancel · cancel
cancel it · please cancel · sure · batalkan antrean · ya udah batalkan · please do"""
_NO = """
tidak usah · ga usah · gak usah · gausah · nggak usah · ngga usah · ga perlu · tidak perlu
ga usah dibatalkan · ga usah dibatalin · tidak usah dibatalkan · tidak · tdk · gak · ga · nggak
ngga · enggak · engga · ndak · no · nope · jangan · jangan dulu · jangan batal
jangan dibatalkan · jangan batalkan · jangan dibatalin · tetap · tetap menunggu · tetap nunggu
tetep nunggu · tetap tunggu · nunggu aja · tunggu aja · saya tunggu · saya tetap menunggu
aku tunggu · gue tunggu · masih nunggu · masih mau nunggu · lanjut · lanjut aja · lanjut nunggu
sambungkan · sambungin · tetap sambungkan · tetap disambungkan · tetap mau petugas
tetap petugas · masih perlu petugas · keep waiting · i keep waiting · i wait · i will wait
ill wait · still waiting · dont cancel · do not cancel · no dont · stay · connect me"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Said beside anything, and changing nothing.
_FILLERS = _words(
    """deh dong ah kok ya yah yaa nih sih kak kakak ka mbak mba mas min admin pak bapak bu ibu bang
    gan sis aja saja lah loh lho dah kan tadi oh ok oke okay okey baik sip siap wkwk wkwkwk hehe
    haha halo hai maaf sorry sori mohon please pls tolong so well hi hello then now anyway guys
    nak neng nggih inggih yo atuh mah lha ae wae mawon team tim all the it is its itu ini nya buat
    untuk atas
    bantuannya perhatiannya waktunya banget banyak sebelumnya repot repotnya udahan kalau kalo klo
    begitu gitu ywdh yaudah bgt bngt anjir anjay anj njir buset woi woy weh cuy bro jir"""
)
_THANKS = re.compile(
    r"\b(?:terima ?kasih|trima ?kasih|makasih|makasi|mksh|mksih|trims|trimakasih|tengkyu|thx|tq|ty|"
    r"thanks|thank you|thankyou|thank u|nuwun|nuhun|matur suwun|suwun)\b"
)
_SAME = {
    **dict.fromkeys(("tdk", "gak", "g", "gk", "nggak", "ngga", "enggak", "engga", "ndak"), "tidak"),
    **dict.fromkeys(("kagak", "kaga", "ga", "ora", "tak", "nda", "ngak", "egk", "gx"), "tidak"),
    **dict.fromkeys(("mboten", "boten", "teu", "henteu"), "tidak"),
    **dict.fromkeys(("udah", "udh", "dah", "sdh", "uda", "wis", "udahlah"), "sudah"),
    **dict.fromkeys(("usa", "ush", "us"), "usah"),
    **dict.fromkeys(("brp", "brapa", "piro"), "berapa"),
    **dict.fromkeys(("gue", "gw", "gua", "aku", "aq", "sy", "sya", "kami"), "saya"),
    **dict.fromkeys(("jd", "jadinya"), "jadi"),
    **dict.fromkeys(("lg", "lgi"), "lagi"),
    **dict.fromkeys(("sm", "ama"), "sama"),
    **dict.fromkeys(("bs", "bsa"), "bisa"),
    **dict.fromkeys(("dg", "dgn", "dengan"), "sama"),
    **dict.fromkeys(("yg",), "yang"),
    **dict.fromkeys(("no", "nomer", "nmr", "nomornya", "nomernya", "number"), "nomor"),
    **dict.fromkeys(("ktemu", "ketemuu"), "ketemu"),
    **dict.fromkeys(("antrian", "antreannya", "antriannya", "antre", "antri"), "antrean"),
    **dict.fromkeys(("im", "ive"), "i"),
}
_JOINED = {
    "gausah": "tidak usah", "gakusah": "tidak usah", "gajadi": "tidak jadi",
    "gakjadi": "tidak jadi", "gaperlu": "tidak perlu", "gakperlu": "tidak perlu",
    "gabutuh": "tidak butuh", "dont": "do not", "doesnt": "does not", "didnt": "did not",
    "nevermind": "never mind", "nvm": "never mind", "cant": "can not", "wanna": "want to",
}  # fmt: skip

_PERSON = (
    r"(?:petugas|petugasnya|cs|csnya|agen|agent|agents|operator|orang|orangnya|manusia|staf|staff|"
    r"pegawai|person|human|representative|rep|someone|anyone|somebody|anybody|people)"
)
_VIA = r"(?:ke|sama|oleh|pakai|pake|lewat|dari|dulu|lagi|bicara|ngomong|ngobrol|bantuan|panggil)"
_CONNECT = r"(?:di)?(?:sambung|hubung|terus|oper|panggil|alih)(?:kan|in)?"
_AGAIN = (
    r"(?: (?:lagi|anymore|any more|any longer|now|after all|dulu|pun|manapun|kesini|saat|sekarang|"
    r"right|yet))*"
)
_TO_PERSON = rf"(?: {_VIA})*(?: (?:a|an|any|the|your|another|mana))? ?{_PERSON}"
_NO_PERSON = [
    re.compile(pattern)
    for pattern in (
        # tidak usah disambungkan (ke petugas), tidak perlu petugas, tidak jadi bicara sama petugas
        r"(?:saya )?(?:sudah )?(?:tidak|jangan) (?:pernah )?(?:usah|perlu|jadi|butuh|minta|"
        rf"meminta)(?: lagi| untuk| agar| supaya)* {_CONNECT}"
        rf"(?:{_TO_PERSON})?{_AGAIN}",
        # "Tidak mau dioper lagi" and "tidak mau nunggu petugas" complain, and cancel nothing.
        r"(?:saya )?(?:sudah )?tidak (?:mau|ingin|pengen) (?:(?:di)?sambung(?:kan|in)?|dihubungkan)"
        rf"(?: (?:ke|sama|oleh) {_PERSON})?(?: (?:dulu|sekarang))*",
        r"(?:saya )?(?:sudah |belum )?(?:tidak|belum) (?:pernah )?(?:usah|perlu|jadi|butuh|"
        r"memerlukan|membutuhkan|butuhin|minta|meminta|mencari|nyari)(?: lagi)?"
        rf"(?: (?:tunggu|nunggu|menunggu|minta|ada|panggil|memanggil|bicara|ngomong|ngobrol|chat))*"
        rf"{_TO_PERSON}{_AGAIN}",
        r"(?:saya )?(?:sudah |belum )?(?:tidak|belum) (?:mau|ingin|pengen)"
        rf"(?: (?:bicara|ngomong|ngobrol|chat))*(?: (?:ke|sama|lewat))? {_PERSON}"
        r"(?: (?:dulu|sekarang))*",
        rf"jangan {_CONNECT}{_TO_PERSON}{_AGAIN}",
        rf"jangan {_CONNECT}",
        r"(?:saya )?(?:mau )?(?:batal|batalkan|batalin|cancel|keluar dari|stop) "
        rf"(?:dari )?(?:antrean|{_PERSON}|sambungan|permintaan {_PERSON})(?: saya)?{_AGAIN}",
        rf"(?:permintaan )?{_PERSON} (?:dibatalkan|dibatalin|batal|tidak jadi|tidak usah){_AGAIN}",
        r"antrean (?:dibatalkan|dibatalin|batal|tidak jadi)(?: saya)?",
        # English
        r"(?:there )?(?:is )?no(?:mor)? (?:longer )?need (?:for|of|to (?:talk|speak) (?:to|with)|"
        rf"to wait for)(?: (?:a|an|any|the|your))? {_PERSON}{_AGAIN}",
        r"(?:i )?(?:do not|did not|no longer|nomor longer) (?:need|want|ask)"
        r"(?: (?:to )?(?:talk|speak|wait) "
        rf"(?:to|with|for)| to| for)?(?: (?:a|an|any|the|your))? {_PERSON}{_AGAIN}",
        rf"(?:you )?(?:do not|no|nomor) need to connect me(?: (?:to|with)(?: an?)? {_PERSON})?"
        rf"{_AGAIN}",
        rf"do not connect me(?: (?:to|with)(?: an?)? {_PERSON})?{_AGAIN}",
        rf"cancel (?:my |the )?(?:queue|wait|line|place in line|{_PERSON}|request for(?: an?)? "
        rf"{_PERSON})",
        r"(?:take me out of|remove me from|i (?:will )?leave) (?:the )?(?:queue|line)",
        rf"never mind (?:about )?(?:the )?{_PERSON}",
    )
]
#: Whom they ask instead: what answers here by itself.
_BOT = r"(?:bot|botnya|chatbot|asisten|asistennya|assistant|robot|robotnya|mesin|machine|ai)"
_YOU = r"(?:lu|lo|elu|elo|kamu|anda|dirimu)"
_INSTEAD = [
    re.compile(pattern)
    for pattern in (
        r"(?:(?:saya|mau|pengen|ingin|biar|lanjut|lanjutkan|balik|kembali|cukup|tetap|bisa|coba|"
        r"mending|tanya|nanya|bertanya|ngobrol|chat|bicara|dibantu|dijawab|jawab|tanyanya) )*"
        rf"(?:sama|ke|pakai|pake|lewat|oleh) (?:{_YOU}|{_BOT})(?: virtual)?(?: (?:lagi|dulu))*",
        rf"(?:(?:saya|mau|pakai|pake|cukup|tanya|nanya|lanjut|balik|lewat|ke|virtual) )*{_BOT}"
        r"(?: virtual)?"
        r"(?: (?:lagi|dulu))*",
        rf"(?:tanpa|ga pakai|tidak pakai) (?:(?:perlu|harus|bantuan|lewat|ada|nunggu|tunggu|"
        rf"menunggu) )*{_PERSON}",
        r"(?:dijawab|jawab|dibantu) (?:di )?sini",
        r"(?:(?:i|just|let me|id|would|rather|will|ill|can|want|to|please|back|go|continue) )*"
        r"(?:ask|use|try|talk to|chat with|back to|continue with|stay with|with)?"
        rf"(?: (?:the|a|your))?(?: virtual)? ?{_BOT}(?: again)?",
        rf"without (?:(?:a|an|any|the|your|waiting for) )*{_PERSON}",
    )
]
#: No word is in both: else there are as many readings as two to the number of words.
_LED = r"(?:saya|kita|pengen|ingin|biar|mending|tolong|coba|bisa|jadi|i|we|lets|just)"
_DOES = (
    r"(?:lanjut|lanjutkan|lanjutin|teruskan|terusin|bilang|pilih|maunya|mau|jawab|dijawab|bantu|"
    r"dibantu|tanya|nanya|bertanya|bahas|dibahas|urus|diurus|selesaikan|ngobrol|chat)"
)
#: That it shall go on here, with what answers here. "Saya tunggu di sini" waits on.
_HERE = re.compile(
    rf"(?:{_LED} )*{_DOES}(?: {_LED}| {_DOES})* (?:di ?)?sini"
    r"|(?:(?:i|we|lets|just|said|want|wanted|to|would|rather|prefer|please|can|you) )*"
    r"(?:continue|go on|keep going|carry on|answer|help|ask|said|do)(?: (?:it|this|me|in))* "
    r"(?:right )?here(?: (?:fine|enough|good))?"
    r"|(?:right )?here (?:fine|enough|good)"
)
#: Who says that they ask, or want help, here may say it to anybody: not without "only" or "on".
_TALKS = re.compile(r"\b(?:bantu|tanya|nanya|bertanya|ngobrol|chat|help|ask)\b")
_ON = re.compile(r"\b(?:lanjut\w*|teruskan|terusin|continue|go on|keep going|carry on)\b")
#: The same without a verb, where it says "only" here.
_ONLY_HERE = re.compile(
    r"\b(?:di ?)?sini (?:aja|saja|ae|wae|dulu|deh|dong)\b|\b(?:just|only) here\b"
)
_ONLY = re.compile(r"\b(?:aja|saja|ae|wae|only|just)\b")
_BARE_HERE = re.compile(r"(?:di ?)?sini|just here|only here")
#: "Ibu di sini saja" says where somebody is.
_WHO_IS_HERE = re.compile(r"\b(?:ibu|bapak|mama|mbah|oma|opa|nenek|kakek)\b.*\bsini\b")
#: Surprise at being handed over: it is about that, and asks nothing else.
_PROTEST = re.compile(
    r"(?:kenapa |mengapa |ngapain |why |saya |malah |jadi |langsung |harus |mesti |am i |is it )*"
    rf"(?:(?:{_CONNECT}|masuk|lempar|dilempar|going|sent) )*(?:(?:ke|sama|dalam|to|in) )+"
    rf"(?:(?:a|an|the) )?(?:{_PERSON}|antrean|queue|line)"
    r"|(?:saya |malah |jadi )*(?:antrean|ngantri|disuruh antrean|disuruh tunggu|disuruh nunggu)"
)
_IS_NAMED = re.compile(rf"(?:virtual )?{_BOT}(?: virtual)?")
#: Asked or told who it is that answers here.
_IS_IT = re.compile(rf"\b(?:ini|itu|this|that|its|kamu|anda|you|lu|lo|is) (?:\w+ )?{_BOT}\b")
_CALL = (
    r"(?:ditelepon|ditelpon|ditelfon|ditlp|dihubungi|telepon|telpon|nelpon|menelepon|hubungi|tiket|"
    r"tiketnya|teleponnya|telponnya|call back|callback|ticket|call)"
)
_NO_FOLLOW_UP = [
    re.compile(pattern)
    for pattern in (
        rf"(?:saya )?(?:sudah )?(?:tidak|jangan) (?:usah|perlu|jadi|butuh|mau)(?: lagi)?"
        rf"(?: minta| bikin| buat)? {_CALL}(?: saya)?{_AGAIN}",
        rf"jangan {_CALL}(?: saya)?{_AGAIN}",
        rf"(?:saya )?(?:mau )?(?:batal|batalkan|batalin|cancel|hapus|cabut|tutup) "
        rf"(?:permintaan )?{_CALL}(?: saya)?{_AGAIN}",
        rf"(?:permintaan )?{_CALL} (?:saya )?(?:mau )?(?:dibatalkan|dibatalin|batal|batalin|"
        rf"batalkan|dihapus|dicabut|ditutup|tidak jadi|tidak usah|tidak perlu){_AGAIN}",
        r"(?:there )?(?:is )?(?:(?:no|nomor) need|you do not (?:need|have)|do not) (?:to )?"
        rf"call(?: me)?(?: back)?{_AGAIN}",
        rf"(?:i )?(?:do not|no longer|nomor longer) (?:need|want)(?: (?:a|the|my|that))? {_CALL}"
        rf"{_AGAIN}",
        rf"(?:cancel|close|withdraw|drop|delete)(?: (?:the|my|that))? {_CALL}{_AGAIN}",
    )
]
#: Of what is settled: that it came right by itself. "Sudah jelas" only says that it was understood.
_CAME_RIGHT = re.compile(
    r"\b(?:ketemu|nemu|balik|kembali|masuk|bisa|found|fixed|solved|works|working|back|arrived)\b"
)
_SUBJECT = r"(?:\w+nya |\w+ saya |\w+ \w+nya |saya |semua |semuanya )?"
_AFTER = r"(?: (?:sendiri|barusan|sekarang|lagi|kembali|semua|normal|lancar|sendirinya|rupanya))*"
_SETTLED = [
    re.compile(pattern)
    for pattern in (
        rf"{_SUBJECT}(?:ternyata )?sudah (?:bisa|beres|selesai|aman|ketemu|kelar|teratasi|terjawab|"
        rf"berhasil|jelas|normal|pulih|masuk|balik|kembali|cukup|terselesaikan|nemu){_AFTER}",
        r"(?:ternyata )?(?:ketemu|beres|kelar|aman)(?: (?:sendiri|barusan|sekarang))*",
        r"(?:saya )?sudah (?:tidak (?:usah|perlu|apa apa|jadi)|paham|ngerti|mengerti|tahu|tau|"
        r"nemu jawabannya|dapat jawabannya)",
        r"(?:tidak|sudah tidak) (?:usah|perlu|butuh)(?: lagi)?",
        r"(?:i )?(?:have )?(?:just )?(?:already )?(?:found|solved|fixed|figured|sorted)"
        r"(?: (?:out|working|myself|already|now|my card|my money|my phone|the card))*",
        r"(?:everything )?(?:works|working|sorted|solved|resolved|fixed|settled|fine|good)"
        r"(?: (?:now|again|out|already|finally))*",
        r"(?:my |the )?(?:problem|issue|matter|card|money|account|app|transfer)(?: has)?(?: been)? "
        r"(?:works|working|sorted|solved|resolved|fixed|settled|found|back|arrived|gone|fine|okay)"
        r"(?: (?:now|again|out|already|finally))*",
        r"(?:no|nomor) longer (?:needed|necessary)",
        r"not (?:needed|necessary)(?: (?:anymore|any more|any longer|now))*",
        r"(?:no|nomor) need(?: (?:anymore|any more))?",
        r"(?:sudah )?(?:lupakan|abaikan|forget)",
    )
]
_DROPPED = [
    re.compile(pattern)
    for pattern in (
        r"(?:tidak ada (?:petugas|petugasnya|orang|orangnya|cs) |lama |kelamaan )?"
        r"(?:saya |sudah |mending |mendingan )*(?:tidak jadi|batal|batalkan|batalin|dibatalkan|"
        r"urung|gajadi|skip|lupakan|lupain)(?: (?:saya|dulu))?",
        r"(?:cancel|cancel (?:that|this)|never mind|(?:no|nomor) thanks|i changed my mind|"
        r"i have changed my mind|skip)",
    )
]

_CALL_ME = re.compile(
    r"(?:saya )?(?:mau |minta |bisa |tolong |lebih baik |mending )*"
    r"(?:ditelepon|ditelpon|ditelfon|ditlp|ditelp|telepon|telpon|telfon|dihubungi|hubungi|"
    r"dihubungin)(?: saya)?(?: (?:nanti|balik|lewat telepon))*|"
    r"(?:can you |could you |you can |just )?call me(?: back)?(?: (?:later|instead|when you can))?|"
    r"i (?:want|would like|prefer) (?:a |to be )?(?:call|called)(?: ?back)?"
)

#: A question about the waiting has no other words than these.
_WAIT_WORDS = _words(
    """apakah apa saya harus mesti perlu lama lamanya lamakah berapa kapan jam pukul menit petugas
    petugasnya cs csnya orangnya admin adminnya operator agen antrean urutan nomor posisi giliran ke
    di dari akan bisa mau dilayani dibalas dijawab dihubungi ditelepon ditelpon ditelfon ditlp
    telepon telpon menelepon nelpon hubungi balas jawab lagi masih kira perkiraan estimasi
    estimasinya tunggu nunggu menunggu ditunggu menunggunya nunggunya tunggunya datang muncul ada
    online aktif bertugas kerja buka masuk sekarang hari tidak sama begini di sini orang berapaan
    yang depan sebelum lain sampai terus nanti kalau kalo tiket tiketnya dibaca diproses ditangani
    disambungkan disambungin tersambung nyambung sudah kah saat sekitar
    how long do i have to wait is the will take must we be am next when what my place position in
    line queue a person human someone anyone somebody agent staff you call me back come answer here
    there still much longer more waiting for until before at are does can reply join of people ahead
    time hours open on duty and any ticket read"""
)
_WAITS = re.compile(
    r"\b(?:tunggu|nunggu|menunggu|ditunggu|menunggunya|nunggunya|tunggunya|antrean|urutan|giliran|"
    r"petugas|petugasnya|cs|csnya|orangnya|admin|adminnya|operator|agen|dilayani|dibalas|dijawab|"
    r"dihubungi|ditelepon|ditelpon|ditelfon|ditlp|disambungkan|disambungin|tersambung|tiketnya|"
    r"wait|waiting|queue|line|person|human|someone|anyone|somebody|agent|staff|call me|"
    r"next|there)\b"
)
_WHEN = re.compile(
    r"\b(?:lama|lamanya|lamakah|berapa|kapan|jam|masih|urutan|posisi|giliran|kah|apakah|ada|"
    r"how long|how much longer|when|what time|position|place|am i next|is (?:any|some)one|"
    r"how many|are there|is there)\b"
)
#: Short ones that can be about nothing else where somebody waits.
_SHORT_WAITS = """masih lama · masih lama tidak · lama tidak · lama · berapa lama
berapa lama lagi · lama lagi tidak · masih lama lagi · kapan · sampai kapan · berapa menit lagi
berapa lama ini · ada orang · ada orang tidak · how long · how much longer · how long more
how long will take · how long will that take
tidak lama · masih lama yang · masih lama apa tidak"""
_NUMBER_WORDS = _WAIT_WORDS | _words(
    """mana yang nomor hp wa teleponnya telponnya tadi itu benar betul terakhir belakang telp tlp
    which did give number on will which phone one left gave"""
)
_CALLED = re.compile(
    r"\b(?:ditelepon|ditelpon|ditelfon|ditlp|ditelp|dihubungi|telepon|telpon|telfon|menelepon|nelpon|"
    r"hubungi|call|called|calling)\b"
)
_NUMBER = re.compile(r"\bnomor\b.*\b(?:mana|berapa|tadi)\b|\b(?:which|what) (?:phone )?nomor\b")


#: Beside something settled, this says that something is not.
_GOES_ON = re.compile(
    r"\b(?:belum|blm|tapi|tp|masih|msh|kenapa|kok|mau|still|but|not|why|want|"
    r"error|gagal|salah)\b"
)
#: Somebody called, or was there: that is told, not asked.
_HAPPENED = re.compile(r"\b(?:tadi|barusan|kemarin|kmrn|sempat|already|earlier|yesterday|just)\b")
#: At most so many other words beside something settled, unless there are thanks as well.
_ASIDE = 4
#: The same beside "ga jadi", where something came right.
_FOUND = 8
#: The same beside a question about the waiting.
_BESIDE = 6


def wait_says(text: str) -> Says | None:
    """What *text*, written while waiting, says about the waiting; None: something else."""
    clauses = [(words, asks) for words, asks in map(_clause, _split(text)) if words is not None]
    if not clauses:
        return None
    clauses = [(words, asks) for words, asks in clauses if words]
    told = [_read(words, asks) for words, asks in clauses]
    unread = [word for words, _ in clauses if _read(words, False) is None for word in words.split()]
    thanked = bool(_THANKS.search(_folded(text)))
    if not told:
        return Says.THANKS if thanked else None
    for says in (Says.WHICH_NUMBER, Says.HOW_LONG):
        if says in told:
            # "Berapa lama?" after something else is more likely about that.
            alone = None not in told or any(
                each is says and words not in _SHORT
                for (words, _), each in zip(clauses, told, strict=True)
            )
            few = len(unread) <= _BESIDE
            if says is Says.HOW_LONG and _HAPPENED.search(_folded(text)):
                return None
            return says if alone and few and set(told) <= {says, None} else None
    if Says.NO_PERSON in told:
        return Says.NO_PERSON if None not in told else Says.SETTLED
    if Says.CALL_ME in told:
        return Says.CALL_ME if set(told) == {Says.CALL_ME} else None
    if Says.NO_FOLLOW_UP in told:
        return Says.NO_FOLLOW_UP if thanked or len(unread) <= _BESIDE else None
    if unread and (_GOES_ON.search(_folded(text)) or asks_something(text)):
        return None
    if Says.SETTLED in told:
        return Says.SETTLED if thanked or len(unread) <= _ASIDE else None
    if len(told) > 1 and len(unread) <= _FOUND and came_right(text):
        return Says.SETTLED  # "ketemu di jok motor. ga jadi"
    return Says.DROPPED if None not in told or (thanked and Says.DROPPED in told) else None


def wants_bot(text: str) -> bool:
    """Whether who wrote *text* would rather be answered by the bot than wait for a person.

    That is who says so, and who needs no person and has a question.
    """
    needs_none = False
    for part in _split(text):
        words, asks = _clause(part)
        if words is None or asks or _IS_IT.search(_folded(part)):
            continue
        if _is_instead(part, words):
            return True
        needs_none = needs_none or _read(words, asks) is Says.NO_PERSON
    return needs_none and asks_beside(text)


def asks_beside(text: str) -> bool:
    """Whether a clause of *text* asks something, and is not about the waiting."""
    for part in _split(text):
        words, asks = _clause(part)
        if not words or _is_instead(part, words) or _PROTEST.fullmatch(words):
            continue
        if _read(words, False) is None and (asks or asks_something(part)):
            return True
    return False


def needs_no_person(text: str) -> bool:
    """Whether *text*, one clause, says that no person is needed, or that it shall go on here."""
    words, asks = _clause(text)
    if not words or asks or (_IS_NAMED.fullmatch(words) and not _ONLY.search(_folded(text))):
        return False  # "Mas bot," only says to whom one speaks
    return _is_instead(text, words) or _read(words, False) is Says.NO_PERSON


def _is_instead(part: str, words: str) -> bool:
    """Whether a clause says that what answers here shall answer. *words*: those that count."""
    if any(pattern.fullmatch(words) for pattern in _INSTEAD):
        return True
    folded = _folded(part)
    if _HERE.fullmatch(words):
        return bool(not _TALKS.search(words) or _ONLY.search(folded) or _ON.search(words))
    only = _ONLY_HERE.search(folded) and not _WHO_IS_HERE.search(folded)
    return bool(only and _BARE_HERE.fullmatch(words))


def clauses(text: str) -> list[str]:
    """The parts of *text*, each with the sign that ends it."""
    return _split(text)


def came_right(text: str) -> bool:
    """Whether what `wait_says` takes for settled says that the matter came right by itself."""
    return bool(_CAME_RIGHT.search(_folded(text)))


def names_the_wait(text: str) -> bool:
    """Whether a question of how long names who is waited for, or the waiting: "kapan" does not."""
    return bool(_WAITS.search(" ".join(words or "" for words, _ in map(_clause, _split(text)))))


def cancels(text: str) -> bool | None:
    """Whether *text*, written after "shall the wait be cancelled?", says so; None: neither."""
    return _ANSWERS.get(_folded(text))


def asks_something(text: str) -> bool:
    """Whether *text* asks, rather than tells, insists or complains."""
    return bool(_ASKS.search(_folded(text))) or text.rstrip().endswith("?")


_ASKS = re.compile(
    r"\b(?:apa|apakah|berapa|brp|brapa|gimana|gmn|gmana|bagaimana|bgmn|caranya|cara|di ?mana|dmn|"
    r"dimana|kemana|ke mana|kapan|bisakah|bolehkah|syarat|syaratnya|persyaratan\w*|biaya|biayanya|"
    r"how|what|where|which|when|can i|do i|is there|are there|does)\b"
    # "bs tarik tunai ga tanpa kartu"
    r"|\b(?:bisa|bs|boleh|blh|ada|perlu|harus|kena|dapat|dpt)(?: \w+){0,5} "
    r"(?:ga|gak|g|gk|nggak|ngga|enggak|tidak|tdk|ndak|kah)"
    r"(?= (?:ya|sih|kak|min|nih|kalau|kalo|klo|tanpa|tnp|lewat|pakai|pake|buat|untuk)\b|$)"
    # A wish to know is a question.
    r"|\b(?:mohon|minta|tolong|butuh|perlu|need|want) (?:\w+ )?(?:info\w*|disebut\w*|sebut\w*|"
    r"dijelas\w*|jelas\w*|penjelasan\w*|rincian\w*|daftar(?:nya)? (?:dokumen|syarat|berkas)\w*|"
    r"diberi\w* tahu|information|the list)\b"
    r"|\b(?:ingin|mau|pengen|pingin|hanya|cuma|cuman) (?:sekadar |sekedar |hanya |cuma )?"
    r"(?:tahu|tau|mengetahui|tanya|nanya|bertanya|menanyakan|nanyain)\b"
    r"|\b(?:daftar|list) (?:dokumen|syarat|berkas|of)\w*|\bkasih (?:tahu|tau)\b|\btell me\b"
    r"|\b(?:want|like|need) to (?:know|ask)\b"
)


def _read(words: str, asks: bool) -> Says | None:
    """What one clause says, alone."""
    if _about_number(words):
        return Says.WHICH_NUMBER
    if _about_time(words):
        return Says.HOW_LONG
    if asks:
        return None
    for says, patterns in (
        (Says.CALL_ME, (_CALL_ME,)),
        (Says.NO_PERSON, _NO_PERSON),
        (Says.NO_FOLLOW_UP, _NO_FOLLOW_UP),
        (Says.DROPPED, _DROPPED),
        (Says.SETTLED, _SETTLED),
    ):
        if any(pattern.fullmatch(words) for pattern in patterns):
            return says
    return None


def _about_time(words: str) -> bool:
    if words in _SHORT:
        return True
    known = all(word in _WAIT_WORDS for word in words.split())
    return known and bool(_WAITS.search(words)) and bool(_WHEN.search(words))


def _about_number(words: str) -> bool:
    known = all(word in _NUMBER_WORDS for word in words.split())
    return known and bool(_CALLED.search(words)) and bool(_NUMBER.search(words))


def _split(text: str) -> list[str]:
    """The parts of *text*, each with the sign that ends it."""
    parts = re.split(r"(?<=[?.!,;\n])|\b(?=(?:tapi|tp|but)\b)", text)
    return [part for part in parts if part.strip()]


def _clause(part: str) -> tuple[str | None, bool]:
    """Its words without those that change nothing, and whether it asks; None: no words at all."""
    folded = _folded(part)
    if not folded:
        return None, False
    bare = _THANKS.sub(" ", folded).split()
    spread = " ".join(_JOINED.get(word, word) for word in bare).split()
    words = " ".join(_SAME.get(word, word) for word in spread if word not in _FILLERS)
    return words, part.rstrip().endswith("?")


def _folded(text: str) -> str:
    """Words alone, in lower case; three letters or more of a kind are one, "i'll" is "ill"."""
    words = " ".join(re.findall(r"\w+", re.sub(r"['’]", "", text.casefold())))
    return re.sub(r"([^\W\d])\1{2,}", r"\1", words)


def _phrases(text: str, fold: Callable[[str], str]) -> frozenset[str]:
    phrases = (fold(phrase) for line in text.splitlines() for phrase in line.split("·"))
    return frozenset(phrases) - {""}


_SHORT = _phrases(_SHORT_WAITS, str.strip)
_ANSWERS = dict.fromkeys(_phrases(_YES, _folded), True) | dict.fromkeys(
    _phrases(_NO, _folded), False
)
