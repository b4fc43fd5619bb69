"""Informants: what is reported, recorded and paid, in closed form."""

import numpy as np
import pytest

from ostraka.mechanisms.informants import PAID_FOR, REPORTS
from tests.known_answers.neutral import agrees, by_cause, cells, run, world
from tests.known_answers.officials import OFFICIALS

PEOPLE = 200_000
MONTHS = 24
RATE, DETECTION, MEAN, MALICIOUS = 0.02, 0.3, 0.8, 0.2
REWARD = 500

ACTS = f"""
[categories.act]
rate_per_month = {RATE}
detection = {DETECTION}
"""

REWARDS = f"""
[informants]
reports_per_act = {MEAN}
reference_reward_yuan = {REWARD}
malicious_share = {MALICIOUS}
tiers.act.reward_yuan = {REWARD}
"""


def numbers(tables: dict[str, np.ndarray]) -> dict[str, int]:
    reports = tables["tally_reports"].sum(axis=(0, 1, 2))
    paid = tables["tally_payments"].sum(axis=(0, 1, 2))
    named = {**dict(zip(REPORTS, reports, strict=True)), **dict(zip(PAID_FOR, paid, strict=True))}
    return {name: int(number) for name, number in named.items()}


@pytest.fixture(scope="module")
def tables() -> dict[str, np.ndarray]:
    """Everything at once."""
    return dict(run(ACTS, REWARDS, base=OFFICIALS, people=PEOPLE, months=MONTHS).tables)


def test_an_act_is_recorded_if_looked_at_or_reported_and_only_once(tables) -> None:
    """1 - (1 - d) e^-m of the acts; d by looking, (1 - d)(1 - e^-m) by a first report."""
    acts = tables["tally_acts"].sum()
    founded = tables["tally_made"][:, :, 0].sum()
    agrees(founded, acts, 1 - (1 - DETECTION) * np.exp(-MEAN), within=0.01)
    agrees(numbers(tables)["first"], acts, (1 - DETECTION) * -np.expm1(-MEAN), within=0.02)


def test_reports_beyond_the_first_and_of_known_acts_earn_nothing(tables) -> None:
    """An act has m reports in the mean: (1 - d)(m - 1 + e^-m) too late, d m about what is known."""
    acts, given = tables["tally_acts"].sum(), numbers(tables)
    for name, per_act, second_moment in (
        ("repeated", (1 - DETECTION) * (MEAN - 1 + np.exp(-MEAN)), MEAN**2 + MEAN),
        ("known", DETECTION * MEAN, MEAN**2 + MEAN),
    ):
        error = np.sqrt(second_moment / acts)  # at most: of a part of all reports of an act
        assert abs(given[name] / acts - per_act) < 4 * error < 0.1 * per_act
    assert given["founded"] == REWARD * given["first"]
    assert given["unfounded"] == REWARD * given["malicious"]


def test_malicious_reports_are_the_stated_share_and_are_paid_above_it(tables) -> None:
    """Number: Poisson with mean s/(1-s) λ m a subject and month; of payments the share is larger."""
    given = numbers(tables)
    every = sum(given[name] for name in REPORTS)
    agrees(given["malicious"], every, MALICIOUS)
    expected = MALICIOUS / (1 - MALICIOUS) * RATE * MEAN * PEOPLE * MONTHS
    assert abs(given["malicious"] - expected) < 4 * np.sqrt(expected) < 0.03 * expected
    wrong = MALICIOUS / (1 - MALICIOUS) * MEAN
    true = (1 - DETECTION) * -np.expm1(-MEAN)
    agrees(given["malicious"], given["malicious"] + given["first"], wrong / (wrong + true))
    made = tables["tally_made"].sum(axis=(0, 1, 3))
    assert made[3] == given["malicious"]
    assert made[1] == made[2] == made[4] == 0


def test_false_entries_come_of_malice_alone() -> None:
    tallies = run(ACTS, REWARDS, base=OFFICIALS, people=PEOPLE, months=MONTHS)
    wrong = MALICIOUS / (1 - MALICIOUS) * RATE * MEAN * MONTHS
    true = RATE * (1 - (1 - DETECTION) * np.exp(-MEAN)) * MONTHS
    cause = {name: months[-1] for name, months in by_cause(tallies).items()}
    agrees(cause["by_rules"], PEOPLE, -np.expm1(-true))
    agrees(cause["false_record"], PEOPLE, np.exp(-true) * -np.expm1(-wrong), within=0.05)
    only_true = run(
        ACTS, REWARDS, "[informants]\nmalicious_share = 0.0", base=OFFICIALS, people=20_000
    )
    assert not by_cause(only_true)["false_record"].any()


@pytest.mark.parametrize("response", [0.0, 0.5, 2.0])
def test_reports_grow_with_the_reward_to_a_power(response: float) -> None:
    raised = f"[informants]\nresponse = {response}\ntiers.act.reward_yuan = {2 * REWARD}\n"
    tables = run(
        ACTS,
        REWARDS,
        raised,
        "[informants]\nreports_per_act = 0.1\nmalicious_share = 0.0",
        base=OFFICIALS,
        people=PEOPLE,
        months=12,
    ).tables
    acts = tables["tally_acts"].sum()
    first = (1 - DETECTION) * -np.expm1(-0.1 * 2**response)
    agrees(numbers(tables)["first"], acts, first, within=0.1)


def test_informants_are_others_of_the_cell_each_as_likely_and_the_accused_go_by_exposure() -> None:
    tables = run(
        ACTS,
        REWARDS,
        """
        [strata.everybody]
        share = 0.8
        exposure = 0.5
        [strata.others]
        share = 0.2
        exposure = 3.0
        """,
        base=OFFICIALS,
        people=PEOPLE,
        months=MONTHS,
    ).tables
    reports = tables["tally_reports"].sum(axis=(0, 1))
    for name in REPORTS:
        counts = reports[:, REPORTS.index(name)]
        agrees(counts[1], counts.sum(), 0.2, within=0.08)
    accused = tables["tally_made"].sum(axis=(0, 3))[:, 3]
    agrees(accused[1], accused.sum(), 0.6)


def test_every_record_has_an_address_of_its_own() -> None:
    """Reports, looking, invention and averaging together, crowded."""
    crowd = """
    [categories.act]
    rate_per_month = 0.6
    detection = 0.5
    [unfounded.clerical.rate_per_month]
    act = 0.2
    [informants]
    reports_per_act = 2.0
    malicious_share = 0.02
    [quota]
    records_per_1000.act = 60
    [averaging]
    recipients = 0.5
    """
    for cell in cells(world(ACTS, REWARDS, crowd, base=OFFICIALS), 2048, 13):
        n = int(cell["log_n"][0])
        names = np.stack([cell["log_owner"][:n], cell["log_month"][:n], cell["log_index"][:n]])
        assert np.unique(names, axis=1).shape[1] == n
        ordinal = cell["log_index"][:n] % 512
        assert ((ordinal < 192) == (cell["log_origin"][:n] == 0)).all()
        assert set(np.unique(cell["log_origin"][:n])) == {0, 1, 2, 3}
