import dataclasses

import numpy as np
import pytest

import ostraka
from ostraka.core.declarations import TallyPicture
from ostraka.report import measures
from ostraka.report.page import page
from tests.report.pages import read
from tests.results import toy
from tests.results.worlds import PLAIN, RICH


@pytest.fixture(scope="module", autouse=True)
def catalogue():
    with toy.in_the_catalogue(toy.TOY):
        yield


@pytest.fixture(scope="module")
def result():
    return ostraka.run(ostraka.loads(RICH), parameter_draws=24)


def section(text):
    (found,) = (s for s in read(text).every("section") if s.attributes["id"] == "measures")
    return found


def test_declared_figures_stand_with_units_intervals_and_definitions(result):
    found = section(page(result))
    first, *_ = found.every("table")
    assert next(first.every("caption")).text == "Toy"
    rows = {row.text.split(":")[0]: row.text for row in first.every("tr")}
    assert "of all listed months, the unfair ones" in rows["Toy share"]
    assert f"% of{' '}listed person-months" in rows["Toy share"]
    fair = [row.text for row in first.every("tr") if "Toy entries (fair)" in row.text]
    assert len(fair) == 1
    assert len(list(next(first.every("tr")).every("th"))) == 5  # both intervals
    share = 100 * result.harm["toy_share"].value
    assert f"{share:.0f}" in rows["Toy share"]


def test_strata_are_compared_where_the_tables_tell_them_apart(result):
    _, strata, *_ = section(page(result)).every("table")
    assert next(strata.every("caption")).text == "Toy: each stratum against majority"
    text = strata.text
    assert "Toy months: minority" in text
    assert "Toy entries" not in text
    assert "Toy excess" not in text


def test_a_declared_picture_has_its_numbers(result):
    found = section(page(result))
    figure, entries = found.every("figure")
    assert "Fair below, unfair above." in figure.text
    assert len(list(figure.every("svg"))) == 2
    (table,) = figure.every("table")
    heads = [cell.text for cell in next(table.every("tr")).every("th")]
    assert heads[:4] == ["month", "Fair", "Unfair", "All together"]
    last = [cell.text for cell in list(table.every("tr"))[-1].every("th", "td")]
    assert last[0] == str(result.months)
    at_end = result.harm["listed_share_at_end"].value * result.people
    assert float(last[3].replace(",", "")) == pytest.approx(at_end, rel=0.05)
    assert "entries in the month" in entries.text
    assert len(list(entries.every("tr"))) <= 1 + 25  # evenly spaced months
    months = measures._series(result, toy.TOY.pictures[1], "")
    assert months.total.sum() == pytest.approx(result.harm["entries"].value)
    assert len(months.total) == result.months


def test_the_section_comes_before_what_was_missed_and_only_where_something_is_declared(result):
    keys = [s.attributes["id"] for s in read(page(result)).every("section")]
    assert keys.index("how-long") + 1 == keys.index("measures") == keys.index("missed") - 1
    plain = ostraka.run(ostraka.loads(PLAIN.replace('"Plain"', '"No toys"')), people=500)
    assert "toy" not in page(plain).lower().replace("no toys", "")


def test_a_page_with_everything_is_whole(result):
    tree = read(page(result))
    ids = [e.attributes["id"] for e in tree.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for table in tree.every("table"):
        head, *rows = table.every("tr")
        width = len(list(head.every("th")))
        for row in rows:
            cells = row.every("th", "td")
            assert sum(int(c.attributes.get("colspan", 1)) for c in cells) == width


@pytest.mark.parametrize(("replicates", "whiskers"), [(1, False), (2, True)])
def test_whiskers_need_two_replicates(replicates, whiskers):
    one = ostraka.run(ostraka.loads(PLAIN), replicates=replicates, people=1000)
    assert ("Whiskers" in section(page(one)).text) is whiskers


def test_a_picture_for_each_position_and_one_of_few_parts():
    each = TallyPicture("Listed", "tally_toy_months", "stratum", "By stratum.", each="toy_kind")
    both = dataclasses.replace(toy.TOY, name="toy_each", pictures=(each,), figures=())
    with toy.in_the_catalogue(both):
        made = ostraka.run(ostraka.loads(PLAIN))
        titles = [f.text for f in section(page(made)).every("figcaption")]
    assert sorted(titles) == [
        "Listed: fair",
        "Listed: unfair",
        "People on the toy's list",
        "Who comes on it",
    ]


def test_many_parts_become_few_and_lose_nothing():
    rng = np.random.default_rng(2)
    parts = {f"part_{k}": rng.random((2, 5)) + k for k in range(12)}
    parts["stale"] = np.full((2, 5), 0.01)  # small, and with a colour of its own
    found = measures._few(parts)
    assert list(found) == [*(f"part_{k}" for k in range(5, 12)), "stale", "all others"]
    np.testing.assert_allclose(sum(found.values()), sum(parts.values()))


def test_units_of_a_month():
    assert measures._unit("restriction-months", steps=True) == "restrictions at month's end"
    assert measures._unit("subject-months", steps=True) == "people at month's end"
    assert measures._unit("payments", steps=False) == "payments in the month"


def test_the_spread_over_the_assumptions_is_taken_apart(result):
    (found,) = (s for s in read(page(result)).every("section") if s.attributes["id"] == "spread")
    text = found.text
    assert "None of the 2 uncertain numbers has a source" in text
    assert "Every comparison of a stratum's rate with the reference keeps its direction" in text
    first = next(found.every("table"))
    assert next(first.every("caption")).text == "What the spread over the assumptions rests on"
    assert "Not corrected within the run" in first.text
    drawn = [t.text for t in next(found.every("svg")).every("text")]
    assert "per cent of the variance between the draws" in drawn
    assert "Not corrected within the run" in drawn


def test_few_draws_say_what_they_cannot_say():
    few = ostraka.run(ostraka.loads(RICH), people=1000, parameter_draws=6)
    text = read(page(few)).text
    assert "undefined: 6 draws; it takes 23 for 2 uncertain numbers" in text
    assert "too few for an interval over the assumptions" in text
    assert "assumptions, 95" not in text


def test_a_list_by_grades_shows_them_first():
    pardon = "[pardon]\nhazard_per_month = 0.002\nassumed = true\n"
    by_grade = RICH.replace("term_months = 18", "exit_at = 960").replace(pardon, "")
    made = ostraka.run(ostraka.loads(by_grade), people=1000, parameter_draws=0)
    keys = [s.attributes["id"] for s in read(page(made)).every("section")]
    assert keys[:3] == ["harm", "grades", "causes"]
    assert page(made).count("Grades at the end") <= 1
