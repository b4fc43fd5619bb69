"""One small study and its archive, for all tests of archives."""

import pytest

from ostraka.archive import archive
from ostraka.studies import run_study
from tests.studies.small import small_study


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("archive") / "small"
    run_study(small_study(), where)
    return where


@pytest.fixture(scope="session")
def packed(folder, tmp_path_factory):
    return archive(folder, tmp_path_factory.mktemp("packed") / "small.zip").path
