"""Scenarios in which everything happens, often: small populations, high rates, all branches."""

from typing import Any

from ostraka.scenario import loads
from tests.reference.agencies import HARDSHIP, SANCTIONS, THIRTY_MORE

_HEAD = """
title = "reference"
purpose = "to meet every branch of every pass"
assumed = true
months = 36
people = 356
seed = 20261121
[strata]
majority = { share = 0.6, exposure = 1.0, confusability = 1.0, assumed = true }
minority = { share = 0.3, exposure = 2.0, confusability = 2.5, assumed = true }
firms = { share = 0.1, exposure = 0.5, confusability = 0.0, sector = "firm", assumed = true }
"""

_CROWD = """
[population]
cell_size = 256
frailty_cv = 1.2
segregation = 0.3
household_sizes = [0.3, 0.3, 0.2, 0.1, 0.1]
household_mixing = 0.25
[categories.debt]
rate_per_month = { by_stratum = { majority = 0.06, minority = 0.09, firms = 0.2 } }
ceiling_per_month = 0.25
detection = 0.6
[categories.debt.severities]
small = { share = 0.7, points = 20, assumed = true }
large = { share = 0.2, points = 90, assumed = true }
gross = { share = 0.1, points = 150, trigger = true, assumed = true }
[categories.theft]
rate_per_month = 0.04
detection = 0.5
points = 60
[categories.petition]
kind = "lawful"
rate_per_month = 0.05
detection = 0.8
points = 45
[categories.worship]
kind = "protected"
frailty = true
rate_per_month = 0.02
detection = 0.9
points = 30
trigger = true
[unfounded.clerical]
rate_per_month = { debt = 0.03, theft = 0.02 }
[unfounded.malicious_report]
ceiling_per_month = 0.05
rate_per_month = { theft = 0.01, petition = 0.02 }
[unfounded.fabrication]
kept = 0.9
rate_per_month = { debt = 0.01 }
[linking]
mislink = 0.15
[grades.lowest]
A = 970
B = 900
C = 800
[grades]
last = "D"
"""

_FULL = """
[delay]
reporting_months = 1.5
[score]
start = 1000
floor = 700
recovery_points = 5
record_life_months = 9
[blacklist]
threshold = 900
term_months = 7
[flag]
claims = "theft"
window_months = 4
every_months = 1
sensitivity = { by_stratum = { majority = 0.3, minority = 0.5, firms = 0.1 } }
specificity = { by_stratum = { majority = 0.98, minority = 0.93, firms = 0.99 } }
discretion = 0.4
favour = { by_stratum = { majority = 0.6, minority = 1.8, firms = 0.3 } }
check_recognises_false = 0.4
check_keeps_true = 0.9
[pardon]
hazard_per_month = 0.04
[repair]
min_months = 2
hazard_per_month = { by_stratum = { majority = 0.1, minority = 0.05, firms = 0.3 } }
[notice]
probability = { by_stratum = { majority = 0.9, minority = 0.7, firms = 1.0 } }
lag_months = 0.7
[appeal]
hazard_per_month = { by_stratum = { majority = 0.9, minority = 0.5, firms = 2.0 } }
wronged_ratio = 2.0
steps = 3
step_survival = 0.9
review_months = 1.4
max_appeals = 3
[review]
sensitivity = { by_stratum = { majority = 0.7, minority = 0.5, firms = 0.9 } }
specificity = { by_stratum = { majority = 0.8, minority = 0.9, firms = 0.7 } }
disfavour = { by_stratum = { majority = 0.0, minority = 0.3, firms = 0.1 } }
corrects_source = 0.4
reassert_per_month = 0.3
"""

