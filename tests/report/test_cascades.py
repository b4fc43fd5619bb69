"""What a wrongful entry sets off: a flow that loses nobody, and the sentences made from it."""

import re

import pytest

import ostraka
from ostraka.population.ledgers import CARRIED, CAUSES, WRONGFUL
from ostraka.report import cascade_section, cascades
from ostraka.report.page import page
from ostraka.report.words import NBSP, number, say
from tests.report.pages import read


@pytest.fixture(scope="module")
def joint():
    return ostraka.run(
        ostraka.load("joint_sanctions"), people=20_000, replicates=4, parameter_draws=0
    )


@pytest.fixture(scope="module")
def found(joint):
    return cascades.flow(joint)


def test_every_stage_has_all_wrongful_entries(joint, found):
    places = [CAUSES.index(name) for name in WRONGFUL]
    entries = sum(t["tally_entries"].dense()[..., places].sum() for t in joint.tables)
    assert found.total.value == pytest.approx(entries / joint.replicates)
    for stage in found.stages:
        assert sum(node.entries.value for node in stage) == pytest.approx(found.total.value)


def test_what_arrives_at_a_stop_leaves_it(found):
    (first, second), (causes, reach, ends) = found.links, found.stages
    for nodes, links, side in (
        (causes, first, "start"),
        (reach, first, "end"),
        (reach, second, "start"),
        (ends, second, "end"),
    ):
        for node in nodes:
            along = sum(x.entries.value for x in links if getattr(x, side) == node.key)
            assert along == pytest.approx(node.entries.value)


def test_ranges_of_agencies_cover_every_number_once():
    assert cascades.bins(12) == (
        "no agency",
        "1 to 4 agencies",
        "5 to 8 agencies",
        "9 to 12 agencies",
    )
    assert cascades.bins(2) == ("no agency", "1 agency", "2 agencies")
    assert cascades.bins(1) == ("no agency", "1 agency")


def test_what_is_denied_has_two_parts_and_no_total_over_restrictions(joint):
    refused = cascades.denied(joint)
    amounts = [one.together.value for one in refused.values()]
    assert amounts == sorted(amounts, reverse=True)
    assert len(amounts) > 3
    for one in refused.values():
        assert one.together.value == pytest.approx(one.wrongful.value + one.stale.value)
    table = joint.table("restrictions")
    bad = table[table["carried"].isin([*WRONGFUL, "stale"])]
    assert set(bad["carried"]) <= set(CARRIED)
    sums = bad.groupby("restriction")["mean"].sum()
    for name, one in refused.items():
        assert one.together.value == pytest.approx(sums[name])


def test_sentences_agree_with_the_figures(joint, found):
    said = cascade_section.copied(joint, found)
    amount, copied = (number(e.value, 1.0) for e in (found.total, found.copied))
    shown = re.match(r"In one run, ([\d.,]+) \(.*?\) entries were wrongful", said)
    assert float(shown[1].replace(",", "")) == pytest.approx(found.total.value, rel=0.02)
    assert ("all of them were copied" in said) == (amount == copied and found.total == found.copied)
    reached = joint.harm["agencies_per_wrongful_entry"]
    assert f"reached {say(reached, '')} agencies on average" in said
    left = joint.harm["corrected_and_still_biting"]
    assert f"{say(left, '', 100)} still bite" in cascade_section.left_over(joint)
    assert f"{say(cascades.reimported(joint), '')} entries came back" in cascade_section.put_back(
        joint
    )
    stale = say(joint.harm["people_under_stale_copies"], "")
    assert f"and {stale} under one of a copy" in cascade_section.people(joint)


def test_the_page_has_the_flow_with_its_numbers_and_intervals(joint, found):
    (section,) = (s for s in read(page(joint)).every("section") if s.attributes["id"] == "cascades")
    wide = next(section.every("svg"))
    words = [t.text.replace(NBSP, " ") for t in wide.every("text")]
    for stage in found.stages:
        for node in stage:
            shown = say(node.entries, "")
            assert f"{shown.value} ({shown.monte_carlo})" in words
    assert "from stage to stage" in section.text
    assert "never added up" in section.text


def test_without_agencies_there_is_no_such_section(rich, pages):
    assert cascade_section.cascade(rich) is None
    assert 'id="cascades"' not in pages["rich"]
