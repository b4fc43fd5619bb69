"""A pass that does not say what it does is refused, and an edit of anything it uses is noticed."""

import dataclasses
import sys

import numpy as np
import pytest
from numba import njit

from ostraka.core.declarations import Column, Mechanism
from ostraka.core.errors import DeclarationError
from ostraka.engine.compile import fingerprint_of, is_compiled, toolchain
from ostraka.engine.schedule import CATALOGUE, check_declaration, fingerprint, schedule_for
from tests.reference import scenarios


def looks_at_truth(month, stratum, act_n, who):
    """A pass that has no business to know of acts."""
    who[0] = act_n[0]


def looks_at_scores(recorded_score, who):
    """A pass that sees what the system sees."""
    who[0] = recorded_score[0]


def takes_the_unknown(month, horoscope, who):
    """A pass with an argument that nobody declares."""
    who[0] = horoscope[0]


def looks_at_true_rates(month, act_keep, who):
    """A pass that takes a parameter which tells the truth."""
    who[0] = act_keep[0, 0]


def fake(run, **changes):
    given = {
        "name": "fake",
        "phase": "listing",
        "run": run,
        "writes": ("who",),
        "odd": "It is here to be refused.",
        "source": "none",
    }
    return Mechanism(**{**given, **changes})


def test_a_mechanism_that_takes_truth_undeclared_is_refused():
    with pytest.raises(DeclarationError, match="act_n"):
        check_declaration(fake(looks_at_truth))
    with pytest.raises(DeclarationError, match="act_n"):
        schedule_for(scenarios.bare(), extra=[fake(looks_at_truth)])


def test_truth_in_a_parameter_is_truth_as_well():
    with pytest.raises(DeclarationError, match="act_keep"):
        check_declaration(fake(looks_at_true_rates))


def test_truth_is_open_to_harms_and_to_those_who_say_with_what_accuracy():
    check_declaration(fake(looks_at_truth, harm=True))
    check_declaration(fake(looks_at_truth, sees_truth="with sensitivity 0.7"))
    check_declaration(fake(looks_at_scores))


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.name)
def test_every_mechanism_of_the_catalogue_that_takes_truth_says_how(one):
    check_declaration(one)
    hidden = [n for n in one.arguments if n in TRUTH]
    if hidden and not one.harm and one.phase != "population":
        with pytest.raises(DeclarationError):
            check_declaration(dataclasses.replace(one, sees_truth=""))


TRUTH = {name for one in CATALOGUE for name, column in one.columns.items() if column.truth}


def test_ledgers_that_nobody_could_see_are_truth():
    """If one of these lost its mark, a mechanism could use it unnoticed."""
    assert {
        "frailty",
        "act_subject",
        "record_owner",
        "record_origin",
        "log_owner",
        "log_origin",
        "waiting_owner",
        "waiting_origin",
        "counterfactual_score",
        "listed_by",
        "origin",
        "touched",
        "wanted",
        "flag_is_true",
        "last_claimed",
        "state",
    } <= TRUTH


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"run": takes_the_unknown}, "nobody declares 'horoscope'"),
        ({"run": looks_at_scores, "writes": ("who", "on_list")}, "does not take"),
        ({"run": looks_at_true_rates, "writes": ("act_keep",)}, "no column or tally"),
    ],
)
def test_names_that_do_not_resolve_are_refused(changes, fault):
    with pytest.raises(DeclarationError, match=fault):
        check_declaration(fake(**changes))


@pytest.mark.parametrize("silent", ["odd", "source"])
def test_a_mechanism_has_words(silent):
    with pytest.raises(DeclarationError):
        fake(looks_at_scores, **{silent: ""})


def test_no_name_is_declared_twice():
    names = [
        name
        for one in CATALOGUE
        for kind in (one.columns, one.declares, one.tallies)
        for name in kind
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.name)
def test_what_a_mechanism_declares_is_used_by_some_pass(one):
    taken = {name for other in CATALOGUE for name in other.arguments}
    assert {*one.columns, *one.declares, *one.tallies} <= taken
    assert all(isinstance(column, Column) and column.doc for column in one.columns.values())


