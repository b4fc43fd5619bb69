import pytest

import ostraka
from ostraka.population.ledgers import STATES, WRONGFUL, cause_of
from ostraka.results.labels import cause_in_reverse, groups_of, labels, state_in_words
from tests.results.worlds import PLAIN, RICH


@pytest.mark.parametrize(
    ("state", "forward", "backward"),
    [
        (0b00001, "false_record", "false_record"),
        (0b1100001, "wrong_person", "wrong_person"),
        (0b00011, "false_record", "false_record"),
        (0b00111, "association", "association"),
        (0b01111, "lawful_conduct", "lawful_conduct"),
        (0b11111, "by_rules", "by_rules"),
        (0b01011, "false_record", "lawful_conduct"),  # only clocks that drifted apart give this
        (0b01110, "not_listed", "not_listed"),
        (0b0100011, "false_flag", "false_flag"),
        (0b1000011, "disfavour", "disfavour"),
    ],
)
def test_both_orders_of_causes(state, forward, backward):
    assert cause_of(state) == forward
    assert cause_in_reverse(state) == backward


def test_the_orders_agree_on_what_is_wrongful():
    for state in range(STATES):
        assert (cause_of(state) in WRONGFUL) == (cause_in_reverse(state) in WRONGFUL)


def test_states_in_words():
    assert state_in_words(0b00011) == "recorded+linked"
    assert state_in_words(0b0100001) == "recorded (false_flag)"
    assert state_in_words(0b1100001) == "recorded (record_of_another)"


def test_axes_take_their_names_from_the_scenario():
    scenario = ostraka.loads(RICH)
    assert labels(scenario, "stratum", 2) == ("majority", "minority")
    assert labels(scenario, "record_class", 2) == ("debt", "petition")
    assert labels(scenario, "deserved_grade", 3) == ("good", "fair", "poor")
    assert labels(scenario, "month", 30) is None


def test_groups():
    assert groups_of(ostraka.loads(PLAIN), ("here",)) == (
        ("all", "all"),
        ("stratum", "majority"),
        ("stratum", "minority"),
        ("jurisdiction", "here"),
    )
