"""Who may do what: every read and write passes `allowed`, and nothing else decides it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from handoff.domain.ids import CustomerId, StaffId


class Role(enum.StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Action(enum.StrEnum):
    # of a customer, on their own conversation
    TAKE_PART = "take_part"
    READ_OWN = "read_own"
    # of staff, on a conversation
    READ_CONVERSATION = "read_conversation"
    ACCEPT = "accept"
    SPEAK = "speak"  #: reply, hand back, requeue, close: only who holds the floor
    ADD_NOTE = "add_note"
    # of staff, on the house
    SEE_INBOX = "see_inbox"
    SEE_OTHERS_CHATS = "see_others_chats"
    WORK_FOLLOW_UPS = "work_follow_ups"
    SEE_SYSTEM = "see_system"
    MANAGE_STAFF = "manage_staff"
    CHANGE_POLICY = "change_policy"


@dataclass(frozen=True, slots=True)
class CustomerActor:
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class StaffActor:
    staff_id: StaffId
    name: str
    role: Role


Actor = CustomerActor | StaffActor


@dataclass(frozen=True, slots=True)
class Subject:
    """The conversation that the action is about, as far as access depends on it."""

    owner: CustomerId
    #: The agent who holds the floor, if one does.
    holder: StaffId | None
    #: A person was needed at least once: only then is it any agent's business.
    was_handed_over: bool


class AccessDenied(Exception):
    """The actor may not do this."""

    def __init__(self, action: Action) -> None:
        super().__init__(f"not allowed: {action.value}")
        self.action = action


_OF_CUSTOMERS = frozenset({Action.TAKE_PART, Action.READ_OWN})
_OF_SENIORS = frozenset({Action.SEE_OTHERS_CHATS, Action.SEE_SYSTEM})
_SENIORS = frozenset({Role.SUPERVISOR, Role.ADMIN})


def allowed(actor: Actor, action: Action, subject: Subject | None = None) -> bool:
    """Whether *actor* may do *action*, on *subject* where it is about a conversation."""
    if isinstance(actor, CustomerActor):
        return (
            action in _OF_CUSTOMERS and subject is not None and subject.owner == actor.customer_id
        )
    if action in _OF_CUSTOMERS:
        return False
    senior = actor.role in _SENIORS
    match action:
        case Action.SEE_INBOX | Action.WORK_FOLLOW_UPS:
            return True
        case Action.MANAGE_STAFF | Action.CHANGE_POLICY:
            return actor.role is Role.ADMIN
        case Action.READ_CONVERSATION | Action.ADD_NOTE:
            return subject is not None and (senior or subject.was_handed_over)
        case Action.ACCEPT:
            return subject is not None
        case Action.SPEAK:
            return subject is not None and subject.holder == actor.staff_id
    return action in _OF_SENIORS and senior


def require(actor: Actor, action: Action, subject: Subject | None = None) -> None:
    """Raises AccessDenied unless *actor* may do *action*."""
    if not allowed(actor, action, subject):
        raise AccessDenied(action)
