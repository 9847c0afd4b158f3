"""The one place where ports meet adapters."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.metadata import version as package_version
from typing import TypedDict

import structlog
from structlog.typing import EventDict

from handoff.adapters.detector import TrainedDetector, TrainedReader, load_models
from handoff.adapters.encoding import ThreadEncoding
from handoff.adapters.hub import Hub
from handoff.adapters.overheard import OverheardBot
from handoff.adapters.passwords import Argon2Passwords
from handoff.adapters.postgres.articles import PostgresArticles
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.database import Database
from handoff.adapters.postgres.demo import DemoBank, DemoCustomer
from handoff.adapters.postgres.listen import PostgresHints
from handoff.adapters.postgres.migrate import migrate as apply_migrations
from handoff.adapters.postgres.people import PostgresCustomers, PostgresFollowUps, PostgresStaff
from handoff.adapters.postgres.policies import PostgresPolicies
from handoff.adapters.postgres.suggestions import PostgresSuggestions
from handoff.adapters.question_classifier import QuestionClassifier
from handoff.adapters.rasa import Known, RasaBot
from handoff.adapters.remembered import RememberedVectors
from handoff.adapters.reranker import OnnxReranker, ThreadReranker
from handoff.adapters.sentence_encoder import DamagedModel, Encoder
from handoff.adapters.sentence_encoder import load as load_encoder
from handoff.adapters.shelf import FolderShelf
from handoff.adapters.starting import FileMark
from handoff.adapters.tokens import JwtTokens
from handoff.application.absence import Absence
from handoff.application.article_links import ArticleLinks
from handoff.application.assist import Assist
from handoff.application.bot_turns import BotTurns
from handoff.application.conversations import ConversationService
from handoff.application.customers import CustomerService
from handoff.application.knowledge import Knowledge
from handoff.application.lists import Lists
from handoff.application.meanwhile import Meanwhile
from handoff.application.policies import PolicyInForce, PolicyService
from handoff.application.ports import Bot, Detector, Hints, Tokens
from handoff.application.staff import StaffService
from handoff.application.upkeep import Upkeep
from handoff.detector.measured import MeasuredDetector
from handoff.detector.models import Models
from handoff.domain.access import Role
from handoff.domain.escalation import EscalationPolicy
from handoff.settings import ModelSettings, Settings
from handoff.simulation.reader import Reader

log = structlog.get_logger()

__all__ = [
    "DemoCustomer",
    "Hub",
    "Services",
    "configure_logging",
    "migrate",
    "now",
    "reader",
    "seed_demo",
    "services",
    "version",
]

#: Past the bot's deadline, how long its asker has for the rest before the turn is anybody's.
_LEASE_MARGIN = timedelta(seconds=5)
#: Seconds that the start waits for the policy; without the database it goes on without.
_FIRST_LOOK_S = 1.0


def version() -> str:
    return package_version("hangat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that a gateway or a worker needs, wired."""

    settings: Settings
    conversations: ConversationService
    customers: CustomerService
    staff: StaffService
    lists: Lists
    bot_turns: BotTurns
    upkeep: Upkeep
    hub: Hub
    hints: Hints
    tokens: Tokens
    bot: Bot
    policy: PolicyInForce
    policies: PolicyService
    knowledge: Knowledge
    assist: Assist
    database: Database
    #: Only where the demo is switched on.
    demo_bank: DemoBank | None


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def services(settings: Settings, *, reads: bool = False) -> AsyncIterator[Services]:
    """Open what the settings name; close it at the end. A dead database is no error here.

    reads: whether customers' messages come in here, so that a detector is needed.
    """
    database = Database(settings.database_url.get_secret_value(), max_size=settings.database_pool)
    await database.open()
    # A message that the detector has read need not be encoded again to be answered.
    remembered = RememberedVectors()
    bot = RasaBot(
        settings.rasa_url,
        settings.rasa_token.get_secret_value(),
        deadline_s=settings.bot_deadline_s,
        known=_known(settings, remembered),
    )
    try:
        detector = detector_of(settings, remembered) if reads else MeasuredDetector()
        knowledge = _knowledge(settings, database, remembered if reads else None)
        heard = OverheardBot(bot, detector.expect) if isinstance(detector, TrainedDetector) else bot
        wired = _wire(settings, database, heard, detector, knowledge)
        with suppress(TimeoutError):
            async with asyncio.timeout(_FIRST_LOOK_S):
                await wired.policy.look()
        yield wired
    finally:
        await bot.close()
        await database.close()


