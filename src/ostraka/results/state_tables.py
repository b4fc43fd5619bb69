"""Causes, months and patterns of a run: people and person-months by the cause that lists them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ostraka.population.ledgers import CAUSES, ERRORS, WRONGFUL, cause_of
from ostraka.results.harm_table import HarmTable
from ostraka.results.labels import cause_in_reverse, state_in_words

if TYPE_CHECKING:
    import pandas


def by_cause(harm: HarmTable) -> "pandas.DataFrame":
    """Person-months of each cause, with the share of all that are listed."""
    import pandas

    total = harm["listed_person_months"].value or 0.0
    rows = []
    for cause in CAUSES[1:]:
        estimate = harm[cause]
        value = estimate.value or 0.0
        rows.append(
            {
                "cause": cause,
                "part_of": "error" if cause in ERRORS else cause,
                "wrongful": cause in WRONGFUL,
                "value": estimate.value,
                "low": estimate.low,
                "high": estimate.high,
                "share_of_listed": value / total if total else None,
            }
        )
    return pandas.DataFrame(rows)


def by_month(states: "pandas.DataFrame", months: int, strata: Sequence[str]) -> "pandas.DataFrame":
    """People listed at each month's end: month, stratum, cause, value; zeros included."""
    import pandas

    causes = states.assign(cause=[cause_of(int(state)) for state in states["state"]])
    listed = causes[causes["cause"] != "not_listed"]
    value = listed.groupby(["month", "stratum", "cause"])["mean"].sum()
    every = pandas.MultiIndex.from_product(
        [range(months), strata, CAUSES[1:]], names=["month", "stratum", "cause"]
    )
    return value.reindex(every, fill_value=0.0).rename("value").reset_index()


def by_pattern(states: "pandas.DataFrame") -> "pandas.DataFrame":
    """Person-months by the flags of all ledgers, with the cause in both orders."""
    totals = states.groupby("state")["mean"].sum().rename("value").reset_index()
    numbers = [int(state) for state in totals["state"]]
    totals.insert(1, "ledgers", [state_in_words(state) for state in numbers])
    totals.insert(2, "cause", [cause_of(state) for state in numbers])
    totals.insert(3, "cause_in_reverse", [cause_in_reverse(state) for state in numbers])
    return totals
