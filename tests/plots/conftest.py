import pytest

import ostraka
from ostraka.sensitivity import budget, frontier
from ostraka.studies import run_study
from tests.results.worlds import NOBODY, PLAIN, RICH
from tests.sensitivity.made import answered, certain, uncertain
from tests.studies.small import small_study

RATE = "unfounded.clerical.rate_per_month.act"
SMALL = {"people": 1000, "months": 24, "threads": 1}


@pytest.fixture(scope="session")
def rich():
    return ostraka.run(ostraka.loads(RICH), parameter_draws=24)


@pytest.fixture(scope="session")
def plain():
    return ostraka.run(ostraka.loads(PLAIN))


@pytest.fixture(scope="session")
def alone():
    """One replicate: nothing tells luck."""
    return ostraka.run(ostraka.loads(PLAIN), replicates=1)


@pytest.fixture(scope="session")
def nobody():
    return ostraka.run(ostraka.loads(NOBODY), people=100, months=3)


@pytest.fixture(scope="session")
def comparison(tmp_path_factory):
    study = small_study(design={"draws": 20}, safeguards=["identity_check", "expiry"])
    return run_study(study, tmp_path_factory.mktemp("study")).compare()


@pytest.fixture(scope="session")
def sensitivities():
    pytest.importorskip("SALib")
    return {
        "sobol": answered(uncertain(), draws=16, **SMALL),
        "shapley": answered(uncertain(), draws=8, method="shapley", **SMALL),
        "morris": answered(uncertain(), draws=4, method="morris", **SMALL),
    }


@pytest.fixture(scope="session")
def bars_alone():
    return answered(uncertain(), "tornado", replicates=3, **SMALL)


@pytest.fixture(scope="session")
def limit():
    return budget(uncertain(), "error <= 300", RATE, replicates=3, draws=20, **SMALL)


@pytest.fixture(scope="session")
def limits():
    across = "unfounded.malicious_report.rate_per_month.act=0:0.001"
    return frontier(certain(), "error <= 300", RATE, across, points=3, replicates=3, **SMALL)


@pytest.fixture(scope="session")
def shares():
    return ostraka.attribute(
        ostraka.loads(RICH),
        ["clerical", "mislinks"],
        people=2000,
        replicates=5,
        say=lambda words: None,
    )


@pytest.fixture(scope="session")
def estimate():
    return ostraka.estimate(67_739, 4_955, 4_058, sensitivity=0.7, specificity=0.9)


@pytest.fixture(scope="session")
def groups():
    stated = {"perfect_review": True, "ratio_at_least": 1, "ratio_at_most": 3}
    return ostraka.compare_groups(
        {
            "one": ostraka.estimate(10_000, 800, 500, **stated),
            "two": ostraka.estimate(1_000, 200, 150, **stated),
        }
    )
