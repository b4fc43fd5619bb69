"""Who is on the redlist, and who would be on true conduct: given for nothing, and kept from some."""

import numpy as np

from ostraka.core.declarations import Axis, Column, Mechanism, Sum, Tally, TallyFigure
from ostraka.draws import gather
from ostraka.population.ledgers import LEDGERS
from ostraka.population.marks import MERIT, RETURNED

STANDINGS = (
    "neither",
    "deserved",
    "undeserved",
    "kept_off_late",
    "kept_off_by_error",
    "kept_off_otherwise",
    "kept_off_by_lawful_conduct",
)
_DESERVED, _UNDESERVED, _LATE, _ERROR, _OTHERWISE, _LAWFUL = range(1, 7)

STANDING_OF_BITS = (0, _UNDESERVED, _LAWFUL, _DESERVED)

_ERROR_FREE, _INDIVIDUAL = (LEDGERS.index(name) - 1 for name in ("error_free", "individual"))
_TOP = 16 * (LEDGERS.index("legitimate") - 1)


def redlist_truth(
    month,
    subjects,
    redlist_score,
    asks_for_score,
    clean_months,
    stratum,
    class_wrongdoing,
    act_n,
    act_subject,
    act_class,
    log_start,
    log_owner,
    log_class,
    log_origin,
    log_state,
    counterfactual_score,
    redlisted,
    last_wrong,
    last_own,
    last_own_wrong,
    redlist_bits,
    redlist_moved,
    redlist_standing,
    who,
    tally_redlist,
):
    """Compare the redlist with true conduct; a standing keeps the reason that held when it began."""
    if month == 0:
        for i in range(subjects):
            tally_redlist[0, stratum[i], 0] += 1
    for k in range(act_n[0]):
        i = act_subject[k]
        last_wrong[i] = month if class_wrongdoing[act_class[k]] else last_wrong[i]
    for k in range(log_start[month], log_start[month + 1]):
        if log_origin[k] == 0 and log_state[k] & (MERIT | RETURNED) == 0:
            last_own[log_owner[k]] = month
            if class_wrongdoing[log_class[k]]:
                last_own_wrong[log_owner[k]] = month
    since = np.int16(month - clean_months)
    # four scores of 16 bits in a word, the legitimate one on top: two plain loops over whole vectors
    legitimate = counterfactual_score.reshape(counterfactual_score.size).view(np.int64)
    if asks_for_score:
        for i in range(legitimate.size):
            high = legitimate[i] >> _TOP >= redlist_score
            redlist_moved[i] = np.uint8(2) if high else np.uint8(0)
    else:
        redlist_moved[:] = 2
    for i in range(redlisted.size):
        true = redlist_moved[i] if last_wrong[i] <= since else np.uint8(0)
        bits = np.uint8(redlisted[i] | true)
        redlist_moved[i] = np.uint8(bits ^ redlist_bits[i])
        redlist_bits[i] = bits
    moved = gather(redlist_moved, who)
    for k in range(moved):
        i = who[k]
        if i >= subjects:
            break
        s = stratum[i]
        tally_redlist[month, s, redlist_standing[i]] -= 1
        standing = STANDING_OF_BITS[redlist_bits[i]]
        if standing == _LAWFUL:  # kept off it, but why?
            clean = last_own[i] <= since
            if last_own_wrong[i] > since:
                standing = _LATE
            elif clean and counterfactual_score[i, _ERROR_FREE] >= redlist_score:
                standing = _ERROR
            elif clean and counterfactual_score[i, _INDIVIDUAL] >= redlist_score:
                standing = _OTHERWISE
        redlist_standing[i] = standing
        tally_redlist[month, s, standing] += 1


_ON_IT = ("deserved", "undeserved")


def _months(name: str, definition: str, *standings: str) -> TallyFigure:
    of = Sum("tally_redlist", {"redlist_standing": standings})
    kept_off = standings != _ON_IT
    return TallyFigure(name, "person-months", definition, of, is_harm=kept_off)


MECHANISMS = (
    Mechanism(
        name="redlist_truth",
        phase="tallies",
        run=redlist_truth,
        writes=(
            "last_wrong",
            "last_own",
            "last_own_wrong",
            "redlist_bits",
            "redlist_moved",
            "redlist_standing",
            "who",
            "tally_redlist",
        ),
        odd=(
            "True conduct asks for the score of `legitimate`, and no wrongdoing at all, detected or "
            "not, within `clean_months`. On the redlist one is there deserved or undeserved; kept off "
            "it by a record of own wrongdoing that came late; else by error, by lawful conduct, or "
            "otherwise (penalties for others, points gamed and expired), as the ledgers part; the "
            "reason is that of the first month."
        ),
        source="MODEL 7.5, rulings 30 and 37",
        harm=True,
        columns={
            "last_wrong": Column(
                np.int16, "month of the last wrongdoing, or -1", "month", truth=True, reset=-1
            ),
            "last_own": Column(
                np.int16, "of the last founded record of own", "month", truth=True, reset=-1
            ),
            "last_own_wrong": Column(
                np.int16, "of that on own wrongdoing", "month", truth=True, reset=-1
            ),
            "redlist_bits": Column(
                np.uint8, "1 on the redlist, 2 by true conduct", truth=True, reset=0
            ),
            "redlist_moved": Column(
                np.uint8, "which of them changed this month", "bits", truth=True
            ),
            "redlist_standing": Column(
                np.uint8, "index into STANDINGS at last month's end", truth=True, reset=0
            ),
        },
        tallies={
            "tally_redlist": Tally(
                ("month", "stratum", "redlist_standing"),
                "people on the redlist, kept off it or neither, at month's end",
                "person-months",
                steps=True,
            )
        },
        axes={
            "redlist_standing": Axis(
                "on the redlist, deserved by true conduct or not; or kept off it, and why",
                lambda scenario: STANDINGS,
            )
        },
        figures=(
            _months("redlist_person_months", "Person-months on the redlist.", *_ON_IT),
            TallyFigure(
                "redlist_share",
                "share of person-months",
                "Of all person-months of the run, those on the redlist.",
                Sum("tally_redlist", {"redlist_standing": _ON_IT}),
                per=Sum("tally_redlist"),
                is_share=True,
            ),
            TallyFigure(
                "redlist_undeserved_share",
                "share of redlisted person-months",
                "Of all person-months on the redlist, those of people whom true conduct would not "
                "have put there.",
                Sum("tally_redlist", {"redlist_standing": ("undeserved",)}),
                per=Sum("tally_redlist", {"redlist_standing": _ON_IT}),
                is_share=True,
            ),
            _months(
                "redlist_kept_off",
                "Person-months of people kept off the redlist by something else than own wrongdoing.",
                "kept_off_by_error",
                "kept_off_otherwise",
                "kept_off_by_lawful_conduct",
            ),
            _months(
                "redlist_kept_off_by_error",
                "Of those, by a record that is unfounded or of somebody else.",
                "kept_off_by_error",
            ),
            _months(
                "redlist_kept_off_by_lawful_conduct",
                "Of those, by a record of own lawful or protected conduct.",
                "kept_off_by_lawful_conduct",
            ),
        ),
        active=lambda scenario: scenario.redlist is not None,
    ),
)
