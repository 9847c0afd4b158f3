"""For agents: articles by any words, and suggested replies beside a conversation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.auth import StaffIs, Wired
from api.errors import refusals
from api.routes.knowledge import address
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
    return rest.SuggestionList(
        items=tuple(
            rest.SuggestionView(source=s.source, reference=s.reference, title=s.title, text=s.text)
            for s in found
        )
    )


@router.post(
    "/conversations/{conversation_id}/suggestions",
    status_code=204,
    responses=refusals(401, 403, 404, 503),
)
async def suggestion_used(
    conversation_id: Id, body: rest.SuggestionUsed, staff: StaffIs, services: Wired
) -> Response:
    """Record that a suggestion was inserted, and whether it was changed."""
    await services.assist.used(
        staff,
        ConversationId(conversation_id),
        source=body.source,
        reference=body.reference,
        place=body.place,
        edited=body.edited,
    )
    return Response(status_code=204)