def _wire(
    settings: Settings, database: Database, bot: Bot, detector: Detector, knowledge: Knowledge
) -> Services:
    store = PostgresConversations(database)
    staff = PostgresStaff(database)
    customers = PostgresCustomers(database)
    hints = PostgresHints(database, own_are_told=True)
    hub = Hub(hints, store)
    store.announce = hub.tell
    policies, shipped = PostgresPolicies(database), EscalationPolicy()
    policy = PolicyInForce(policies, shipped, now)
    lease = timedelta(seconds=settings.bot_deadline_s) + _LEASE_MARGIN
    tokens = JwtTokens(
        secret_key=settings.secret_key.get_secret_value(),
        site_key=settings.site_key.get_secret_value(),
        life=timedelta(seconds=settings.customer_token_s),
    )
    lists = Lists(
        conversations=store,
        staff=staff,
        follow_ups=PostgresFollowUps(database),
        clock=now,
    )
    conversations = ConversationService(
        conversations=store,
        detector=detector,
        clock=now,
        policy=policy,
        bot_lease=lease,
        detector_deadline_s=settings.detector_deadline_s,
        place=lists.place,
        attended=lists.attended,
        hours=settings.hours,
        article=Meanwhile(knowledge, settings.public_origin).article,
    )
    bot_turns = BotTurns(
        service=conversations,
        conversations=store,
        bot=bot,
        absence=Absence(
            bot,
            now,
            start=timedelta(seconds=settings.bot_start_s),
            blip=timedelta(seconds=settings.bot_deadline_s),
            starting=FileMark(settings.bot_starting) if settings.bot_starting else None,
        ),
        links=ArticleLinks(knowledge, settings.public_origin),
    )
    return Services(
        settings=settings,
        conversations=conversations,
        customers=CustomerService(
            customers=customers,
            conversations=store,
            service=conversations,
            tokens=tokens,
            clock=now,
        ),
        staff=StaffService(
            staff=staff,
            conversations=store,
            service=conversations,
            passwords=Argon2Passwords(),
            hints=hints,
            clock=now,
            session_life=timedelta(seconds=settings.staff_session_s),
            presence_lease=timedelta(seconds=settings.presence_lease_s),
        ),
        lists=lists,
        bot_turns=bot_turns,
        upkeep=Upkeep(
            service=conversations,
            conversations=store,
            staff=staff,
            bot_turns=bot_turns,
            clock=now,
            policy=policy,
            bot_lease=lease,
        ),
        hub=hub,
        hints=hints,
        tokens=tokens,
        bot=bot,
        policy=policy,
        policies=PolicyService(policies=policies, in_force=policy, shipped=shipped, clock=now),
        knowledge=knowledge,
        assist=Assist(
            conversations=conversations,
            knowledge=knowledge,
            suggestions=PostgresSuggestions(database),
            clock=now,
        ),
        database=database,
        demo_bank=DemoBank(database) if settings.demo else None,
    )


def _knowledge(
    settings: Settings, database: Database, remembered: RememberedVectors | None
) -> Knowledge:
    """Without *remembered*, or where the encoder cannot be loaded, by words alone."""
    encoding: ThreadEncoding | None = None
    shelf: FolderShelf | None = None
    if remembered is not None:
        try:
            encoding = ThreadEncoding(_encoder(settings.encoder), remembered)
        except (DamagedModel, ImportError, OSError, ValueError) as error:
            log.error("knowledge.no_encoder", error=str(error))
        if settings.knowledge.is_dir():
            shelf = FolderShelf(settings.knowledge)
        else:
            log.warning("knowledge.no_folder", folder=str(settings.knowledge))
    reranker = None if encoding is None else _reranker(settings)
    questions = None
    if encoding is not None and reranker is not None:
        questions = _questions(settings, reranker, encoding.version)
    return Knowledge(
        articles=PostgresArticles(database),
        encoding=encoding,
        shelf=shelf,
        reranking=None if reranker is None else ThreadReranker(reranker),
        questions=questions,
    )


