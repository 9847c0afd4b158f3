"""What of the articles is said, given what was said before: never twice the same."""

import json
import re
import zlib
from typing import Any, Dict, List, Mapping, Optional, Sequence, Set, Text, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.base import Events, language, last_said_by_bot, said, times_said
from actions.context import context
from actions.knowledge import Article
from reading import closing
from reading.amounts import find_amounts

_CONTENT = re.compile(r"[^\W\d_]{4,}")
"""Words that may say what is asked; shorter ones are in every question."""
_A_WORD, _A_DOUBT = 1, 3
"""So many of them has a bare question once more, or a doubt."""
_DOUBT = re.compile(
    r"\b(?:yakin|beneran|bener(?:an|kah)?|benarkah|benar|serius|masa(?:k)?|mosok|tenan|temenan|ah masa|are you sure|sure"
    r"|really|seriously|is that right)\b",
    re.IGNORECASE,
)
MOST_BUTTONS = 3
_AT_A_TIME = 2
LONGEST_TITLE = 60
"""Characters of a quick reply; an article with a longer title is not offered as one."""
STEPS = "/steps"
OTHER = "other"
"""The matter of articles that the catalogue of intents has no name for."""
_ASKED_BACK = ("utter_fallback", "utter_later", "utter_disambiguate")
"""After these a tapped matter goes with the words that were typed before."""
_GENERAL_WORDINGS = 2
"""How often the general text of a matter may be said in a conversation: it has two wordings."""
_SURE_OF_THE_MATTER = 0.6
"""From here on the nearest article of a matter is offered as what may be meant."""
_UNSURE = frozenset({"utter_article_perhaps", "utter_knowledge_nothing"})
"""After one of these the next miss is admitted."""
_TITLES: Mapping[str, Mapping[str, str]] = {
    "id": {
        "steps": "Langkah-langkahnya",
        "deny": "Tidak membantu",
        "person": "Bicara dengan petugas",
    },
    "en": {"steps": "Show the steps", "deny": "Didn't help", "person": "Talk to a person"},
}


def words_of(tracker: Tracker, intent: Optional[str]) -> str:
    """What the customer asked in their own words; a tapped matter by its name."""
    typed = said(tracker)
    if typed:
        return typed
    if (last_said_by_bot(tracker) or "").startswith(_ASKED_BACK):
        for event in reversed(tracker.events):
            text = event.get("text") or ""
            if event.get("event") == "user" and text and not text.startswith("/"):
                return str(text)
    return wording.matter(intent, language(tracker))