_OFFICIALS = """
[favour]
probability = { by_stratum = { majority = 0.2, minority = 0.0, firms = 0.9 } }
[quota]
records_per_1000 = { debt = 60, theft = 60, petition = 41.7 }
zeal = 0.7
[sale]
hazard_per_month = { by_stratum = { majority = 0.1, minority = 0.02, firms = 0.6 } }
[informants]
reports_per_act = 0.8
reference_reward_yuan = 1000
response = 0.5
malicious_share = 0.4
[informants.tiers]
theft = { reward_yuan = 500, assumed = true }
worship = { reward_yuan = 10000, reports_per_act = 5.0, assumed = true }
[averaging]
claims = "debt"
recipients = { by_stratum = { majority = 0.2, minority = 0.5, firms = 0.0 } }
working_share = { by_stratum = { majority = 0.8, minority = 0.4, firms = 0.5 } }
work_spell_fortnights = { by_stratum = { majority = 9.0, minority = 2.0, firms = 1.0 } }
income = { by_stratum = { majority = 900.0, minority = 700.5, firms = 500.0 } }
free_area = 300.0
taper = 0.5
"""

_ATTENTION = """
[attention]
rule = "by_records"
epoch_months = 3
spread = 0.7
initial_records = [40, 15]
discovered_weight = 0.7
attention_floor = 0.3
reported = { debt = 0.1, worship = 0.4 }
"""

_GRADE = """
[score]
start = 1000
floor = 600
ceiling = 1050
recovery_points = 10
[blacklist]
threshold = 900
exit_at = 940
[notice]
probability = 0.9
lag_months = 0.5
[appeal]
hazard_per_month = 0.8
review_months = 1.5
max_appeals = 2
[review]
sensitivity = 0.8
specificity = 0.7
recognises = ["lawful_conduct"]
corrects_source = 0.5
reassert_per_month = 0.2
"""


def term() -> Any:
    """Triggers, score and flags; a term that restarts; all of redress."""
    return loads(_HEAD + _CROWD + _FULL)


def no_restart() -> Any:
    """As :func:`term`, without restarts, with a flag for lawful conduct and a sharper reviewer."""
    text = _HEAD + _CROWD + _FULL
    text = text.replace("term_months = 7", 'term_months = 12\nrenewal = "none"')
    text = text.replace('claims = "theft"', 'claims = "petition"')
    text = text.replace("every_months = 1", "every_months = 3")
    text = text.replace(
        "firms = 0.99 } }", "firms = 0.6 } }"
    )  # worse than a coin for those who act
    text = text.replace("max_appeals = 3", "max_appeals = 2")
    text = text.replace(
        "corrects_source = 0.4", 'corrects_source = 0.0\nrecognises = ["lawful_conduct"]'
    )
    text = text.replace("mislink = 0.15", "mislink = 0.9")
    return loads(text)


def triggers(more: str = "") -> Any:
    """A list by triggers alone, in one mixed cell of unequal luck; no score can list."""
    return loads(_triggers_text(more))


def _triggers_text(more: str = "") -> str:
    text = _HEAD + _CROWD + _FULL + more
    text = text.replace("threshold = 900\n", "")
    text = text.replace("trigger = true", "trigger = false").replace(
        "points = 60", "points = 60\ntrigger = true"
    )
    text = text.replace("points = 45", "points = 45\ntrigger = true")
    text = text.replace("record_life_months = 9", "record_life_months = 30")
    text = text.replace("frailty_cv = 1.2", "frailty_cv = 0.0")
    text = text.replace("segregation = 0.3", "segregation = 1.0")
    text = text.replace(
        "reassert_per_month = 0.3",
        'reassert_per_month = 3.0\nrecognises = ["error", "association", "lawful_conduct"]',
    )
    return text


def other_rules() -> Any:
    """The people and records of :func:`term` under other rules about what follows from a record."""
    text = _HEAD + _CROWD + _FULL
    text = text.replace("threshold = 900", "threshold = 850").replace(
        "term_months = 7", "term_months = 3"
    )
    text = text.replace("reassert_per_month = 0.3", "reassert_per_month = 2.0")
    text = text.replace("recovery_points = 5", "recovery_points = 1")
    return loads(text)


def officials() -> Any:
    """As :func:`term`, with all that officials and informants do, and a check by averaging."""
    return loads(_HEAD + _CROWD + _FULL + _OFFICIALS)


def officials_and_triggers() -> Any:
    """As :func:`triggers`, with all that officials and informants do."""
    return triggers(_OFFICIALS)


