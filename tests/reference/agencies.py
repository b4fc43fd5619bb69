"""Agencies of the reference scenarios: every habit, and more of them than one vector holds."""

SANCTIONS = """
[joint_sanctions]
most_agencies = 5
[joint_sanctions.agencies.rail]
restrictions = ["trains"]
adoption_probability = 0.9
adoption_months = 1.0
never_drops = 0.2
drop_months = 2.0
breach_per_year = 0.5
[joint_sanctions.agencies.air]
restrictions = ["flights", "trains"]
adoption_probability = 1.0
never_drops = 0.5
reimport_per_month = 0.05
[joint_sanctions.agencies.banks]
restrictions = ["credit", "property"]
adoption_probability = 0.7
adoption_months = 3.0
drop_months = 8.0
[joint_sanctions.agencies.registry]
restrictions = ["licences", "credit"]
adoption_probability = 0.8
adoption_months = 0.5
drop_months = 4.0
never_drops = 0.1
reimport_per_month = 0.2
sectors = ["firm", "association"]
[joint_sanctions.agencies.schools]
restrictions = ["schooling"]
adoption_probability = 0.0
[joint_sanctions.agencies.press]
restrictions = ["public_naming"]
adoption_probability = 0.6
adoption_months = 2.0
never_drops = 1.0
breach_per_year = 0.9
sectors = ["individual"]
[joint_sanctions.agencies.hotels]
restrictions = ["hotels"]
adoption_probability = 0.5
adoption_months = 0.3
drop_months = 1.0
"""

THIRTY_MORE = "".join(
    f"""
[joint_sanctions.agencies.office_{k}]
restrictions = ["licences", "permit_{k % 5}"]
adoption_probability = 0.{1 + k % 9}
adoption_months = {k % 4}
never_drops = 0.{k % 3}
drop_months = {k % 5}
"""
    for k in range(30)
)

HARDSHIP = """
[behaviour.hardship]
strength = { by_stratum = { majority = 3.0, minority = 1.5, firms = 0.2 } }
categories = ["debt"]
"""
