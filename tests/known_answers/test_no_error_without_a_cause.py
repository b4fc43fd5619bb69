"""Known answer 1, and what follows from it: no harm has a cause that is switched off."""

import pytest

from tests.known_answers.neutral import GRADED, NEUTRAL, by_cause, run

FRAIL_AND_MIXED = """
[strata.everybody]
share = 0.8

[strata.others]
share = 0.2
confusability = 3.0
exposure = 2.0

[population]
frailty_cv = 1.0
segregation = 0.5
household_sizes = [0.4, 0.3, 0.3]

[categories.act]
rate_per_month = 0.03
detection = 0.6

[delay]
reporting_months = 2
"""
TERM = """
[blacklist]
term_months = 12
renewal = "restart"
"""
REDRESS = """
[notice]
probability = 1.0

[appeal]
hazard_per_month = 0.5
review_months = 2
max_appeals = 3

[review]
sensitivity = 0.9
specificity = 0.7
"""
EXITS = """
[pardon]
hazard_per_month = 0.02

[repair]
min_months = 3
hazard_per_month = 0.05
"""
BY_SCORE = """
[categories.act]
trigger = false
points = 40

[score]
start = 1000
recovery_points = 5

[blacklist]
threshold = 940
term_months = 12
"""
TRUE_FLAGS = """
[flag]
every_months = 3
window_months = 6
sensitivity = 0.5
specificity = 1.0
discretion = 0.8
"""


EVERYTHING_WRONG = """
[unfounded.clerical.rate_per_month]
act = 0.02

[flag]
every_months = 3
window_months = 6
sensitivity = 0.5
specificity = 0.98
discretion = 0.8
"""
COMES_BACK = """
[review]
corrects_source = 0.2
reassert_per_month = 0.1
"""


def totals(*switched_on: str, base: str = NEUTRAL, seed: int = 20) -> dict[str, int]:
    """Person-months by cause."""
    tallies = run(*switched_on, base=base, people=20_000, seed=seed)
    return {name: int(of_month.sum()) for name, of_month in by_cause(tallies).items()}


@pytest.mark.parametrize("seed", [1, 2, 3, 20260, 4_294_967_295])
@pytest.mark.parametrize(
    "rules",
    [
        (TERM,),
        (TERM, EXITS),
        (TERM, REDRESS),
        (TERM, EXITS, REDRESS),
        (TERM, TRUE_FLAGS),
        (BY_SCORE,),
        (BY_SCORE, REDRESS),
    ],
    ids=["term", "exits", "redress", "both", "true_flags", "by_score", "by_score_with_redress"],
)
def test_1_without_a_source_of_error_nobody_is_listed_wrongly(
    rules: tuple[str, ...], seed: int
) -> None:
    found = totals(FRAIL_AND_MIXED, *rules, seed=seed)
    assert found.pop("by_rules") > 10_000
    assert set(found.values()) == {0}


@pytest.mark.parametrize("rules", [(), (REDRESS,)], ids=["alone", "redress"])
def test_1_nor_on_a_list_by_grade(rules: tuple[str, ...]) -> None:
    often = "[categories.act]\nrate_per_month = 0.1\n"
    found = totals(FRAIL_AND_MIXED, often, *rules, base=GRADED)
    assert found.pop("by_rules") > 10_000
    assert set(found.values()) == {0}


@pytest.mark.parametrize(
    "rules",
    [
        (TERM,),
        (TERM, EXITS),
        (TERM, REDRESS),
        (TERM, REDRESS, COMES_BACK),
        (BY_SCORE, REDRESS),
        (BY_SCORE, REDRESS, COMES_BACK),
        (TERM, REDRESS, '[blacklist]\nrenewal = "none"'),
    ],
    ids=[
        "term",
        "exits",
        "redress",
        "comes_back",
        "by_score",
        "by_score_comes_back",
        "no_renewal",
    ],
)
def test_where_no_record_is_mislinked_nobody_is_mistaken_for_another(
    rules: tuple[str, ...],
) -> None:
    """Ruling 31: without mislinks there is nothing that undoing them could clear."""
    found = totals(FRAIL_AND_MIXED, EVERYTHING_WRONG, *rules)
    assert found["false_record"] > 10_000
    assert found["wrong_person"] == 0


def test_lawful_conduct_is_a_cause_only_where_a_category_is_lawful() -> None:
    found = totals(
        FRAIL_AND_MIXED, TERM, '[categories.act]\nkind = "protected"\nrate_per_month = 0.01\n'
    )
    assert found.pop("lawful_conduct") > 10_000
    assert set(found.values()) == {0}


def test_1_needs_sources_corrected_for_a_true_record_that_comes_back_lists_twice() -> None:
    """Struck by mistake and asserted again, one act lists twice: the surplus is error, and is said."""
    found = totals(FRAIL_AND_MIXED, TERM, REDRESS, COMES_BACK)
    assert found["by_rules"] > 10_000
    assert found["wrong_person"] == 0
    assert 0 < found["false_record"] < 0.2 * found["by_rules"]


def test_1_no_disfavour_where_the_clerk_favours_everybody_alike() -> None:
    """Also where clocks differ: nobody is listed out of disfavour by a clerk who shows none."""
    found = totals(
        """
        [categories.act]
        rate_per_month = 0.02
        trigger = false

        [unfounded.clerical.rate_per_month]
        act = 0.01

        [blacklist]
        term_months = 12
        renewal = "none"

        [flag]
        every_months = 1
        window_months = 6
        sensitivity = 0.5
        specificity = 0.99
        discretion = 0.7
        """,
        REDRESS,
    )
    assert found["by_rules"] > 10_000
    assert found["false_flag"] > 1_000
    assert found["disfavour"] == 0