def grade() -> Any:
    """A list that follows the score, with no term and no flag; scores in tens, so that limits are met."""
    crowd = _CROWD.replace("trigger = true", "trigger = false").replace(
        "points = 45", "points = 40"
    )
    return loads(_HEAD + crowd + _GRADE)


def giants() -> Any:
    """The largest scores and points that a rulebook may have, in dozens of records at a time."""
    text = _HEAD.replace("people = 356", "people = 60") + _CROWD + _FULL
    text = text.replace("rate_per_month = 0.04\n", "rate_per_month = 6.0\n")
    text = text.replace("points = 60", "points = 2000")
    text = text.replace("start = 1000\nfloor = 700", "start = 16000")
    text = text.replace("recovery_points = 5", "recovery_points = 2000")
    text = text.replace("record_life_months = 9", "record_life_months = 4")
    return loads(text.replace("threshold = 900", "threshold = 9000"))


_SAFEGUARDS = """
[hearing]
attendance = { by_stratum = { majority = 0.6, minority = 0.3, firms = 0.9 } }
sensitivity = 0.6
specificity = { by_stratum = { majority = 0.7, minority = 0.8, firms = 0.9 } }
[corroboration]
founded_confirmed = 0.9
unfounded_confirmed = 0.6
[audit]
every_months = 3
sample_share = 0.5
sensitivity = 0.8
specificity = 0.8
ceiling = 0.3
ceiling_least = 4
suspend_months = 2
rolls_back = true
"""


def safeguarded() -> Any:
    """As :func:`term`, with hearings, corroboration, audits and suspensions."""
    return loads(_HEAD + _CROWD + _FULL + _SAFEGUARDS)


def safeguarded_triggers() -> Any:
    """Triggers alone; a hearing that may also put lawful conduct right."""
    text = _HEAD + _CROWD + _FULL + _SAFEGUARDS
    text = text.replace("threshold = 900\n", "").replace("rolls_back = true\n", "")
    text = text.replace(
        "sensitivity = 0.6\n", 'sensitivity = 0.6\nrecognises = ["error", "lawful_conduct"]\n'
    )
    return loads(text)


_PLACES = """
[jurisdictions.coast]
[jurisdictions.inland]
[jurisdictions.inland.rules]
assumed = true
[jurisdictions.inland.rules.blacklist]
threshold = 940
term_months = 11
[jurisdictions.inland.rules.categories.petition]
points = 0
[jurisdictions.inland.rules.categories.theft]
points = 30
trigger = ["minority"]
detection = 0.8
[jurisdictions.inland.rules.notice]
probability = 0.4
[jurisdictions.inland.rules.review]
sensitivity = 0.2
[moves.coast]
inland = 0.08
[moves.inland]
coast = 0.05
"""


def places() -> Any:
    """As :func:`term`, with two rulebooks and people who move between them."""
    text = _HEAD.replace("people = 356", "people = 712") + _CROWD + _FULL + _PLACES
    return loads(text)


def sanctioned() -> Any:
    """As :func:`term`, with seven agencies of unlike habits."""
    return loads(_HEAD + _CROWD + _FULL + SANCTIONS)


def sanctioned_after_notice() -> Any:
    """Thirty-seven agencies (more than a vector) that act a month after notice, and breed debts."""
    text = _HEAD + _CROWD + _FULL + SANCTIONS.replace("most_agencies = 5", "after_notice = true")
    text = text.replace("[joint_sanctions]\n", "[joint_sanctions]\nnotice_months = 1\n")
    return loads(text.replace("term_months = 7", "term_months = 4") + THIRTY_MORE + HARDSHIP)


_ANSWERS = """
[categories.volunteering]
kind = "merit"
rate_per_month = 0.055
ceiling_per_month = 0.2
detection = 0.9
points = { by_stratum = { majority = 15, minority = 10, firms = 20 } }
[behaviour.hardship]
strength = { by_stratum = { majority = 2.0, minority = 1.5, firms = 2.5 } }
categories = ["debt", "petition", "volunteering"]
[behaviour.deterrence]
strength = 2.0
[behaviour.chilling]
strength = 12.0
[behaviour.gaming]
strength = 1.5
[redlist]
score = 1000
clean_months = 3
"""


