"""What agents wrote before, and what became of suggestions: every store keeps the same."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest

from handoff.application.uses import NEXT, Outcome, Source, SourceFigures, SuggestionUse
from handoff.domain.access import StaffActor
from handoff.domain.ids import ClientId, ConversationId
from tests.conformance.house import T0, House, Rina, Stores


async def accepted(house: House, agent: StaffActor, *said: str) -> Rina:
    """A customer whose conversation *agent* has taken."""
    rina = await house.customer()
    for text in said:
        await rina.says(text)
    await rina.asks_for_person()
    await house.service.accept(agent, rina.id)
    return rina


async def replies(house: House, agent: StaffActor, rina: Rina, text: str) -> None:
    await house.service.agent_message(agent, rina.id, ClientId(f"reply-{uuid4()}"), text)


def used(
    rina: Rina, agent: StaffActor, outcome: Outcome, *, id_: str = "", source: Source = "article"
) -> SuggestionUse:
    return SuggestionUse(
        id=id_ or str(uuid4()),
        conversation_id=rina.id,
        staff_id=agent.staff_id,
        at=T0,
        source=source,
        reference="replacement-card",
        place=1,
        outcome=outcome,
    )


async def counts(stores: Stores) -> dict[str, tuple[int, int, int, int]]:
    found = await stores.suggestions.figures(T0)
    return {f.source: (f.inserted, f.taken_back, f.sent, f.sent_edited) for f in found}


async def test_first_replies_to_customers_newest_first(house: House, stores: Stores) -> None:
    agent = await house.agent(capacity=9)
    first = await accepted(house, agent, "kartu hilang")
    await first.signs_in("rina", "Rina Lestari")
    await replies(house, agent, first, "Kartu diblokir.")
    await replies(house, agent, first, "Ada lagi?")
    house.clock.pass_(timedelta(minutes=1))
    second = await accepted(house, agent, "kartu patah", "kartunya yang biru")
    await replies(house, agent, second, "Kartu diganti.")
    found = await stores.suggestions.answers("id", ConversationId(str(uuid4())))
    assert [(one.asked, one.text) for one in found] == [
        ("kartunya yang biru", "Kartu diganti."),
        ("kartu hilang", "Kartu diblokir."),
    ]
    assert [set(one.names) for one in found] == [{agent.name}, {agent.name, "Rina Lestari"}]
    assert len({one.customer for one in found}) == 2
    assert [one.text for one in await stores.suggestions.answers("id", second.id)] == [
        "Kartu diblokir."
    ]
    assert await stores.suggestions.answers("en", second.id) == []


async def test_one_customer_is_one_over_conversations(house: House, stores: Stores) -> None:
    agent = await house.agent(capacity=9)
    for number in range(2):
        rina = await accepted(house, agent, "kartu hilang")
        await rina.signs_in("rina", "Rina Lestari")
        await replies(house, agent, rina, f"Jawaban {number}")
        await house.service.close(agent, rina.id)
    found = await stores.suggestions.answers("id", ConversationId(str(uuid4())))
    assert len(found) == 2
    assert len({one.customer for one in found}) == 1


@pytest.mark.parametrize(("before", "after"), list(product(Outcome, Outcome)))
async def test_a_later_report_counts_and_a_late_one_does_not(
    house: House, stores: Stores, before: Outcome, after: Outcome
) -> None:
    agent = await house.agent()
    rina = await accepted(house, agent, "kartu hilang")
    use = str(uuid4())
    for outcome in (before, before, after):
        assert await stores.suggestions.record(used(rina, agent, outcome, id_=use))
    end = after if after in NEXT[before] else before
    [figures] = await stores.suggestions.figures(T0)
    assert figures == SourceFigures(
        source="article",
        inserted=1,
        taken_back=end is Outcome.TAKEN_BACK,
        sent=end is Outcome.SENT,
        sent_edited=end is Outcome.SENT_EDITED,
    )


async def test_an_id_belongs_to_who_used_it_first(house: House, stores: Stores) -> None:
    agent, other = await house.agent("Sari"), await house.agent("Budi")
    rina, tono = await accepted(house, agent, "halo"), await accepted(house, agent, "halo")
    use = str(uuid4())
    record = stores.suggestions.record
    assert await record(used(rina, agent, Outcome.INSERTED, id_=use))
    assert not await record(used(rina, other, Outcome.SENT, id_=use))
    assert not await record(used(tono, agent, Outcome.SENT, id_=use))
    assert await counts(stores) == {"article": (1, 0, 0, 0)}


async def test_figures_by_source_from_a_day_on(house: House, stores: Stores) -> None:
    agent = await house.agent()
    rina = await accepted(house, agent, "halo")
    assert await counts(stores) == {}
    for outcome in (Outcome.SENT, Outcome.SENT, Outcome.SENT_EDITED, Outcome.INSERTED):
        await stores.suggestions.record(used(rina, agent, outcome))
    await stores.suggestions.record(used(rina, agent, Outcome.TAKEN_BACK, source="answer"))
    assert await counts(stores) == {"answer": (1, 1, 0, 0), "article": (4, 0, 2, 1)}
    assert await stores.suggestions.figures(T0 + timedelta(seconds=1)) == []
