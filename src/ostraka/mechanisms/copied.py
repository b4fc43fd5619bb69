"""Copied: whoever is on an agency's copy bears a restriction, and acts as those do who bear one."""

import numpy as np

from ostraka.core.declarations import Mechanism
from ostraka.mechanisms.behaviour import COPIED_BIT
from ostraka.mechanisms.behaviour_rules import answers


def copied(copies, restricted_by):
    """Set the bit of the agencies for everybody on some copy."""
    for i in range(copies.size):
        restricted_by[i] |= np.uint8(copies[i] != np.uint64(0)) * np.uint8(COPIED_BIT)


MECHANISMS = (
    Mechanism(
        name="copied",
        phase="memory",
        run=copied,
        writes=("restricted_by",),
        odd="At month's end it is noted who is on some agency's copy, stale or not: it restricts them.",
        source="MODEL 7.9 and ruling 43",
        active=lambda scenario: (
            scenario.joint_sanctions is not None and answers(scenario, "hardship")
        ),
    ),
)
