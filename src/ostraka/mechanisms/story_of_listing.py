"""The part of a person's story that the list and redress tell (``ostraka explain``)."""

from collections.abc import Callable, Iterator

from ostraka.core.clock import NEVER
from ostraka.core.story import Event, Moment
from ostraka.population.ledgers import ERROR_FREE, LEDGER_WORDS, LEDGERS, LEGITIMATE, RECORDED

_TOLD, _FILED, _GIVEN_UP, _UPHELD, _WITHOUT_EFFECT, _DENIED = 1, 2, 4, 8, 16, 32


def ledgers_in(bits: int) -> list[str]:
    """Names of the ledgers of these bits."""
    return [name for k, name in enumerate(LEDGERS) if (bits >> k) & 1]


def worlds_in(bits: int) -> str:
    """The ledgers of these bits, in words."""
    return "; ".join(words for k, words in enumerate(LEDGER_WORDS) if (bits >> k) & 1)


def entered(moment: Moment) -> Iterator[Event]:
    """Entries and restarts, in every ledger."""
    before, after = moment.was("listed_by"), moment.now("listed_by")
    fresh = after & ~before
    asked = 0
    for k in moment.mine("enter_n", "enter_who"):
        asked |= int(moment.after["enter_bits"][k])
    again = asked & before
    data = {"ledgers": ledgers_in(fresh), "restarted": ledgers_in(again)}
    if fresh & RECORDED:
        yield Event("listed", "Put on the list.", data)
    elif again & RECORDED and not moment.world.scenario.blacklist.is_by_grade:
        yield Event("restarted", "A new reason: the listing starts anew.", data)
    elif fresh:
        words = f"No entry in fact, but in other ledgers ({worlds_in(fresh)})."
        yield Event("listed_elsewhere", words, data)


def ended(how: str, kind: str) -> Callable[[Moment], Iterator[Event]]:
    """A story of listings that a pass ends, ``how`` in words such as ``expired``."""

    def told(moment: Moment) -> Iterator[Event]:
        gone = moment.was("listed_by") & ~moment.now("listed_by")
        data = {"ledgers": ledgers_in(gone)}
        if gone & RECORDED:
            yield Event(kind, f"Off the list: {how}.", data)
        elif gone:
            words = f"In other ledgers ({worlds_in(gone)}) a listing would end now: {how}."
            yield Event(f"{kind}_elsewhere", words, data)

    return told


def heard(moment: Moment) -> Iterator[Event]:
    """A hearing that kept the person off the list."""
    for k in moment.mine("proposed_n", "proposed_who"):
        before, after = (int(c["proposed_bits"][k]) for c in (moment.before, moment.after))
        if before & RECORDED and not after & RECORDED:
            rightly = bool((before | moment.now("listed_by")) & LEGITIMATE)
            truth = ", though the rules as written would list" if rightly else ""
            words = f"Heard before the listing: it did not go ahead{truth}."
            yield Event("hearing", words, {"dismissed": True, "by_rules": rightly})


def told(moment: Moment) -> Iterator[Event]:
    """Notice: sent, on its way, or never to come."""
    news = list(moment.mine("newcomer_n", "newcomer_who"))
    if any(moment.mine("notified_n", "notified_who")) or _bits(moment) & _TOLD:
        yield Event("notice", "Told of the listing.", {"told": True})
    elif news:
        due = moment.now("notice_due")
        if due == NEVER:
            yield Event("no_notice", "No notice was or will be sent.", {"told": False})
        else:
            words = f"A notice will come in month {due}."
            yield Event("notice_due", words, {"due": due})


def appealed(moment: Moment) -> Iterator[Event]:
    """Filing, and giving up on the way."""
    bits = _bits(moment)
    if bits & _FILED:
        due = moment.now("review_due")
        decided = None if due == NEVER else due
        words = "Filed an appeal."
        if decided is not None:
            words = f"Filed an appeal; a decision is due in month {decided}."
        yield Event("appeal", words, {"due": decided, "try": moment.now("tries")})
    if bits & _GIVEN_UP:
        yield Event("given_up", "Gave up on the way to a decision.")


def decided(moment: Moment) -> Iterator[Event]:
    """What came of an appeal, and whether that was right."""
    bits = _bits(moment)
    if not bits & (_UPHELD | _WITHOUT_EFFECT | _DENIED):
        return
    before = moment.was("listed_by")
    rightly = bool(before & LEGITIMATE)
    struck = _struck(moment)
    back = int(moment.after["waiting_n"][0]) - int(moment.before["waiting_n"][0])
    data = {"by_rules": rightly, "error": not before & ERROR_FREE, "struck": struck}
    if bits & _DENIED:
        truth = ": the rules as written list" if rightly else ", though the listing was wrongful"
        yield Event("denied", f"Appeal denied{truth}.", data)
        return
    words = f"{struck or 'no'} record{'' if struck == 1 else 's'} struck"
    if back > 0:
        due = [
            int(moment.after["waiting_due"][k]) for k in moment.mine("waiting_n", "waiting_holder")
        ]
        if due:
            words += f", not corrected at the source: back in month {min(due)} at the earliest"
    if bits & _UPHELD:
        yield Event("upheld", f"Appeal upheld: off the list; {words}.", data)
    else:
        words = f"Appeal upheld, without effect: the score stays too low; {words}."
        yield Event("upheld_without_effect", words, data)


def _bits(moment: Moment) -> int:
    return moment.now("redress_event") & ~moment.was("redress_event")


def _struck(moment: Moment) -> int:
    """Records on the person's file that this pass voided."""
    n = int(moment.after["log_n"][0])
    mine = moment.after["log_holder"][:n] == moment.subject
    changed = moment.after["log_state"][:n] != moment.before["log_state"][:n]
    return int((mine & changed).sum())
