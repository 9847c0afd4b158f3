"""Who may do what: the whole table, one row an action, one column a kind of actor."""

from __future__ import annotations

import pytest

from handoff.domain.access import (
    AccessDenied,
    Action,
    Actor,
    CustomerActor,
    Role,
    StaffActor,
    Subject,
    allowed,
    require,
)
from handoff.domain.ids import CustomerId, StaffId

RINA, DEWI = CustomerId("rina"), CustomerId("dewi")
SARI, BUDI = StaffId("sari"), StaffId("budi")

ACTORS: dict[str, Actor] = {
    "owner": CustomerActor(RINA),
    "other": CustomerActor(DEWI),
    "agent": StaffActor(SARI, "Sari", Role.AGENT),
    "supervisor": StaffActor(SARI, "Sari", Role.SUPERVISOR),
    "admin": StaffActor(SARI, "Sari", Role.ADMIN),
}

#: Rina's conversation, in every way in which access to it can differ.
SUBJECTS: dict[str, Subject | None] = {
    "bot only": Subject(owner=RINA, holder=None, was_handed_over=False),
    "handed over": Subject(owner=RINA, holder=None, was_handed_over=True),
    "with Sari": Subject(owner=RINA, holder=SARI, was_handed_over=True),
    "with Budi": Subject(owner=RINA, holder=BUDI, was_handed_over=True),
    "nothing": None,  # the action is not about a conversation
}

# fmt: off
#: y: may, -: may not. Every staff actor is Sari.
#                                            owner other agent supervisor admin
TABLE: dict[tuple[Action, str], str] = {
    (Action.TAKE_PART, "bot only"):             "y -   - - -",
    (Action.TAKE_PART, "handed over"):          "y -   - - -",
    (Action.TAKE_PART, "with Sari"):            "y -   - - -",
    (Action.TAKE_PART, "with Budi"):            "y -   - - -",
    (Action.TAKE_PART, "nothing"):              "- -   - - -",

    (Action.READ_OWN, "bot only"):              "y -   - - -",
    (Action.READ_OWN, "handed over"):           "y -   - - -",
    (Action.READ_OWN, "with Sari"):             "y -   - - -",
    (Action.READ_OWN, "with Budi"):             "y -   - - -",
    (Action.READ_OWN, "nothing"):               "- -   - - -",

    (Action.READ_CONVERSATION, "bot only"):     "- -   - y y",
    (Action.READ_CONVERSATION, "handed over"):  "- -   y y y",
    (Action.READ_CONVERSATION, "with Sari"):    "- -   y y y",
    (Action.READ_CONVERSATION, "with Budi"):    "- -   y y y",
    (Action.READ_CONVERSATION, "nothing"):      "- -   - - -",

    (Action.ACCEPT, "bot only"):                "- -   y y y",  # the state machine refuses it
    (Action.ACCEPT, "handed over"):             "- -   y y y",
    (Action.ACCEPT, "with Sari"):               "- -   y y y",
    (Action.ACCEPT, "with Budi"):               "- -   y y y",
    (Action.ACCEPT, "nothing"):                 "- -   - - -",

    (Action.SPEAK, "bot only"):                 "- -   - - -",
    (Action.SPEAK, "handed over"):              "- -   - - -",
    (Action.SPEAK, "with Sari"):                "- -   y y y",
    (Action.SPEAK, "with Budi"):                "- -   - - -",
    (Action.SPEAK, "nothing"):                  "- -   - - -",

    (Action.ADD_NOTE, "bot only"):              "- -   - y y",
    (Action.ADD_NOTE, "handed over"):           "- -   y y y",
    (Action.ADD_NOTE, "with Sari"):             "- -   y y y",
    (Action.ADD_NOTE, "with Budi"):             "- -   y y y",
    (Action.ADD_NOTE, "nothing"):               "- -   - - -",

    (Action.SEE_INBOX, "nothing"):              "- -   y y y",
    (Action.SEE_OTHERS_CHATS, "nothing"):       "- -   - y y",
    (Action.WORK_FOLLOW_UPS, "nothing"):        "- -   y y y",
    (Action.SEE_SYSTEM, "nothing"):             "- -   - y y",
    (Action.MANAGE_STAFF, "nothing"):           "- -   - - y",
    (Action.CHANGE_POLICY, "nothing"):          "- -   - - y",
}
# fmt: on

CELLS = [
    pytest.param(action, about, who, mark == "y", id=f"{who}: {action.value}, {about}")
    for (action, about), row in TABLE.items()
    for who, mark in zip(ACTORS, row.split(), strict=True)
]


@pytest.mark.parametrize(("action", "about", "who", "may"), CELLS)
def test_the_table(action: Action, about: str, who: str, may: bool) -> None:
    actor, subject = ACTORS[who], SUBJECTS[about]
    assert allowed(actor, action, subject) is may
    if may:
        require(actor, action, subject)
    else:
        with pytest.raises(AccessDenied) as caught:
            require(actor, action, subject)
        assert caught.value.action is action


def test_the_table_is_complete() -> None:
    assert {action for action, _ in TABLE} == set(Action)
    of_conversations = {action for action, about in TABLE if about != "nothing"}
    for action in of_conversations:
        assert {about for a, about in TABLE if a is action} == set(SUBJECTS)
    assert {actor.role for actor in ACTORS.values() if isinstance(actor, StaffActor)} == set(Role)
