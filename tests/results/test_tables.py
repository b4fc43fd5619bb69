import numpy as np

import ostraka
from ostraka.engine import simulate
from ostraka.population.ledgers import CAUSES, STATES, cause_table
from ostraka.results.counts import by_cause
from ostraka.results.tables import Table, dense, frame, kept, summed
from tests.results.worlds import PLAIN


def test_what_is_kept_makes_the_whole_table_again():
    tallies = simulate(ostraka.loads(PLAIN), people=1500, months=12)
    made = dense(kept(tallies))
    assert made.keys() == tallies.tables.keys()
    for name, table in made.items():
        assert np.array_equal(table, tallies.tables[name]), name


def test_long_form_and_sum():
    scenario = ostraka.loads(PLAIN)
    lengths = (2, 3, 2)
    dims = ("jurisdiction", "month", "stratum")

    def table(**cells):
        whole = np.zeros(lengths, dtype=np.int64)
        for place, count in cells.items():
            whole[tuple(int(k) for k in place[1:])] = count
        flat = np.flatnonzero(whole)
        return {"tally_x": Table(dims, lengths, flat, whole.reshape(-1)[flat])}

    both = summed("tally_x", [table(c000=1, c121=5), table(c121=2, c011=4)])
    found = frame(both, scenario, ("north", "south"))
    assert found.to_dict("records") == [
        {"jurisdiction": "north", "month": 0, "stratum": "majority", "count": 1},
        {"jurisdiction": "north", "month": 1, "stratum": "minority", "count": 4},
        {"jurisdiction": "south", "month": 2, "stratum": "minority", "count": 7},
    ]


def test_states_become_causes():
    rng = np.random.default_rng(1)
    states = rng.integers(0, 9, size=(4, STATES))
    states[:, 0] = -999
    found = by_cause(states)
    causes = cause_table()
    for cause in range(1, len(CAUSES)):
        assert np.array_equal(found[:, cause], states[:, causes == cause].sum(axis=1))
    assert (found[:, 0] == 0).all()
