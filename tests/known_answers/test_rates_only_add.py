"""Known answer 9: under a trigger list that restarts, a raised rate removes nothing from anybody.

Draws are addressed, so a run of t months is the beginning of a longer one: what a person's months
were is read from runs of 1, 2, 3 ... months, on cells of real size.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from tests.known_answers.neutral import cells, world

MONTHS = 20
PEOPLE = 2 * 1024 + 300

RULES = """
[strata.everybody]
share = 0.6
exposure = 0.8

[strata.others]
share = 0.4
exposure = 1.2
confusability = 2.0

[population]
frailty_cv = 1.0
household_sizes = [0.5, 0.5]

[categories.act]
ceiling_per_month = 0.2
rate_per_month = { by_stratum = { everybody = 0.02, others = 0.03 } }
detection = 0.6

[categories.petition]
kind = "protected"
ceiling_per_month = 0.1
rate_per_month = 0.01
detection = 0.3
trigger = true

[unfounded.clerical]
ceiling_per_month = 0.1
[unfounded.clerical.rate_per_month]
act = 0.01

[unfounded.fabrication]
ceiling_per_month = 0.1
[unfounded.fabrication.rate_per_month]
act = 0.005
petition = 0.005

[linking]
mislink = 0.1

[delay]
reporting_months = 1.0

[blacklist]
term_months = 5
renewal = "restart"

[flag]
claims = "act"
every_months = 2
window_months = 3
sensitivity = 0.3
specificity = 0.98
discretion = 0.5
"""

RAISED = {
    "rate": "[categories.act]\nrate_per_month = 0.05",
    "rate_to_the_ceiling": "[categories.act]\nrate_per_month = 0.2",
    "rate_of_one_stratum": (
        "[categories.act]\nrate_per_month = { by_stratum = { everybody = 0.02, others = 0.1 } }"
    ),
    "rate_of_another_category": "[categories.petition]\nrate_per_month = 0.03",
    "detection": "[categories.act]\ndetection = 0.8",
    "detection_of_another_category": "[categories.petition]\ndetection = 1.0",
    "unfounded_rate": "[unfounded.clerical.rate_per_month]\nact = 0.03",
    "unfounded_rate_of_another_source": "[unfounded.fabrication.rate_per_month]\npetition = 0.1",
    "exposure": "[strata.others]\nexposure = 3.0",
    "sensitivity": "[flag]\nsensitivity = 0.6",
    "one_less_specificity": "[flag]\nspecificity = 0.9",
    "discretion": "[flag]\ndiscretion = 0.8",
    "slightly": "[unfounded.clerical.rate_per_month]\nact = 0.010001",
}


@dataclass(frozen=True)
class Histories:
    """What happened to each subject.

    Acts and records are counted by all that identifies them, the month included; ``listed`` is
    bool[months, subjects], as the system sees it.
    """

    acts: Counter[tuple[int, ...]]
    records: Counter[tuple[int, ...]]
    listed: np.ndarray

    @property
    def first_month(self) -> np.ndarray:
        """Month of the first listing; MONTHS for who never is."""
        return np.where(self.listed.any(axis=0), self.listed.argmax(axis=0), MONTHS)


@cache
def histories(*switched_on: str) -> Histories:
    acts: Counter[tuple[int, ...]] = Counter()
    records: Counter[tuple[int, ...]] = Counter()
    listed = np.zeros((MONTHS, 3 * 1024), dtype=bool)
    scenario = world(RULES, *switched_on)
    for months in range(1, MONTHS + 1):
        for number, cell in enumerate(cells(scenario, PEOPLE, months)):
            n = int(cell["act_n"][0])
            acts.update(
                (number, months - 1, *(int(cell[name][k]) for name in _ACT)) for k in range(n)
            )
            listed[months - 1, number * 1024 : (number + 1) * 1024] = cell["listed_by"] & 1
            if months == MONTHS:
                n = int(cell["log_n"][0])
                records.update(
                    (number, *(int(cell[name][k]) for name in _RECORD)) for k in range(n)
                )
    return Histories(acts, records, listed)


_ACT = ("act_subject", "act_class", "act_index")
_RECORD = ("log_month", "log_holder", "log_owner", "log_class", "log_origin")


@pytest.mark.parametrize("raised", RAISED)
def test_9_a_raised_rate_removes_nothing(raised: str) -> None:
    before, after = histories(), histories(RAISED[raised])
    assert before.acts <= after.acts
    assert before.records <= after.records
    assert (after.first_month <= before.first_month).all()
    assert not (before.listed.any(axis=0) & ~after.listed.any(axis=0)).any()
    assert not (before.listed & ~after.listed).any()
    if raised != "slightly":
        assert after.listed.sum() > before.listed.sum()


@pytest.mark.parametrize(
    ("switched_on", "at_first"),
    [
        (
            "[flag]\nsensitivity = 1e-6\nspecificity = 0.999999",
            "[flag]\nsensitivity = 0.0\nspecificity = 1.0",
        ),
        (
            "[categories.petition]\nrate_per_month = 1e-5",
            "[categories.petition]\nrate_per_month = 0.0",
        ),
        (
            "[unfounded.fabrication.rate_per_month]\nact = 1e-5\npetition = 1e-5",
            "[unfounded.fabrication.rate_per_month]\nact = 0.0\npetition = 0.0",
        ),
    ],
    ids=["flag", "category", "source"],
)
def test_9_a_mechanism_switched_on_at_almost_nothing_removes_nothing(
    switched_on: str, at_first: str
) -> None:
    before, after = histories(at_first), histories(switched_on)
    assert before.acts <= after.acts
    assert before.records <= after.records
    assert not (before.listed & ~after.listed).any()
    assert after.listed.sum() - before.listed.sum() < 50


def test_9_the_histories_are_worth_comparing() -> None:
    """Enough happens for a fault to show, and a fixed world has one history."""
    found = histories()
    assert found.acts.total() > 500
    assert found.records.total() > 500
    assert 0.1 < found.listed[-1, :PEOPLE].mean() < 0.6
    assert len({key[-1] for key in found.records}) == 3  # founded, clerical, fabrication
    assert any(holder != owner for _, _, holder, owner, _, _ in found.records)
    assert not found.listed[:, PEOPLE:].any()


def test_9_without_ceilings_a_raised_rate_draws_another_world() -> None:
    """Why `ceiling_per_month` is there: the candidates come at the ceiling."""
    free = RULES.replace("ceiling_per_month = 0.2\n", "").replace("ceiling_per_month = 0.1\n", "")
    assert "ceiling" not in free
    scenarios = [world(free), world(free, RAISED["rate_of_another_category"])]
    before, after = (
        {tuple(int(c[n][k]) for n in _ACT) for c in cells(s, 1024, 7) for k in range(c["act_n"][0])}
        for s in scenarios
    )
    assert not before <= after
