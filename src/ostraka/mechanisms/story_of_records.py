"""The part of a person's story that acts, records, scores and flags tell (``ostraka explain``)."""

from collections.abc import Callable, Iterator
from typing import Any

from ostraka.core.story import Event, Moment
from ostraka.population.ledgers import LEDGERS, RECORDED
from ostraka.population.marks import GAMED, INDUCED, NEVER_SEEN, RETURNED

_WHY = {INDUCED: ", which a restriction brought about", GAMED: ", done for the points"}


def acted(moment: Moment) -> Iterator[Event]:
    """Every act of the person, once it is settled which are done."""
    for k in moment.mine("act_n", "act_subject"):
        record_class = int(moment.after["act_class"][k])
        name = moment.name_of(record_class)
        kind = moment.world.classes[record_class].kind
        marks = int(moment.after["act_marks"][k])
        why = "".join(words for mark, words in _WHY.items() if marks & mark)
        data = {
            "class": name,
            "conduct": kind,
            "induced": bool(marks & INDUCED),
            "gamed": bool(marks & GAMED),
        }
        yield Event("act", f"An act: {name} ({kind}){why}.", data)


def noticed(moment: Moment) -> Iterator[Event]:
    """Which of the person's acts were recorded."""
    seen = [int(moment.after["record_class"][k]) for k in moment.mine("record_n", "record_owner")]
    for k in moment.mine("act_n", "act_subject"):
        record_class = int(moment.after["act_class"][k])
        name = moment.name_of(record_class)
        if record_class in seen:
            seen.remove(record_class)
            yield Event("recorded", f"The act was recorded: {name}.", {"class": name})
        else:
            yield Event("unseen", f"Nobody recorded the act: {name}.", {"class": name})


def invented(moment: Moment) -> Iterator[Event]:
    """Records about the person that arose with no act behind them."""
    for k in moment.mine("record_n", "record_owner"):
        if k < int(moment.before["record_n"][0]):
            continue
        name = moment.name_of(moment.after["record_class"][k])
        source = source_of(moment.after["record_origin"][k])
        words = f"A record of {name} was made, though nothing had happened ({spaced(source)})."
        yield Event("unfounded_record", words, {"class": name, "source": source})


def reported(moment: Moment) -> Iterator[Event]:
    """Acts of the person that became records because somebody reported them."""
    for k in moment.mine("record_n", "record_owner"):
        if k >= int(moment.before["record_n"][0]):
            name = moment.name_of(moment.after["record_class"][k])
            words = f"Somebody reported the act for the reward: {name}."
            yield Event("reported", words, {"class": name})


def lost(words: str, kind: str) -> Callable[[Moment], Iterator[Event]]:
    """A story of records about the person that a pass takes off the list; ``words`` with a ``{}``."""

    def told(moment: Moment) -> Iterator[Event]:
        left = {
            int(moment.after["record_index"][k]) for k in moment.mine("record_n", "record_owner")
        }
        for k in range(int(moment.before["record_n"][0])):
            if int(moment.before["record_owner"][k]) != moment.subject:
                continue
            if int(moment.before["record_index"][k]) not in left:
                name = moment.name_of(moment.before["record_class"][k])
                founded = int(moment.before["record_origin"][k]) == 0
                yield Event(kind, words.format(name), {"class": name, "founded": founded})

    return told


def misdirected(moment: Moment) -> Iterator[Event]:
    """Records that missed their owner, seen from either side."""
    for k in range(int(moment.after["record_n"][0])):
        owner = int(moment.after["record_owner"][k])
        holder = int(moment.after["record_holder"][k])
        if owner == holder or moment.subject not in (owner, holder):
            continue
        name = moment.name_of(moment.after["record_class"][k])
        if moment.subject == owner:
            other = moment.index_of(holder)
            words = f"The record of {name} was pinned on somebody else (subject {other})."
            yield Event("record_lost", words, {"class": name, "holder": other})
        else:
            other = moment.index_of(owner)
            words = f"Somebody else's record of {name} was pinned on this one (subject {other}'s)."
            yield Event("mislink", words, {"class": name, "owner": other})


