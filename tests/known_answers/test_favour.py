"""Favour: a record that is dropped leaves its subject unlisted, and the three founded ledgers know."""

import numpy as np

from ostraka.population.ledgers import MISSED
from tests.known_answers.neutral import agrees, by_cause, run
from tests.known_answers.officials import OFFICIALS

PEOPLE = 200_000
RATE, DROPPED = 0.02, 0.4

FAVOUR = f"""
[categories.act]
rate_per_month = {RATE}
[favour]
probability = {DROPPED}
"""


def test_listed_and_missed_are_two_independent_poisson_streams() -> None:
    """Listed 1 - e^(-λ(1-p)t); missed e^(-λ(1-p)t) - e^(-λt), all of them for dropped records."""
    tallies = run(FAVOUR, base=OFFICIALS, people=PEOPLE, months=36)
    kept, all_of_them = RATE * (1 - DROPPED) * 36, RATE * 36
    cause = {name: months[-1] for name, months in by_cause(tallies).items()}
    agrees(cause.pop("by_rules"), PEOPLE, -np.expm1(-kept))
    assert not any(cause.values())
    missed = tallies.tables["tally_missed"].sum(axis=(0, 2))[-1]
    agrees(missed[MISSED.index("dropped")], PEOPLE, np.exp(-kept) - np.exp(-all_of_them))
    assert missed[MISSED.index("dropped")] == missed.sum()


def test_records_made_are_attached_dropped_or_on_their_way() -> None:
    """Known answer 2 with favour: an identity, kind by kind where nothing waits."""
    false = "[unfounded.clerical.rate_per_month]\nact = 0.01\n"
    waits = "[delay]\nreporting_months = 6\n"
    tables = run(FAVOUR, false, waits, base=OFFICIALS, people=20_000, months=24).tables
    made, attached = tables["tally_made"].sum(), tables["tally_records"].sum()
    dropped, waiting = tables["tally_dropped"].sum(), tables["tally_waiting"].sum()
    assert made == attached + dropped + waiting
    assert min(dropped, waiting) > 1000
    tables = run(FAVOUR, false, base=OFFICIALS, people=20_000, months=24).tables
    np.testing.assert_array_equal(
        tables["tally_made"].sum(axis=(1, 3)),
        tables["tally_records"].sum(axis=(1, 2, 4)) + tables["tally_dropped"].sum(axis=(1, 2)),
    )


def test_a_favour_depends_on_whom_the_record_is_about() -> None:
    tables = run(
        FAVOUR,
        """
        [strata.everybody]
        share = 0.7
        [strata.friends]
        share = 0.3
        [favour]
        probability = { by_stratum = { everybody = 0.05, friends = 0.6 } }
        """.replace("[favour]", "[favour]\nassumed = true"),
        base=OFFICIALS.replace("probability = 0.0", "assumed = true"),
        people=PEOPLE,
        months=24,
    ).tables
    made = tables["tally_made"].sum(axis=(0, 2, 3))
    dropped = tables["tally_dropped"].sum(axis=(0, 1, 3))
    agrees(dropped[0], made[0], 0.05, within=0.08)
    agrees(dropped[1], made[1], 0.6)


def test_more_favour_only_drops_more() -> None:
    """The same luck decides, so every record dropped before is dropped again."""
    less, more = (
        run(FAVOUR, f"[favour]\nprobability = {p}", base=OFFICIALS, people=20_000).tables
        for p in (0.2, 0.5)
    )
    assert np.array_equal(less["tally_made"], more["tally_made"])
    assert (less["tally_dropped"] <= more["tally_dropped"]).all()
    assert (less["tally_ever"].sum(axis=1) >= more["tally_ever"].sum(axis=1)).all()
