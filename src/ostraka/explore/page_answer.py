"""The answer: harm first, then causes, groups, correction, arms, one life, and what can be taken away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from ostraka.core.errors import OstrakaError
from ostraka.explore import arms, charts, ranking, running, stories, view
from ostraka.explore.package import archive
from ostraka.explore.page_session import forget, keep, waited, widget
from ostraka.explore.state import Arm, State, arm_name
from ostraka.explore.subjects import Subject
from ostraka.explore.toml_text import toml_of
from ostraka.report import words
from ostraka.results import Result

Scenarios = Mapping[str, Any]


def answer(state: State, subject: Subject) -> None:
    """Run what is on the page and show it; first with chance alone, then with the assumptions."""
    try:
        scenarios = _scenarios(state, subject)
    except OstrakaError as error:
        st.error("These changes do not go together:\n\n" + "\n\n".join(arms.why_not(error)))
        return
    draws = arms.DRAWS if state.with_assumptions and _uncertain(scenarios) else 0
    spot = st.empty()
    found = _found(scenarios, draws) or _run(scenarios, 0)
    if found is None:
        return
    with spot.container():
        show(found, draws)
    below = st.container()
    progress = st.container()
    with below:
        _arms(state)
        _story(state, scenarios)
        _take_away(state, subject, scenarios, draws)
    with progress:
        if draws and _found(scenarios, draws) is None:
            found = _run(scenarios, draws)
            if found is not None:
                with spot.container():
                    show(found, 0)
        _rank(subject)


def _scenarios(state: State, subject: Subject) -> dict[str, Any]:
    given = {"people": state.people, "seed": state.seed}
    made = {view.UNCHANGED: arms.scenario_of(subject.scenario, Arm(), **given)}
    if state.arm.changes:
        made[view.CHANGED] = arms.scenario_of(subject.scenario, state.arm, **given)
    for arm in state.kept:
        made[arm.name] = arms.scenario_of(subject.scenario, arm, **given)
    return made


def _uncertain(scenarios: Scenarios) -> bool:
    return any(scenario.uncertain() for scenario in scenarios.values())


def _found(scenarios: Scenarios, draws: int) -> dict[str, Result] | None:
    kept = {arm: running.known(scenario, draws) for arm, scenario in scenarios.items()}
    there = {arm: result for arm, result in kept.items() if result is not None}
    return there if len(there) == len(kept) else None


def _run(scenarios: Scenarios, draws: int) -> dict[str, Result] | None:
    asked = list(scenarios.values())
    said = "Running invented lives ..."
    if draws:
        said = f"The interval over the assumptions: {draws} draws of the uncertain numbers ..."
    elif running.waits_for_compiler(asked):
        said = "Compiling this model for the first time: ten to twenty seconds, once ..."
    key = "|".join(running.key_of(scenario, draws) for scenario in asked)
    made = waited(lambda tell: running.run_all(asked, draws, tell), said, key)
    return None if made is None else dict(zip(scenarios, made, strict=True))


def show(found: Mapping[str, Result], still: int) -> None:
    """Every figure of the arms; ``still`` draws of the uncertain numbers are yet to come."""
    unchanged = found[view.UNCHANGED]
    changed = found.get(view.CHANGED)
    shown = {arm: found[arm] for arm in (view.UNCHANGED, view.CHANGED) if arm in found}
    names = list(shown)
    st.header("Harm")
    first, *rest = view.sentences(unchanged, changed)
    st.markdown(f"**{first}**")
    for sentence in rest:
        st.markdown(sentence)
    st.table(view.table(view.lines(unchanged, changed)))
    st.caption(_how(unchanged, changed, still))
    _causes(shown, names)
    if len(unchanged.scenario.strata) > 1:
        st.header("Who carries it")
        st.altair_chart(
            charts.bars_of_arms(
                view.strata(shown), "stratum", "Ever wrongly listed, per 100,000 people", names
            ),
            alt="People ever wrongly listed per 100,000 of each stratum; the numbers stand below.",
        )
        _numbers_of(view.strata(shown), "stratum", "Ever wrongly listed, per 100,000 people")
    st.header("How long until it is corrected")
    st.altair_chart(
        charts.correction(view.correction(shown), names, unchanged.months),
        alt=f"Wrongful spells not corrected yet, from 0 to {unchanged.months} months after they began.",
    )
    st.caption(
        "Bands: 95 % Monte Carlo interval. Ends other than a correction do not count as one."
    )
    if len(found) > 1:
        _compare(found)


def _how(unchanged: Result, changed: Result | None, still: int) -> str:
    last = changed or unchanged
    seconds = float(last.about["elapsed_seconds"])
    both = "Both arms meet the same draws. " if changed is not None else ""
    drawn = (
        f"The interval over the assumptions: {last.parameter_draws} draws of the uncertain numbers. "
        if last.parameter_draws
        else "The interval over the assumptions follows. "
        if still
        else ""
    )
    also = " with those draws" if last.parameter_draws else ""
    return (
        f"{view.BRACKETS} {both}{last.replicates} runs of {last.people:,} invented people over "
        f"{last.months} months: {seconds:.1f} s{also}. {drawn}“Missed” is no harm of this kind: "
        "it is what the rules would have listed and did not."
    )


def _causes(shown: Mapping[str, Result], names: list[str]) -> None:
    st.header("Through which mechanism")
    data = view.causes(shown)
    unit = "Wrongful person-months per 1,000 people"
    if data.empty:
        st.markdown("Nobody is wrongly listed.")
        return
    st.altair_chart(
        charts.bars_of_arms(data, "cause", unit, names),
        alt="Wrongful person-months by cause and arm; the numbers stand below.",
    )
    st.caption("Thick: 95 % Monte Carlo interval. Thin: 95 % over the assumptions.")
    _numbers_of(data, "cause", unit)


def _numbers_of(data: Any, by: str, unit: str) -> None:
    wide = data.pivot(index=by, columns="arm", values="said").reindex(data[by].unique())
    order = [arm for arm in data["arm"].unique() if arm in wide]
    wide.index.name = f"{words.capital(by)} ({unit[:1].lower()}{unit[1:]})"
    with st.expander(f"The numbers by {by}"):
        st.table(wide[order])


def _compare(found: Mapping[str, Result]) -> None:
    st.header("Arms side by side")
    st.altair_chart(
        charts.arms_beside(view.arms(found), "Wrongful share of the list (%)", list(found)),
        alt="Wrongful share of the list in every arm; the numbers stand in the table below.",
    )
    st.table(view.arms_table(found))
    st.caption(view.BRACKETS)


def _arms(state: State) -> None:
    if not (state.arm.changes or state.kept):
        return
    st.subheader("Keep arms to compare")
    if state.arm.changes:
        name = st.text_input("Name of this arm", key=widget("arm name", ""))
        st.button("Keep this arm", on_click=_keep_arm, args=(state, name))
    for arm in state.kept:
        st.button(f"Remove {arm.name}", on_click=_remove, args=(state, arm.name))
        st.caption("; ".join(arm.parts()))


def _keep_arm(state: State, name: str) -> None:
    kept = (*state.kept, replace(state.arm, name=arm_name(name, state.kept)))
    st.session_state["state"] = replace(state, kept=kept)
    forget()


def _remove(state: State, name: str) -> None:
    st.session_state["state"] = replace(state, kept=tuple(a for a in state.kept if a.name != name))


def _story(state: State, scenarios: Scenarios) -> None:
    st.header("One life")
    unchanged = scenarios[view.UNCHANGED]
    kinds = ("", *stories.kinds(unchanged))
    given = state.story if state.story in kinds else ""
    kind = st.selectbox(
        "Tell the story of somebody typical of",
        kinds,
        format_func=lambda one: words.name_in_words(one) or "(nobody yet)",
        key=widget(f"story|{state.subject}", given),
    )
    keep(replace(state, story=kind))
    if not kind:
        return
    changed = scenarios.get(view.CHANGED)
    key = f"story|{kind}|{running.key_of(changed or unchanged, 0)}"
    try:
        told = waited(
            lambda tell: stories.story(unchanged, changed, kind), "Looking for somebody ...", key
        )
    except OstrakaError as error:
        st.info(str(error))
        return
    if told is None:
        return
    for sentence in told.sentences():
        st.markdown(sentence)
    lives = [("As it is", told.life)]
    if told.changed is not None:
        lives.append(("The same person, with your changes", told.changed))
    for title, life in lives:
        with st.expander(title, expanded=True):
            st.table(stories.ledgers(life))
            st.table(stories.months(life))


def _take_away(state: State, subject: Subject, scenarios: Scenarios, draws: int) -> None:
    st.header("Take it away")
    written = {view.UNCHANGED: Arm(), view.CHANGED: state.arm, **{a.name: a for a in state.kept}}
    tomls = {arm: toml_of(s, subject.text, written[arm]) for arm, s in scenarios.items()}
    text = tomls.get(view.CHANGED, tomls[view.UNCHANGED])
    st.download_button(
        "Download the scenario (TOML)",
        text,
        f"{subject.name}.toml",
        "application/toml",
        on_click="ignore",
    )
    address = str(st.context.url or "")

    def packed() -> bytes:
        results = running.run_all(list(scenarios.values()), draws, lambda done, total: None)
        return archive(dict(zip(scenarios, results, strict=True)), tomls, address)

    st.download_button(
        "Download scenario, report and figures of every arm (ZIP)",
        packed,
        f"{subject.name}.zip",
        "application/zip",
        on_click="ignore",
    )
    with st.expander("The scenario as TOML"):
        st.code(text, language="toml", wrap_lines=True)


def _rank(subject: Subject) -> None:
    """Look which numbers move harm furthest, once a scenario, when the answer is there."""
    if ranking.ranking(subject.scenario).is_whole:
        return
    said = "Looking which numbers move harm furthest ..."
    made = waited(lambda tell: ranking.rank(subject.scenario, tell), said, f"rank|{subject.name}")
    if made is not None:
        st.rerun()
