"""How people answer to the system, as plain numbers: the table [behaviour] of a scenario."""

from typing import Any


class Answers:
    """Factors on the rates of conduct, by stratum, degree and what a cell has seen."""

    def __init__(self, rules: Any) -> None:
        self.rules = rules
        self.given = rules.scenario.behaviour

    def rules_of(self, name: str) -> Any:
        return None if self.given is None else getattr(self.given, name)

    def strength(self, name: str) -> float:
        rules = self.rules_of(name)
        return 0.0 if rules is None else float(rules.strength)

    def hardship(self, s: int, degree: int) -> float:
        """For somebody restricted."""
        rules = self.rules_of("hardship")
        if rules is None or self.rules.degrees[degree].category not in rules.categories:
            return 1.0
        return 1.0 + float(rules.strength.of(self.rules.strata[s]))

    def gain(self, degree: int) -> float:
        """For the points."""
        return 1.0 + self.strength("gaming") * (self.rules.degrees[degree].kind == "merit")
