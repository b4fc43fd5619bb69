"""The example of a mechanism from outside is what its page shows, and passes its own tests."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
FINES = DOCS / "examples" / "fines"
PAGE = (DOCS / "adding_a_mechanism.md").read_text(encoding="utf-8")
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(FINES / "src"), *(p for p in sys.path if p)]),
}


@pytest.mark.parametrize(
    ("language", "number", "file"),
    [
        ("python", 0, "src/ostraka_fines/__init__.py"),
        ("toml", 0, "pyproject.toml"),
        ("python", 1, "tests/test_fines.py"),
    ],
)
def test_the_page_shows_the_files_as_they_are(language, number, file):
    shown = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[number]
    assert shown == (FINES / file).read_text(encoding="utf-8")


def test_the_example_passes_its_own_tests(tmp_path):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"),
            *("-c", os.devnull, "--rootdir", str(tmp_path), str(FINES / "tests")),
        ],
        env=ENVIRONMENT,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout


def test_the_example_can_be_added_in_a_script():
    program = (
        "import ostraka, ostraka_fines\n"
        "ostraka.extend(*ostraka_fines.MECHANISMS)\n"
        f"made = ostraka.run({str(FINES / 'missed_fines_with_fines.toml')!r}, people=4000,\n"
        "                   replicates=2, progress=False)\n"
        "print(made.harm['wrongful_fines'].value)\n"
        "found = ostraka.attribute(made.scenario, ['fines', 'clerical'], harm='wrongful_fines',\n"
        "                          people=4000, replicates=2, say=print)\n"
        "print(found)\n"
        "assert 'ostraka_fines' not in ostraka.odd('missed_fines')\n"
        "assert 'fine_chance' in ostraka.odd(made.scenario)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.splitlines()[0]) > 0
    assert "fines on people on the list" in done.stdout
