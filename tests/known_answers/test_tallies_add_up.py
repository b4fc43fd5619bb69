"""What must hold in every scenario, whatever its numbers: the parts add up to the whole."""

import tomllib
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ostraka.population.ledgers import (
    CAUSES,
    EXITS,
    LEGITIMATE,
    OUTCOMES,
    RECORDED,
    STATES,
    cause_table,
)
from ostraka.scenario.schema import validate
from tests.known_answers.neutral import GRADED, NEUTRAL, ONE_THREAD, merged, simulate

MONTHS = 24
WRONGFUL = np.array(CAUSES.index("by_rules") < np.arange(len(CAUSES)))
STATE = np.arange(STATES)

share = st.floats(0, 1).map(lambda x: round(x, 3))
rate = st.sampled_from([0.0, 0.002, 0.02, 0.1])
hazard = st.sampled_from([0.0, 0.02, 0.3, 3.0])
lag = st.sampled_from([0.0, 1.0, 4.0])


def by_stratum(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Any]:
    return numbers | st.fixed_dictionaries({"everybody": numbers, "others": numbers}).map(
        lambda of: {"by_stratum": of}
    )


EITHER = {
    "strata": st.fixed_dictionaries(
        {
            "everybody": st.just({"share": 0.7}),
            "others": st.fixed_dictionaries(
                {
                    "share": st.just(0.3),
                    "exposure": st.sampled_from([0.0, 1.0, 3.0]),
                    "confusability": st.sampled_from([0.0, 1.0, 5.0]),
                }
            ),
        }
    ),
    "population": st.fixed_dictionaries(
        {
            "frailty_cv": st.sampled_from([0.0, 1.0, 3.0]),
            "segregation": share,
            "household_sizes": st.sampled_from(
                [[1.0], [0.2, 0.3, 0.5], [0, 0, 0, 0, 0, 0, 0, 1.0]]
            ),
        }
    ),
    "linking": st.fixed_dictionaries({"mislink": share}),
    "delay": st.fixed_dictionaries({"reporting_months": lag}),
    "notice": st.fixed_dictionaries({"probability": by_stratum(share), "lag_months": lag}),
    "appeal": st.fixed_dictionaries(
        {
            "hazard_per_month": by_stratum(hazard),
            "wronged_ratio": st.sampled_from([0.5, 1.0, 4.0]),
            "steps": st.integers(1, 4),
            "step_survival": share,
            "review_months": st.sampled_from([1.0, 3.0]),
            "max_appeals": st.integers(1, 3),
        }
    ),
    "review": st.fixed_dictionaries(
        {
            "sensitivity": by_stratum(share),
            "specificity": by_stratum(share),
            "disfavour": by_stratum(share),
            "corrects_source": share,
            "reassert_per_month": hazard,
            "recognises": st.sets(
                st.sampled_from(["error", "association", "lawful_conduct"]), min_size=1
            ).map(sorted),
        }
    ),
    "unfounded": st.fixed_dictionaries(
        {
            "clerical": st.fixed_dictionaries(
                {"rate_per_month": st.fixed_dictionaries({"act": rate, "petition": rate})}
            ),
            "fabrication": st.fixed_dictionaries(
                {"rate_per_month": st.fixed_dictionaries({"petition": rate})}
            ),
        }
    ),
}


def categories(trigger: st.SearchStrategy[bool]) -> st.SearchStrategy[Any]:
    def category(kind: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
        return st.fixed_dictionaries(
            {
                "kind": kind,
                "rate_per_month": by_stratum(rate),
                "detection": share,
                "points": st.sampled_from([-10, 0, 30, 70]),
                "trigger": trigger,
            }
        )

    return st.fixed_dictionaries(
        {
            "act": category(st.just("wrongdoing")),
            "petition": category(st.sampled_from(["lawful", "protected", "wrongdoing"])),
        }
    )


def score(ceiling: int) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {
            "start": st.just(100),
            "floor": st.sampled_from([-500, 0]),
            "ceiling": st.sampled_from([100, ceiling]),
            "recovery_points": st.integers(1, 20),
            "record_life_months": st.integers(1, 30),
        }
    )


