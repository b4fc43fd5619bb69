import pytest

from ostraka.report.study.page import page
from ostraka.studies import run_study
from tests.studies.small import small_study

NAMED = 'with "quotes", <b>marks</b> & a very long name indeed, longer than any column of a picture'


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    """Every combination of two safeguards, with enough draws for both intervals."""
    study = small_study(
        title="</title><script>alert(1)</script> {{ 7*7 }}",
        purpose="<img src=x onerror=alert(2)>",
        safeguards=["identity_check", "expiry"],
        combinations="all",
        design={"draws": 24, "replicates": 1},
        arms={
            NAMED: {
                "description": "<iframe src=//evil.example>",
                "with": ["expiry"],
                "set": {"linking.mislink": 0.005},
            }
        },
    )
    return run_study(study, tmp_path_factory.mktemp("drawn") / "run", threads=1)


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """One safeguard, one replicate, no draws, and nobody kept."""
    study = small_study(
        replicates=1, design={"draws": 0}, person_sets=False, harms=["wrongful_person_months"]
    )
    return run_study(study, tmp_path_factory.mktemp("bare") / "run", threads=1)


@pytest.fixture(scope="session")
def pages(drawn, bare):
    """Text of the page of each study, by name."""
    held = drawn.minimal_combinations("wrongful_person_months<=1e9")
    return {"drawn": page(drawn.compare(), held), "bare": page(bare.compare())}
