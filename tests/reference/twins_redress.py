"""Twins of notice, appeal and review."""

from typing import Any

from ostraka.population.ledgers import EXITS, LEDGERS
from tests.reference.luck import NEVER, below, lag, monthly

TOLD, FILED, GIVEN_UP, UPHELD, WITHOUT_EFFECT, DENIED = (1 << k for k in range(6))


def notice(c: Any) -> None:
    """To whoever is new; again to whom a struck record came back, if nothing is pending."""
    rules = c.rules
    asked = [i for (i,) in c.rows("newcomer_n")]
    for (i,) in c.rows("reopened_n"):
        dues = {int(c.notice_due[i]), int(c.appeal_due[i]), int(c.review_due[i])}
        if not any(due in range(c.month, NEVER) for due in dues):
            asked.append(i)
    for i in asked:
        sent, wait, _, _ = c.one(i, "notice.sent")
        told = below(sent, rules.told[c.row[i]])
        c.notice_due[i] = c.month + lag(rules.notice_success, wait) if told else NEVER
    told = [i for i, due in enumerate(c.notice_due) if due == c.month and c.on_list[i]]
    c.people("notified_n", told)
    for i in told:
        c.tell(i, TOLD)


def _listed(c: Any, i: int) -> set[str]:
    return {name for k, name in enumerate(LEDGERS) if c.listed_by[i] >> k & 1}


def appeal(c: Any) -> None:
    """A wait for those told, and for those denied who may try again; then file."""
    rules = c.rules
    for (i,) in c.rows("newcomer_n"):
        c.tries[i], c.appeal_due[i], c.review_due[i] = 0, NEVER, NEVER
    begins = {i: c.month + 1 for (i,) in c.rows("notified_n")}
    for i in begins:
        c.tries[i] = 0
    for (i,) in c.rows("denied_n"):
        if i not in begins and c.on_list[i] and 1 <= c.tries[i] < rules.max_appeals:
            begins[i] = c.month
    for i, month in begins.items():
        wronged = not _listed(c, i) & {"legitimate", "error_free"}
        hazard = rules.appeal[c.row[i]] * (rules.wronged_ratio if wronged else 1)
        c.appeal_due[i] = min(NEVER, month + lag(monthly(hazard), c.one(i, "appeal.wait")[0]))
    c.put("denied_n", [])
    for i, due in enumerate(c.appeal_due):
        if due == c.month and c.on_list[i]:
            survives, wait, _, _ = c.one(i, "appeal.file")
            c.tries[i] += 1
            c.tell(i, FILED)
            if below(survives, rules.survives_steps):
                c.review_due[i] = c.month + 1 + lag(rules.review_success, wait)
            else:
                c.tell(i, GIVEN_UP)


def wrong(listed_by: int) -> str:
    """What a reviewer of perfect sight would find."""
    names = {name for k, name in enumerate(LEDGERS) if listed_by >> k & 1}
    for name, verdict in (
        ("legitimate", ""),
        ("individual", "lawful_conduct"),
        ("error_free", "association"),
    ):
        if name in names and (name != "individual" or "error_free" in names):
            return verdict
    return "error"


def review(c: Any) -> None:
    """Decide what is due; strike, and perhaps end."""
    for i in [i for i, due in enumerate(c.review_due) if due == c.month and c.on_list[i]]:
        if c.renewal_month[i] == c.month:
            c.review_due[i] += 1
            continue
        event = _decide(c, i)
        c.tell(i, event)
        if event == DENIED:
            c.people("denied_n", [*(k for (k,) in c.rows("denied_n")), i])
        if event == UPHELD:
            leaving = c.listed & False
            leaving[0, i] = True
            c.leave(leaving, EXITS.index("upheld"))


def _decide(c: Any, i: int) -> int:
    rules, s = c.rules, c.row[i]
    sees = wrong(int(c.listed_by[i])) in rules.recognises
    first, second, _, _ = c.one(i, "review.decision")
    yes = below(first, rules.sensitivity[s]) if sees else not below(first, rules.specificity[s])
    if not yes or below(second, rules.disfavour[s]):
        return DENIED
    back = (rules.corrects, rules.reassert)
    strike(c, i, rules.recognises if sees else None, int(c.entry_month[i]), back)
    still = rules.by_grade and c.recorded_score[i] < rules.threshold[s]
    return WITHOUT_EFFECT if still else UPHELD


def strike(
    c: Any, i: int, covers: set[str] | None, since: int, back: tuple[float, float] = (1.0, 0.0)
) -> None:
    """Void the records behind an entry: those that ``covers`` names, or all of them for None."""
    rules, s = c.rules, c.row[i]
    corrects, reassert = back
    file = [(k, *row) for k, row in enumerate(c.rows("log_n")) if row[0] == i]
    waiting = c.rows("waiting_n")
    for k, _, owner, degree, origin, index, state, cost, _, month, _ in reversed(file):
        expired = rules.life is not None and month + rules.life <= c.month
        old = month < since or not rules.degrees[degree].trigger[s]
        before = rules.threshold is None and old
        if state & (1 | 16) or expired or before:
            continue
        wrong = origin > 0 or owner != i
        kind = "error" if wrong else "lawful_conduct"
        just = not wrong and rules.degrees[degree].wrongdoing
        if covers is not None and (just or kind not in covers):
            continue
        c.log_state[k] |= 1
        scores = c.scores
        scores[0, i] = min(rules.ceiling, scores[0, i] + cost)
        c.scores = scores
        source, wait, _, _ = c.one(owner, "review.correction", index)
        if not below(source, corrects):
            back_in = min(c.months, c.month + 1 + lag(reassert, wait))
            waiting.append((back_in, owner, i, degree, origin, index, 1))
    c.put("waiting_n", waiting)


TWINS = {twin.__name__: twin for twin in (notice, appeal, review)}