# ---- an edit is noticed -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schedule():
    return schedule_for(scenarios.term())


@pytest.fixture(autouse=True)
def forgetful():
    """Within a process sources do not change, so hashes are remembered; here they do."""
    yield
    forget()


def forget():
    for remembered in (fingerprint, fingerprint_of, toolchain):
        remembered.cache_clear()


def fresh(schedule):
    forget()
    return fingerprint(schedule)


@njit(forceinline=True)
def another_helper(i, bits, reason, listed_by, on_list):
    """Not what it was."""
    listed_by[i] &= ~bits


def test_a_schedule_has_one_fingerprint(schedule):
    assert fingerprint(schedule) == fingerprint(schedule_for(scenarios.term()))
    assert fingerprint(schedule) != fingerprint(schedule, timed=True)
    assert fingerprint(schedule) != fingerprint(schedule_for(scenarios.grade()))


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        ("mechanisms.term", "end_what_is_due", another_helper),  # a helper of a pass
        ("mechanisms.review", "recognised", another_helper),
        ("draws.gather", "_trailing_zeros", another_helper),  # a helper of a helper
        ("draws.philox", "philox4x32", another_helper),
        ("draws.philox", "_ROUNDS", 7),  # a constant of a helper of a helper
        ("draws.philox", "_WEYL_0", np.uint64(1)),
        ("mechanisms.listing", "RECORDED", 2),  # a constant of a pass
        ("mechanisms.listing", "LEDGERS", ("recorded", "linked")),  # which need not be a number
        ("mechanisms.review", "DECISION", 66),
    ],
)
def test_an_edit_of_a_helper_or_constant_changes_the_fingerprint(
    schedule, monkeypatch, module, name, value
):
    before = fresh(schedule)
    place = sys.modules[f"ostraka.{module}"]
    assert hasattr(place, name)
    monkeypatch.setattr(place, name, value)
    after = fresh(schedule)
    assert after != before
    assert not is_compiled(after)
    monkeypatch.undo()
    assert fresh(schedule) == before


def test_other_tools_change_the_fingerprint(schedule, monkeypatch):
    before = fresh(schedule)
    monkeypatch.setattr("numba.__version__", "0.0")
    assert fresh(schedule) != before


def test_an_edit_elsewhere_changes_nothing(schedule, monkeypatch):
    """A pass that is not scheduled may change without a new compilation."""
    before = fresh(schedule)
    monkeypatch.setattr("ostraka.mechanisms.listing.RECOVERED", 9)  # on a list by grade only
    assert fresh(schedule) == before


DECIDES = {
    "notice": set(),
    "adoption": set(),
    "dropping": set(),
    "reimport": {"scored", "scored_n", "scored_who"},
    "appeal": {"listed_by"},
    "review": {
        "class_wrongdoing",
        "listed_by",
        "log_index",
        "log_origin",
        "log_owner",
        "log_state",
        "waiting_marks",
        "stirred",
        "stirred_n",
        "stirred_who",
        "waiting_origin",
        "waiting_owner",
    },
    "flag": {
        "act_class",
        "act_n",
        "act_subject",
        "flag_hit",
        "flag_is_true",
        "last_claimed",
        "recently",
    },
}


@pytest.mark.parametrize("name", DECIDES)
def test_what_of_the_truth_a_deciding_pass_takes_is_pinned(name):
    """A pass that decides about somebody may not quietly come to know more than it declares."""
    one = next(one for one in CATALOGUE if one.name == name)
    known = {k: v for m in CATALOGUE for k, v in {**m.columns, **m.declares}.items()}
    taken = {a for a in one.arguments if a in known and known[a].truth}
    assert taken <= DECIDES[name]
