"""How long a wrongful spell goes uncorrected: the curves, and the sentences made from them."""

import re

import numpy as np
import pytest

from ostraka.population.ledgers import OUTCOMES, WRONGFUL
from ostraka.report.survival import Curve, Survival, first_look, horizons, survival
from ostraka.report.survival_section import after, how_long
from ostraka.report.words import NBSP
from tests.report.pages import read


def curves(uncorrected, running, ended=1000, half=0.01):
    made = []
    for values in (uncorrected, running):
        value = np.array(values)
        made.append(Curve(value, value - half, value + half))
    return Survival(*made, np.full(len(uncorrected), 9.0), 1200, ended, 20)


def test_the_curve_ends_at_the_share_that_the_figures_call_never_corrected(rich):
    found = survival(rich)
    never = rich.harm["never_corrected_share"]
    at_the_end = found.uncorrected_by(rich.months)
    assert at_the_end.value == pytest.approx(never.value)
    assert (at_the_end.low, at_the_end.high) == pytest.approx((never.low, never.high))


def test_corrected_ended_otherwise_and_still_running_are_all_there_is(rich):
    table = rich.incidence()
    found = survival(rich)
    at = table[table["months"] == 12]
    corrected = at.loc[at["outcome"] == "corrected", "value"].item()
    assert found.corrected_by(12).value == pytest.approx(corrected)
    assert found.running_after(12).value == pytest.approx(1 - at["value"].sum())
    assert np.all(found.running.value <= found.uncorrected.value + 1e-12)
    assert np.all(np.diff(found.uncorrected.value) <= 1e-12)


def test_spells_still_running_are_censored_and_not_taken_for_ended(rich):
    """Known answer: to count open spells as never corrected would put the curve higher."""
    found = survival(rich)
    spells = sum(t["tally_spells"].dense().sum(axis=(0, 1, 2)) for t in rich.tables)
    corrected = spells[OUTCOMES.index("corrected")].sum()
    assert spells[0].sum() > 0
    assert found.uncorrected.value[-1] < 1 - corrected / spells.sum()


def test_causes_are_parts_of_all_spells(rich):
    parts = [one for name in WRONGFUL if (one := survival(rich, name)) is not None]
    assert len(parts) > 1
    assert sum(one.spells for one in parts) == survival(rich).spells


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            curves([1.0] + [0.72] * 12, [1.0] + [0.5] * 12),
            f"12{NBSP}months after they began, 28.0 (Monte Carlo 27.0 to 29.0) of 100 wrongful spells "
            "have been corrected and 50.0 (Monte Carlo 49.0 to 51.0) still run; the others ended in "
            "another way.",
        ),
        (
            curves([1.0, 1.0, 1.0], [1.0, 1.0, 1.0]),
            f"1{NBSP}month after they began, none (Monte Carlo 0 to 0.37) of 100 wrongful spells have "
            "been corrected and 100.0 (Monte Carlo 99.6 to 100.0) still run.",
        ),
    ],
)
def test_what_became_of_spells_after_a_year_is_said_with_its_interval(found, said):
    assert after(found) == said


def test_few_events_have_an_exact_interval_and_none_ended_has_none():
    few = curves([1.0] + [0.99] * 12, [1.0] + [0.5] * 12).corrected_by(12)
    assert few.low < 0.01 < few.high
    assert few.n == 10
    nothing = curves([1.0] * 13, [1.0] * 13, ended=0).corrected_by(12)
    assert nothing.low is None


def test_the_page_states_the_numbers_of_its_curves(pages, rich):
    found = survival(rich)
    text = read(pages["rich"]).text.replace(NBSP, " ")
    assert after(found).replace(NBSP, " ") in text
    said = re.search(r"12 months after they began, ([\d.]+) \(", text)
    assert float(said[1]) == pytest.approx(100 * found.corrected_by(12).value, abs=0.51)


def test_the_picture_names_the_never_corrected_and_the_estimator(pages, rich):
    (section,) = (
        s for s in read(pages["rich"]).every("section") if s.attributes["id"] == "how-long"
    )
    svg = next(section.every("svg"))
    words = [t.text for t in svg.every("text")]
    never = round(100 * rich.harm["never_corrected_share"].value)
    assert f"{never} of 100" in words
    assert "months since the spell began" in words
    assert "Aalen and Johansen" in section.text


def test_without_a_spell_there_is_no_curve(nobody):
    assert survival(nobody) is None
    assert len(how_long(nobody).blocks) == 1


def test_the_months_looked_at_lie_within_the_run():
    assert horizons(30) == (3, 6, 12, 24, 30)
    assert horizons(2) == (2,)
    assert [first_look(m) for m in (1, 2, 12, 72)] == [1, 1, 12, 12]
