import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

import ostraka

ROOT = Path(__file__).parents[2]


def test_importing_costs_little_and_loads_nothing_heavy():
    code = (
        "import sys, time; t = time.perf_counter(); import ostraka; "
        "print(time.perf_counter() - t, *(m for m in ('numba', 'pandas', 'numpy', 'scipy', "
        "'matplotlib', 'pyarrow', 'pydantic') if m in sys.modules))"
    )
    answers = []
    for _ in range(3):
        found = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, text=True
        )
        seconds, *loaded = found.stdout.split()
        assert loaded == []
        answers.append(float(seconds))
        time.sleep(0.05)
    assert min(answers) < 0.3


def test_every_public_name_is_there():
    for name in ostraka.__all__:
        assert getattr(ostraka, name) is not None
    assert set(ostraka.__all__) <= set(dir(ostraka))
    with pytest.raises(AttributeError, match="no attribute 'score_person'"):
        _ = ostraka.score_person


def test_the_version_is_that_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert ostraka.__version__ == project["version"]
