"""Subject-months on the list, by the full pattern of ledgers and so by cause."""

from ostraka.core.declarations import Mechanism, Tally


def listed_months(month, stratum, state, changed_n, changed_who, changed_from, tally_states):
    """Move each changed subject from its old state to its new one, from this month on."""
    for k in range(changed_n[0]):
        i = changed_who[k]
        if changed_from[k]:
            tally_states[month, stratum[i], changed_from[k]] -= 1
        if state[i]:
            tally_states[month, stratum[i], state[i]] += 1


MECHANISMS = (
    Mechanism(
        name="listed_months",
        phase="tallies",
        run=listed_months,
        writes=("tally_states",),
        odd="Counts subject-months by state; every cause, and any other order of causes, follows.",
        source="MODEL 2; answer 10.1 of section 10",
        harm=True,
        tallies={
            "tally_states": Tally(
                ("month", "stratum", "state"),
                "subjects in each state at month's end (state 0, on no ledger, is not kept)",
                "subject-months",
                steps=True,
            )
        },
    ),
)
