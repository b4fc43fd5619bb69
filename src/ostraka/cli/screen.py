"""What the commands print: results in sentences, small tables, the schedule."""

import sys
from collections.abc import Iterator
from textwrap import fill
from typing import Any

from ostraka.population.ledgers import CAUSES
from ostraka.results.estimate import FEWEST_DRAWS

_PLAIN = str.maketrans({"\u00a0": " ", "\u2212": "-", "\u201c": '"', "\u201d": '"'})
"""Signs of a page as a terminal writes them: where it lacks the minus, a number would lose its sign."""

BAR = 28
BETWEEN = "between meetings"
"""Where in the schedule stands what is no pass: keeping subjects' state, and putting it back."""

_CAUSE_WORDS = {
    "by_rules": "by the rules as written",
    "wrong_person": "somebody else's record",
    "false_record": "a false record",
    "false_flag": "a false flag",
    "reimported": "an agency's stale copy",
    "disfavour": "chosen out of disfavour",
    "association": "somebody else's act",
    "lawful_conduct": "lawful conduct",
}


def cause_lines(harm: Any) -> Iterator[str]:
    """The causes as a small bar table: by the rules first, the others by size, each with its range."""
    shares = {cause: harm[f"{cause}_share_of_listed"] for cause in CAUSES[1:]}
    found = {cause: e for cause, e in shares.items() if e.value}
    order = sorted(found, key=lambda cause: (cause != "by_rules", -found[cause].value))
    width = max((len(_CAUSE_WORDS[cause]) for cause in order), default=0)
    for cause in order:
        e = found[cause]
        low, high = ends_of(e)
        ends = "" if low is None or high is None else f"({100 * low:.1f} to {100 * high:.1f})"
        bar = block() * round(e.value * BAR)
        yield f"  {_CAUSE_WORDS[cause]:{width}}  {100 * e.value:5.1f} %  {ends:15} {bar}".rstrip()


def ends_of(estimate: Any) -> tuple[Any, Any]:
    """The interval over the assumptions, or the Monte Carlo one where nothing is uncertain."""
    if estimate.parameter_low is None:
        return estimate.low, estimate.high
    return estimate.parameter_low, estimate.parameter_high


def block() -> str:
    """What bars are made of: a block, or a plain sign where the terminal cannot write one."""
    try:
        "█".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return "#"
    return "█"


def percent(value: float, low: float | None = None, high: float | None = None) -> str:
    """A share in a hundred: whole numbers if the range is wide, else one digit."""
    digits = 0 if low is None or high is None or 100 * (high - low) >= 4 else 1
    return f"{100 * value:.{digits}f}"


def interval_words(estimate: Any) -> str:
    """The two intervals of a share, in a hundred, never pooled."""
    parts = []
    if estimate.parameter_low is not None:
        low, high = estimate.parameter_low, estimate.parameter_high
        parts.append(
            f"{percent(low, low, high)} to {percent(high, low, high)} over the assumptions"
        )
    if estimate.low is not None:
        parts.append(f"Monte Carlo {100 * estimate.low:.1f} to {100 * estimate.high:.1f}")
    else:
        parts.append(_no_interval(estimate))
    return "; ".join(parts)


def _no_interval(estimate: Any) -> str:
    """Why there is no Monte Carlo interval: it takes two runs, and enough events."""
    few = "too few for a Monte Carlo interval"
    return "one replicate: no Monte Carlo interval" if estimate.n == 1 else few


def result_lines(result: Any) -> Iterator[str]:
    """The answer in a sentence, the causes, the strata."""
    harm = result.harm
    share = harm["wrongful_share_of_listed"]
    scenario = result.scenario
    people = "person" if result.people == 1 else "people"
    months = "month" if result.months == 1 else "months"
    yield f"{scenario.title}: {result.people:,} invented {people}, {result.months} {months}"
    if share.value is None:
        yield "Nobody was listed, so no share of the list can be given."
        return
    shown = percent(share.value, *ends_of(share))
    yield f"Of 100 person-months on this list, {shown} fall on people who should not be there"
    yield f"({interval_words(share)})."
    of_what = "Monte Carlo" if share.parameter_low is None else "over the assumptions"
    yield f"All listed person-months, by cause (95 % intervals {of_what}):"
    yield from cause_lines(harm)
    median = harm["median_months_to_correction"]
    never = harm["never_corrected_share"]
    if never.value is not None:
        tail = (
            f"half are corrected within {median.value:.0f} months"
            if median.value is not None
            else "no median time, since fewer than half are corrected by then"
        )
        yield (
            f"Not corrected within the {result.months} {months} of the run: {100 * never.value:.0f} of "
            f"100 wrongful spells ({interval_words(never)});"
        )
        yield f"{tail}."
    if result.parameter_draws > 0 and not result.spans_assumptions:
        yield (
            f"{result.parameter_draws} draws of the uncertain numbers are too few for intervals over "
            f"the assumptions: it takes {FEWEST_DRAWS}."
        )
    strata = result.by("stratum")
    if len(scenario.strata) > 1:
        yield "Ever wrongly listed, per 100,000 people (95 % intervals):"
        for name in scenario.strata:
            one = strata[name]["ever_wrongly_listed_per_100k"]
            yield f"  {name:14} {rate_words(one)}"
    if result.twin is not None:
        yield from twin_lines(result)


