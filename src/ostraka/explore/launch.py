"""Starting the page: on this machine only, with nothing sent anywhere."""

import os
import socket
import sys
import threading
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ostraka.core.errors import OstrakaError
from ostraka.core.extras import install
from ostraka.explore.subjects import GIVEN, from_command_line
from ostraka.report.palette import COLOURS

HOST: Final = "127.0.0.1"
FIRST_PORT: Final = 8501
_TRIED: Final = 20

OPTIONS: Final = {
    "browser_gatherUsageStats": False,
    "browser_serverAddress": HOST,
    "client_toolbarMode": "viewer",
    "client_showErrorDetails": "none",
    "global_developmentMode": False,
    "logger_hideWelcomeMessage": True,
    "runner_magicEnabled": False,
    "server_address": HOST,
    "server_fileWatcherType": "none",
    "server_headless": True,
    "server_runOnSave": False,
    # captions are shown at six tenths of this: 5.4 to 1 and more on either ground
    "theme_light_textColor": "#0b0b0b",
    "theme_light_primaryColor": COLOURS["series_a"].light,
    "theme_dark_primaryColor": COLOURS["series_a"].dark,
}
"""Options of Streamlit: no statistics, no other address, no mail prompt, no watching of files; and a
colour that is legible on light ground and on dark."""


def launch(given: str | None, *, port: int | None = None, browser: bool = True) -> None:
    """Serve the page until interrupted.

    Parameters
    ----------
    given : str or None
        A saved run or study, a file of either, or the name of something shipped.
    port : int, optional
        The first free one from 8501 on unless given.
    browser : bool
        Whether to open the page.

    Raises
    ------
    OstrakaError
        If the extra ``explore`` is missing, the port is taken, or what was given cannot be read.
    """
    missing = [name for name in ("streamlit", "altair", "tomlkit") if find_spec(name) is None]
    if missing:
        raise OstrakaError(
            f"explore: {', '.join(missing)} is not installed; install the extra: {install('explore')}"
        )
    if given is not None:
        os.environ[GIVEN] = str(Path(given).resolve()) if Path(given).exists() else given
        from_command_line(os.environ[GIVEN])
    chosen = free_port() if port is None else checked(port)
    address = f"http://{HOST}:{chosen}"
    print(f"The explorer: {address}\nAll of it stays on this machine. Ctrl-C ends it.", flush=True)
    if browser:
        threading.Timer(1.5, webbrowser.open, (address,)).start()
    _serve(chosen)


def free_port() -> int:
    """The first free port from 8501 on, so that a shared address usually works; else any.

    Only 127.0.0.1 is tried.
    """
    for port in (*range(FIRST_PORT, FIRST_PORT + _TRIED), 0):
        found = _bound(port)
        if found is not None:
            return found
    raise OstrakaError(f"explore: no port of {HOST} is free; close another program")


def checked(port: int) -> int:
    """The port, if it is free.

    Raises
    ------
    OstrakaError
        If it is not.
    """
    if _bound(port) is None:
        raise OstrakaError(f"explore: port {port} is taken; choose another, or leave --port out")
    return port


def _bound(port: int) -> int | None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError:
            return None
        return int(tried.getsockname()[1])


def _serve(port: int) -> None:
    from streamlit.web import bootstrap

    options = {**OPTIONS, "server_port": port}
    bootstrap.load_config_options(options)
    script = str(Path(__file__).with_name("page.py"))
    sys.argv = [script]
    bootstrap.run(script, False, [], options)
    print("The explorer has ended.", flush=True)
