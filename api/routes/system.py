"""Is it alive, is it ready, how is it: for the operator, the balancer and the admin page."""

from __future__ import annotations

import time

from fastapi import APIRouter, Response

from api.auth import StaffIs, Wired
from api.errors import refusals
from handoff import bootstrap
from handoff.application.ports import StoreUnavailable
from handoff.bootstrap import Services
from handoff.domain.access import Action, require
from handoff.protocol import rest

router = APIRouter(tags=["system"])


@router.get("/health")
async def health() -> rest.Liveness:
    """This process answers. Says nothing about what it depends on."""
    return rest.Liveness(version=bootstrap.version())


@router.get("/ready", responses={503: {"model": rest.Readiness}})
async def ready(services: Wired, response: Response) -> rest.Readiness:
    """503 without the database. Without the bot or the detector it is ready, but degraded."""
    readiness = await _readiness(services)
    response.status_code = 200 if readiness.ready else 503
    return readiness


@router.get("/api/v1/system", responses=refusals(401, 403))
async def system(staff: StaffIs, services: Wired) -> rest.SystemView:
    require(staff, Action.SEE_SYSTEM)
    counts = await services.conversations.conversations.counts()
    return rest.SystemView(
        readiness=await _readiness(services),
        version=bootstrap.version(),
        policy_version=services.policy().version,
        on_duty=await services.staff.on_duty(),
        waiting=counts.get("queue", 0),
        with_agents=counts.get("agent", 0),
        with_bot=counts.get("bot", 0),
        open_follow_ups=await services.lists.follow_ups.count_open(),
    )


async def _readiness(services: Services) -> rest.Readiness:
    database, bot, detector = await _database(services), await _bot(services), _detector(services)
    return rest.Readiness(
        ready=database.ok,
        degraded=database.ok and not (bot.ok and detector.ok),
        parts=(database, bot, detector),
    )


async def _database(services: Services) -> rest.Part:
    began = time.perf_counter()
    try:
        await services.database.rows("select 1 from conversations limit 1")
    except StoreUnavailable as error:
        return rest.Part(name="database", ok=False, message=str(error), latency_ms=None)
    return rest.Part(name="database", ok=True, message="reachable", latency_ms=_ms(began))


async def _bot(services: Services) -> rest.Part:
    began = time.perf_counter()
    trouble = await services.bot.healthy()
    if trouble is not None:
        return rest.Part(name="bot", ok=False, message=trouble, latency_ms=None)
    return rest.Part(name="bot", ok=True, message="answers with a model", latency_ms=_ms(began))


def _detector(services: Services) -> rest.Part:
    """By its newest reading: nothing is read for this."""
    readings = services.conversations.readings
    counts = f"{readings.done} readings, {readings.failures} failures since the start"
    if readings.trouble is None:
        message = f"{readings.model_version or 'nothing to read yet'}: {counts}"
    else:
        message = f"the newest reading failed ({readings.trouble}): {counts}"
    ok = readings.trouble is None
    return rest.Part(name="detector", ok=ok, message=message, latency_ms=None)


def _ms(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
