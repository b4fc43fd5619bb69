"""The part of a person's story that answering for others tells (``ostraka explain``)."""

from collections.abc import Iterator

from ostraka.core.story import Event, Moment
from ostraka.population.ledgers import RECORDED


def charged(moment: Moment) -> Iterator[Event]:
    """The person's entry is charged to those who answer for it."""
    for k in moment.mine("enter_n", "enter_who"):
        if int(moment.after["enter_charged"][k]) & RECORDED:
            points = moment.now("charged_on")
            words = f"The entry counts {points} points for those who answer for it."
            yield Event("charged_to_others", words, {"points": points})


def _points(number: int) -> str:
    return f"{number} point" if number == 1 else f"{number} points"


def arrived(moment: Moment) -> Iterator[Event]:
    """Points off for the entry of somebody else."""
    fact = moment.now("association_held") - moment.was("association_held")
    just = moment.now("association_held_justly") - moment.was("association_held_justly")
    data = {"points": fact, "points_without_error": just}
    if fact > 0:
        truth = "" if just else ", who would not be listed without an error"
        yield Event(
            "charged_for_another",
            f"{_points(fact)} off for the entry of somebody else{truth}.",
            data,
        )
    elif just > 0:
        words = f"In the ledger without errors, {_points(just)} off for the entry of somebody else."
        yield Event("charged_for_another_elsewhere", words, data)


def returned(moment: Moment) -> Iterator[Event]:
    """Points for others come back; an appeal that failed for their sake alone succeeds."""
    back = moment.was("association_held") - moment.now("association_held")
    if back > 0:
        yield Event(
            "returned_for_another",
            f"{_points(back)} taken off for somebody else returned.",
            {"points": back},
        )
    if moment.was("on_list") and not moment.now("on_list"):
        yield Event("upheld", "With these points back the appeal ends the listing: off the list.")