def twin_lines(result: Any) -> Iterator[str]:
    """What the safeguards change, from the twin without them; and beside it what is missed."""
    from ostraka.report import twin_sentences

    found = result.against()
    said = [twin_sentences.told(found, twin_sentences.RATE), twin_sentences.beside(found)]
    if found.is_joint:
        said.append("That is their joint effect; what each does singly: ostraka compare.")
    for sentence in said:
        if sentence:
            yield fill(sentence.translate(_PLAIN), 100)


def rate_words(rate: Any) -> str:
    """A rate with its intervals, or what is missing."""
    if rate.value is None:
        return "undefined"
    said = []
    if rate.parameter_low is not None:
        said.append(f"{rate.parameter_low:,.0f} to {rate.parameter_high:,.0f} over the assumptions")
    if rate.low is None:
        said.append(_no_interval(rate))
    else:
        said.append(f"Monte Carlo {rate.low:,.0f} to {rate.high:,.0f}")
    return f"{rate.value:8,.0f}  ({'; '.join(said)})"


def schedule_rows(scenario: Any, schedule: Any, people: int) -> tuple[list[dict[str, Any]], str]:
    """One row a pass, with the time it took in a timed run on one thread; and the run's state."""
    import time

    from ostraka.engine import BlockPlan, acting, simulate
    from ostraka.engine.run import KEEPING
    from ostraka.results.schedule_text import safeguards_at

    moved = acting(scenario)
    simulate(scenario, people=1, timed=True)
    begun = time.perf_counter()
    timed = simulate(scenario, people=people, plan=BlockPlan(threads=1), timed=True)
    elapsed = time.perf_counter() - begun
    ticks = timed.ticks or {}
    total = sum(ticks.values()) or 1
    months = people * timed.months

    def spent(name: str) -> dict[str, float]:
        share = ticks[name] / total
        return {
            "nanoseconds_per_person_month": share * elapsed / months * 1e9,
            "share_of_time": share,
        }

    rows = [
        {
            "phase": one.phase,
            "pass": one.name,
            "reads": list(schedule.reads(one)),
            "writes": list(one.writes),
            "sees_truth": one.sees_truth,
            "counts_harm": one.harm,
            "safeguards": safeguards_at(one.name, moved),
            **spent(one.name),
        }
        for one in schedule.passes
    ]
    if KEEPING in ticks:
        kept = {"phase": BETWEEN, "pass": KEEPING, "reads": [], "writes": []}
        rows.append({**kept, "sees_truth": "", "counts_harm": False, **spent(KEEPING)})
    return rows, timed.state


def print_schedule(rows: list[dict[str, Any]]) -> None:
    """The schedule as a table, as wide as the terminal allows."""
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 160)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("phase", "pass", "reads", "writes"):
        table.add_column(name, overflow="fold")
    table.add_column("truth", justify="center")
    table.add_column("ns", justify="right")
    table.add_column("time", justify="right")
    before = ""
    for row in rows:
        truth = "counts" if row["counts_harm"] else ("sees" if row["sees_truth"] else "")
        table.add_row(
            row["phase"] if row["phase"] != before else "",
            row["pass"],
            " ".join(row["reads"]),
            " ".join(row["writes"]),
            truth,
            f"{row['nanoseconds_per_person_month']:.3f}",
            f"{100 * row['share_of_time']:.0f} %",
        )
        for text in row.get("safeguards", []):
            table.add_row("", "", f"← {text}")
        before = row["phase"]
    console.print(table)
    total = sum(row["nanoseconds_per_person_month"] for row in rows)
    passes = sum(row["phase"] != BETWEEN for row in rows)
    print(f"\n{passes} passes, {total:.2f} ns per person-month on one thread (counters included).")
    seeing = [row for row in rows if row["sees_truth"]]
    if seeing:
        print("How those that see truth come by it:")
        for row in seeing:
            print(f"  {row['pass']}: {row['sees_truth']}")
