"""Twins of hearing, corroboration, audit, and what a bad audit leads to."""

from typing import Any

import numpy as np

from ostraka.population.ledgers import EXITS, MISSED
from tests.reference.luck import below
from tests.reference.twins_redress import strike, wrong


def hearing(c: Any) -> None:
    """Whoever is up for the recorded list anew, may come and may convince."""
    rules = c.rules.scenario.hearing
    proposed = []
    for i, asked, own, origin in c.rows("proposed_n"):
        if asked & 1 and not c.listed_by[i] & 1:
            stratum = c.rules.strata[c.stratum[i]]
            would_be = int(c.listed_by[i]) | asked
            is_wrong = wrong(would_be) in rules.recognises
            comes, doubt, _, _ = c.one(i, "hearing.held")
            if is_wrong:
                convinced = below(doubt, rules.sensitivity.of(stratum))
            else:
                convinced = not below(doubt, rules.specificity.of(stratum))
            came = below(comes, rules.attendance.of(stratum))
            result = 0 if not came else 1 if convinced else 2
            c.tally_hearings[c.month, c.stratum[i], int(is_wrong), result] += 1
            if result == 1:
                asked -= 1
                if would_be & 16:
                    c.passed_over[i] = MISSED.index("heard")
                strike(c, i, set(rules.recognises) if is_wrong else None, c.month)
        proposed.append((i, asked, own, origin))
    c.put("proposed_n", proposed)


def corroboration(c: Any) -> None:
    """A second source, better at what happened than at what did not."""
    rules = c.rules.scenario.corroboration
    chances = (float(rules.founded_confirmed), float(rules.unfounded_confirmed))
    kept = []
    for record in c.records:
        word = c.one(record.owner, "corroboration.confirmed", record.index)[0]
        if below(word, chances[record.origin > 0]):
            kept.append(record)
        else:
            place = (c.month, c.stratum[record.owner], int(record.origin == 0))
            c.tally_uncorroborated[place] += 1
    c.put("record_n", kept)


def _behind(c: Any, i: int) -> int | None:
    """The category of the last record attached since the entry."""
    held = [row for row in c.rows("log_n") if row[0] == i and not row[5] & (4 | 16)]
    if not held or held[-1][8] < c.entry_month[i]:
        return None
    name = c.rules.degrees[held[-1][2]].category
    return list(c.rules.scenario.categories).index(name)


def audit(c: Any) -> None:
    """A sample of those listed before this month."""
    rules = c.rules.scenario.audit
    if c.month % int(float(rules.every_months)) != int(float(rules.every_months)) - 1:
        return
    leaving = c.listed & False
    for i in np.flatnonzero(c.on_list):
        if c.renewal_month[i] == c.month:
            continue
        sampled, doubt, _, _ = c.one(i, "audit.sample")
        if not below(sampled, float(rules.sample_share)):
            continue
        is_wrong = wrong(int(c.listed_by[i])) in rules.recognises
        if is_wrong:
            found = bool(below(doubt, float(rules.sensitivity)))
        else:
            found = not below(doubt, float(rules.specificity))
        c.tally_audits[c.month, c.stratum[i], int(is_wrong), int(found)] += 1
        category = _behind(c, i)
        if category is not None:
            c.audited_entries[category] += 1
            c.audited_wrong[category] += found
        if found:
            strike(c, i, set(rules.recognises) if is_wrong else None, int(c.entry_month[i]))
            low = c.rules.by_grade and c.recorded_score[i] < c.rules.threshold[c.stratum[i]]
            leaving[0, i] = not low
    c.leave(leaving, EXITS.index("audited"))


def ceiling(c: Any) -> None:
    """Which categories of this cell have been wrong too often."""
    rules = c.rules.scenario.audit
    if (c.month + 1) % int(float(rules.every_months)):
        return
    for k in range(len(c.audited_entries)):
        entries, bad = int(c.audited_entries[k]), int(c.audited_wrong[k])
        if entries < float(rules.ceiling_least) or bad <= float(rules.ceiling) * entries:
            continue
        c.audited_entries[k] = c.audited_wrong[k] = 0
        c.suspended_until[k] = c.month + 1 + float(rules.suspend_months)
        c.tally_suspensions[c.month, k] += 1
        if rules.rolls_back:
            leaving = c.listed & False
            for i in np.flatnonzero(c.on_list & (c.renewal_month < c.month)):
                leaving[0, i] = _behind(c, i) == k
            c.leave(leaving, EXITS.index("audited"))


def suspension(c: Any) -> None:
    """Nothing is written down in a suspended category."""
    names = list(c.rules.scenario.categories)
    kept = []
    for record in c.records:
        if c.month < c.suspended_until[names.index(c.rules.degrees[record.degree].category)]:
            place = (c.month, c.stratum[record.owner], int(record.origin == 0))
            c.tally_not_recorded[place] += 1
        else:
            kept.append(record)
    c.put("record_n", kept)


TWINS = {twin.__name__: twin for twin in (hearing, corroboration, audit, ceiling, suspension)}
