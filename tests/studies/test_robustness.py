"""The tables of a study are those that robustness reads."""

from ostraka.sensitivity import robustness
from ostraka.studies import run_study
from tests.studies.small import small_study


def test_a_study_says_how_often_its_safeguard_helps(tmp_path):
    study = small_study(design={"draws": 24, "kind": "latin_hypercube"})
    result = run_study(study, tmp_path / "run", threads=1)
    table = result.outcomes()
    found = robustness(table, study.draws(), harm="wrongful_person_months", base="as_is")
    arms = {arm.name: arm for arm in found.arms}
    whole = table[(table["stratum"] == "") & (table["figure"] == "wrongful_person_months")]
    means = whole.groupby(["arm", "draw"])["value"].mean().unstack("arm")
    change = means["identity_check"] - means["as_is"]
    assert arms["identity_check"].helps.value == (change < 0).mean()
    assert arms["identity_check"].harms.value == (change > 0).mean()
    assert arms["as_is"].same.value == 1
    assert arms["as_is"].mean_regret > arms["identity_check"].mean_regret >= 0
