"""Worlds for the tests of the assessment, as text."""

from tests.results.worlds import PLAIN

HEARD = (
    PLAIN
    + """
[hearing]
attendance = 0.3
sensitivity = 0.0
specificity = 1.0
"""
)

FLAGGED = (
    PLAIN
    + """
[flag]
claims = "debt"
window_months = 1
sensitivity = 0.5
specificity = 0.99
check_recognises_false = { by_stratum = { majority = 0, minority = 0.5 } }
"""
)

ONLY_FLAGGED = FLAGGED.replace("trigger = true", "trigger = false").replace(
    "detection = 0.8", "detection = 0"
)

SHARED = """
[joint_sanctions.agencies.court]
purpose = "enforcement"
same_purpose = true
restrictions = ["property"]
adoption_probability = 1.0
[joint_sanctions.agencies.school]
restrictions = ["schooling", "singing"]
adoption_probability = 0.5
"""

WITH_AGENCIES = PLAIN + SHARED

ALONE = PLAIN.replace('reference = "majority"', "").replace(
    "[strata.majority]\nshare = 0.8\n[strata.minority]\nshare = 0.2\nexposure = 2.0",
    "[strata.everybody]\nshare = 1",
)
