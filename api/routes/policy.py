"""The policy in force, its history, and how it is changed."""

from __future__ import annotations

from fastapi import APIRouter

from api.auth import StaffIs, Wired
from api.errors import refusals
from handoff.application.ports import PolicyVersion
from handoff.domain.access import Action, require
from handoff.protocol import rest
from handoff.protocol.policies import content_of, policy_of

router = APIRouter(prefix="/api/v1/policy", tags=["policy"])


@router.get("", responses=refusals(401, 403))
async def policy(staff: StaffIs, services: Wired) -> rest.PolicyHistory:
    """The version in force and those before it, newest first. For supervisors and admins."""
    versions = await services.policies.history(staff)
    return rest.PolicyHistory(
        versions=tuple(_view(version) for version in versions),
        shipped=content_of(services.policies.shipped),
    )


@router.post(
    "",
    status_code=201,
    responses=refusals(401, 403, 409)
    | {422: {"model": rest.PolicyProblem | rest.Problem, "description": "Refused values"}},
)
async def change_policy(
    body: rest.NewPolicy, staff: StaffIs, services: Wired
) -> rest.PolicyVersion:
    """Set a new version, in force for the next message everywhere. For admins.

    409 `policy_stale`: somebody else changed the policy meanwhile. 409 `policy_same`: nothing
    differs. 422 `policy_invalid`: `field` names the value that cannot be.
    """
    require(staff, Action.CHANGE_POLICY)
    wanted = policy_of(body.content, body.base + 1)
    return _view(await services.policies.change(staff, body.base, wanted, body.note))


@router.post("/undo", status_code=201, responses=refusals(401, 403, 409))
async def undo_policy(body: rest.UndoPolicy, staff: StaffIs, services: Wired) -> rest.PolicyVersion:
    """Set what was in force before, as a new version. For admins.

    409 `policy_stale`: the version to take back is no longer in force. 409 `nothing_to_undo`:
    it is the first one.
    """
    return _view(await services.policies.undo(staff, body.base))


def _view(version: PolicyVersion) -> rest.PolicyVersion:
    return rest.PolicyVersion(
        number=version.policy.version,
        at=version.at,
        by=version.by,
        note=version.note,
        undoes=version.undoes,
        content=content_of(version.policy),
    )
