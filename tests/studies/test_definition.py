"""Study files: what they say, and what is said about one that cannot be."""

import pytest

from ostraka.core.errors import ScenarioError
from ostraka.studies import Study, names
from tests.studies.small import DATA, small_study


def test_every_shipped_study_can_be_read():
    for name in names():
        study = Study.load(name)
        assert len(study.arms) > 2
        assert study.places


def test_a_list_of_safeguards_gives_arms_singly_and_together():
    three = ["identity_check", "expiry", "independent_appeal"]
    singly = {"as_is", *three}
    assert set(small_study(safeguards=three, combinations="singly").arms) == singly
    assert set(small_study(safeguards=three).arms) == singly | {"together"}
    every = small_study(safeguards=three, combinations="all").arms
    assert len(every) == 2**3
    assert every["identity_check+expiry"].added == {"identity_check", "expiry"}


def test_an_arm_sets_values_by_dotted_place():
    arms = {
        "careful": {
            "set": {"linking.mislink": 0.001, "review.sensitivity": {"low": 0.7, "high": 0.9}}
        }
    }
    study = small_study(arms=arms, safeguards=[])
    scenario = study.arms["careful"].scenario
    assert float(scenario.linking.mislink) == 0.001
    assert "review.sensitivity" in study.places
    assert float(study.base.linking.mislink) == 0.02
    assert not study.arms["careful"].only_adds


def test_an_arm_may_leave_out_a_safeguard_of_the_scenario(tmp_path):
    from ostraka.scenario import shipped

    text = 'safeguards = ["expiry"]\n' + shipped("missed_fines")
    (tmp_path / "mine.toml").write_text(text)
    (tmp_path / "study.toml").write_text(
        'title = "T"\npurpose = "P"\nscenario = "mine.toml"\n[arms.endless]\nwithout = ["expiry"]\n'
    )
    study = Study.load(tmp_path / "study.toml")  # seen from the study's folder
    assert list(study.base.safeguards) == ["expiry"]
    assert list(study.arms["endless"].scenario.safeguards) == []


@pytest.mark.parametrize(
    ("instead", "says"),
    [
        ({"harm": ["error"]}, "harm: unknown key; did you mean 'harms'?"),
        (
            {"harms": ["listed_person_months"]},
            "harms: in arm as_is: 'listed_person_months' is no harm",
        ),
        ({"safeguards": ["expriy"]}, "no safeguard 'expriy'; did you mean 'expiry'?"),
        ({"safeguards": ["firewall"]}, "arms.firewall: "),
        ({"reference": "as_it"}, "reference: no arm 'as_it'; did you mean 'as_is'?"),
        ({"arms": {"as_is": {"with": ["expiry"]}}}, "arms.as_is: 'as_is' is the name of an arm"),
        ({"arms": {"none": {}}}, "arms.none: (top): it differs in nothing"),
        ({"arms": {"more": {"set": {"people": 10}}}}, "people: all arms have the same people"),
        (
            {"arms": {"more": {"set": {"strata.minority.share": 0.2}}}},
            "strata.minority.share: all arms have the same people",
        ),
        (
            {"arms": {"more": {"set": {"linkng.mislink": 0.2}}}},
            "linkng: the scenario has no such table; did you mean 'linking'?",
        ),
        ({"arms": {"more": {"set": {"linking.mislnk": 0.2}}}}, "did you mean 'mislink'?"),
        (
            {"arms": {"more": {"set": {"linking.mislink": 2}}}},
            "arms.more: linking.mislink: 2 is not",
        ),
        ({"design": {"parameters": ["linking.mislnk"]}}, "no uncertain number at 'linking.mislnk'"),
        ({"scenario": "missed_fine"}, "did you mean 'missed_fines'?"),
        ({"replicates": 0, "design": {"draws": 0}}, "replicates: there is nothing to run"),
    ],
)
def test_a_study_that_cannot_be_says_where_what_and_what_to_do(instead, says):
    with pytest.raises(ScenarioError) as error:
        Study.of({**DATA, **instead})
    assert says in str(error.value)


def test_a_file_that_is_not_there_or_no_toml_is_told(tmp_path):
    with pytest.raises(ScenarioError, match="did you mean 'safeguards_on_fines'"):
        Study.load("safeguard_on_fines")
    with pytest.raises(ScenarioError, match="cannot be read"):
        Study.load(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("title = ")
    with pytest.raises(ScenarioError, match="no valid TOML"):
        Study.load(tmp_path / "bad.toml")
