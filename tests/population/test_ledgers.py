"""The partition of causes, over all states that there are."""

import numpy as np

from ostraka.population.ledgers import (
    ALL,
    CAUSES,
    ERROR_FREE,
    ERRORS,
    EXITS,
    INDIVIDUAL,
    LEDGERS,
    LEGITIMATE,
    LINKED,
    OF_ANOTHER,
    ORIGIN_SHIFT,
    OUTCOME_OF_EXIT,
    OUTCOMES,
    RECORDED,
    STALE_COPY,
    STATES,
    WRONGFUL,
    cause_of,
    cause_table,
)


def test_each_state_has_one_cause_legitimate_first() -> None:
    for state in range(STATES):
        cause = cause_of(state)
        assert cause in CAUSES
        assert (cause == "not_listed") == (not state & RECORDED)
        if state & RECORDED:
            assert (cause == "by_rules") == bool(state & LEGITIMATE)
            stale = state >> ORIGIN_SHIFT == STALE_COPY
            error = not state & LEGITIMATE and (stale or not state & ERROR_FREE)
            assert (cause == "reimported") == (stale and not state & LEGITIMATE)
            assert (cause in (*ERRORS, "disfavour")) == error
            of_another = state >> ORIGIN_SHIFT == OF_ANOTHER
            assert (cause == "wrong_person") == (error and of_another and not state & LINKED)
    np.testing.assert_array_equal(
        [CAUSES[number] for number in cause_table()], [cause_of(s) for s in range(STATES)]
    )


def test_the_causes_read_as_the_ledgers_are_nested() -> None:
    nested = [ALL, ALL - LEGITIMATE, ALL - LEGITIMATE - INDIVIDUAL]
    assert [cause_of(state) for state in nested] == ["by_rules", "lawful_conduct", "association"]
    for error in (RECORDED | LINKED, RECORDED):
        assert cause_of(error) == "false_record"
        assert cause_of(error | 1 << ORIGIN_SHIFT) == "false_flag"
        assert cause_of(error | 2 << ORIGIN_SHIFT) == "disfavour"
    assert cause_of(RECORDED | LINKED | OF_ANOTHER << ORIGIN_SHIFT) == "false_record"
    assert cause_of(RECORDED | OF_ANOTHER << ORIGIN_SHIFT) == "wrong_person"
    assert cause_of(ALL - RECORDED) == "not_listed"


def test_the_wrongful_causes_are_all_but_those_by_the_rules() -> None:
    assert set(CAUSES) - set(WRONGFUL) == {"not_listed", "by_rules"}
    assert CAUSES[2:] == WRONGFUL  # what the kernels compare with
    bits = (RECORDED, LINKED, ERROR_FREE, INDIVIDUAL, LEGITIMATE)
    assert bits == tuple(1 << place for place in range(len(LEDGERS)))


def test_every_exit_has_an_outcome() -> None:
    read = {reason: OUTCOMES[number] for reason, number in zip(EXITS, OUTCOME_OF_EXIT, strict=True)}
    assert read == {
        "none": "overtaken",
        "expired": "expired",
        "pardoned": "pardoned",
        "audited": "corrected",
        "upheld": "corrected",
        "repaired": "repaired",
        "sold": "bought_out",
        "recovered": "recovered",
    }