def delayed(moment: Moment) -> Iterator[Event]:
    """Records for the person's file that are on their way."""
    begin = int(moment.before["waiting_n"][0])
    for k in moment.mine("waiting_n", "waiting_holder"):
        if k < begin:
            continue
        name = moment.name_of(moment.after["waiting_class"][k])
        due = int(moment.after["waiting_due"][k])
        words = f"The record of {name} is on its way, due in month {due}."
        yield Event("record_delayed", words, {"class": name, "due": due})


def filed(moment: Moment) -> Iterator[Event]:
    """What went on the person's file this month, and what it did to the scores."""
    begin = int(moment.before["log_n"][0])
    for k in range(begin, int(moment.after["log_n"][0])):
        if int(moment.after["log_holder"][k]) != moment.subject:
            continue
        name = moment.name_of(moment.after["log_class"][k])
        origin = int(moment.after["log_origin"][k])
        owner = int(moment.after["log_owner"][k])
        back = bool(int(moment.after["log_state"][k]) & RETURNED)
        dropped = bool(int(moment.after["log_state"][k]) & NEVER_SEEN)
        source = source_of(origin)
        about = (
            "" if owner == moment.subject else f", about somebody else ({moment.index_of(owner)})"
        )
        truth = "founded" if origin == 0 else f"unfounded ({spaced(source)})"
        fate = "came back to the file after it had been struck" if back else "went on file"
        fate = "was dropped on its way by an official" if dropped else fate
        data: dict[str, Any] = {
            "class": name,
            "founded": origin == 0,
            "source": source,
            "owner": moment.index_of(owner),
            "own": owner == moment.subject,
            "returned": back,
            "dropped": dropped,
        }
        yield Event("record", f"A record of {name} {fate}: {truth}{about}.", data)
    yield from rescored(moment)


def expired(moment: Moment) -> Iterator[Event]:
    """Scores that rose because records expired."""
    for event in rescored(moment):
        yield Event("record_expired", f"Old records expired. {event.words}", event.data)


def rescored(moment: Moment) -> Iterator[Event]:
    """The score before and after the pass, in every ledger, if it changed in any."""
    before, after = (scores(columns, moment) for columns in (moment.before, moment.after))
    if before == after:
        return
    own = after["legitimate"]
    words = f"Score {before['recorded']:,} to {after['recorded']:,}"
    words += f"; by own wrongdoing alone {own:,}." if own != after["recorded"] else "."
    yield Event("score", words, {"before": before, "after": after})


def scores(columns: Any, moment: Moment) -> dict[str, int]:
    """The score in each ledger, within floor and ceiling, as the month will leave it."""
    others = columns["counterfactual_score"][moment.subject].tolist()
    every = [int(columns["recorded_score"][moment.subject]), *others]
    low, high = int(moment.given["score_floor"]), int(moment.given["score_ceiling"])
    bounded = [min(high, max(low, score)) for score in every]
    return dict(zip(LEDGERS, bounded, strict=True))


def flagged(moment: Moment) -> Iterator[Event]:
    """Risk flags raised about the person."""
    rules = moment.world.scenario.flag
    for k in moment.mine("flag_n", "flag_who"):
        right = bool(moment.after["flag_is_true"][k])
        words = (
            f"A risk flag claimed an act of {rules.claims} within {float(rules.window_months):g} "
            f"months: {'true' if right else 'false'}."
        )
        yield Event("flag", words, {"claims": rules.claims, "true": right})


def selected(moment: Moment) -> Iterator[Event]:
    """What the clerk made of a flag."""
    if moment.was("wanted") & RECORDED:  # a record lists already, whatever the clerk decides
        return
    for _ in moment.mine("flag_n", "flag_who"):
        chosen = bool(moment.now("wanted") & RECORDED)
        words = "A clerk acted on the flag." if chosen else "A clerk set the flag aside."
        yield Event("clerk", words, {"selected": chosen})


def source_of(origin: int) -> str | None:
    """Name of the source of an unfounded record; None for a founded one."""
    from ostraka.mechanisms.unfounded import SOURCES  # which tells its part through this file

    return None if int(origin) == 0 else SOURCES[int(origin) - 1]


def spaced(name: str | None) -> str:
    """A name in words."""
    return (name or "").replace("_", " ")
