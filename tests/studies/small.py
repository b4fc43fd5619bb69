"""A small study for tests: two arms, two uncertain numbers, a few thousand people."""

from typing import Any

from ostraka.studies import Study

DATA = {
    "title": "Small",
    "purpose": "To be quick.",
    "scenario": "missed_fines",
    "people": 3000,
    "months": 24,
    "replicates": 4,
    "safeguards": ["identity_check"],
    "design": {"draws": 3},
    "harms": ["ever_wrongly_listed_per_100k", "wrongful_person_months"],
}


def small_study(**instead: Any) -> Study:
    """The study with other values for some of its keys."""
    return Study.of({**DATA, **instead})
