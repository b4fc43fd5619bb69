import numpy as np
import pytest

import ostraka
from ostraka.population.ledgers import CAUSES, OUTCOMES
from ostraka.results.declared import values_of
from ostraka.results.figures import FIGURES, certain
from tests.results.made import by_cause, counts
from tests.results.worlds import PLAIN, RICH

EMPTY = (
    "wrongful_share_of_listed",
    "wrongful_share_at_end",
    "wrongful_share_of_entries",
    "error_share_of_listed",
    "median_months_to_correction",
    "never_corrected_share",
    "mean_wrongful_months",
    "burden_top_tenth_share",
)


def value(given, name):
    return FIGURES[name].read(given).value[0, 0]


def test_every_figure_has_its_words():
    assert len(FIGURES) == 39
    for name, figure in FIGURES.items():
        assert figure.name == name
        assert figure.unit
        assert figure.definition.endswith(".")
        assert "\n" not in figure.definition


def test_the_shares_of_the_causes_add_up_to_one():
    given = counts(
        listed=by_cause(by_rules=50, wrong_person=1, false_record=2, false_flag=4, disfavour=8)
    )
    shares = [f"{cause}_share_of_listed" for cause in CAUSES[1:]]
    assert sum(value(given, name) for name in shares) == pytest.approx(1)
    assert value(given, "false_flag_share_of_listed") == pytest.approx(4 / 65)


def test_the_parts_add_up_to_the_whole():
    listed = by_cause(
        by_rules=50,
        wrong_person=1,
        false_record=2,
        false_flag=4,
        disfavour=8,
        association=16,
        lawful_conduct=32,
    )
    given = counts(listed=listed)
    assert value(given, "listed_person_months") == 113
    assert value(given, "error") == 7
    assert value(given, "wrongful_person_months") == 63
    assert value(given, "wrongful_share_of_listed") == pytest.approx(63 / 113)
    assert value(given, "error_share_of_listed") == pytest.approx(7 / 113)
    parts = ("by_rules", "error", "disfavour", "association", "lawful_conduct")
    assert sum(value(given, part) for part in parts) == 113


def test_stock_flow_and_person_months_are_three_figures():
    given = counts(
        listed=by_cause(by_rules=30, false_record=10),
        at_end=by_cause(by_rules=8, false_record=2),
        entries=by_cause(by_rules=5, false_record=5),
    )
    assert value(given, "wrongful_share_of_listed") == 0.25
    assert value(given, "wrongful_share_at_end") == 0.2
    assert value(given, "wrongful_share_of_entries") == 0.5
    assert value(given, "listed_share_at_end") == 0.01


@pytest.mark.parametrize("name", EMPTY)
def test_without_anybody_listed_a_share_is_undefined_and_not_zero(name):
    assert np.isnan(value(counts(), name))


def test_the_most_burdened_tenth():
    # 15 people with wrongful months; a tenth is 1.5 people: the one with 12, and half of one with 6
    burden = np.zeros(13)
    burden[[0, 1, 6, 12]] = [985, 10, 4, 1]
    given = counts(burden=burden)
    total = 10 * 1 + 4 * 6 + 12
    assert value(given, "burden_top_tenth_share") == pytest.approx((12 + 0.5 * 6) / total)
    assert value(given, "mean_wrongful_months") == pytest.approx(total / 15)


def test_time_to_correction():
    spells = np.zeros((len(OUTCOMES), 13))
    spells[OUTCOMES.index("corrected"), [2, 4]] = [3, 3]
    spells[OUTCOMES.index("expired"), 6] = 4
    given = counts(spells=spells)
    assert value(given, "median_months_to_correction") == 4
    assert value(given, "never_corrected_share") == pytest.approx(0.4)


def test_appeals_are_undefined_where_there_is_no_appeal():
    assert np.isnan(value(counts(appeals=False), "appeals_filed"))
    assert value(counts(), "appeals_filed") == 0


def test_appeals_denied_though_wrongful_leave_out_the_deserved_ones():
    redress = np.zeros((6, len(CAUSES)))
    redress[5] = by_cause(by_rules=7, false_record=2, lawful_conduct=1)
    redress[1] = by_cause(by_rules=9, false_record=4)
    given = counts(redress=redress)
    assert value(given, "appeals_denied_though_wrongful") == 3
    assert value(given, "appeals_filed") == 13


def test_values_of_keeps_the_order_of_the_table():
    given = counts(people=321)
    assert values_of(given, FIGURES)[0, 0, list(FIGURES).index("people")] == 321


def test_what_is_certain_follows_from_the_scenario():
    nothing_wrong = PLAIN.replace("[unfounded.clerical.rate_per_month]\ndebt = 0.002\n", "")
    assert certain(ostraka.loads(nothing_wrong))["wrongful_share_of_listed"] == 0
    known = certain(ostraka.loads(PLAIN))
    assert known["false_flag"] == known["lawful_conduct"] == 0
    assert "false_record" not in known
    assert "error" not in known
    linked = nothing_wrong + "[linking]\nmislink = 0.1\n"
    assert {"wrong_person", "false_record"}.isdisjoint(certain(ostraka.loads(linked)))
    assert "error" not in certain(ostraka.loads(linked))
    for table in (
        "[quota]\nzeal = 0.5\nrecords_per_1000.debt = 1\n",
        "[favour]\nprobability = 0.1\n",
        "[sale]\nhazard_per_month = 0.1\n",
    ):
        assert "false_record" not in certain(ostraka.loads(nothing_wrong + table))
    without_restart = nothing_wrong.replace("term_months = 6", 'renewal = "none"')
    assert "false_record" not in certain(ostraka.loads(without_restart))
    assert "never_corrected_share" not in certain(ostraka.loads(RICH))
