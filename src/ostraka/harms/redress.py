"""Redress: who is told, who appeals, and what comes of it, by whether the listing was wrongful."""

from ostraka.core.declarations import Mechanism, Tally
from ostraka.population.ledgers import ORIGIN_SHIFT, RECORDED


def redress(
    month,
    stratum,
    listed_by,
    origin,
    cause_of,
    redress_event,
    redress_n,
    redress_who,
    tally_redress,
):
    """Count this month's events under the cause that the listing had when they happened."""
    for k in range(redress_n[0]):
        i = redress_who[k]
        # as the other ledgers stand when it happens: the recorded entry itself may just have ended
        cause = cause_of[listed_by[i] | RECORDED | (origin[i] << ORIGIN_SHIFT)]
        for event in range(6):
            if (redress_event[i] >> event) & 1:
                tally_redress[month, stratum[i], event, cause] += 1
        redress_event[i] = 0
    redress_n[0] = 0


MECHANISMS = (
    Mechanism(
        name="redress",
        phase="redress",
        before="repair",
        run=redress,
        writes=("redress_event", "redress_n", "tally_redress"),
        odd=(
            "Counts notices, appeals filed, given up, upheld, upheld without effect and denied, by the "
            "cause of the listing when it happened."
        ),
        source="MODEL 7.8; ruling 34",
        harm=True,
        tallies={
            "tally_redress": Tally(
                ("month", "stratum", "redress_event", "cause"),
                "steps of redress by cause of the listing",
                "events",
            )
        },
        active=lambda scenario: scenario.notice is not None,
    ),
)
