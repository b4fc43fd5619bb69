"""What the page says of a study is what its comparison says, and its arms are what the study ran."""

import pytest

from ostraka.core.errors import OstrakaError
from ostraka.explore.arms import scenario_of
from ostraka.explore.studied import Answer, arms_to_take
from ostraka.explore.subjects import from_command_line
from ostraka.studies import Study, run_study
from ostraka.studies.changes import Change

FINES = "safeguards_on_fines"
SMALL = {"people": 4000, "replicates": 4, "safeguards": ["identity_check", "expiry"]}
HARM = "wrongful_person_months"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    study = Study.load(
        FINES,
        **SMALL,
        design={"draws": 20, "replicates": 1},
        arms={
            "surer": {"set": {"linking.mislink": 0.005}, "with": ["expiry"]},
            "wider": {"set": {"linking.mislink": {"low": 0.01, "high": 0.02}}},
        },
    )
    made = tmp_path_factory.mktemp("explore") / "fines"
    run_study(study, made, threads=1)
    return made


@pytest.fixture(scope="module")
def subject(folder):
    return from_command_line(str(folder))


@pytest.fixture(scope="module")
def answer(subject):
    return Answer.of(subject.finished)


def test_a_folder_a_file_and_a_shipped_name_are_studies(subject, tmp_path):
    assert (subject.kind, subject.name) == ("study", "fines")
    file = tmp_path / "mine.toml"
    file.write_text(
        'title = "Mine"\npurpose = "?"\nscenario = "missed_fines"\nsafeguards = ["expiry"]\n'
    )
    for given in (FINES, str(file)):
        found = from_command_line(given)
        assert found.kind == "study"
        assert found.finished is None


def test_the_chart_has_the_difference_per_100_000_people_with_both_intervals(answer):
    found = answer.found
    drawn = answer.differences(HARM).set_index("arm")
    assert list(drawn.index) == ["identity check", "expiry", "together", "surer", "wider"]
    change = found.row("expiry", HARM).difference
    scaled = [25 * x for x in (change.value, change.low, change.high)]
    assert drawn.loc["expiry", ["value", "low", "high"]].tolist() == pytest.approx(scaled)
    ends = [25 * x for x in (change.assumed_low, change.assumed_high)]
    assert drawn.loc["expiry", ["assumed_low", "assumed_high"]].tolist() == pytest.approx(ends)


def test_the_sentence_names_the_arm_that_ranks_first_and_claims_no_more_than_its_intervals(answer):
    first = answer.found.ranking[HARM][0].arm
    said = answer.sentences(HARM)
    assert first.replace("_", " ") in said[0]
    assert answer.table(HARM).loc[first.replace("_", " "), "Difference"] in said[0]
    change = answer.found.row(first, HARM).difference
    assert max(change.value, change.high, change.assumed_high) < 0
    assert "less than" in said[0]
    assert "newly harms" in said[1]


def test_a_difference_that_an_interval_leaves_open_is_not_called_less(answer):
    class Open:
        def __getattr__(self, name):
            return getattr(answer.found, name)

        def row(self, *where):
            real = answer.found.row(*where)
            change = Change(-5.0, -11.0, 1.0, -8.0, -2.0)
            return type(real)(real.arm, real.figure, real.stratum, real.value, change, None)

    assert "not told apart" in Answer(Open(), answer.growing).sentences(HARM)[0]


def test_an_arm_that_the_page_begins_from_is_the_arm_that_the_study_ran(subject):
    taken, others = arms_to_take(subject.study)
    assert others == ("wider",)
    for name, arm in taken.items():
        made = scenario_of(subject.scenario, arm, people=4000, seed=1)
        ran = subject.study.arms[name].scenario
        assert set(made.safeguards) == set(ran.safeguards)
        assert made.linking.mislink.value == ran.linking.mislink.value


def test_a_damaged_study_is_told(folder, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "study.json").write_text("{")
    with pytest.raises(OstrakaError, match="damaged"):
        from_command_line(str(broken))