def _answering() -> str:
    text = _HEAD + _CROWD + _FULL + _ANSWERS
    text = text.replace("ceiling_per_month = 0.25", "ceiling_per_month = 0.7")
    text = text.replace(
        "rate_per_month = 0.05\n", "rate_per_month = 0.05\nceiling_per_month = 0.2\n"
    )
    return text.replace("term_months = 7", "term_months = 7\npublic = true")


def answered() -> Any:
    """As :func:`term`, with people who answer to the system, merit, and a redlist."""
    text = _answering().replace("floor = 700", "floor = 700\nmerit_cap = 40\nceiling = 1050")
    return loads(
        text.replace("rate_per_month = { debt = 0.03,", "rate_per_month = { volunteering = 0.01,")
    )


def answered_triggers() -> Any:
    """Triggers alone, no life of records, no cap of merit, agencies that restrict; a redlist for a
    clean record alone."""
    text = (
        (_answering() + SANCTIONS)
        .replace("threshold = 900\n", "")
        .replace("record_life_months = 9\n", "")
    )
    text = text.replace("trigger = true", "trigger = false").replace("score = 1000\nclean", "clean")
    text = text.replace(
        "large = { share = 0.2, points = 90", "large = { share = 0.2, trigger = true"
    )
    return loads(text.replace("points = 45", "points = 0\ntrigger = true"))


_AUDIT = """
[audit]
every_months = 4
sample_share = 0.3
sensitivity = 0.8
specificity = 0.8
"""

_ASSOCIATION = """
[association]
share = 0.45
representative_share = 0.9
restrictions = ["schooling", "licence"]
flag_points = 110
"""


def family() -> Any:
    """As :func:`answered`, where the household and who signs for a firm answer for an entry."""
    limits = "floor = 700\nmerit_cap = 25\nceiling = 1030"
    text = _answering().replace("floor = 700", limits) + _ASSOCIATION
    text = text.replace(
        "corrects_source = 0.4", 'corrects_source = 0.4\nrecognises = ["error", "association"]'
    )
    return loads(text + _AUDIT)


def collective() -> Any:
    """As :func:`grade`, where everybody in the cell answers, and the family more dearly."""
    crowd = _CROWD.replace("trigger = true", "trigger = false").replace(
        "points = 45", "points = 40"
    )
    text = _HEAD + crowd + _GRADE + _ASSOCIATION.replace("flag_points = 110\n", "")
    text = text.replace("restrictions = [", "collective_share = 0.03\nrestrictions = [")
    text = text.replace("threshold = 900", "threshold = 870")
    return loads(text.replace('["lawful_conduct"]', '["lawful_conduct", "association"]'))


def family_triggers() -> Any:
    """As :func:`triggers`, where restrictions bite on the family and on who signs for a firm."""
    text = _triggers_text().replace("segregation = 1.0", "segregation = 0.5")
    return loads(text + '[association]\nrestrictions = ["schooling", "rail", "licence"]\n')


def attended() -> Any:
    """The world of :func:`term` where two cells compete for attention; some acts are surely found."""
    text = _HEAD + _CROWD + _FULL + _ATTENTION
    return loads(text.replace("detection = 0.8", "detection = 0.95"))


def bare() -> Any:
    """Triggers, and nothing else: the fewest passes that a scenario can have."""
    text = _HEAD + _CROWD.split("[unfounded.clerical]")[0]
    return loads(text + "[blacklist]\nterm_months = 6\n")


ALL = {
    "term": term,
    "no_restart": no_restart,
    "triggers": triggers,
    "grade": grade,
    "officials": officials,
    "officials_and_triggers": officials_and_triggers,
    "bare": bare,
    "places": places,
    "safeguarded": safeguarded,
    "safeguarded_triggers": safeguarded_triggers,
    "sanctioned": sanctioned,
    "sanctioned_after_notice": sanctioned_after_notice,
    "answered": answered,
    "answered_triggers": answered_triggers,
    "family": family,
    "collective": collective,
    "family_triggers": family_triggers,
    "attended": attended,
}
