"""Taking back a block: for a while after it, by saying so or by a quick reply."""

from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.bank import Bank, Block, Undo
from actions.base import BankAction, Events, at_bank, entity, language, now, said
from actions.cash import AskCashConfirmed
from actions.labels import card_label, replacement, upper_first, which_card
from actions.transfer_ask import AskTransferConfirmed
from reading.undo import turned_up

_TRY_AGAIN = {"id": "Coba lagi", "en": "Try again"}
_PERSON = {"id": "Bicara dengan petugas", "en": "Talk to a person"}
_MOST_ASKED = 3


class UndoBlock(BankAction):
    """Asks the bank to make a card usable again that was just blocked here.

    Whether there is still time is the bank's answer, not the conversation's.
    """

    matter = "block_card"
    sign_in_response = "utter_unblock_card"

    def name(self) -> Text:
        """For the domain; in no rule: the channel and action_block_card ask for it."""
        return "action_undo_block"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Inside a form about something else its question is asked again afterwards."""
        events = await super().run(dispatcher, tracker, domain)
        await ask_again(dispatcher, tracker, domain)
        return events

    async def reply(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Who found the card again need not sign in to hear that nothing was blocked here."""
        if not tracker.get_slot("customer_id") and turned_up(said(tracker)):
            dispatcher.utter_message(response="utter_card_found")
            return []
        return await super().reply(dispatcher, tracker)

    def unavailable(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """Without an answer it is not known whether the card can be used."""
        lang = language(tracker)
        kept = tracker.get_slot("undo") or {}
        card = entity(tracker, "undo") or kept.get("card")
        buttons = [{"title": _PERSON[lang], "payload": "/request_human"}]
        if card:
            buttons.insert(0, {"title": _TRY_AGAIN[lang], "payload": undo_payload(str(card))})
        dispatcher.utter_message(response="utter_undo_uncertain", buttons=buttons)

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Done, too late, or never possible here; several blocks are told apart first."""
        lang = language(tracker)
        open_blocks = await at_bank(bank.undoable_blocks, customer_id)
        wanted = _wanted(tracker, open_blocks, lang)
        undone = tracker.get_slot("undone")
        done = wanted is None or (undone and wanted["id"] == undone["card"])
        if undone and done and undone["card"] not in {block.card_id for block in open_blocks}:
            dispatcher.utter_message(
                response="utter_already_undone",
                card_label=undone["label"],
                card=upper_first(undone["label"]),
            )
            return []
        if wanted is None and len(open_blocks) > 1:
            dispatcher.utter_message(
                response="utter_ask_undo",
                buttons=[undo_button(b, lang, named=True) for b in open_blocks[:_MOST_ASKED]],
            )
            return []
        if wanted is None:
            found = turned_up(said(tracker))
            dispatcher.utter_message(response=f"utter_{'card_found' if found else 'unblock_card'}")
            return []
        result = await at_bank(bank.undo_block, customer_id, wanted["id"])
        response = {
            Undo.DONE: "utter_block_undone",
            Undo.TOO_LATE: "utter_undo_too_late",
            Undo.NOT_POSSIBLE: "utter_unblock_card",
        }[result]
        label = wanted["label"]
        dispatcher.utter_message(
            response=response,
            card_label=label,
            card=upper_first(label),
            replacement=replacement(label, lang),
            now=wording.moment(now(), lang),
        )
        if result is not Undo.DONE:
            return [SlotSet("undo", None)]
        return [SlotSet("undo", None), SlotSet("undone", {"card": wanted["id"], "label": label})]


async def ask_again(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
) -> None:
    """The question that an open form is waiting with."""
    form, slot = (tracker.active_loop or {}).get("name"), tracker.get_slot("requested_slot")
    if not form or not slot:
        return
    if slot == "transfer_confirmed":
        await AskTransferConfirmed().run(dispatcher, tracker, domain)
    elif slot == "cash_confirmed":
        await AskCashConfirmed().run(dispatcher, tracker, domain)
    else:
        dispatcher.utter_message(response=f"utter_ask_{form}_{slot}")


def undo_payload(card_id: str) -> str:
    """What a quick reply posts that takes back the block of this card."""
    return f'/block_card{{"undo": "{card_id}"}}'


def undo_button(block: Block, lang: str, *, named: bool = False) -> Dict[Text, Any]:
    """The quick reply; `named`: with the card, where there are several."""
    title = {"id": "Batalkan blokir", "en": "Undo the block"}[lang]
    label = upper_first(card_label(block.kind, block.last4, lang))
    return {"title": label if named else title, "payload": undo_payload(block.card_id)}


def _wanted(
    tracker: Tracker, open_blocks: "List[Block]", lang: str
) -> Optional[Dict[Text, Any]]:
    """The card that is meant: tapped, named in words, blocked last here, or the only one."""
    known = [
        {"id": b.card_id, "label": card_label(b.kind, b.last4, lang), "kind": b.kind}
        for b in open_blocks
    ]
    kept = tracker.get_slot("undo") or {}
    last = {"id": kept["card"], "label": kept["label"]} if kept else None
    tapped = entity(tracker, "undo")
    if tapped:
        fitting = [card for card in known if card["id"] == tapped]
        that = {"id": "kartu itu", "en": "card"}[lang]
        unknown = last if last and last["id"] == tapped else {"id": tapped, "label": that}
        return fitting[0] if fitting else unknown
    named = which_card(said(tracker), None, known) if len(known) > 1 else None
    return named or last or (known[0] if len(known) == 1 else None)
