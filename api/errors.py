"""Every refusal over HTTP has one shape: what happened, in a word and in a sentence."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from handoff.application.knowledge import NoKnowledge
from handoff.application.policies import NothingToUndo, SamePolicy, StalePolicy
from handoff.application.ports import (
    BadToken,
    EmailTaken,
    StoreUnavailable,
    UnknownConversation,
)
from handoff.application.staff import LastAdmin, TooManyAttempts, UnknownStaff, WrongCredentials
from handoff.application.uses import ForeignUse
from handoff.domain.access import AccessDenied
from handoff.domain.escalation import OutOfRange
from handoff.protocol import policies
from handoff.protocol.rest import PolicyProblem, Problem

log = structlog.get_logger()


class BadCsrf(Exception):
    """A change without the session's CSRF token."""


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the OpenAPI description: these statuses carry a Problem."""
    return {status: {"model": Problem} for status in statuses}


def problem(
    status: int, error: str, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    return JSONResponse({"error": error, "message": message}, status, headers)


#: What the use cases refuse, as HTTP says it.
_REFUSALS: dict[type[Exception], tuple[int, str, str]] = {
    AccessDenied: (403, "forbidden", "You may not do this."),
    UnknownConversation: (404, "not_found", "There is no such conversation."),
    UnknownStaff: (404, "not_found", "There is no such member of staff."),
    BadToken: (401, "unauthorized", "No valid token or session: {error}."),
    BadCsrf: (403, "csrf", "The header X-CSRF-Token is missing or is not this session's."),
    ForeignUse: (409, "conflict", "This id belongs to another use."),
    EmailTaken: (409, "email_taken", "Another account signs in with this address."),
    LastAdmin: (409, "last_admin", "The last active admin cannot be changed or deactivated."),
    StalePolicy: (409, "policy_stale", "Version {error} is in force now. Look at it first."),
    SamePolicy: (409, "policy_same", "Nothing differs from the version in force."),
    NothingToUndo: (409, "nothing_to_undo", "The first version came before any change."),
    WrongCredentials: (401, "wrong_credentials", "Address or password is wrong."),
    NoKnowledge: (503, "unavailable", "No article has been read yet. Try again shortly."),
    StoreUnavailable: (503, "unavailable", "The database cannot be reached. Try again shortly."),
}


def install(app: FastAPI) -> None:
    def refuse(request: Request, error: Exception) -> JSONResponse:
        status, code, message = _REFUSALS[type(error)]
        message = message.replace("{error}", str(error))
        return problem(status, code, message, {"Retry-After": "2"} if status == 503 else None)

    for refused in _REFUSALS:
        app.add_exception_handler(refused, refuse)

    @app.exception_handler(TooManyAttempts)
    async def too_many(request: Request, error: TooManyAttempts) -> JSONResponse:
        return problem(
            429,
            "rate_limited",
            f"Too many attempts. Try again in {error.retry_after_s} seconds.",
            {"Retry-After": str(error.retry_after_s)},
        )

    @app.exception_handler(OutOfRange)
    async def out_of_range(request: Request, error: OutOfRange) -> JSONResponse:
        field = policies.json_name(error.field)
        refusal = PolicyProblem(error="policy_invalid", message=str(error), field=field)
        return JSONResponse(refusal.model_dump(), 422)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return problem(422, "invalid", f"{where}: {first['msg']}")

    @app.exception_handler(HTTPException)
    async def refused_by_framework(request: Request, error: HTTPException) -> JSONResponse:
        codes = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
        return problem(
            error.status_code,
            codes.get(error.status_code, "refused"),
            str(error.detail),
            dict(error.headers) if error.headers else None,
        )

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> JSONResponse:
        log.error("http.broken", path=request.url.path, exc_info=error)
        return problem(500, "broken", "Something went wrong on our side. It was recorded.")
