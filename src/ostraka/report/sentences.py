"""Sentences that state a result: every one is made from the numbers it states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ostraka.population.ledgers import WRONGFUL
from ostraka.report import words
from ostraka.report.readings import Ends, Grades, Step
from ostraka.report.words import NBSP, Said, count_of, number, say, say_figure, say_ratio
from ostraka.results import Estimate
from ostraka.results.estimate import FEWEST_DRAWS


@dataclass(frozen=True, slots=True)
class Headline:
    """The harm in one sentence, in parts so that its number can be set large.

    Attributes
    ----------
    before, figure, after, interval : str
        The sentence is the first three, with the interval in brackets before its full stop;
        ``figure`` and ``interval`` may be empty.
    base : int
        What the figure counts out of; 0 if there is none.
    """

    before: str
    figure: str
    after: str
    interval: str
    base: int

    def __str__(self) -> str:
        """The whole sentence."""
        end = f" ({self.interval})" if self.interval else ""
        return f"{self.before}{self.figure}{self.after}{end}."


_WRONG = "on people who should not be there"


def headline(share: Estimate, listed_months: Estimate) -> Headline:
    """Of so many person-months on the list, how many are wrongful."""
    if share.value is None:
        return Headline(
            "Nobody was listed in this run, so there is no list to judge", "", "", "", 0
        )
    base = base_of(share.value)
    if share.value == 0:
        total = number(round(listed_months.value or 0))
        start = f"Of {total} person-months on this list, "
        interval = ""
        if share.high:
            most = base_of(share.high)
            interval = f"Monte Carlo {words.to(0.0, share.high * most)} of {most:,}"
        return Headline(start, "none", f" falls {_WRONG}", interval, 0)
    said_share = say(share, "", base)
    verb = "falls" if said_share.value == "1" else "fall"
    start = f"Of {base:,} person-months on this list, "
    return Headline(start, said_share.value, f" {verb} {_WRONG}", said_share.interval, base)


def base_of(share: float) -> int:
    """The round number of which a share is shown: small, and yet with something left to show."""
    if share >= 0.1:
        return 100
    return next((base for base in (1_000, 10_000) if share * base >= 1), 100_000)


def how_to_read(months: int, *, with_assumptions: bool) -> str:
    """What a person-month is, and what the two intervals are."""
    text = (
        "A person-month is one person on the list at the end of one month; the run has "
        f"{count_of(months, 'month')}."
    )
    if with_assumptions:
        text += (
            " “Over the assumptions” says how far the uncertain numbers could move the figure within "
            "their ranges, “Monte Carlo” how far chance could, at their central values: both 95 %."
        )
    return text


def ever(people: int, estimate: Estimate) -> str:
    """How many people were wrongly listed at any time."""
    if estimate.value == 0:
        return f"None of {count_of(people, 'person', 'people')} was ever wrongly listed."
    said = say_figure("ever_wrongly_listed", estimate)
    verb = "was" if said.value == "1" else "were"
    return f"{said} of {count_of(people, 'person', 'people')} {verb} wrongly listed at some time."


def largest_cause(harm: Mapping[str, Estimate]) -> str:
    """Which wrongful cause has most person-months, of how many."""
    values = {name: harm[name].value or 0.0 for name in WRONGFUL}
    name = max(values, key=lambda key: values[key])
    if not values[name]:
        return "No listed month was wrongful in any replicate, so there is no cause to name."
    part = say_figure(name, harm[name])
    whole = say_figure("wrongful_person_months", harm["wrongful_person_months"]).value
    only = all(value == 0 for key, value in values.items() if key != name)
    start = "The only wrongful cause" if only else "The largest wrongful cause"
    return f"{start} is {words.CAUSES_SAID[name]}: {part} of {whole} wrongful person-months."


def not_modelled(modelled: frozenset[str]) -> str:
    """Which causes the scenario has no mechanism for."""
    missing = [words.CAUSES[name].lower() for name in WRONGFUL if name not in modelled]
    if not missing:
        return ""
    return (
        f"Not modelled in this scenario: {words.listed(missing)}. Nothing is claimed about what "
        "is not modelled."
    )


def compared(
    stratum: str,
    reference: str,
    rates: Mapping[str, Estimate],
    ratio: Estimate,
    turned: tuple[int, int] = (0, 0),
) -> str:
    """One stratum's rate of wrongful listing against the reference's.

    ``turned`` says in how many of the draws of the assumptions it is the other way round.
    """
    name = "ever_wrongly_listed_per_100k"
    one, other = (say_figure(name, rates[key]).value for key in (stratum, reference))
    start = (
        f"{words.capital(stratum)}: {one} of 100,000 people were wrongly listed at some time; "
        f"{words.name_in_words(reference)}: {other}."
    )
    if ratio.value is None:
        return f"{start} The ratio is undefined, since the reference is 0."
    said = say_ratio(ratio)
    text = f"{start} That is {said.value} times the rate{_bracket(said)}."
    return f"{text} {_against_one(ratio, *turned)}".strip()


def _bracket(said: Said) -> str:
    return f" ({said.interval})" if said.interval else ""


def _against_one(ratio: Estimate, turned: int, draws: int) -> str:
    """What the intervals allow to be said about a difference between the groups."""
    monte_carlo = _encloses_one(ratio.low, ratio.high)
    assumptions = _encloses_one(ratio.parameter_low, ratio.parameter_high)
    if ratio.low is None and (ratio.n > 1 or ratio.parameter_low is None):
        return "There is too little to say whether the groups differ."
    if monte_carlo and assumptions:
        return "Both intervals include 1: this run does not show that the groups differ."
    if monte_carlo:
        return "The Monte Carlo interval includes 1: this run is too small to show a difference."
    if assumptions:
        return "Over the assumptions the interval includes 1: whether the groups differ depends on them."
    if turned:
        return f"In {number(turned)} of {count_of(draws, 'draw')} of the assumptions it is the other way."
    return ""


def _encloses_one(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and low <= 1 <= high


def correction(median: Estimate, never: Estimate, months: int) -> str:
    """How many wrongful spells are not corrected within the run, and the median time to correction."""
    if never.value is None:
        return "There was no wrongful spell, so there is no time to correction to speak of."
    said = say(never, "", 100)
    if never.value == 1:
        start = f"No wrongful spell was corrected within {the_run(months)}"
    else:
        verb = "is" if said.value == "1" else "are"
        start = (
            f"Of 100 wrongful spells, {said} {verb} not corrected within {the_run(months)}: they end "
            "in another way, or still run"
        )
    if median.value is None:
        end = "the median time to correction is undefined, since fewer than half are corrected by then"
        return f"{start}; {end}."
    said_median = say_figure("median_months_to_correction", median)
    noun = "month" if said_median.value == "1" else "months"
    return (
        f"{start}. Half of all wrongful spells are corrected within "
        f"{said_median.value}{NBSP}{noun}{_bracket(said_median)}."
    )


def the_run(months: int) -> str:
    """The horizon of what is said about ends: ``the 72 months of the run``."""
    return f"the {count_of(months, 'month')} of the run"


def ways_out(ends: Ends, months: int) -> str:
    """How the wrongful spells ended by the horizon, largest share first, and how many still run."""
    last = {name: 100 * float(values[-1]) for name, values in ends.value.items()}
    others = sorted(last.items(), key=lambda item: -item[1])
    parts = [_end(name, share) for name, share in others if name != "corrected" and share > 0]
    running = 100 - sum(last.values())
    if running > 0.05:
        parts.append(_end("open", running))
    said = words.listed([_end("corrected", last["corrected"]), *parts])
    return f"Within {the_run(months)}, of 100 wrongful spells, {said}."


_ENDED = {
    "corrected": ("ends corrected", "end corrected"),
    "repaired": (
        "ends because the person works or pays it off",
        "end because the person works or pays them off",
    ),
    "pardoned": ("ends by pardon", "end by pardon"),
    "recovered": (
        "ends because the score rose again (nobody looked at the error)",
        "end because the score rose again (nobody looked at the error)",
    ),
    "expired": (
        "ends because the term ran out (nobody looked at the error)",
        "end because the term ran out (nobody looked at the error)",
    ),
    "bought_out": (
        "ends because an official deleted the entry for a bribe",
        "end because an official deleted the entry for a bribe",
    ),
    "open": ("still runs", "still run"),
    "overtaken": ("turns into a listing by the rules", "turn into listings by the rules"),
}


def _end(outcome: str, share: float) -> str:
    one, many = _ENDED[outcome]
    if share == 0:
        return f"none {one}"
    said = number(share, 1.0 if 1 <= share <= 99 or share > 99.95 else 0.1)
    return f"{said} {one if said == '1' else many}"


def burden(mean: Estimate, top: Estimate) -> str:
    """How long a wronged person is listed, and what the most burdened tenth bear."""
    if mean.value is None:
        return ""
    first = say_figure("mean_wrongful_months", mean)
    noun = "month" if first.value == "1" else "months"
    text = f"People who were ever wrongly listed were so for {first.value}{NBSP}{noun} on average"
    text += _bracket(first)
    if top.value is None:
        return text + "."
    second = say(top, "", 100)
    return (
        f"{text}. The most burdened tenth of them bear {second.value} of every 100 wrongful "
        f"months{_bracket(second)}."
    )


def missed(harm: Estimate, not_listed: Estimate) -> str:
    """The two counts side by side."""
    wrongful = say_figure("wrongful_person_months", harm)
    nobody = say_figure("missed_person_months", not_listed)
    return (
        f"Wrongful: {wrongful} person-months. Missed under the rules as written: "
        f"{nobody} person-months."
    )


def redress(steps: Sequence[Step]) -> str:
    """What became of the wrongful entries, step by step."""
    found = {step.name: step.wrongful for step in steps}
    entries = found["entries"].value or 0.0
    if not entries:
        return "There was no wrongful entry, so there was nothing to redress."
    amounts = {name: say(estimate, "").value for name, estimate in found.items()}
    text = (
        f"In one run, on average: {amounts['entries']} wrongful entries, {amounts['told']} notices "
        f"to people listed wrongfully, {amounts['filed']} appeals filed by them, "
        f"{amounts['upheld']} upheld and {amounts['denied']} denied"
    )
    return f"{text}."


def misgraded(grades: Grades, people: int) -> str:
    """How many people stand lower than their own wrongdoing gives."""
    total = count_of(people, "person", "people")
    low, high = say(grades.too_low, ""), say(grades.too_high, "")
    if not grades.too_low.value:
        text = f"At the end none of {total} has a lower grade than own wrongdoing gives"
    else:
        verb = "has" if low.value == "1" else "have"
        text = f"At the end {low} of {total} {verb} a lower grade than own wrongdoing gives"
    if grades.too_high.value:
        text += f"; {high} a higher one"
    return f"{text}."


def three_shares(harm: Mapping[str, Estimate]) -> str:
    """Person-months, stock and flow, each by its name, and why they differ."""
    named = [
        ("of the person-months over the whole run", "wrongful_share_of_listed"),
        ("of the people on the list at the end (the stock)", "wrongful_share_at_end"),
        ("of the entries (the flow)", "wrongful_share_of_entries"),
    ]
    parts, missing = [], []
    for what, name in named:
        said = say_figure(name, harm[name])
        if said.is_number:
            parts.append(f"{said.value}{NBSP}% {what}")
        else:
            missing.append(f"The wrongful share {what} is {said.value}.")
    return " ".join([f"Wrongful are {words.listed(parts)}."] * bool(parts) + missing)


WHY_THEY_DIFFER = (
    "They answer three questions, and none stands for another. Wrongful and deserved listings do not "
    "last equally long; and the months of an error end when the person would have been listed anyway "
    "(“overtaken”), while the entry stays counted as wrongful."
)


def intervals(replicates: int, draws: int, uncertain: int) -> str:
    """What the two intervals are made of."""
    text = (
        f"Monte Carlo intervals (95 %) come from {count_of(replicates, 'replicate')} with other "
        "draws at the central values: how far another seed could lead."
    )
    if not uncertain:
        return f"{text} No number of this scenario carries a range, so there is no second interval."
    if not draws:
        carry = "carries a range" if uncertain == 1 else "carry a range"
        return (
            f"{text} {count_of(uncertain, 'number')} of this scenario {carry}, but this run drew "
            "none of them, so the interval over the assumptions is missing."
        )
    if draws < FEWEST_DRAWS:
        return (
            f"{text} {count_of(draws, 'draw')} of the {count_of(uncertain, 'uncertain number')} "
            f"{'is' if draws == 1 else 'are'} too few for an interval over the assumptions: it takes "
            f"{FEWEST_DRAWS}."
        )
    return (
        f"{text} Intervals over the assumptions (95 %) come from {count_of(draws, 'draw')} of the "
        f"{count_of(uncertain, 'uncertain number')}, with the Monte Carlo error taken out: how far "
        "other assumptions within the stated ranges could lead. The two are never pooled."
    )


def provenance(sourced: int, assumed: int, uncertain: int, defaults: int) -> str:
    """How many numbers have a publication, are guesses, carry a range, or were left alone."""
    total = sourced + assumed
    parts = [
        _so_many(sourced, "has a named source", "have a named source"),
        _so_many(assumed, "is assumed", "are assumed"),
        _so_many(uncertain, "carries a range", "carry a range"),
    ]
    text = f"Of {count_of(total, 'number')}, {words.listed(parts)}."
    if not defaults:
        return text
    left = "more is left at its default" if defaults == 1 else "more are left at their defaults"
    return f"{text} {number(defaults)} {left}."


def _so_many(amount: int, one: str, many: str) -> str:
    return f"{number(amount) if amount else 'none'} {one if amount < 2 else many}"
