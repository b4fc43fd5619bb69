"""The script that Streamlit runs for each view: thin, and the only one that lays out the whole."""

from dataclasses import replace

import streamlit as st

from ostraka.core.errors import OstrakaError
from ostraka.explore import (
    page_answer,
    page_estimate,
    page_panel,
    page_session,
    page_study,
    subjects,
)
from ostraka.explore.state import VIEWS, State
from ostraka.explore.subjects import Subject
from ostraka.explore.view import HEADLINE, say_in

_TITLES = {"explore": "Explore a scenario", "estimate": "Estimate from published numbers"}


def main() -> None:
    """The whole page."""
    st.set_page_config(page_title="Ostraka explorer", layout="wide")
    state, problems = page_session.taken()
    st.title("Ostraka explorer")
    st.markdown("**All people are invented.** No figure is about a real person.")
    for problem in problems:
        st.warning(str(problem))
    shown = st.radio(
        "What to do",
        VIEWS,
        format_func=lambda one: _TITLES[one],
        horizontal=True,
        key=page_session.widget("view", state.view),
    )
    state = replace(state, view=shown)
    if shown == "estimate":
        page_estimate.page(state)
    else:
        _explore(state)


def _explore(state: State) -> None:
    if state.subject not in subjects.subjects():
        try:
            subjects.subject(state.subject)
        except OstrakaError as error:
            st.warning(str(error))
        state = replace(state, subject=State().subject)
    with st.sidebar:
        state = page_panel.chosen(state)
        subject = subjects.subject(state.subject)
        state = page_panel.panel(state, subject)
    _about(subject)
    if subject.kind == "study":
        state = page_study.study(state, subject)
    page_session.keep(state)
    page_answer.answer(state, subject)


def _about(subject: Subject) -> None:
    st.markdown(f"*{subject.label}.* {subject.purpose}")
    if subject.saved is not None:
        saved = subject.saved
        st.caption(
            f"The saved run: {saved.people:,} people, {saved.replicates} replicates, seed {saved.seed}; "
            f"wrongful share of the list {say_in(saved, HEADLINE)} %. Below, the same scenario with the "
            "people and seed chosen here."
        )


if __name__ == "__main__":
    main()
