"""Whether who says goodbye goes without what they came for. Pure.

Nobody is told "you're welcome, write any time" after questions that were not answered. What counts
is what was said last: answers that admit a gap, corrections of what was answered, a goodbye that
gives up. One of them alone is no failure: a correction may have led to the right answer.
"""

import re
from typing import FrozenSet, NamedTuple, Sequence, Text

LATELY = 3
"""So many of the last turns are looked at."""
_ENOUGH = 2.0


class Turn(NamedTuple):
    """What the customer wrote and the names of what was said to it."""

    text: Text
    said: Sequence[Text]


_MISSED: FrozenSet[Text] = frozenset(
    {
        "utter_not_helped", "utter_article_gap", "utter_knowledge_nothing", "utter_fallback_choose",
        "utter_fallback_rephrase", "utter_fallback_person", "utter_fallback_admits",
        "utter_not_meant_unknown", "utter_question_in_form", "utter_knowledge_unavailable",
        "utter_bank_unavailable", "utter_noting_uncertain", "utter_still_on", "utter_insulted",
        "utter_gives_up", "utter_question_unknown", "utter_noted_question", "utter_block_uncertain",
        "utter_question_near",
    }
)  # fmt: skip
"""These say that there is no answer."""
_UNSURE: FrozenSet[Text] = frozenset(
    {"utter_article_perhaps", "utter_article_again", "utter_article_once_more", "utter_out_of_scope"}
)
"""These may have missed it."""
_DONE: FrozenSet[Text] = frozenset(
    {
        "utter_transfer_filed", "utter_cash_filed", "utter_card_blocked", "utter_e_statement",
        "utter_card_blocked_undoable", "utter_report_amended", "utter_block_undone", "utter_balance",
        "utter_history", "utter_statement_kept", "utter_already_reported", "utter_report_goes_on",
        "utter_thank", "utter_goodbye",
    }
)  # fmt: skip
"""After these something was done: what was before does not count."""
_PUTS_RIGHT = re.compile(
    r"^\W*(?:(?:eh|lah|loh|lho|duh|aduh|kak+|min|mas|mbak|pak|bu|ya|iya|ini|itu|no|but|tapi|tp|hah|haa?"
    r"|astaga|parah)\W+){0,3}(?:bukan|bkn|bukn|dudu|sanes|salah|not|wrong"
    r"|no\b(?!,? (?:rush|hurry|problem|worries|worry|need|more)))"
    r"|\b(?:(?:gak?|nggak|ngga|tidak|tdk|ndak|ora)\s+(?:nanya|tanya|nanyain|menanyakan|minta|nyambung"
    r"|menjawab|jawab|ngerti|paham|membantu|ngebantu|jelas)"
    r"|(?:belum|blm|blom)\s+(?:di)?(?:jawab|terjawab|kejawab|dijawab)\w*"
    r"|(?:yang|yg)\s+(?:saya|aku|gw|gue|ibu|bapak|mbah)\s+(?:tanya|nanya|maksud|tanyakan|tanyain)\w*"
    r"|(?:aku|saya|gw|gue|ibu|mbah)\s+(?:tuh|kan|cuma)\s+(?:nanya|tanya|nanyanya)\b"
    r"|kan\s+(?:aku|saya|gw|gue|ibu|mbah)\s+(?:nanya|tanya)\b"
    r"|kan\s+(?:saya|aku|gw|gue|udah|sudah)\s+(?:bilang|udah bilang|sudah bilang)"
    r"|dibilang|maksud(?:ku|\s+(?:saya|aku|gw|gue))"
    r"|(?:that'?s|it'?s|this is)\s+not\s+what|not what i|(?:you\s+)?did(?:n'?t| not)\s+answer"
    r"|i(?:'m| am|'ve)?\s+(?:only\s+)?ask(?:ed|ing)|my question|you'?re still|you keep|i meant?)\b",
    re.IGNORECASE,
)
"""Who writes so was not answered the time before."""
_GIVES_UP = re.compile(
    r"\b(?:ma?ka?si+h?|mksi?h?|te?rima\s?kasih|trims|thanks?)\s+(?:ya\s+)?(?:deh|lah|dah)\b|\bdeh\W*$"
    r"|\b(?:tanya|nanya|cari|cek|nyari|coba)\s+(?:\w+\s+)?(?:sendiri|anak|temen|teman|orang"
    r"|tempat lain|google|di google|ke google|yang lain)\b"
    r"|\b(?:gak?|nggak|ngga|tidak|tdk|ndak|ora)\s+(?:usah|jadi|sido)\b|\bgajadi\b|\bgausah\b"
    r"|\b(?:nyerah|menyerah|pasrah|percuma|sia-?sia|buang waktu|terserah|bodo amat|whatever|never ?mind"
    r"|forget it|give up|anyway|i'?ll (?:just )?(?:call|ask|try))\b"
    r"|[😔😞😢😭😩😫🥲😒🙄]",
    re.IGNORECASE,
)
_GOES_THERE = re.compile(
    r"\b(?:ke|nang|menyang)\s+(?:cabang|kantor|bank|branch|cs|teller)\b|\bi'?ll (?:just )?go\b"
    r"|\b(?:go|going) to (?:the|a) branch\b",
    re.IGNORECASE,
)
"""Who was answered may go there for that; behind what was missed it is giving up, too."""
_SOMEWHAT = re.compile(
    r"\b(?:ya\s*(?:su|u)?dah(?:lah)?|yaudah|ywd\w*|yau?dh|y\s+u?dh|wis|well|fine|oh well)\b", re.IGNORECASE
)
_CONTENT = re.compile(
    r"\b(?:membantu|ngebantu|terbantu|kebantu|bantuannya|bantuan(?:mu)?|jelas|paham|ngerti|mengerti|lega"
    r"|mantap\w*|mantul|keren|sip+|puas|tenang|helpful|helped|great|perfect|clear|understood|got it"
    r"|(?:udah|sudah|udh|dah|sdh)\s+(?:\w+\s+)?(?:muncul|masuk|bisa|ketemu|dapat|dapet|beres|berhasil"
    r"|balik|kembali|nyampe|sampai|kelar|normal)|(?:works?|working) now|it worked"
    r"|appreciate\w*|so much|very much|a lot|banyak|bgt|banget|sekali)\b|[😊🙂😁😄😍🥰🤗👍🎉🥳❤💕]",
    re.IGNORECASE,
)
"""Who is content says so."""
_TAKES_IN = re.compile(
    r"^\W*(?:o+h+|oalah|owalah|sip+|oke+|ok|nah|ah)\W+(?:gitu|begitu|iya|ya|bisa|ngerti|paham|jelas|i see)\b"
    r"|^\W*(?:paham|ngerti|jelas|i see|got it|makes sense)\b",
    re.IGNORECASE,
)


def left_unanswered(turns: Sequence[Turn], farewell: Text) -> bool:
    """Whether a thanks or a goodbye follows what was not solved; `turns`: the latest first."""
    missed = any(_MISSED.intersection(turn.said) for turn in turns[:LATELY])
    given_up = _GIVES_UP.search(farewell) or (missed and _GOES_THERE.search(farewell))
    if _CONTENT.search(farewell) and not given_up:
        return False
    weight = 1.0 if given_up else 0.5 if _SOMEWHAT.search(farewell) else 0.0
    for back, turn in enumerate(turns[:LATELY]):
        said = frozenset(turn.said)
        if said & _DONE:
            break
        if said & _MISSED:
            weight += 1.0 if back else 2.0
        elif said & _UNSURE:
            weight += 0.5
        if _PUTS_RIGHT.search(turn.text):
            weight += 1.0
        elif _TAKES_IN.search(turn.text):
            break
    return weight >= _ENOUGH
