"""The neutral scenario of those who drop, invent, delete, report and average: one schedule for all."""

from tests.known_answers.neutral import BARE

OFFICIALS = (
    BARE
    + """
[delay]
reporting_months = 0.0

[favour]
probability = 0.0

[quota]
zeal = 1.0
records_per_1000.act = 0.0

[sale]
hazard_per_month = 0.0

[informants]
reports_per_act = 1.0
reference_reward_yuan = 1000
response = 1.0
malicious_share = 0.5
tiers.act.reward_yuan = 0

[averaging]
claims = "act"
recipients = 0.0
working_share = 0.5
work_spell_fortnights = 2.0
income = 1000.0
free_area = 300.0
"""
)
"""BARE with all of them switched on at nothing."""
