"""A view is its address: what is shown can be shared, and a bad address says what is wrong with it."""

from hypothesis import given
from hypothesis import strategies as st

from ostraka.explore.state import PEOPLE, Arm, State, arm_name, read

PLACES = st.text("abcdefgh_.", min_size=1, max_size=20).filter(lambda place: "|" not in place)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)
NAMES = st.lists(st.sampled_from(["expiry", "firewall", "identity_check"]), unique=True).map(tuple)
ARMS = st.builds(
    Arm,
    st.dictionaries(PLACES, NUMBERS.map(lambda x: float(f"{x:.12g}")), max_size=3),
    NAMES,
    NAMES,
)
KEPT = st.builds(
    lambda arm, name: Arm(arm.values, arm.added, arm.left_out, name),
    ARMS,
    st.text("abc /:;", min_size=1, max_size=8),
)
STATES = st.builds(
    State,
    subject=st.sampled_from(["missed_fines", "my run", "ü&="]),
    arm=ARMS,
    kept=st.lists(KEPT, max_size=2).map(tuple),
    shown=st.lists(PLACES, max_size=2, unique=True).map(tuple),
    people=st.sampled_from(PEOPLE),
    seed=st.integers(0, 2**32 - 1),
    with_assumptions=st.booleans(),
    story=st.sampled_from(["", "error"]),
)


@given(STATES)
def test_every_view_comes_back_from_its_address(state):
    assert read(state.address()) == (state, [])


def test_the_estimator_comes_back_from_its_address():
    state = State(
        view="estimate",
        counts={"listed": 100, "challenged": 10, "overturned": 0},
        beliefs={"sensitivity": 0.9, "ratio_at_least": 1.0},
        posterior=True,
    )
    assert read(state.address()) == (state, [])


def test_what_cannot_be_read_is_left_out_and_told():
    address = {
        "people": ["7"],
        "seed": ["-1"],
        "set": ["linking.mislink"],
        "view": ["x"],
        "of": ["a"],
    }
    state, problems = read(address)
    assert state == State(subject="a")
    assert sorted(p.place for p in problems) == [
        "address: people",
        "address: seed",
        "address: set:linking.mislink",
        "address: view",
    ]
    assert all(p.remedy for p in problems)


def test_infinite_and_missing_numbers_are_refused():
    for number in ("nan", "inf", "1e999", "x", ""):
        state, problems = read({"set": [f"linking.mislink:{number}"]})
        assert state.arm == Arm()
        assert len(problems) == 1


def test_arms_never_share_a_name_nor_break_the_address():
    kept = (Arm(name="A"), Arm(name="A (2)"))
    assert arm_name("A", kept) == "A (3)"
    assert arm_name("a|b", ()) == "a/b"
    assert arm_name("  ", kept) == "Arm 3"
