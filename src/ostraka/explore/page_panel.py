"""The controls: what is explored, which numbers are moved, which safeguards act."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from ostraka.explore import arms, ranking, subjects
from ostraka.explore.numbers import Movable, movable
from ostraka.explore.page_session import forget, widget
from ostraka.explore.state import LARGEST_SEED, PEOPLE, Arm, State
from ostraka.explore.subjects import Subject
from ostraka.report import words
from ostraka.report.assumptions import plain
from ostraka.safeguards import load as load_safeguard


@st.cache_data(show_spinner=False)
def _safeguards(name: str, given: str) -> tuple[tuple[str, ...], Mapping[str, str]]:
    return arms.fitting_safeguards(subjects.subject(name).scenario)


def panel(state: State, subject: Subject) -> State:
    """Lay out the controls; the state as they stand."""
    numbers = movable(subject.scenario)
    st.header("Change something")
    spot = st.empty()
    values, shown = _numbers(state, subject, numbers)
    added, left_out = _safeguards_of(state, subject)
    people, seed, with_assumptions = _run(state)
    arm = Arm(values, added, left_out)
    if arm.changes:
        spot.button("Put everything back", on_click=_put_back, width="stretch")
    return replace(
        state,
        arm=arm,
        shown=shown,
        people=people,
        seed=seed,
        with_assumptions=with_assumptions,
    )


def _put_back() -> None:
    forget()
    st.session_state["state"] = replace(st.session_state["state"], arm=Arm())


def chosen(state: State) -> State:
    """Lay out the choice of what is explored; another one begins unchanged."""
    known = subjects.subjects()
    name = st.selectbox(
        "Scenario or case",
        list(known),
        format_func=lambda one: known[one].label,
        key=widget("subject", state.subject),
    )
    if name == state.subject:
        return state
    fresh = State(people=state.people, seed=state.seed, with_assumptions=state.with_assumptions)
    return replace(fresh, subject=name, counts=state.counts, beliefs=state.beliefs)


def _numbers(
    state: State, subject: Subject, numbers: dict[str, Movable]
) -> tuple[dict[str, float], tuple[str, ...]]:
    st.subheader("Numbers")
    found = ranking.ranking(subject.scenario)
    moved = state.arm.values
    most = ranking.laid_out(found, numbers, (), ())
    others = [place for place in numbers if place not in most]
    asked = [place for place in (*moved, *state.shown) if place in others]
    if found.is_whole and most:
        st.caption("First those that move harm furthest, one at a time, over their ranges.")
    extra = st.multiselect(
        "Numbers to lay out besides",
        others,
        format_func=lambda place: numbers[place].label,
        key=widget(f"shown|{subject.name}", list(dict.fromkeys(asked))),
    )
    values = {}
    for place in (*most, *extra):
        now = _slider(subject, numbers[place], moved.get(place))
        if now != numbers[place].value:
            values[place] = now
    return values, tuple(place for place in extra if place not in values)


def _slider(subject: Subject, number: Movable, moved: float | None) -> float:
    key = widget(f"n|{subject.name}|{number.place}", number.value if moved is None else moved)
    if number.positions:
        positions = number.with_position(st.session_state[key])
        value: Any = st.select_slider(number.label, positions, format_func=plain, key=key)
    else:
        value = st.number_input(number.label, step=number.step, format="%.6g", key=key)
    st.caption(number.provenance)
    return float(value)


def _safeguards_of(state: State, subject: Subject) -> tuple[tuple[str, ...], tuple[str, ...]]:
    st.subheader("Safeguards")
    fit, unfit = _safeguards(subject.name, str(id(subject)))
    own = subject.scenario.safeguards
    added, left_out = [], []
    for name in fit:
        usual = name in own
        was = name in state.arm.added or (usual and name not in state.arm.left_out)
        on = st.checkbox(
            words.capital(name), key=widget(f"s|{subject.name}|{name}", was), help=_described(name)
        )
        if on and usual is False:
            added.append(name)
        elif usual and not on:
            left_out.append(name)
        if on and name not in own:
            st.caption(load_safeguard(name).may_harm)
    if unfit:
        with st.expander("Safeguards that do nothing here"):
            for name, why in unfit.items():
                st.markdown(f"{words.capital(name)}: {why}.")
    unknown = [name for name in state.arm.added if name not in fit]
    return (*added, *unknown), tuple(left_out)


def _described(name: str) -> str:
    known = load_safeguard(name)
    return f"{known.description} {known.mechanism}"


def _run(state: State) -> tuple[int, int, bool]:
    st.subheader("The run")
    people = st.selectbox(
        "Invented people",
        PEOPLE,
        format_func=lambda count: f"{count:,}",
        key=widget("people", state.people),
    )
    seed = st.number_input(
        "Seed of every draw", 0, LARGEST_SEED, step=1, key=widget("seed", state.seed)
    )
    with_assumptions = st.checkbox(
        "Also the interval over the assumptions",
        key=widget("assumptions", state.with_assumptions),
        help=f"{arms.DRAWS} draws of the uncertain numbers, after the first answer is there.",
    )
    return int(people), int(seed), with_assumptions
