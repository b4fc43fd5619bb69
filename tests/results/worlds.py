"""Scenarios for the tests of results, as text; few sets of passes, so that little is compiled."""

PLAIN = """
title = "Plain"
purpose = "Triggers, false records and a term; nothing else."
months = 24
people = 4000
replicates = 3
seed = 7
reference = "majority"
assumed = true
[strata.majority]
share = 0.8
[strata.minority]
share = 0.2
exposure = 2.0
[categories.debt]
rate_per_month = 0.004
detection = 0.8
trigger = true
[unfounded.clerical.rate_per_month]
debt = 0.002
[blacklist]
term_months = 6
"""

RICH = """
title = "Rich"
purpose = "Most mechanisms at once."
months = 30
people = 6000
replicates = 3
seed = 3
[strata.majority]
share = 0.8
assumed = true
[strata.minority]
share = 0.2
confusability = 2.0
assumed = true
[population]
frailty_cv = 1.0
household_sizes = [0.5, 0.5]
assumed = true
[categories.debt]
rate_per_month = 0.004
detection = 0.8
points = 60
assumed = true
[categories.petition]
kind = "lawful"
rate_per_month = 0.004
detection = 0.7
points = 60
assumed = true
[unfounded.clerical]
rate_per_month = { debt = { low = 0.001, high = 0.009, assumed = true } }
[linking]
mislink = 0.05
assumed = true
[score]
recovery_points = 1
assumed = true
[blacklist]
threshold = 950
term_months = 18
assumed = true
[notice]
probability = 0.9
assumed = true
[appeal]
hazard_per_month = 0.3
review_months = 2
assumed = true
[review]
sensitivity = { low = 0.4, high = 0.95, assumed = true }
specificity = 0.97
corrects_source = 1.0
assumed = true
[pardon]
hazard_per_month = 0.002
assumed = true
[grades]
lowest = { good = 950, fair = 850 }
last = "poor"
assumed = true
"""

NOBODY = PLAIN.replace("detection = 0.8", "detection = 0").replace("debt = 0.002", "debt = 2e-7")
"""The same in which nobody is ever listed, for want of acts that are seen."""