WITH_A_TERM = st.fixed_dictionaries(
    EITHER
    | {
        "categories": categories(st.booleans()),
        "score": score(150),
        "blacklist": st.fixed_dictionaries(
            {
                "threshold": st.sampled_from([60, 100]),
                "term_months": st.integers(1, 30),
                "renewal": st.sampled_from(["restart", "none"]),
            }
        ),
        "flag": st.fixed_dictionaries(
            {
                "claims": st.sampled_from(["act", "petition"]),
                "every_months": st.integers(1, 6),
                "window_months": st.integers(1, 12),
                "sensitivity": by_stratum(share),
                "specificity": by_stratum(st.sampled_from([0.9, 0.99, 1.0])),
                "discretion": st.sampled_from([0.2, 0.5]),
                "favour": by_stratum(st.sampled_from([0.0, 1.0, 2.0])),
                "check_recognises_false": by_stratum(share),
                "check_keeps_true": share,
            }
        ),
        "pardon": st.fixed_dictionaries({"hazard_per_month": hazard}),
        "repair": st.fixed_dictionaries(
            {"min_months": st.integers(1, 12), "hazard_per_month": by_stratum(hazard)}
        ),
    }
)
BY_GRADE = st.fixed_dictionaries(
    EITHER
    | {
        "categories": categories(st.just(False)),
        "score": score(150),
        "blacklist": st.sampled_from([{"threshold": 50}, {"threshold": 90, "exit_at": 98}]),
    }
)


def check(base: str, data: dict[str, Any], people: int, seed: int) -> None:
    scenario = validate(merged(tomllib.loads(base), data), "test")
    tallies = simulate(scenario, people=people, months=MONTHS, seed=seed, plan=ONE_THREAD)
    tables = {name: table[0] for name, table in tallies.tables.items()}
    states = tables["tally_states"]
    assert tables["tally_people"].sum() == people
    the_states_are_valid(states, people)
    causes_of_month = the_causes_partition_the_listed(states)
    the_missed_have_one_reason(states, tables["tally_missed"])
    what_enters_stays_or_leaves(tables, causes_of_month)
    spells_and_burdens_are_the_wrongful_months(tables, causes_of_month, people)
    records_are_conserved(tables)
    redress_is_in_order(tables)
    if "tally_grades" in tables:
        assert tables["tally_grades"].sum() == people


def the_states_are_valid(states: np.ndarray, people: int) -> None:
    """A state has an origin only with a recorded listing; state 0 is left out of the table."""
    assert (states[..., 1:] >= 0).all()
    assert states[..., 1:].sum(axis=(1, 2)).max() <= people
    origin = STATE >> 5
    assert not states[..., (origin > 0) & (STATE & RECORDED == 0)].any()


def the_causes_partition_the_listed(states: np.ndarray) -> np.ndarray:
    """Subjects by month, stratum and cause; all causes together are all who are listed."""
    of_state = cause_table()
    by_cause = np.stack(
        [
            states[..., (of_state == number) & (STATE > 0)].sum(axis=-1)
            for number in range(len(CAUSES))
        ],
        axis=-1,
    )
    listed = states[..., STATE & RECORDED > 0].sum(axis=-1)
    np.testing.assert_array_equal(by_cause[..., 1:].sum(axis=-1), listed)
    return by_cause


def the_missed_have_one_reason(states: np.ndarray, missed: np.ndarray) -> None:
    is_missed = (STATE & LEGITIMATE > 0) & (STATE & RECORDED == 0)
    assert not missed[..., 0].any()
    assert (missed >= 0).all()
    np.testing.assert_array_equal(missed.sum(axis=-1), states[..., is_missed].sum(axis=-1))


