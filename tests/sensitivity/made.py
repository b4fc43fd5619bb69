"""Small worlds with closed forms: acts, one or two sources of unfounded records, a list without end."""

from unittest.mock import patch

import numpy as np

from ostraka.studies.sensitivity import ask
from tests.known_answers.neutral import BARE, world

MONTHS = 60

CERTAIN = """
[categories.act]
rate_per_month = 0.004
[unfounded.clerical.rate_per_month]
act = 0.001
[unfounded.malicious_report.rate_per_month]
act = 0.0005
"""

UNCERTAIN = """
[categories.act]
rate_per_month = { low = 0.0, high = 0.03 }
detection = { low = 0.3, high = 1.0 }
[unfounded.clerical.rate_per_month]
act = { low = 0.0, high = 0.008 }
"""
RANGES = {
    "categories.act.rate_per_month": (0.0, 0.03),
    "categories.act.detection": (0.3, 1.0),
    "unfounded.clerical.rate_per_month.act": (0.0, 0.008),
}


def certain():
    """Nothing is uncertain."""
    return world(CERTAIN, base=BARE)


def uncertain():
    """Three numbers are."""
    return world(UNCERTAIN, base=BARE)


def ever_wrongly_listed(acts, unfounded, months=MONTHS):
    """Share ever listed wrongly: an unfounded record comes in a month before any founded one.

    Sum over t of e^(-f(t-1)) (1 - e^-f) e^(-a t), a the rate of founded records, f of unfounded ones.
    """
    both = np.asarray(acts) + np.asarray(unfounded, dtype=float)
    first = -np.expm1(-np.asarray(unfounded, dtype=float)) * np.exp(-np.asarray(acts))
    below = np.where(both > 0, -np.expm1(-both), 1.0)
    return first * -np.expm1(-both * months) / below


def answered(scenario, method="sobol", threads=1, **how):
    """What a harm depends on, on the path of ``ostraka sensitivity``: a study, its units, its answer."""
    # thousands of parts: whether they outlive a power cut is not what is asked here
    with patch("ostraka.studies.parts.os.fsync"):
        return ask(scenario, method, threads=threads, **how)
