"""What mechanisms leave behind when they act, for the scenarios that switch all of them on."""

import numpy as np

MARKS = (
    "tally_responses",
    "tally_redlist",
    "tally_restrictions",
    "tally_restricted_for_others",
    "tally_reports",
    "tally_averaging",
    "tally_fabricated",
    "tally_dropped",
    "tally_hearings",
    "tally_audits",
    "tally_uncorroborated",
    "tally_moves",
    "tally_conflicts",
    "tally_association_points",
)


def each_leaves_its_mark(tallies):
    """Hold every mechanism of a run to its table."""
    for table in MARKS:
        assert np.any(tallies.tables[table]), table
