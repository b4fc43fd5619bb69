"""A scenario as plain numbers, read by stratum and by degree: what a lawyer would tabulate."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ostraka.population.rules import frailty_table
from tests.reference.luck import monthly

SOURCES = ("clerical", "automated_inference", "malicious_report", "fabrication")
LOWEST, HIGHEST = -20_000, 32_000


@dataclass(frozen=True)
class Degree:
    """A category of conduct at one severity. Rates and ceilings are by stratum."""

    category: str
    kind: str
    rate: list[float]
    ceiling: list[float]
    frail: bool
    detection: list[float]
    points: list[int]
    trigger: list[bool]
    share: float

    @property
    def wrongdoing(self) -> bool:
        return self.kind == "wrongdoing"


@dataclass(frozen=True)
class False_:
    """Unfounded records of one degree from one source (origin 1 to 4)."""

    origin: int
    degree: int
    rate: list[float]
    ceiling: list[float]


FOLLOW = (
    "threshold",
    "term",
    "exit_at",
    "told",
    "appeal",
    "sensitivity",
    "specificity",
    "disfavour",
    "repair",
)
"""Rules by stratum that follow people who move."""


class Rules:
    """Everything that a twin asks of a scenario in one jurisdiction."""

    def __init__(self, world: Any, unit: Sequence[Any] = ()) -> None:
        self.home = world.unit.index(world.jurisdiction.name)
        self.read(world)
        if len(unit) > 1:
            self.join([Rules(other) for other in unit])

    def join(self, unit: "Sequence[Rules]") -> None:
        """One row a jurisdiction and stratum, for the rules that follow."""
        for name in FOLLOW:
            if getattr(self, name, None) is not None:
                setattr(self, name, [x for rules in unit for x in getattr(rules, name)])
        for k, degree in enumerate(self.degrees):
            joined = {
                name: [x for rules in unit for x in getattr(rules.degrees[k], name)]
                for name in ("points", "trigger", "detection")
            }
            self.degrees[k] = replace(degree, **joined)

    def read(self, world: Any) -> None:
        """Tabulate one jurisdiction's own rules."""
        scenario = world.scenario
        self.scenario = scenario
        self.strata = tuple(scenario.strata)
        self.shares = [float(s) for s in world.jurisdiction.shares]
        self.place = world.jurisdiction.key
        self.people = world.jurisdiction.people
        self.population(scenario)
        self.degrees = [d for name in scenario.categories for d in self.degrees_of(name)]
        self.false = list(self.unfounded_of(scenario.unfounded))
        self.score(scenario)
        self.redress(scenario)
        self.flags(scenario.flag)

    def population(self, scenario: Any) -> None:
        people = scenario.population
        self.cell_size = int(people.cell_size)
        self.household_sizes = list(people.household_sizes)
        self.mixing = float(people.household_mixing)
        self.segregation = float(people.segregation)
        self.cv = float(people.frailty_cv)
        self.frailty = frailty_table(self.cv)
        given = [float(s.confusability) for s in scenario.strata.values()]
        mean = sum(g * share for g, share in zip(given, self.shares, strict=True))
        self.confusability = [g / mean for g in given]
        self.weight = [round(1000 * c) for c in self.confusability]
        linking = scenario.linking
        mislink = 0.0 if linking is None else float(linking.mislink)
        self.mislink = [min(1.0, mislink * c) for c in self.confusability]
        self.delay = None if scenario.delay is None else float(scenario.delay.reporting_months)

    def degrees_of(self, name: str) -> list[Degree]:
        category = self.scenario.categories[name]
        rate = [category.rate_per_month.of(s) for s in self.strata]
        ceiling = category.ceiling_per_month
        top = rate if ceiling is None else [float(ceiling)] * len(rate)
        frail = category.frailty if category.frailty is not None else category.kind == "wrongdoing"
        parts = [(1.0, category.points, category.trigger)]
        if category.severities:
            parts = [(float(s.share), s.points, s.trigger) for s in category.severities.values()]
        return [
            Degree(
                category=name,
                kind=category.kind,
                rate=[r * share for r in rate],
                ceiling=[t * share for t in top],
                frail=frail,
                detection=[category.detection.of(s) for s in self.strata],
                points=[int(points.of(s)) for s in self.strata],
                trigger=[trigger is True or bool(trigger and s in trigger) for s in self.strata],
                share=share,
            )
            for share, points, trigger in parts
        ]

    def unfounded_of(self, given: Any) -> Any:
        exposure = [float(s.exposure) for s in self.scenario.strata.values()]
        for origin, name in enumerate(SOURCES, 1):
            source = getattr(given, name, None)
            for k, degree in enumerate(self.degrees):
                if source is None or degree.category not in source.rate_per_month:
                    continue
                rate = float(source.rate_per_month[degree.category])
                top = source.ceiling_per_month
                yield False_(
                    origin,
                    k,
                    [rate * float(source.kept) * degree.share * e for e in exposure],
                    [(rate if top is None else float(top)) * degree.share * e for e in exposure],
                )

    def score(self, scenario: Any) -> None:
        score, blacklist = scenario.score, scenario.blacklist
        self.start = int(float(score.start))
        self.floor = LOWEST if score.floor is None else int(float(score.floor))
        self.ceiling = self.start if score.ceiling is None else int(float(score.ceiling))
        self.recovery = max(0, int(float(score.recovery_points)))
        life = score.record_life_months
        self.life = None if life is None else int(float(life))
        threshold, term = blacklist.threshold, blacklist.term_months
        self.threshold = None if threshold is None else [int(threshold.of(s)) for s in self.strata]
        self.term = None if term is None else [int(term.of(s)) for s in self.strata]
        self.by_grade = self.threshold is not None and self.term is None
        exit_at = blacklist.exit_at
        self.exit_at = (
            self.threshold if exit_at is None else [int(exit_at.of(s)) for s in self.strata]
        )
        self.restarts = blacklist.renewal == "restart"
        lowest = scenario.grades.lowest.values() if scenario.grades is not None else ()
        self.grades = [int(float(g)) for g in lowest]

    def redress(self, scenario: Any) -> None:
        by = self.strata
        pardon, repair, notice = scenario.pardon, scenario.repair, scenario.notice
        appeal, review = scenario.appeal, scenario.review
        self.pardon = None if pardon is None else monthly(float(pardon.hazard_per_month))
        self.has_repair = repair is not None
        if repair is not None:
            self.repair_least = int(float(repair.min_months))
            self.repair = [monthly(repair.hazard_per_month.of(s)) for s in by]
        self.has_notice = notice is not None
        if notice is not None:
            self.told = [notice.probability.of(s) for s in by]
            self.notice_success = 1 / (1 + float(notice.lag_months))
        self.has_appeal = appeal is not None
        if appeal is not None:
            self.appeal = [appeal.hazard_per_month.of(s) for s in by]
            self.wronged_ratio = float(appeal.wronged_ratio)
            self.survives_steps = float(appeal.step_survival) ** (float(appeal.steps) - 1)
            self.review_success = 1 / float(appeal.review_months)
            self.max_appeals = int(float(appeal.max_appeals))
        if review is not None:
            self.sensitivity = [review.sensitivity.of(s) for s in by]
            self.specificity = [review.specificity.of(s) for s in by]
            self.disfavour = [review.disfavour.of(s) for s in by]
            self.recognises = set(review.recognises)
            self.corrects = float(review.corrects_source)
            back = review.reassert_per_month
            self.reassert = 0.0 if back is None else monthly(float(back))

    def flags(self, flag: Any) -> None:
        self.has_flag = flag is not None
        if flag is None:
            return
        by = self.strata
        self.claimed = [d.category == flag.claims for d in self.degrees]
        self.claim_is_wrong = any(d.wrongdoing for d in self.degrees if d.category == flag.claims)
        self.window = int(float(flag.window_months))
        self.every = int(float(flag.every_months))
        self.flag_true = [flag.sensitivity.of(s) for s in by]
        self.flag_false = [1 - flag.specificity.of(s) for s in by]
        self.drops_false = [flag.check_recognises_false.of(s) for s in by]
        self.keeps_true = float(flag.check_keeps_true)
        base = float(flag.discretion)
        favour = [flag.favour.of(s) for s in by]
        self.select = [min(1.0, base * f) for f in favour]
        # the blind clerk: one favour, the mean over those expected to be flagged
        flagged = []
        for s in range(len(by)):
            claims = [d for d in self.degrees if d.category == flag.claims]
            acts = self.window * sum(d.rate[s] for d in claims)
            frail = claims[0].frail and self.cv > 0
            none = (1 + self.cv**2 * acts) ** (-(self.cv**-2)) if frail else math.exp(-acts)
            flagged.append(
                self.shares[s] * (self.flag_true[s] * (1 - none) + self.flag_false[s] * none)
            )
        mean = sum(f * w for f, w in zip(favour, flagged, strict=True)) / sum(flagged)
        self.select_blind = min(1.0, base * mean)
