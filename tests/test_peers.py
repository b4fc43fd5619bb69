"""The comparison with other frameworks: equal answers are found equal, and a wrong peer is refused.

Nothing is timed here, and nothing is needed beyond Ostraka's own environment. Runs have fixed seeds.
"""

import random

import pytest

from benchmarks.peers import with_numpy, with_ostraka
from benchmarks.peers.__main__ import checked
from benchmarks.peers.agreement import (
    LIMIT,
    Estimates,
    agreement_table,
    disagreements,
    estimates,
    standard_errors_apart,
)
from benchmarks.peers.arms import OSTRAKA, PEERS, Process
from benchmarks.peers.person import Person
from benchmarks.peers.rules import COUNTS, Rules, no_counts, small_model
from benchmarks.peers.table import speed_table

RUNS = 30
PEOPLE = 20_000
MONTHS = small_model().months


@pytest.fixture(scope="module")
def ostraka() -> Estimates:
    runs = [with_ostraka.run(PEOPLE, seed, small_model()) for seed in range(RUNS)]
    return estimates(runs, PEOPLE, MONTHS)


def numpy_estimates(rules: Rules) -> Estimates:
    runs = [with_numpy.run(PEOPLE, 100 + seed, rules) for seed in range(RUNS)]
    return estimates(runs, PEOPLE, MONTHS)


def refused(peer: Estimates, ostraka: Estimates) -> list[str]:
    return disagreements({"peer": standard_errors_apart(peer, ostraka)})


def lives(people: int, seed: int, rules: Rules) -> dict[str, int]:
    """The plain-Python person of the Mesa and AgentPy arms, without either."""
    counts = no_counts()
    luck = random.Random(seed)
    for _ in range(people):
        person = Person()
        person.begin(rules, luck, counts)
        for month in range(rules.months):
            person.live(month)
    return counts


def test_numpy_gives_the_answers_of_the_scenario(ostraka):
    assert refused(numpy_estimates(small_model()), ostraka) == []


def test_a_person_in_plain_python_gives_the_answers_of_the_scenario(ostraka):
    people = 2_000
    runs = [lives(people, 200 + seed, small_model()) for seed in range(RUNS)]
    assert refused(estimates(runs, people, MONTHS), ostraka) == []


@pytest.mark.parametrize(
    ("broken", "seen_in"),
    [
        ({"detection": 0.77}, "founded"),
        ({"unfounded_rate": 0.0019}, "unfounded"),
        ({"recovery": 2}, "entries"),
        ({"threshold": 935}, "entries"),
        ({"term": 21}, "expired"),
        ({"appeal_hazard": 0.08}, "upheld"),
        ({"sensitivity": 0.6}, "wrongly_listed"),
        ({"specificity": 0.9}, "missed"),
    ],
    ids=lambda case: next(iter(case)) if isinstance(case, dict) else case,
)
def test_a_peer_with_one_wrong_number_is_refused(ostraka, broken, seen_in):
    found = refused(numpy_estimates(small_model(**broken)), ostraka)
    assert any(f"peer: {seen_in} is" in line for line in found)


class Here:
    """An arm run in this process, with the rules that it believes in."""

    def __init__(self, arm, module, rules):
        self.arm, self.module, self.rules, self.version = arm, module, rules, "here"

    def run(self, size, seeds):
        return {"counts": [self.module.run(size, seed, self.rules) for seed in seeds]}


def test_nothing_is_timed_when_a_peer_answers_differently():
    numpy = next(arm for arm in PEERS if arm.name == "NumPy")
    reference = Here(numpy, with_numpy, small_model())
    checked(reference, [Here(numpy, with_numpy, small_model())], MONTHS)
    wrong = Here(numpy, with_numpy, small_model(term=21))
    with pytest.raises(SystemExit) as ended:
        checked(reference, [wrong], MONTHS)
    assert "NumPy: expired is" in str(ended.value)
    assert "Nothing was timed" in str(ended.value)


def test_the_error_of_an_estimate_is_that_of_a_mean_over_runs():
    runs = [dict.fromkeys(COUNTS, count) for count in (1, 2, 3, 6)]
    found = estimates(runs, people=10, months=10)
    assert found.mean["entries"] == pytest.approx(0.03)
    # deviations -2, -1, 0, 3: variance 14 / 3, over four runs
    assert found.error["entries"] == pytest.approx((14 / 3 / 4) ** 0.5 / 100)


def test_a_count_that_is_not_a_number_is_no_agreement():
    assert len(disagreements({"peer": {"entries": float("nan"), "missed": LIMIT}})) == 1


def test_the_table_of_answers_names_every_count_and_every_peer(ostraka):
    text = agreement_table(ostraka, {"NumPy": dict.fromkeys(COUNTS, 1.5)})
    assert text.count("+1.5") == len(COUNTS)
    assert "wrongly listed" in text


def test_the_scenario_fixes_the_numbers_of_ostrakas_arm():
    with pytest.raises(ValueError, match="fixes term"):
        with_ostraka.run(1_000, 1, small_model(term=12))


def test_a_peer_in_its_own_process_answers_as_it_does_here():
    numpy = next(arm for arm in PEERS if arm.name == "NumPy")
    process = Process(numpy)
    try:
        answer = process.run(1_000, [5, 6])
    finally:
        process.close()
    assert answer["counts"] == [with_numpy.run(1_000, seed, small_model()) for seed in (5, 6)]
    assert len(answer["seconds"]) == 2


def test_ratios_are_of_one_thread_to_one_thread_with_their_goals():
    def row(what, per_second, threads=1, goal=None):
        return {
            "what": what,
            "version": "1",
            "threads": threads,
            "size": 1000,
            "per_second": per_second,
            "slowest": per_second,
            "fastest": per_second,
            "goal": goal,
        }

    rows = [
        row(OSTRAKA.name, 600e6),
        row("Mesa", 4e6, goal=250),
        row(OSTRAKA.name, 1080e6, threads=2),
        row("arithmetic", 1000e6),
        row("arithmetic", 1900e6, threads=2),
    ]
    about = {
        "date": "1 January 2026",
        "machine": "a machine",
        "load_before": [0.5, 0.4],
        "load_after": [1.0, 0.6],
        "months": 72,
        "rounds": 5,
    }
    lines = speed_table(about, rows).splitlines()
    assert "load average 0.5 before" in lines[1]
    mesa = next(line for line in lines if line.startswith("Mesa"))
    assert mesa.split()[-4:] == ["150", "×", "250", "×"]
    assert lines[-1] == (
        "Two threads over one: Ostraka 1.80 × (1,080 M/s), arithmetic 1.90 × (1,900 M/s)"
    )
