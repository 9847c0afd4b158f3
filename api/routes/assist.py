"""For agents: articles by any words, and suggested replies beside a conversation."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.auth import StaffIs, Wired
from api.errors import refusals
from api.routes.knowledge import address
from handoff.application.assist import Suggestion
from handoff.application.uses import Outcome
from handoff.domain.ids import ConversationId
from handoff.knowledge.articles import Language
from handoff.protocol import rest
from handoff.protocol.frames import Id

router = APIRouter(prefix="/api/v1", tags=["assist"])


@router.get("/articles", responses=refusals(401, 403, 503))
async def search(
    staff: StaffIs,
    services: Wired,
    q: Annotated[str, Query(min_length=1, max_length=500)],
    language: Language = "id",
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> rest.ArticleList:
    """Articles for any words, best first."""
    found = await services.assist.search(staff, q, limit)
    items = []
    for each in found:
        words = each.article.wording(language)
        items.append(
            rest.ArticleView(
                slug=each.article.slug,
                title=words.title,
                answer=words.answer,
                steps=words.steps,
                updated=each.article.updated,
                fits=each.fits,
                url=address(services.settings, language, each.article.slug),
            )
        )
    return rest.ArticleList(items=tuple(items))


@router.get("/conversations/{conversation_id}/suggestions", responses=refusals(401, 403, 404, 503))
async def suggestions(conversation_id: Id, staff: StaffIs, services: Wired) -> rest.SuggestionList:
    """Up to three replies for the customer's last message, to insert and edit."""
    found = await services.assist.suggest(staff, ConversationId(conversation_id))
    language: Language = "en" if found.language == "en" else "id"

    def url(suggestion: Suggestion) -> str | None:
        if suggestion.source != "article":
            return None
        return address(services.settings, language, suggestion.reference)

    items = tuple(
        rest.SuggestionView(
            source=s.source, reference=s.reference, title=s.title, text=s.text, url=url(s)
        )
        for s in found.items
    )
    return rest.SuggestionList(seq=found.seq, language=language, items=items)


@router.put(
    "/conversations/{conversation_id}/suggestions/{use}",
    status_code=204,
    responses=refusals(401, 403, 404, 409, 503),
)
async def suggestion_used(
    conversation_id: Id, use: Id, body: rest.SuggestionUse, staff: StaffIs, services: Wired
) -> Response:
    """Record that a suggestion was inserted, and later what became of it, under one id."""
    await services.assist.used(
        staff,
        ConversationId(conversation_id),
        use,
        source=body.source,
        reference=body.reference,
        place=body.place,
        outcome=Outcome(body.outcome),
    )
    return Response(status_code=204)


@router.get("/suggestions/figures", responses=refusals(401, 403, 503))
async def figures(
    staff: StaffIs, services: Wired, days: Annotated[int, Query(ge=1, le=366)] = 30
) -> rest.SuggestionFigures:
    """How many suggestions agents inserted and sent, by source."""
    since, found = await services.assist.figures(staff, timedelta(days=days))
    items = tuple(rest.SuggestionSourceFigures(**asdict(each)) for each in found)
    return rest.SuggestionFigures(since=since, items=items)
