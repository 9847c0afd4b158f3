"""Articles: asked by the assistant's action server, and read by anybody as a page."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api import help_page
from api.auth import Wired
from api.errors import problem, refusals
from handoff.application.knowledge import Found
from handoff.application.ports import BadToken
from handoff.bootstrap import Services
from handoff.knowledge.articles import Article, Language
from handoff.knowledge.context import Context
from handoff.knowledge.reranking import Asks, YesNo
from handoff.settings import Settings

router = APIRouter()

Slug = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z0-9-]+$")]
_RELATED = 2
#: Staff edit articles while customers read them.
_FRESH = {"Cache-Control": "no-cache"}


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KnowledgeContext(_Body):
    """Where the conversation stands; the fields are those of `handoff.knowledge.context`."""

    before: Annotated[str, StringConstraints(max_length=4000)] = ""
    opening: Annotated[str, StringConstraints(max_length=4000)] = ""
    matter: Annotated[str, StringConstraints(max_length=100)] | None = None
    told: Annotated[tuple[Slug, ...], Field(max_length=200)] = ()

    def plain(self) -> Context:
        return Context(before=self.before, opening=self.opening, matter=self.matter, told=self.told)


class KnowledgeQuestion(_Body):
    """Of the action server: what the customer wrote, or the article that a quick reply names."""

    text: Annotated[str, StringConstraints(max_length=4000)] = ""
    article: Slug | None = None
    #: How likely each reading of the text is.
    intents: Annotated[dict[str, Annotated[float, Field(ge=0, le=1)]], Field(max_length=100)] = {}
    language: Language = "id"
    #: What was said before, where the text may lean on it.
    context: KnowledgeContext | None = None


class KnowledgeArticle(_Body):
    slug: str
    intents: tuple[str, ...]
    title: str
    answer: str
    steps: tuple[str, ...]
    #: Whether it may be given as the answer. Always for an article that was asked for by name.
    fits: bool
    #: Whether it may be shown as what lies nearest to the question.
    near: bool
    #: The sentences of it that answer the question, where they were read.
    telling: tuple[str, ...]
    #: Whether these say yes or no to it; None where they do not, or that is not certain.
    polar: YesNo | None
    #: How likely it is the answer; None where the sentences were not read.
    chance: float | None
    #: The page for people; None where customers could not reach it.
    url: str | None


class KnowledgeAnswer(_Body):
    """The likeliest articles, best first; after one that was named, those nearest to it.

    *asks*: what a message in the middle of a conversation is: a question that is answered, one
    that no article answers (gap), or none to the articles (idle); null where that was not read.
    """

    articles: tuple[KnowledgeArticle, ...]
    asks: Asks | None = None


@router.post(
    "/internal/v1/knowledge",
    tags=["internal"],
    response_model=KnowledgeAnswer,
    responses=refusals(401, 404, 503),
)
async def ask(
    body: KnowledgeQuestion,
    services: Wired,
    authorization: Annotated[str, Header(max_length=5000)] = "",
) -> KnowledgeAnswer | Response:
    """For the action server only: with the token that it shares with Rasa and the gateway."""
    _require_assistant(authorization, services)
    found: Sequence[Found]
    asks: Asks | None = None
    if body.article is None and body.context is not None:
        leaning = await services.knowledge.find_in_context(
            body.text, body.context.plain(), body.intents, body.language
        )
        found, asks = leaning.found, leaning.asks
    elif body.article is None:
        found = await services.knowledge.find(body.text, body.intents)
    else:
        article = await services.knowledge.article(body.article)
        if article is None:
            return problem(404, "not_found", "There is no such article.")
        related = await services.knowledge.related(article, _RELATED)
        found = [
            Found(article, 0.0, True, True),
            *(Found(each, 0.0, False, False) for each in related),
        ]
    return KnowledgeAnswer(
        articles=tuple(_shown(each, body.language, services.settings) for each in found),
        asks=asks,
    )


@router.get("/help", include_in_schema=False)
async def contents() -> Response:
    """The articles in our first language."""
    return RedirectResponse("/help/id")


@router.get("/help/style.css", include_in_schema=False)
async def style(request: Request) -> Response:
    """The page's style; its security policy allows none inside the page."""
    headers = {"Cache-Control": "max-age=3600"}
    return Response(help_page.STYLE, media_type="text/css", headers=headers)


@router.get("/help/{language}", response_class=HTMLResponse, responses=refusals(503))
async def list_all(language: Language, services: Wired) -> Response:
    """The titles of all articles as a page."""
    articles = await services.knowledge.all()
    return HTMLResponse(help_page.contents(articles, language), headers=_FRESH)


@router.get("/help/{language}/{slug}", response_class=HTMLResponse, responses=refusals(404, 503))
async def read(language: Language, slug: Slug, services: Wired) -> Response:
    """One article as a page."""
    article = await services.knowledge.article(slug)
    if article is None:
        return HTMLResponse(help_page.missing(language), 404)
    related = await services.knowledge.related(article)
    return HTMLResponse(help_page.page(article, related, language), headers=_FRESH)


def address(settings: Settings, language: Language, slug: str) -> str | None:
    """Where customers read an article; None where nobody has said what is reached from outside."""
    origin = settings.public_origin
    return f"{origin}/help/{language}/{slug}" if origin else None


def _require_assistant(authorization: str, services: Services) -> None:
    scheme, _, given = authorization.partition(" ")
    token = services.settings.rasa_token.get_secret_value()
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
        raise BadToken("not the assistant's")


def _shown(found: Found, language: Language, settings: Settings) -> KnowledgeArticle:
    article: Article = found.article
    wording = article.wording(language)
    return KnowledgeArticle(
        slug=article.slug,
        intents=article.intents,
        title=wording.title,
        answer=wording.answer,
        steps=wording.steps,
        fits=found.fits,
        near=found.near,
        telling=found.telling,
        polar=found.polar,
        chance=found.chance,
        url=address(settings, language, article.slug),
    )
