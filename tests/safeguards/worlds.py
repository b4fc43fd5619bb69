"""Scenarios for the tests of safeguards, as text: every table that a scenario may have."""

from typing import Any

from ostraka.scenario import loads

BASE = """
title = "Guarded"
purpose = "What safeguards do to every kind of value."
months = 24
people = 3000
replicates = 2
seed = 5
assumed = true
[strata.majority]
share = 0.8
[strata.minority]
share = 0.2
sector = "official"
exposure = 2.0
confusability = 2.0
[categories.debt]
rate_per_month = 0.01
detection = 0.8
points = 60
trigger = true
[categories.petition]
kind = "lawful"
rate_per_month = 0.01
detection = { low = 0.4, high = 0.8 }
points = 60
trigger = true
[categories.fraud]
rate_per_month = 0.002
detection = 0.5
severities.small = { share = 0.5, points = 20 }
severities.big = { share = 0.5, points = 100, trigger = true }
[unfounded.clerical.rate_per_month]
debt = 0.004
[unfounded.malicious_report.rate_per_month]
debt = { low = 0.001, high = 0.004 }
fraud = 0.001
[linking]
mislink = { low = 0.01, high = 0.1, distribution = "log_uniform" }
[score]
recovery_points = 1
[blacklist]
term_months = { low = 6, high = 48 }
[flag]
claims = "debt"
window_months = 3
sensitivity = 0.5
specificity = 0.99
discretion = 0.5
[notice]
probability = { by_stratum = { majority = 0.6, minority = 0.3 } }
lag_months = 2
[appeal]
hazard_per_month = 0.2
review_months = 2
steps = 3
step_survival = 0.8
[review]
sensitivity = { low = 0.4, high = 0.9 }
specificity = 0.95
disfavour = 0.1
corrects_source = 0.6
reassert_per_month = 0.1
[pardon]
hazard_per_month = 0.002
[repair]
hazard_per_month = 0.01
[hearing]
attendance = 0.3
sensitivity = 0.5
specificity = 0.95
[corroboration]
founded_confirmed = 0.9
unfounded_confirmed = 0.5
[audit]
every_months = 18
sample_share = 0.05
sensitivity = 0.7
specificity = 0.95
"""


MORE = (
    BASE.replace("[blacklist]", "[blacklist]\nthreshold = 900")
    + """
[population]
household_sizes = [0.4, 0.6]
[joint_sanctions.agencies.court]
same_purpose = true
restrictions = ["licences"]
adoption_probability = 0.9
never_drops = 0.1
drop_months = 2
[joint_sanctions.agencies.rail]
restrictions = ["trains"]
adoption_probability = 0.5
never_drops = { low = 0.0, high = 0.2 }
drop_months = 3
reimport_per_month = 0.01
[association]
share = 0.5
restrictions = ["schooling"]
[attention]
rule = "by_records"
epoch_months = 12
initial_records = [2, 1, 1]
"""
)
"""With the tables that only some safeguards act on; attention makes every run resident."""


def guard(*effects: str, name: str = "mine", head: str = "assumed = true") -> str:
    """A safeguard written in the file, with lines of its head and lines of its effect."""
    lines = [f"[safeguard.{name}]", 'description = "a test"', head]
    lines += [f"[safeguard.{name}.effect]", *effects] if effects else []
    return "\n".join(lines) + "\n"


def guarded(*safeguards: str, base: str = BASE) -> Any:
    """The base with safeguards below it."""
    return loads("\n".join([base, *safeguards]))


def moved(scenario: Any) -> dict[str, tuple[Any, Any]]:
    """What moved, from what to what, by place."""
    return {one.place: (one.before, one.after) for one in scenario.composition}