class Reply:
    """Chooses what of the articles is said, given what was said before."""

    def __init__(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        intent: Optional[str],
        *,
        own_way: bool = False,
    ) -> None:
        """`own_way`: a quick reply leads on to what is done about it for the customer."""
        self._own_way = own_way
        self._dispatcher = dispatcher
        self._tracker = tracker
        self._intent = intent
        self._lang = language(tracker)
        self._casual = self._lang == "id" and tracker.get_slot("register") == "casual"
        self._before: Tuple[str, ...] = tuple(tracker.get_slot("articles_told") or ())
        self._stood = context(tracker)
        self._told: List[str] = []
        self._admitted = False
        self._follows = False
        self._in_passing = False
        self._asked = ""
        self._outcome: Optional[str] = None
        read = tracker.latest_message.get("intent") or {}
        self._surely = float(read.get("confidence") or 0.0) >= _SURE_OF_THE_MATTER

    def events(self) -> Events:
        """What is remembered of this turn: what was told, and the question that it answers."""
        events: Events = []
        if self._told:
            events.append(SlotSet("articles_told", [*self._before, *self._told]))
        if not (self._told or self._admitted) or self._in_passing:
            return events
        text = self._asked or words_of(self._tracker, self._intent)
        question = {"text": text, "matter": self._intent, "opening": text}
        if self._follows and self._stood is not None:
            question["matter"] = self._stood.matter
            question["opening"] = self._stood.opening or self._stood.before
            events.append(SlotSet("topic", self._stood.matter))
        return [*events, SlotSet("asked", question)]

    def named(self, articles: Sequence[Article], *, steps: bool) -> None:
        """The article of a quick reply; *telling* is what of it answers the question before that."""
        first = articles[0]
        self._asked = first.title
        if not steps and not self._was_told(first.slug) and first.telling and _lacks(first):
            self._part_of(first, first.telling)
        elif steps and first.steps and not self._was_told(first.slug + STEPS):
            self._steps(first, articles[1:])
        elif not steps and not self._was_told(first.slug):
            self._answer(first, articles[1:])
        else:
            self._again(first)

    def best(self, articles: Sequence[Article], asks: Optional[str] = None) -> None:
        """The first article that fits and adds something; otherwise that is admitted.

        `asks`: of `Finding`.
        """
        said_amounts = {amount.value for amount in find_amounts(said(self._tracker))}
        meant = [a for a in articles if not _is_of_another_sum(a, said_amounts)]
        fitting = [article for article in meant if article.fits]
        if not fitting:
            self._nearest(meant, articles, asks)
            return
        first = fitting[0]
        self._follows = self._follows or self._goes_on(first)
        rest = [a for a in articles if a is not first]
        if self._was_told(first.slug):
            self._once_more(first, rest)
        elif _lacks(first):
            self._part_of(first, first.telling)
        else:
            self._answer(first, rest)

    def _goes_on(self, article: Article) -> bool:
        """Whether it is about what was told or is open, and opens nothing."""
        stood = self._stood
        return stood is not None and stood.goes_on_with(article.slug, article.intents)

    def each(self, articles: Sequence[Article]) -> None:
        """An answer for each of several questions; of more than two only what answers them."""
        brief = len(articles) > _AT_A_TIME
        for article in articles:
            if article.telling and (brief or _lacks(article)):
                self._part_of(article, article.telling)
            else:
                self._answer(article, ())

    def gap(self, articles: Sequence[Article]) -> None:
        """What was told does not say that: admitted, with the name of what it was about."""
        self._admitted = self._follows = True
        person = {"title": _TITLES[self._lang]["person"], "payload": "/request_human"}
        title = articles[0].title if articles else wording.matter(self._intent, self._lang)
        self._say("utter_article_gap", [person], title=_in_sentence(title))

    def unknown(self) -> None:
        """A question to a bank that no article answers, with nothing told before."""
        self._admitted = True
        person = {"title": _TITLES[self._lang]["person"], "payload": "/request_human"}
        self._say("utter_question_unknown", [person])

    def _once_more(self, article: Article, near: Sequence[Article]) -> None:
        """Something is asked about what was told: what of it answers, the steps, or neither."""
        new = [each for each in article.telling if not self._was_told(_part(article, each))]
        steps = article.steps and not self._was_told(article.slug + STEPS)
        if steps and (not article.telling or closing.asks_the_way(said(self._tracker))):
            self._steps(article, near)
        elif new:
            self._part_of(article, new)
        elif article.telling and not self._doubts():
            self.gap((article,))  # What has just been said does not answer another question, too.
        elif article.telling and not times_said(self._tracker, "utter_article_once_more"):
            # Who doubts it gets the sentence once more, and not a pointer.
            answer = self._plainly(article, " ".join(article.telling))
            self._say("utter_article_once_more", [], answer=answer)
        elif closing.asks(said(self._tracker)) and not self._doubts():
            self._follows = True  # Nobody had time to read it: to point at what was said is no help.
            self.unknown()
        else:
            self._again(article)

    def _doubts(self) -> bool:
        """Whether it only asks if what was said is so: "biayanya?", "beneran gratis kak?".

        Who asks more than that with words of the last question was not answered by it: so nine of
        twelve who were told the sentence once more in conversations (decision 0040).
        """
        text = said(self._tracker)
        words = len(_CONTENT.findall(text))
        return words <= _A_WORD or (words <= _A_DOUBT and _DOUBT.search(text) is not None)

    def _nearest(
        self, meant: Sequence[Article], found: Sequence[Article], asks: Optional[str]
    ) -> None:
        """Nothing surely fits: what may be meant, as such, or that it isn't known."""
        first = meant[0] if meant else None
        surely = self._surely and first is not None and self._intent in first.intents
        told = first is not None and self._was_told(first.slug) and said(self._tracker)
        if told and asks == "gap":
            self.gap(meant)
        elif asks == "gap" and first is not None and not first.near:
            self._nothing(meant)
        elif told and first is not None:
            self._once_more(first, meant[1:])
        elif len(meant) < len(found) and not self._general_was_said():
            self.general()  # Another sum than the article's: what holds in general.
        elif surely and first is not None and last_said_by_bot(self._tracker) not in _UNSURE:
            self._perhaps(first, meant[1:])
        else:
            self._nothing(meant)

    def _general_was_said(self) -> bool:
        return times_said(self._tracker, f"utter_{self._intent}") >= _GENERAL_WORDINGS

    def following(self, articles: Sequence[Article]) -> None:
        """What answers a question that leans on another one, of the matter that stays open."""
        self._outcome = "answered"  # Whatever the words alone were taken for.
        self._follows = True
        self._nearest_of(articles)

    def beginning(self, articles: Sequence[Article]) -> None:
        """What answers a question of another matter than the open one."""
        self._outcome = "answered"
        self._nearest_of(articles)

    def beside(self, articles: Sequence[Article]) -> None:
        """The same in a form, whose own question comes next."""
        self._in_passing = True
        self._nearest_of(articles)

    def _nearest_of(self, articles: Sequence[Article]) -> None:
        if articles[0].fits or self._was_told(articles[0].slug):
            self.best(articles)
        else:
            self._perhaps(articles[0], articles[1:])

    def _perhaps(self, article: Article, near: Sequence[Article]) -> None:
        """What is only near: told as such where nobody has read it, else only offered.

        What a reader takes for near and no more answers two in eleven (decision 0040).
        """
        if not article.telling:
            self._answer(article, near, perhaps=True)
            return
        self._admitted = True
        person = {"title": _TITLES[self._lang]["person"], "payload": "/request_human"}
        offered = [
            self._button(each.title, each.slug)
            for each in (article, *near)
            if each.near and self._offerable(each)
        ]
        response = "utter_question_near" if offered else "utter_question_unknown"
        self._say(response, [*offered[: MOST_BUTTONS - 1], person])

    def general(self) -> None:
        """Without the knowledge base: what holds in general, and then that it is out of reach."""
        if self._intent not in (None, OTHER) and not self._general_was_said():
            self._dispatcher.utter_message(response=f"utter_{self._intent}")
        else:
            self._say("utter_knowledge_unavailable", [])

    def _answer(self, article: Article, near: Sequence[Article], *, perhaps: bool = False) -> None:
        self._told.append(article.slug)
        buttons = []
        if article.steps and not self._was_told(article.slug + STEPS):
            buttons.append(self._button(_TITLES[self._lang]["steps"], article.slug + STEPS))
        if self._own_way:
            title = wording.button(str(self._intent), self._lang)
            buttons.append({"title": title, "payload": f"/{self._intent}"})
        buttons += self._related(article, near)[: MOST_BUTTONS - 1 - len(buttons)]
        answer = article.answer
        # Before another sentence than the one that answers, "yes" would be said of that one.
        plain = not perhaps and article.telling and answer.startswith(article.telling[0])
        texts = {
            "answer": self._plainly(article, answer) if plain else self._in_register(answer)
        }
        response = "utter_article_perhaps" if perhaps else "utter_article_short"
        if article.url and not perhaps:
            response, texts["link"] = "utter_article", article.url
        self._say(response, [*buttons, self._deny()], **texts)

    def _steps(self, article: Article, near: Sequence[Article]) -> None:
        self._told.append(article.slug + STEPS)
        lines = (f"{n}. {step}" for n, step in enumerate(article.steps, 1))
        self._say(
            "utter_article_steps",
            [*self._related(article, near)[: MOST_BUTTONS - 1], self._deny()],
            steps=self._in_register("\n".join(lines)),
        )

    def _part_of(self, article: Article, parts: Sequence[Text]) -> None:
        self._told += [_part(article, each) for each in parts]
        buttons = []
        if article.steps and not self._was_told(article.slug + STEPS):
            buttons.append(self._button(_TITLES[self._lang]["steps"], article.slug + STEPS))
        self._say(
            "utter_article_part",
            [*buttons, self._deny()],
            answer=self._plainly(article, " ".join(parts)),
        )

    def _again(self, article: Article) -> None:
        self._say("utter_article_again", [], title=_in_sentence(article.title))

    def _nothing(self, articles: Sequence[Article]) -> None:
        buttons = [
            self._button(a.title, a.slug)
            for a in articles
            if self._intent in a.intents and self._offerable(a)
        ][: MOST_BUTTONS - 1]
        person = {"title": _TITLES[self._lang]["person"], "payload": "/request_human"}
        self._say(
            "utter_knowledge_nothing",
            [*buttons, person],
            matter=wording.matter(self._intent, self._lang),
        )

    def _related(self, article: Article, near: Sequence[Article]) -> List[Dict[Text, Any]]:
        """Quick replies to what is close, and not to what a search merely came up with."""
        shared: Set[str] = set(article.intents)
        return [
            self._button(a.title, a.slug)
            for a in near
            if self._offerable(a) and (a.fits or shared & set(a.intents))
        ]

    def _offerable(self, article: Article) -> bool:
        return not self._was_told(article.slug) and len(article.title) <= LONGEST_TITLE

    def _was_told(self, part: str) -> bool:
        return part in self._before or part in self._told

    def _button(self, title: str, article: str) -> Dict[Text, Any]:
        # What is no matter of the catalogue has no intent of its own: the article says it all.
        intent = "out_of_scope" if self._intent in (None, OTHER) else self._intent
        return {"title": title, "payload": f"/{intent}{json.dumps({'article': article})}"}

    def _deny(self) -> Dict[Text, Any]:
        return {"title": _TITLES[self._lang]["deny"], "payload": "/deny"}

    def _plainly(self, article: Article, text: str) -> str:
        """What answers the question, with the yes or no that it means."""
        voice = "casual" if self._casual else self._lang
        asked = said(self._tracker)
        return wording.yes_or_no(article.polar, asked, self._in_register(text), voice)

    def _in_register(self, text: str) -> str:
        if self._tracker.get_slot("customer_id"):
            text = wording.signed_in(text)
        return wording.casual(text) if self._casual else text

    def _say(self, response: str, buttons: List[Dict[Text, Any]], **values: str) -> None:
        more: Dict[Text, Any] = {"buttons": buttons} if buttons else {}
        if self._outcome:
            more["json_message"] = {"outcome": self._outcome}
        self._dispatcher.utter_message(response=response, **more, **values)


def _lacks(article: Article) -> bool:
    """Whether its answer lacks what the question is about: a detail, or steps alone."""
    missing = [part for part in article.telling if part not in article.answer]
    return any(part not in article.steps for part in missing) or (
        bool(missing) and len(missing) == len(article.telling)
    )


def _part(article: Article, sentence: Text) -> Text:
    """By what is remembered that a sentence of an article answered a question."""
    return f"{article.slug}/{zlib.crc32(sentence.encode()):08x}"


def _is_of_another_sum(article: Article, amounts: Set[int]) -> bool:
    """Whether its title names an amount and the customer another one."""
    titled = {amount.value for amount in find_amounts(article.title)}
    return bool(titled and amounts) and not titled & amounts


def _in_sentence(title: str) -> str:
    """A title in the middle of a sentence: a small letter first, unless it is a short form."""
    start = title[:2]
    return title if start.isupper() or not start[:1].isalpha() else title[0].lower() + title[1:]
