"""Indicators for GDPR Art. 22: listings without a human decision, who can contest them, how long."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ostraka.mechanisms.hearing import RESULTS
from ostraka.population.ledgers import CAUSES, WRONGFUL
from ostraka.report import sentences, words
from ostraka.report.assessment.content import Element, Gap, Part, Text, gathered
from ostraka.report.assessment.numbers import after, given, share_of, totals, words_table
from ostraka.report.assessment.oversight import recognised
from ostraka.report.assessment.processes import triggers
from ostraka.report.readings import Floats
from ostraka.report.words import listed, name_in_words, say
from ostraka.results import Estimate, Result
from ostraka.results.labels import REDRESS_EVENTS

_WRONG = [CAUSES.index(name) for name in WRONGFUL]


@dataclass(frozen=True, slots=True)
class Unseen:
    """How many listings are made without a human decision.

    Attributes
    ----------
    kind : str
        "all", "share", or "at_least" where the run does not tell the two sorts of entries apart.
    share : Estimate
        Of entries; of no use if ``kind`` is "all".
    """

    kind: Literal["all", "share", "at_least"]
    share: Estimate


def automated(result: Result) -> Element:
    """The element: the share, whoever can contest, how long it takes, and the three rights."""
    scenario = result.scenario
    rows = list(_rights(scenario))
    return Element(
        "automated",
        "",
        "Indicators for Art. 22 GDPR: decisions without a person",
        "A decision that only a machine takes, and that weighs heavily on somebody, is allowed in few "
        "cases; and then people must at least be able to bring in a person, say their side and contest "
        "it. A score that others act upon can be such a decision itself (Court of Justice, C-634/21, "
        "SCHUFA, 7 December 2023).",
        gathered(
            Text(without_a_person(unseen(result), result.harm["entries"]), is_lead=True),
            Text(how_counted(scenario)),
            Text(contest(result)),
            Text(_how_long(result)),
            words_table("What people can do about a decision", ("right", "in this scenario"), rows),
            _gaps(scenario),
        ),
    )


def unseen(result: Result) -> Unseen:
    """Listings without a human decision, as far as the run tells.

    A person decides where a hearing is held, or where a clerk can drop a false flag or need not act on
    one. With flags beside records an entry is not counted by its way in, so the flags acted upon bound
    those that a clerk saw.
    """
    scenario = result.scenario
    entries = totals(result, "tally_entries")
    everything = Estimate(1.0, None, None, len(entries), "ok")
    hears = scenario.hearing is not None
    looks = _strata_with_a_clerk(scenario)
    if not hears and not looks:
        return Unseen("all", everything)
    by_record = (
        bool(triggers(scenario))
        or scenario.blacklist.threshold is not None
        or locally(scenario, "categories", "blacklist", "flag")
    )
    if not looks:
        heard = _heard(result)
        return Unseen("share", share_of(entries - heard, entries, independent=True))
    if not by_record and not hears:
        others = [k for k in range(len(scenario.strata)) if k not in looks]
        return Unseen(
            "share",
            share_of(totals(result, "tally_entries", stratum=others), entries, independent=True),
        )
    seen = totals(result, "tally_flags", stratum=looks, flag_selected=[1])
    if hears:
        seen = seen + _heard(result)
    return Unseen("at_least", share_of(np.maximum(entries - seen, 0), entries))


def _heard(result: Result) -> Floats:
    """Listings that went ahead after a hearing was held: array (replicate)."""
    return totals(result, "tally_hearings", hearing_result=[RESULTS.index("stands")])


def _strata_with_a_clerk(scenario: Any) -> list[int]:
    """Strata in which a clerk can drop a false flag, or may choose not to act on one."""
    rules = scenario.flag
    if rules is None:
        return []
    # where a place has rules of its own for flags, a clerk there may look at anybody's
    chooses = rules.discretion.quantile(0.0) < 1 or locally(scenario, "flag")
    found = []
    for k, name in enumerate(scenario.strata):
        chance = rules.check_recognises_false
        one = chance if chance.by_stratum is None else chance.by_stratum[name]
        if chooses or one.quantile(1.0) > 0:
            found.append(k)
    return found


def locally(scenario: Any, *tables: str) -> bool:
    """Whether some jurisdiction has rules of its own in one of these tables."""
    return any(set(tables) & set(place.rules or {}) for place in scenario.jurisdictions.values())


def without_a_person(found: Unseen, entries: Estimate) -> str:
    """The indicator in a sentence."""
    if not entries.value or found.share.value is None:
        return "Nobody was listed in this run, so no decision was taken about anybody."
    if found.kind == "all":
        return (
            "Of 100 listings, 100 are made without a human decision: in this scenario nobody decides "
            "between a record or a flag and the listing."
        )
    said = say(found.share, "", 100)
    interval = f" ({said.interval})" if said.interval else ""
    verb = "is" if said.value == "1" else "are"
    if found.kind == "at_least":
        return f"Of 100 listings, at least {said.value} {verb} made without a human decision{interval}."
    return f"Of 100 listings, {said.value} {verb} made without a human decision{interval}."


def how_counted(scenario: Any) -> str:
    """What counts as a human decision here."""
    ways = []
    if _strata_with_a_clerk(scenario):
        strata = [name_in_words(list(scenario.strata)[k]) for k in _strata_with_a_clerk(scenario)]
        ways.append(f"a clerk who can let a flag pass (strata: {listed(strata)})")
    if scenario.hearing is not None:
        ways.append("a hearing that is held")
    if not ways:
        return (
            "A review after the fact does not count: the listing has begun by then. How the record "
            "itself was made, by a person or a machine, the scenario does not say."
        )
    return (
        f"What counts as a human decision is {listed(ways)}, however well or badly it is done. A review "
        "after the fact does not count: the listing has begun by then."
    )


def contest(result: Result) -> str:
    """Of the wrongful entries, how many are followed by a notice, an appeal, a success."""
    if "tally_redress" not in result.tables[0]:
        return "Nobody is told of a listing in this scenario, so nobody can contest one."
    entries = totals(result, "tally_entries", cause=_WRONG)
    if not entries.sum():
        return "There was no wrongful entry in this run, so none could be contested."
    parts = [
        _per_hundred(_events(result, event), entries, one, many)
        for event, one, many in (
            ("told", "notice", "notices"),
            ("filed", "appeal", "appeals"),
            ("upheld", "appeal that ends the listing", "appeals that end the listing"),
        )
        if event == "told" or result.scenario.appeal is not None
    ]
    text = f"For 100 wrongful entries there are {listed(parts)}"
    if result.scenario.appeal is None:
        return f"{text}; the scenario has no appeal."
    return f"{text}, within the run."


def _events(result: Result, event: str) -> Floats:
    place = [REDRESS_EVENTS.index(event)]
    return totals(result, "tally_redress", redress_event=place, cause=_WRONG)


def _per_hundred(events: Floats, entries: Floats, one: str, many: str) -> str:
    said = say(share_of(events, entries, largest=np.inf), "none", 100)
    return f"{said.value} {one if said.value == '1' else many}" + (
        f" ({said.interval})" if said.interval else ""
    )


def _how_long(result: Result) -> str:
    harm = result.harm
    return sentences.correction(
        harm["median_months_to_correction"], harm["never_corrected_share"], result.months
    )


def _rights(scenario: Any) -> Iterator[tuple[str, str]]:
    told = "nobody is told"
    if scenario.notice is not None:
        told = (
            f"{given(scenario.notice.probability, percent=True)} are told at some time, "
            f"{after(scenario.notice.lag_months)}"
        )
    yield "To learn of it", told
    hearing = scenario.hearing
    before = "not before the listing"
    if hearing is not None:
        before = f"at a hearing before the listing, held: {given(hearing.attendance, percent=True)}"
    yield "To say one's side", before
    review, appeal = scenario.review, scenario.appeal
    if review is None or appeal is None:
        yield "To bring in a person, and to contest it", "no appeal that is reviewed"
        return
    yield (
        "To bring in a person, and to contest it",
        f"by appeal, decided after {given(appeal.review_months, 'months')} on average; the reviewer may "
        f"put right {recognised(review)}",
    )
    if left := not_contestable(scenario):
        yield "Not open to contest", listed(left)


def not_contestable(scenario: Any) -> list[str]:
    """Which wrongs that the scenario may do a reviewer has no power to put right."""
    kinds = {category.kind for category in scenario.categories.values()}
    done = {
        "association": scenario.association is not None,
        "lawful_conduct": bool(kinds & {"lawful", "protected"}),
    }
    said = {
        "association": "listings for what somebody else did",
        "lawful_conduct": "listings for conduct that is lawful or protected",
    }
    return [
        said[name]
        for name, there in done.items()
        if there and name not in scenario.review.recognises
    ]


def _gaps(scenario: Any) -> Iterator[Part]:
    yield Gap(
        "whether a person or a machine makes each record, and whether the person looks or only confirms",
        "the deployer",
    )
    yield Gap(
        "on which ground such a decision is allowed at all (a contract, a law with safeguards, or "
        "explicit consent), and whether special categories of data go in",
        "the deployer's data protection officer",
    )
    if scenario.joint_sanctions is not None:
        count = words.count_of(len(scenario.joint_sanctions.agencies), "agency", "agencies")
        yield Gap(
            f"whether the {count} decide for themselves or draw strongly on the list",
            "each agency",
        )
    if scenario.notice is None:
        yield Gap("how people learn of the decision and of its logic", "the deployer")
    if scenario.appeal is None or scenario.review is None:
        yield Gap("how a decision is contested", "the deployer")
