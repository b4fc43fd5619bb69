"""Restricted for somebody else: it makes people act as those do who are restricted for themselves."""

import numpy as np

from ostraka.core.declarations import Mechanism
from ostraka.mechanisms.association_rules import restricts
from ostraka.mechanisms.behaviour import ASSOCIATED_BIT
from ostraka.mechanisms.behaviour_rules import answers


def association_felt(restricted_by_association, restricted_by):
    """Set the bit of association for everybody who was restricted for others at last month's end."""
    for i in range(restricted_by.size):
        restricted_by[i] |= np.uint8(restricted_by_association[i] * ASSOCIATED_BIT)


MECHANISMS = (
    Mechanism(
        name="association_felt",
        phase="conduct",
        before="conduct",
        run=association_felt,
        writes=("restricted_by",),
        odd="Before people act it is noted who is restricted because somebody close is listed.",
        source="MODEL 7.9, rulings 39 and 43",
        active=lambda scenario: restricts(scenario) and answers(scenario, "hardship"),
    ),
)
