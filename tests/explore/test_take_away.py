"""What is taken away says the same as the page: the file reads back to the scenario that was run."""

import io
import tomllib
import zipfile

import pytest

import ostraka
from ostraka.explore.arms import scenario_of
from ostraka.explore.package import archive
from ostraka.explore.state import Arm
from ostraka.explore.subjects import subject, subjects
from ostraka.explore.toml_text import toml_of
from ostraka.scenario import as_data, loads

ARMS = {
    "missed_fines": Arm({"linking.mislink": 0.01, "blacklist.term_months": 12}, ("expiry",)),
    "points_pilot": Arm({"association.share": 0.1}, ("identity_check",)),
}


@pytest.mark.parametrize("name", list(subjects()))
def test_the_file_of_every_subject_reads_back_to_it(name):
    one = subject(name)
    twin = scenario_of(one.scenario, Arm(), people=1000, seed=9)
    text = toml_of(twin, one.text)
    assert as_data(loads(text)) == as_data(twin)
    comments = [line for line in one.text.splitlines() if line.startswith("# ")]
    assert all(comment in text for comment in comments)


@pytest.mark.parametrize("name", list(ARMS))
def test_the_file_of_an_arm_reads_back_and_keeps_what_was_written(name):
    one = subject(name)
    arm = scenario_of(one.scenario, ARMS[name], people=1000, seed=9)
    text = toml_of(arm, one.text, ARMS[name])
    assert as_data(loads(text)) == as_data(arm)
    assert len(text) < 1.5 * len(one.text)
    for place, value in ARMS[name].values.items():
        node = tomllib.loads(text)
        for part in place.split("."):
            node = node[part]
        assert node["value"] == value


def test_without_a_file_every_number_is_written_out():
    twin = scenario_of(subject("missed_fines").scenario, Arm(), people=1000, seed=9)
    assert as_data(loads(toml_of(twin))) == as_data(twin)


def test_a_file_that_the_changes_do_not_fit_into_is_not_used():
    twin = scenario_of(subject("missed_fines").scenario, Arm(), people=1000, seed=9)
    other = subject("points_pilot").text
    assert as_data(loads(toml_of(twin, other))) == as_data(twin)


def test_the_archive_holds_scenario_report_and_figures_of_every_arm():
    twin = scenario_of(subject("missed_fines").scenario, Arm(), people=1000, seed=9)
    result = ostraka.run(twin, parameter_draws=0, progress=False)
    made = archive(
        {"With your changes": result}, {"With your changes": toml_of(twin)}, "http://x/?of=y"
    )
    with zipfile.ZipFile(io.BytesIO(made)) as whole:
        names = set(whole.namelist())
        readme = whole.read("README.txt").decode()
        report = whole.read("with_your_changes/report.html").decode()
    assert names == {"README.txt"} | {
        f"with_your_changes/{name}" for name in ("scenario.toml", "report.html", "figures.json")
    }
    assert "invented" in readme
    assert "http://x/?of=y" in readme
    assert "Missed fines" in report
