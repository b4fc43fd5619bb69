"""A served page and a browser on this machine; skipped with a reason where there is none."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from ostraka.explore.launch import HOST, free_port

HERE = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api", reason="make test-explore")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no browser found; looked for {', '.join(BROWSERS)}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Served:
    """The running page, and every address that its process asked for."""

    def __init__(self, folder, *given):
        self.port = free_port()
        self.log = folder / "connections.txt"
        self.log.touch()
        environment = {**os.environ, "OSTRAKA_CONNECTIONS": str(self.log)}
        command = [sys.executable, str(HERE / "watched.py"), str(self.port), *given]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.url = f"http://{HOST}:{self.port}/"
        self._wait()

    def _wait(self):
        for _ in range(300):
            try:
                urlopen(f"{self.url}_stcore/health").read()
                return
            except OSError:
                assert self.process.poll() is None, self.process.stdout.read()
                time.sleep(0.1)
        raise AssertionError("the page did not start within half a minute")

    def interrupt(self):
        """Ctrl-C; exit status and what was printed."""
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=30)
        return self.process.returncode, said


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    pytest.importorskip("streamlit", reason="Streamlit is missing: make test-explore")
    one = Served(tmp_path_factory.mktemp("served"))
    yield one
    if one.process.poll() is None:
        one.interrupt()


@pytest.fixture(scope="session")
def study_folder(tmp_path_factory):
    """A study that was run: two safeguards, few people."""
    from ostraka.studies import Study, run_study

    small = {"people": 4000, "replicates": 4, "safeguards": ["identity_check", "expiry"]}
    study = Study.load("safeguards_on_fines", **small, design={"draws": 20, "replicates": 1})
    folder = tmp_path_factory.mktemp("studies") / "on_fines"
    run_study(study, folder, threads=1)
    return folder


@pytest.fixture(scope="session")
def served_study(tmp_path_factory, study_folder):
    pytest.importorskip("streamlit", reason="Streamlit is missing: make test-explore")
    one = Served(tmp_path_factory.mktemp("served_study"), str(study_folder))
    yield one
    one.interrupt()
