"""The page's thin layer without a browser: widgets make the state, and the state makes the widgets."""

from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="Streamlit is missing: make test-explore")

from streamlit.testing.v1 import AppTest

import ostraka.explore
from ostraka.explore import view
from ostraka.explore.subjects import GIVEN

PAGE = Path(ostraka.explore.__file__).with_name("page.py")


def opened(**address):
    page = AppTest.from_file(str(PAGE), default_timeout=120)
    for name, given in {"assumptions": "0", "people": "10000", **address}.items():
        page.query_params[name] = given
    page.run()
    assert not page.exception
    return page


def address(page):
    found = dict(page.query_params)
    return {
        name: [given] if isinstance(given, str) else list(given) for name, given in found.items()
    }


def texts(page):
    return [element.value for element in page.markdown]


def labelled(elements, label):
    return next(element for element in elements if element.label == label)


def test_the_page_says_first_that_all_are_invented_and_then_the_harm():
    said = texts(opened())
    assert said[0].startswith("**All people are invented.**")
    assert any(text.startswith("**Of 100 person-months on this list") for text in said)


def test_a_safeguard_that_is_switched_on_goes_into_the_address_and_changes_the_answer():
    page = opened(of="missed_fines")
    labelled(page.checkbox, "Independent appeal").check().run()
    assert address(page)["with"] == ["independent_appeal"]
    assert any(text.startswith("With your changes:") for text in texts(page))
    assert view.CHANGED in page.table[0].value.columns


def test_a_number_that_is_moved_goes_into_the_address_and_back():
    page = opened(of="missed_fines")
    slider = labelled(page.select_slider, "Categories: unpaid fine, rate per month")
    slider.set_value(0.004).run()
    assert address(page)["set"] == ["categories.unpaid_fine.rate_per_month:0.004"]
    labelled(page.button, "Put everything back").click().run()
    assert "set" not in address(page)
    assert view.CHANGED not in page.table[0].value.columns


def test_a_shared_address_lays_out_what_it_says():
    page = opened(
        of="missed_fines",
        set="linking.mislink:0.05",
        **{"with": "expiry"},
        arm="Check|with:identity_check",
        story="error",
        seed="5",
    )
    assert labelled(page.number_input, "Linking: mislink").value == 0.05
    assert labelled(page.checkbox, "Expiry").value is True
    assert labelled(page.number_input, "Seed of every draw").value == 5
    assert any("Nobody of this story exists" in text for text in texts(page))
    assert any("Check" in table.value.index for table in page.table)


def test_an_arm_can_be_kept_named_and_removed():
    page = opened(of="missed_fines", **{"with": "expiry"})
    labelled(page.text_input, "Name of this arm").set_value("Sooner").run()
    labelled(page.button, "Keep this arm").click().run()
    assert address(page)["arm"] == ["Sooner|with:expiry"]
    labelled(page.button, "Remove Sooner").click().run()
    assert "arm" not in address(page)


def test_another_scenario_begins_unchanged():
    page = opened(of="missed_fines", **{"with": "expiry"})
    labelled(page.selectbox, "Scenario or case").set_value("midas_unemployment").run()
    found = address(page)
    assert found["of"] == ["midas_unemployment"]
    assert "with" not in found
    assert any("MiDAS" in text for text in texts(page))


def test_what_does_not_go_together_is_said_with_place_and_remedy():
    page = opened(of="missed_fines", set="linking.mislink:7")
    assert "linking.mislink" in page.error[0].value


def test_a_bad_address_is_told_and_the_page_is_there_all_the_same():
    page = opened(of="nothing_here", seed="x")
    assert len(page.warning) == 2
    assert any(text.startswith("**Of 100 person-months") for text in texts(page))


def test_the_estimator_gives_the_sentence_and_its_address():
    page = opened(view="estimate", listed="1000", challenged="100", overturned="40")
    labelled(
        page.checkbox, "Of the wrongly listed who challenged, at least this share won"
    ).check().run()
    assert "1,000 entries" in page.code[0].value
    found = address(page)
    assert (found["listed"], found["sensitivity"]) == (["1000"], ["1"])


def test_figures_that_cannot_be_are_refused():
    page = opened(view="estimate", listed="10", challenged="100", overturned="40")
    assert "challenged" in page.error[0].value


def test_the_interval_over_the_assumptions_follows_the_first_answer():
    page = opened(of="missed_fines", assumptions="1")
    assert any("over the assumptions" in text for text in texts(page))


@pytest.fixture
def given_study(study_folder, monkeypatch):
    monkeypatch.setenv(GIVEN, str(study_folder))


@pytest.mark.usefixtures("given_study")
def test_a_study_that_was_run_shows_its_differences_and_lends_its_arms():
    page = opened()
    assert any(text.startswith("**Least harm in") for text in texts(page))
    assert list(page.table[0].value.index) == ["as is", "identity check", "expiry", "together"]
    labelled(page.selectbox, "Harm to compare by").set_value("wrongful_person_months").run()
    assert address(page)["harm"] == ["wrongful_person_months"]
    labelled(page.selectbox, "An arm of the study").set_value("expiry").run()
    labelled(page.button, "Begin from this arm").click().run()
    assert address(page)["with"] == ["expiry"]
    assert any(text.startswith("With your changes:") for text in texts(page))
