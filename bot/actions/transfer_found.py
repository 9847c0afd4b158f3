"""What the bank knows of a transfer: the one that fits what was said, or nearly does."""

from datetime import date, timedelta
from typing import Any, Dict, Optional, Sequence, Text

from actions import wording
from actions.bank import Transaction
from actions.transfer_details import is_a_person

_ALIKE = 2
"""Details of three that have to agree with a transfer that is offered in place of one not found."""
_HOURS = {"pagi": (0, 12), "siang": (10, 16), "sore": (14, 20), "malam": (17, 24)}
"""From when until when a part of the day may be said of an hour."""
_ABOUT_MIN = 60
"""Minutes that a remembered time may be off."""
_NIGHT_ENDS_AT = 5
"""Until that hour what was done "last night" carries the next day's date."""


def _on_the_day(transaction: Transaction, when: Dict[Text, Any]) -> bool:
    """Whether it was on that day where the customers are; a night ends in the morning."""
    at = transaction.at.astimezone(wording.WIB)
    if when.get("part") == "malam" and at.hour < _NIGHT_ENDS_AT:
        at -= timedelta(days=1)
    return at.date() == date.fromisoformat(when["day"])


def is_of(candidate: Dict[Text, Any], name: Text, value: Any) -> bool:
    """Whether a detail that was named is the one of the transfer that was shown."""
    if name == "transfer_amount":
        return bool(value == candidate.get("amount"))
    if name == "transfer_destination":
        shown, said_to = str(candidate.get("destination") or "").lower(), str(value).lower()
        return bool(shown) and (shown in said_to or said_to in shown)
    when = candidate.get("when") or {}
    if not when or not _same_day(when, value):
        return False
    if not when.get("time"):
        return True
    hour, minute = map(int, str(when["time"]).split("."))
    if value.get("time"):
        h, m = map(int, value["time"].split("."))
        apart = abs((hour * 60 + minute) - (h * 60 + m)) % (12 * 60)  # "jam 2" may be 14.00
        return min(apart, 12 * 60 - apart) <= _ABOUT_MIN
    first, last = _HOURS.get(value.get("part") or "", (0, 24))
    return first <= hour < last or (value.get("part") == "malam" and hour < _NIGHT_ENDS_AT)


def _same_day(shown: Dict[Text, Any], named: Dict[Text, Any]) -> bool:
    """A night ends in the morning: "semalam" may carry the next day's date."""
    days = {date.fromisoformat(shown["day"])}
    hour = int(str(shown.get("time") or "12")[:2])
    if named.get("part") == "malam" and hour < _NIGHT_ENDS_AT:
        days.add(date.fromisoformat(shown["day"]) - timedelta(days=1))
    return date.fromisoformat(named["day"]) in days


def as_candidate(
    transaction: Transaction, among: "Sequence[Transaction]" = ()
) -> Dict[Text, Any]:
    """What a slot keeps of a transfer that may be the one that is meant.

    `only`: no other one has its sum and its receiver, so that its day is not in doubt. `alone`:
    there is no other one at all.
    """
    at = transaction.at.astimezone(wording.WIB)
    sent = [t for t in among if t.amount < 0]
    alike = [t for t in sent if _same_wish(t, transaction)]
    return {
        "id": transaction.id,
        "when": {"day": at.date().isoformat(), "time": f"{at:%H.%M}", "part": None},
        "amount": abs(transaction.amount),
        "destination": transaction.destination or "-",
        "status": transaction.status,
        "only": len(alike) == 1,
        "alone": len(sent) == 1,
    }


def among_listed(
    listed: "Sequence[Dict[Text, Any]]", amount: Optional[int], destination: Optional[str]
) -> Optional[Dict[Text, Any]]:
    """The one of the transfers that were listed which has this sum or receiver; else None."""
    if amount is None and destination is None:
        return None
    fitting = [
        one
        for one in listed
        if (amount is None or is_of(one, "transfer_amount", amount))
        and (destination is None or is_of(one, "transfer_destination", destination))
    ]
    return fitting[0] if len(fitting) == 1 else None


def the_only_one(
    found: "Sequence[Transaction]", amount: Any, destination: Any
) -> Optional[Transaction]:
    """The one transfer of this sum to this receiver; None where there are several, or none."""
    there = str(destination or "").lower()
    alike = [
        t
        for t in found
        if t.amount < 0 and abs(t.amount) == amount and (t.destination or "-").lower() in there
    ]
    return alike[0] if len(alike) == 1 else None


def the_only_one_sent(
    found: "Sequence[Transaction]", amount: Optional[int], destination: Optional[str]
) -> Optional[Transaction]:
    """The only transfer of the last days, whatever day was named, unless the rest is another's."""
    sent = [t for t in found if t.amount < 0]
    if len(sent) != 1:
        return None
    other_sum = amount is not None and abs(sent[0].amount) != amount
    there = (sent[0].destination or "-").lower()
    other_place = destination is not None and there not in destination.lower()
    return None if other_sum or other_place else sent[0]


def _same_wish(one: Transaction, other: Transaction) -> bool:
    return one.amount == other.amount and one.destination == other.destination


def nearest(
    found: "list[Transaction]", amount: int, when: Dict[Text, Any], destination: str
) -> Optional[Transaction]:
    """Another transfer that only one detail tells apart: its sum, its day or where it went."""

    def agreeing(transaction: Transaction) -> int:
        place = (transaction.destination or "-").lower()
        there = place in destination.lower() or is_a_person(destination)
        same = (abs(transaction.amount) == amount, _on_the_day(transaction, when), there)
        return sum(same)

    likely = [t for t in found if t.amount < 0 and agreeing(t) >= _ALIKE]
    return max(likely, key=agreeing, default=None)


def in_trouble_all_the_same(
    found: "list[Transaction]", amount: Optional[int], destination: Optional[str]
) -> Optional[Transaction]:
    """The one transfer of this sum, or of any, that is pending or failed, whatever day was named.

    People are sure of a sum and not of a day. None where there are several, or where a bank was
    named that it did not go to.
    """
    likely = [
        t
        for t in found
        if t.amount < 0 and t.status != "success" and amount in (None, abs(t.amount))
    ]
    if len(likely) != 1:
        return None
    there = (likely[0].destination or "").lower()
    return likely[0] if destination is None or there in destination.lower() else None


def candidate_among(
    found: "list[Transaction]",
    amount: Optional[int],
    when: Optional[Dict[Text, Any]],
    destination: Optional[str],
) -> Optional[Transaction]:
    """The transfer that fits everything that was said; without details, one in trouble."""

    def fits(transaction: Transaction) -> bool:
        return (
            (amount is None or abs(transaction.amount) == amount)
            and (when is None or _on_the_day(transaction, when))
            and (
                destination is None
                or (transaction.destination or "").lower() in destination.lower()
            )
        )

    fitting = [t for t in found if t.amount < 0 and fits(t)]
    troubled = [t for t in fitting if t.status != "success"]
    if troubled:
        return troubled[0]
    return fitting[0] if fitting and (amount or when or destination) else None