def what_enters_stays_or_leaves(tables: Any, by_cause: np.ndarray) -> None:
    """Entries less exits are the change of the stock; nobody is listed first twice."""
    entries, exits, ever = tables["tally_entries"], tables["tally_exits"], tables["tally_ever"]
    assert not entries[..., 0].any()
    assert not exits[..., 0].any()
    assert not exits[..., EXITS.index("none"), :].any()
    stock = by_cause[..., 1:].sum(axis=-1)
    change = np.diff(stock, axis=0, prepend=0)
    np.testing.assert_array_equal(
        entries.sum(axis=-1) - exits.sum(axis=(-1, -2)),
        change,
    )
    assert (ever[..., 0] <= entries.sum(axis=-1)).all()
    so_far = ever.cumsum(axis=0)
    assert (so_far[..., 1] <= so_far[..., 0]).all()
    assert (so_far[-1, :, 0] <= tables["tally_people"]).all()
    assert (stock <= so_far[..., 0]).all()


def spells_and_burdens_are_the_wrongful_months(
    tables: Any, by_cause: np.ndarray, people: int
) -> None:
    spells, burden = tables["tally_spells"], tables["tally_burden"]
    duration = np.arange(MONTHS + 1)
    wrongful = by_cause[..., WRONGFUL].sum(axis=(0, 2))
    np.testing.assert_array_equal((spells * duration).sum(axis=(1, 2, 3)), wrongful)
    np.testing.assert_array_equal((burden * duration).sum(axis=1), wrongful)
    np.testing.assert_array_equal(burden.sum(axis=1), tables["tally_people"])
    assert burden.sum() == people
    assert not spells[:, ~WRONGFUL].any()
    assert not spells[..., 0].any()
    ever_wrongly = tables["tally_ever"][..., 1].sum(axis=0)
    np.testing.assert_array_equal(burden[:, 1:].sum(axis=1), ever_wrongly)
    # spells that run at the end are the wrongful stock, the others ended by an exit or overtaken
    last = by_cause[-1][:, WRONGFUL].sum(axis=1)
    np.testing.assert_array_equal(spells[:, :, OUTCOMES.index("open")].sum(axis=(1, 2)), last)
    exits = tables["tally_exits"][..., WRONGFUL].sum(axis=(0, 1, 3))
    ended = spells.sum(axis=(0, 1, 3))
    for outcome, reasons in {
        "expired": ["expired"],
        "pardoned": ["pardoned"],
        "corrected": ["audited", "upheld"],
        "repaired": ["repaired"],
        "recovered": ["recovered"],
    }.items():
        assert ended[OUTCOMES.index(outcome)] == sum(exits[EXITS.index(r)] for r in reasons)


def records_are_conserved(tables: Any) -> None:
    made, attached = tables["tally_made"], tables["tally_records"]
    assert made.sum() == attached.sum() + tables["tally_waiting"].sum()
    assert made[:, 0].sum() <= tables["tally_acts"].sum()
    assert (tables["tally_first_records"] <= attached.sum(axis=0)).all()
    if "tally_flags" in tables:
        assert (tables["tally_flags"] >= 0).all()


def redress_is_in_order(tables: Any) -> None:
    """Nobody files before being told, or is decided on before filing; an upheld appeal is an exit."""
    told, filed, given_up, upheld, without_effect, denied = (
        tables["tally_redress"].sum(axis=(1, 3)).T
    )
    assert (filed.cumsum() <= 3 * told.cumsum()).all()
    decided = upheld + without_effect + denied
    assert (decided.cumsum() + given_up.cumsum() <= filed.cumsum()).all()
    exits = tables["tally_exits"].sum(axis=(1, 3))
    np.testing.assert_array_equal(upheld, exits[:, EXITS.index("upheld")])


quick = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("size", ["small", "large"])
@quick
@given(data=WITH_A_TERM, seed=st.integers(0, 2**32 - 1), odd=st.integers(1, 700))
def test_the_parts_add_up_on_a_list_with_a_term(
    size: str, data: dict[str, Any], seed: int, odd: int
) -> None:
    check(NEUTRAL, data, odd if size == "small" else 3 * 1024 + odd, seed)


@quick
@given(data=BY_GRADE, seed=st.integers(0, 2**32 - 1), people=st.integers(1, 3000))
def test_the_parts_add_up_on_a_list_by_grade(data: dict[str, Any], seed: int, people: int) -> None:
    check(GRADED, data, people, seed)
