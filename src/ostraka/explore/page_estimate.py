"""The estimator: three published numbers in; bounds, a posterior and the sentence to quote out."""

from dataclasses import replace

import streamlit as st

from ostraka.core.errors import OstrakaError
from ostraka.explore import charts, estimating
from ostraka.explore.page_session import keep, widget
from ostraka.explore.state import BELIEFS, COUNTS, State

_ASKED = {
    "listed": "Entries on the list",
    "challenged": "Decided challenges of these entries",
    "overturned": "Of these, decided against the entry",
}


def inputs(state: State) -> State:
    """Lay out the three numbers and the assumptions; the state as they stand."""
    st.header("Published numbers")
    given = {**estimating.EXAMPLE, **state.counts}
    counts = {}
    for name in COUNTS:
        key = widget(f"count|{name}", given[name])
        counts[name] = int(st.number_input(_ASKED[name], 0, 10**12, step=1, key=key))
    st.subheader("What is assumed")
    beliefs: dict[str, float] = {}
    for name in BELIEFS:
        said, largest = estimating.QUESTIONS[name]
        on = st.checkbox(said, key=widget(f"believed|{name}", name in state.beliefs))
        if on:
            key = widget(f"belief|{name}", float(state.beliefs.get(name, 1.0)))
            label = f"How much: {said[:1].lower()}{said[1:]}"
            beliefs[name] = float(st.number_input(label, 0.0, largest, step=0.05, key=key))
    posterior = st.checkbox(
        "Also a posterior",
        key=widget("posterior", state.posterior),
        help="If the wrongly listed are believed to challenge about twice as often, give or take a "
        "factor of 2. It takes both of the first two assumptions.",
    )
    return replace(state, counts=counts, beliefs=beliefs, posterior=posterior)


def page(state: State) -> None:
    """Show the estimate."""
    with st.sidebar:
        state = inputs(state)
    keep(state)
    st.header("How many are on the list wrongly?")
    try:
        made = estimating.estimated(state)
    except OstrakaError as error:
        st.error("\n\n".join(str(error).splitlines()))
        return
    st.markdown("To quote:")
    st.code(made.quote, language=None, wrap_lines=True)
    steps = made.steps()
    st.subheader("What each assumption leaves")
    st.altair_chart(
        charts.bounds(steps),
        alt="Bounds of the share of the list that is wrong, by assumption; the table has the numbers.",
    )
    st.table(
        steps.drop(columns=["low", "high"]).rename(columns=str.capitalize).set_index("Assumption")
    )
    st.caption(
        "Each row keeps the assumptions above it. Bounds are no estimate: all between them is possible."
    )
    believed = made.posterior()
    if believed is not None:
        st.subheader("Posterior")
        st.table(believed)
        st.markdown(made.movement())
    worth = made.worth()
    if len(worth):
        st.subheader("What would narrow it")
        st.table(worth)
    st.subheader("The same on the command line")
    st.code(made.command(), language="sh", wrap_lines=True)
