"""For the console and the admin page: sessions, accounts, follow-ups."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response

from api.auth import COOKIE, StaffIs, Wired, staff_session
from api.errors import problem, refusals
from handoff.application.ports import BadToken, FollowUp, Presence, StaffMember, StaffSession
from handoff.domain.access import Role
from handoff.domain.ids import StaffId
from handoff.protocol import rest
from handoff.protocol.frames import Id, StaffView

router = APIRouter(prefix="/api/v1", tags=["staff"])
_REFUSED = refusals(401, 403)


@router.post("/staff/sign-in", responses=refusals(401, 429))
async def sign_in(
    body: rest.SignIn, request: Request, response: Response, services: Wired
) -> rest.Session:
    address = request.client.host if request.client else ""
    signed_in = await services.staff.sign_in(body.email, body.password, address)
    response.set_cookie(
        COOKIE,
        signed_in.token,
        max_age=services.settings.staff_session_s,
        httponly=True,
        secure=services.settings.secure_cookies,
        samesite="strict",
    )
    return _session(signed_in.session)


@router.get("/staff/session", responses=refusals(401))
async def session(request: Request) -> rest.Session:
    found = await staff_session(request)
    if found is None:
        raise BadToken("no session")
    return _session(found)


@router.post("/staff/sign-out", status_code=204, responses=_REFUSED)
async def sign_out(staff: StaffIs, services: Wired) -> Response:
    """Off duty: ends all sessions of this person; what they hold goes back to the queue."""
    await services.staff.sign_out(staff)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


@router.get("/staff", responses=_REFUSED)
async def accounts(staff: StaffIs, services: Wired) -> rest.StaffList:
    members, presences = await services.staff.accounts(staff)
    return rest.StaffList(
        items=tuple(_account(member, presences.get(member.id)) for member in members)
    )


@router.post("/staff", status_code=201, responses=refusals(401, 403, 409))
async def add_account(body: rest.NewStaff, staff: StaffIs, services: Wired) -> rest.StaffAccount:
    member = await services.staff.add(
        staff,
        email=body.email,
        name=body.name,
        role=Role(body.role),
        capacity=body.capacity,
        password=body.password,
    )
    return _account(member, None)


@router.patch(
    "/staff/{staff_id}",
    responses=refusals(401, 403, 404, 409),
)
async def change_account(
    staff_id: Id, body: rest.ChangeStaff, staff: StaffIs, services: Wired
) -> rest.StaffAccount:
    member = await services.staff.change(
        staff,
        StaffId(staff_id),
        name=body.name,
        role=Role(body.role) if body.role else None,
        capacity=body.capacity,
        active=body.active,
        password=body.password,
    )
    presences = await services.staff.staff.presences(services.staff.clock())
    return _account(member, presences.get(member.id))


@router.get("/follow-ups", responses=_REFUSED)
async def follow_ups(
    staff: StaffIs, services: Wired, state: Literal["open", "closed"] = "open"
) -> rest.FollowUpList:
    found = await services.lists.follow_up_list(staff, closed=state == "closed")
    return rest.FollowUpList(items=tuple(_follow_up(item) for item in found))


@router.post(
    "/follow-ups/{reference}/close",
    response_model=rest.FollowUpView,
    responses=refusals(401, 403, 404),
)
async def close_follow_up(
    reference: str, body: rest.CloseFollowUp, staff: StaffIs, services: Wired
) -> rest.FollowUpView | Response:
    closed = await services.lists.close_follow_up(staff, reference, body.note)
    if closed is None:
        return problem(404, "not_found", "There is no open follow-up with this number.")
    return _follow_up(closed)


def staff_view(member: StaffMember) -> StaffView:
    return StaffView(
        id=member.id,
        name=member.name,
        email=member.email,
        role=member.role.value,
        capacity=member.capacity,
    )


def _session(session: StaffSession) -> rest.Session:
    return rest.Session(
        me=staff_view(session.staff), csrf=session.csrf, expires_at=session.expires_at
    )


def _account(member: StaffMember, presence: Presence | None) -> rest.StaffAccount:
    return rest.StaffAccount(
        id=member.id,
        name=member.name,
        email=member.email,
        role=member.role.value,
        capacity=member.capacity,
        active=member.active,
        presence=presence or "offline",
    )


def _follow_up(item: FollowUp) -> rest.FollowUpView:
    return rest.FollowUpView(
        reference=item.reference,
        kind=item.kind,
        conversation=item.conversation_id,
        customer_name=item.customer_name,
        phone=item.phone,
        reason=item.reason,
        topic=item.topic,
        created_at=item.created_at,
        closed_at=item.closed_at,
        closed_by=item.closed_by,
        note=item.note,
    )
