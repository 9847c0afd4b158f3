"""For the widget: tokens and the transcript."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from api.auth import CustomerIs, Wired
from api.errors import refusals
from handoff.domain.ids import ConversationId
from handoff.protocol import rest
from handoff.protocol.frames import Id
from handoff.protocol.texts import TRANSCRIPT
from handoff.protocol.views import CustomerView, transcript

router = APIRouter(prefix="/api/v1/customer", tags=["customer"])


@router.post("/token", responses=refusals(401))
async def token(body: rest.TokenRequest, services: Wired) -> rest.TokenGrant:
    """A short-lived token: new and anonymous, renewed, or bound to the site's customer."""
    grant = await services.customers.grant(body.token, body.identity)
    return rest.TokenGrant(
        token=grant.token,
        expires_at=grant.expires_at,
        customer=grant.customer.id,
        name=grant.customer.name,
        conversation=grant.conversation_id,
    )


@router.get(
    "/conversations/{conversation_id}/transcript",
    response_class=PlainTextResponse,
    responses=refusals(401, 403, 404),
)
async def download_transcript(
    conversation_id: Id, customer: CustomerIs, services: Wired
) -> PlainTextResponse:
    """The conversation as the customer saw it, as plain text."""
    id_ = ConversationId(conversation_id)
    log = await services.conversations.log(customer, id_)
    language = CustomerView(log, id_).language
    heading = TRANSCRIPT[language]
    return PlainTextResponse(
        "\n".join([heading, "", *transcript(log, id_), ""]),
        headers={"Content-Disposition": f'attachment; filename="hangat-{id_[:8]}.txt"'},
    )
