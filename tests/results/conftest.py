from pathlib import Path

import pytest

import ostraka
from tests.results.worlds import PLAIN, RICH


@pytest.fixture(scope="session")
def plain():
    return ostraka.run(ostraka.loads(PLAIN))


@pytest.fixture(scope="session")
def rich():
    return ostraka.run(ostraka.loads(RICH), parameter_draws=24)


@pytest.fixture(scope="session")
def two_places():
    text = PLAIN + "[jurisdictions.north]\nweight = 1\n[jurisdictions.south]\nweight = 3\n"
    return ostraka.run(ostraka.loads(text))


@pytest.fixture
def page(monkeypatch):
    """A page in place of the report, which stands on a floor above."""

    def report(self, path):
        Path(path).write_text(f"<!doctype html><title>{self.scenario.title}</title>")
        return Path(path)

    monkeypatch.setattr(ostraka.Result, "report", report)
