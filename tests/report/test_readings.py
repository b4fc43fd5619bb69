import numpy as np
import pytest

from ostraka.population.ledgers import CAUSES, WRONGFUL
from ostraka.report import readings


def test_months_add_up_to_the_person_months_of_each_cause(rich):
    found = readings.months(rich)
    for cause in CAUSES[1:]:
        assert found.parts[cause].mean(axis=0).sum() == pytest.approx(rich.harm[cause].value)
    wrongful = sum(found.parts[cause].mean(axis=0) for cause in WRONGFUL)
    np.testing.assert_allclose(found.total, wrongful)
    assert (found.low <= found.total).all()
    assert (found.total <= found.high).all()


def test_ends_never_exceed_one_and_agree_with_the_figure(rich):
    found = readings.ends(rich)
    total = np.sum(list(found.value.values()), axis=0)
    assert (total <= 1 + 1e-9).all()
    assert 1 - found.value["corrected"][-1] == pytest.approx(
        rich.harm["never_corrected_share"].value
    )


def test_there_are_no_ends_without_spells(nobody):
    assert readings.ends(nobody) is None


def test_redress_counts_every_entry(rich, plain):
    entries = readings.redress(rich)[0]
    assert entries.wrongful.value + entries.by_rules.value == pytest.approx(
        rich.harm["entries"].value
    )
    assert readings.redress(plain) == []


def test_grades_cross_every_person(rich, plain):
    found = readings.grades(rich)
    assert (found.people.sum(axis=(1, 2)) == rich.people).all()
    assert readings.grades(plain) is None


def test_both_orders_hold_every_listed_month(rich):
    found = readings.orders(rich)
    total = rich.harm["listed_person_months"].value
    assert sum(o.forward for o in found) == pytest.approx(total)
    assert sum(o.reverse for o in found) == pytest.approx(total)


def test_estimates_of_totals_keep_to_what_the_counts_allow():
    few = readings.mean_of(np.array([1.0, 2.0]), independent=True)
    assert few.status == "ok"
    assert few.low < 1.5 < few.high
    assert readings.mean_of(np.array([1.0, 2.0]), independent=False).status == "too_few"
    assert readings.mean_of(np.array([900.0]), independent=False).status == "too_few"
    many = readings.mean_of(np.array([100.0, 110.0, 90.0]), independent=False)
    assert many.low < 100 < many.high


def test_causes_without_a_mechanism_are_known(plain, rich):
    assert readings.modelled_causes(plain.scenario) == {"by_rules", "false_record"}
    assert {"wrong_person", "lawful_conduct"} <= readings.modelled_causes(rich.scenario)