def _reranker(settings: Settings) -> OnnxReranker | None:
    """What reads sentences; a folder that cannot be read is logged."""
    if settings.reranker is None:
        return None
    try:
        found = OnnxReranker(settings.reranker)
    except DamagedModel as error:
        log.error("knowledge.no_reranker", error=str(error))
        return None
    return found


def _questions(
    settings: Settings, reranker: OnnxReranker, encoder: str
) -> QuestionClassifier | None:
    """What expects articles, where it was weighed with these two; where not, that is logged."""
    if settings.questions is None:
        return None
    try:
        found = QuestionClassifier(settings.questions)
    except DamagedModel as error:
        log.error("knowledge.no_questions", error=str(error))
        return None
    if (found.reranker, found.encoder) != (reranker.version, encoder):
        log.warning(
            "knowledge.other_questions",
            trained_with=(found.reranker, found.encoder), found=(reranker.version, encoder),
        )  # fmt: skip
        return None
    return found


def _known(settings: Settings, remembered: RememberedVectors) -> Known:
    """What is remembered of a text, for Rasa; nothing is, where no encoder was loaded."""

    def known(text: str) -> tuple[str, bytes] | None:
        vector = remembered.get(text)
        if vector is None:
            return None
        return _encoder(settings.encoder).version, vector.astype("<f4").tobytes()

    return known


@lru_cache(maxsize=1)
def _encoder(name: str) -> Encoder:
    """One for all that a process does with it: its weights are most of what it takes."""
    return load_encoder(name)


def detector_of(settings: ModelSettings, remembered: RememberedVectors | None = None) -> Detector:
    """The trained detector, or what needs no model where it cannot be loaded: that is logged."""
    try:
        models, encoder = _models(settings)
    except (DamagedModel, ImportError, OSError, ValueError) as error:
        log.error("detector.unusable", error=str(error))
        return MeasuredDetector()
    return TrainedDetector(models, encoder, remembered)


def reader(settings: ModelSettings) -> Reader:
    """Who reads recorded conversations: needs no server, database or network.

    Raises DamagedModel; ImportError and OSError for an encoder that is not ours.
    """
    return TrainedReader(*_models(settings))


def _models(settings: ModelSettings) -> tuple[Models, Encoder]:
    models, card = load_models(settings.detector)
    loaded = _encoder(settings.encoder)
    if card["encoder"] != loaded.version:
        raise DamagedModel(
            f"The detector in {settings.detector} was trained on vectors of "
            f"{card['encoder']}, and the encoder is {loaded.version}: run ./hangat train detector, "
            "or name one that fits."
        )
    return models, loaded


def migrate(settings: Settings) -> list[str]:
    """Bring the database up to date; the names of what was applied."""
    applied = apply_migrations(settings.database_url.get_secret_value())
    return [f"{migration.number:04d}_{migration.name}" for migration in applied]


class DemoPerson(TypedDict):
    name: str
    email: str
    role: str
    password: str


async def seed_demo(settings: Settings, people: Sequence[DemoPerson]) -> list[str]:
    """Make the demo's members of staff who are not there yet; their addresses."""
    made = []
    async with services(settings) as wired:
        for person in people:
            if await wired.staff.staff.by_email(person["email"]) is None:
                await wired.staff.enrol(
                    email=person["email"],
                    name=person["name"],
                    role=Role(person["role"]),
                    capacity=4,
                    password=person["password"],
                )
                made.append(person["email"])
    return made


def _without_details(_: object, __: str, line: EventDict) -> EventDict:
    """PostgreSQL's DETAIL names values of the failing row, and values are customers' words."""
    for name, value in line.items():
        if isinstance(value, str) and "DETAIL:" in value:
            line[name] = re.sub(r"DETAIL:.*", "DETAIL: (left out)", value)
    return line


def configure_logging(settings: Settings, process: str) -> None:
    """Structured lines on standard output. No message text is ever given to a logger."""
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_details,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log_level.upper()]
        ),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
