"""Figures and assumptions at random, for properties that hold of all of them."""

from hypothesis import strategies as st

from ostraka.estimation import Assumptions, Audit, Figures, Setting

SHARES = st.sampled_from([None, 0.0, 0.3, 0.5, 0.8, 0.9, 0.95, 1.0])
RATIOS = st.sampled_from([None, 0.2, 0.5, 1.0, 1.5, 2.0, 5.0, 20.0, 100.0])


@st.composite
def figures(draw, most=400, audits=2):
    """Counts that may have been published."""
    listed = draw(st.integers(1, most))
    challenged = draw(st.integers(0, listed))
    overturned = draw(st.integers(0, challenged))
    told = draw(st.none() | st.integers(challenged, listed))
    made = []
    for _ in range(draw(st.integers(0, audits))):
        of = draw(st.sampled_from(["list", "unchallenged"]))
        whole = listed if of == "list" else listed - challenged
        if whole:
            audited = draw(st.integers(1, whole))
            found = draw(st.integers(0, audited))
            made.append(Audit(audited, found, of, draw(st.booleans()), draw(SHARES), draw(SHARES)))
    removed = draw(st.none() | st.integers(0, listed))
    return Figures(listed, challenged, overturned, told, removed, tuple(made))


@st.composite
def assumptions(draw):
    """Some switched on, some not."""
    least, most = draw(RATIOS), draw(RATIOS)
    if least is not None and most is not None and least > most:
        least, most = most, least
    return Assumptions(draw(SHARES), draw(SHARES), least, most, draw(SHARES))


@st.composite
def settings(draw, reading=None, **sizes):
    """Everything that bounds follow from."""
    read = reading or draw(st.sampled_from(["realised", "probabilities"]))
    return Setting(draw(figures(**sizes)), draw(assumptions()), read, 0.05)
