"""A study on the page: its answer if it was run, and its arms to try."""

from dataclasses import replace

import streamlit as st

from ostraka.core.errors import OstrakaError
from ostraka.explore import charts
from ostraka.explore.page_session import forget, widget
from ostraka.explore.state import State
from ostraka.explore.studied import SAYS, Answer, arms_to_take
from ostraka.explore.subjects import Subject
from ostraka.report import words
from ostraka.studies import Study, StudyResult


# kept as it is: a comparison holds its study, which cannot be copied by way of bytes
@st.cache_resource(
    show_spinner="Comparing the arms ...",
    max_entries=4,
    hash_funcs={StudyResult: lambda one: str(one.folder)},
)
def _answer(finished: StudyResult) -> Answer:
    return Answer.of(finished)


def study(state: State, subject: Subject) -> State:
    """Lay out a study's answer and its arms; the state with the harm that was chosen."""
    if subject.finished is not None:
        try:
            answer = _answer(subject.finished)
        except OstrakaError as error:
            st.info(str(error))
        else:
            state = _compared(state, answer)
    elif subject.study is not None:
        st.info(
            f"This study was not run to its end: {len(subject.study.arms)} arms. Run it with "
            f"`ostraka compare` and open its folder to see their differences here."
        )
    if subject.study is not None:
        _arms(state, subject.study)
    st.header("Try it yourself")
    return state


def _compared(state: State, answer: Answer) -> State:
    found = answer.found
    harms = found.harms
    st.header("What the study found")
    harm = state.harm if state.harm in harms else harms[0]
    if len(harms) > 1:
        harm = st.selectbox(
            "Harm to compare by", harms, format_func=words.name_of, key=widget("harm", harm)
        )
    first, *rest = answer.sentences(harm)
    st.markdown(f"**{first}**")
    for sentence in rest:
        st.markdown(sentence)
    data = answer.differences(harm)
    st.altair_chart(
        charts.differences(data, f"Difference ({answer.unit(harm)})"),
        alt=f"Difference of each arm from “{answer.reference}”; the numbers stand in the table below.",
    )
    st.caption("Thick: 95 % Monte Carlo interval. Thin: 95 % over the assumptions.")
    st.table(answer.table(harm))
    st.caption(
        f"{SAYS} {found.replicates} replicates at the central values, {found.draws} draws of the "
        f"uncertain numbers, {found.people:,} invented people. “Missed” is no harm of this kind: it "
        "is what the rules would have listed and did not."
    )
    if found.sets:
        with st.expander("Whom each arm spares, and whom it newly harms, per 100,000 people"):
            st.table(answer.people())
    with st.expander("How sure is the ranking?"):
        st.table(answer.ranks(harm))
    return replace(state, harm="" if harm == harms[0] else harm)


def _arms(state: State, study: Study) -> None:
    known, others = arms_to_take(study)
    if known:
        name = st.selectbox(
            "An arm of the study",
            list(known),
            format_func=lambda one: f"{words.name_in_words(one)}: {study.arms[one].description}",
            key=widget("arm of study", next(iter(known))),
        )
        st.button("Begin from this arm", on_click=_take, args=(state, study, name))
    if others:
        st.caption(
            f"{', '.join(others)}: this page gives no number another range, so it cannot begin there."
        )


def _take(state: State, study: Study, name: str) -> None:
    st.session_state["state"] = replace(state, arm=arms_to_take(study)[0][name])
    forget()
