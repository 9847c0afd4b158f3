"""Words that say how badly it goes for the customer, and words that only insult. Pure."""

import re

_DISTRESS = re.compile(
    r"\b(?:kes[ea]l\w*|sebel\w*|nyebelin|jengkel\w*|capek|cape|lelah|pusing|stres+|stress|frustra\w*"
    r"|bingung|panik|takut|cemas|khawatir|deg-?degan|nangis|sedih|kecewa|ribet|susah banget|parah"
    r"|dari (?:tadi|pagi|kemarin|kemaren)|dr td|berkali-?kali|berulang kali|gagal (?:terus|mulu)"
    r"|error (?:terus|mulu)|(?:terus|mulu) (?:gagal|error)|ga bisa-?bisa|gak bisa-?bisa"
    r"|nggak bisa-?bisa|udah (?:coba|nyoba)|sudah (?:saya )?coba|mau nangis|urgent|darurat"
    r"|buru-?buru"
    r"|annoy\w*|frustrat\w*|angry|upset|worried|scared|panick\w*|tired of|fed up|keeps? failing"
    r"|again and again|for hours|all day|still not|desperate)\b|[😭😢😡😤😩😫😞🥲]",
    re.IGNORECASE,
)


def in_distress(text: str) -> bool:
    """Whether the words, or a crying face, say that the customer has a hard time with it."""
    return _DISTRESS.search(text) is not None


_INSULT = re.compile(
    r"\b(?:goblok|gblk|goblog|tolol|bego|dongo|bodoh|anjing|anjg|bangsat|bajingan|kampret|tai"
    r"|gak guna|ga guna|nggak guna|tidak berguna|useless|stupid|idiot|dumb|moron|worthless"
    r"|piece of (?:shit|crap)|fuck (?:you|off))\b",
    re.IGNORECASE,
)


def insults(text: str) -> bool:
    """Whether there is an insult in it."""
    return _INSULT.search(text) is not None
