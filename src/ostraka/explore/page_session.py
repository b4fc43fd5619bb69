"""The page's state between two runs of the script: the address, the widgets, work that is waited for."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import streamlit as st

from ostraka.core.errors import Problem
from ostraka.explore import subjects
from ostraka.explore.jobs import Job, Tell
from ostraka.explore.state import Address, State, read

T = TypeVar("T")
_WIDGET: Final = "w|"
_AT_ONCE: Final = 0.4
"""Seconds of work that need no bar."""


def taken() -> tuple[State, list[Problem]]:
    """The state that the address asks for, if it is new; else that of the page as it was."""
    address = _address()
    session = st.session_state
    if session.get("address") != address:
        forget()
        session["state"], session["problems"] = read(address, _usual(address))
        session["address"] = address
    return session["state"], session["problems"]


def keep(state: State) -> None:
    """Put the state into the address and keep it for the next run."""
    session = st.session_state
    session["state"] = state
    made = state.address()
    if made != session["address"]:
        st.query_params.from_dict(made)
        session["address"], session["problems"] = made, []


def forget() -> None:
    """Let every widget take its value from the state again."""
    for key in [key for key in st.session_state if str(key).startswith(_WIDGET)]:
        del st.session_state[key]


def widget(name: str, value: Any) -> str:
    """Key of a widget that begins with this value."""
    key = _WIDGET + name
    st.session_state.setdefault(key, value)
    return key


def waited(work: Callable[[Tell], T], said: str, key: str) -> T | None:
    """Do some work beside the page, with a bar and a button to cancel; None if it was cancelled.

    A change on the page ends the script where it waits, and with it the work.
    """
    if st.session_state.get("cancelled") == key:
        st.warning("Cancelled. Change something, or run it after all.")
        st.button("Run it after all", on_click=_cancel, args=(None,), key=f"again|{key}")
        return None
    job = Job(work)
    try:
        if not job.ended_within(_AT_ONCE):
            spot = st.empty()
            with spot.container():
                bar = st.progress(job.share, text=said)
                st.button("Cancel", on_click=_cancel, args=(key,), key=f"cancel|{key}")
            while not job.ended_within(0.1):
                bar.progress(job.share, text=said)
            spot.empty()
    finally:
        job.cancel()
    return job.result()


def _cancel(key: str | None) -> None:
    st.session_state["cancelled"] = key


def _address() -> Address:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _usual(address: Address) -> State:
    named = subjects.first()
    if named is None:
        return State()
    seed = int(subjects.subject(named).scenario.seed)
    return State(subject=named, seed=1 if address.get("of") else seed)
