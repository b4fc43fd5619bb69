"""The small model in Polars: a frame with a row a person, rewritten each month by expressions.

Polars draws no random numbers of its own by row, so NumPy draws them, as mesa-frames' documentation
does too. What happens to a few rows (records, decisions) is worked out on those rows and scattered.
"""

import numpy as np
import polars as pl

from benchmarks.peers.rules import Rules, no_counts

SHORT = pl.Int16
SCORES = ("score", "true_score")
TERMS = ("leaves", "truly_leaves")


def people_frame(people: int, random: np.random.Generator, rules: Rules) -> pl.DataFrame:
    """Everybody at the start."""
    founded = rules.founded_rate * random.standard_exponential(people)
    rate = founded + rules.unfounded_rate
    drawn = pl.DataFrame({"rate": rate, "founded_share": founded / rate}).cast(pl.Float32)
    return drawn.with_columns(
        chance=pl.Series(-np.expm1(-rate)).cast(pl.Float32),
        **dict.fromkeys(SCORES, pl.lit(rules.start, SHORT)),
        **dict.fromkeys(TERMS, pl.lit(0, SHORT)),  # month of expiry, 0 if not listed
        decision=pl.lit(0, SHORT),
        unfounded=pl.lit(0, SHORT),  # records not struck
    )


class Months:
    """The months of one run."""

    def __init__(self, people: int, seed: int, rules: Rules) -> None:
        self.rules = rules
        self.random_numbers = np.random.Generator(np.random.SFC64(seed))
        self.frame = people_frame(people, self.random_numbers, rules)
        self.counts = no_counts()

    def month(self, month: int) -> None:
        """One month, in the order of the README."""
        founded, unfounded, wait = self.records()
        self.frame = enter_and_expire(self.frame, month, self.rules, founded, unfounded, wait)
        self.count(month, upheld=self.review(month))

    def scattered(self, where: pl.Series, values: np.ndarray) -> pl.Series:
        """A column of zeros, but for these rows."""
        column = np.zeros(self.frame.height, dtype=np.int16)
        column[where] = values
        return pl.Series(column)

    def records(self) -> tuple[pl.Series, pl.Series, pl.Series]:
        """This month's founded and unfounded records, and months to a decision for whoever enters."""
        luck = pl.Series("luck", self.random_numbers.random(self.frame.height, dtype=np.float32))
        where = (luck < self.frame["chance"]).arg_true()
        rate, share = (
            self.frame[name].gather(where).to_numpy() for name in ("rate", "founded_share")
        )
        # the first record comes at this time of the month; the rest of the month brings the others
        first = -np.log1p(-luck.gather(where).to_numpy())
        records = 1 + self.random_numbers.poisson(np.maximum(rate - first, 0.0))
        founded = self.random_numbers.binomial(records, share)
        wait = 1 + self.random_numbers.geometric(self.rules.appeal_probability, len(where))
        self.counts["founded"] += int(founded.sum())
        self.counts["unfounded"] += int((records - founded).sum())
        return (
            self.scattered(where, founded),
            self.scattered(where, records - founded),
            self.scattered(where, wait),
        )

    def review(self, month: int) -> int:
        """Decide the appeals that are due; how many were upheld."""
        due = ((self.frame["decision"] == month) & (self.frame["leaves"] > 0)).arg_true()
        rules = self.rules
        truly = self.frame["truly_leaves"].gather(due).to_numpy() > 0
        granted = np.where(truly, 1 - rules.specificity, rules.sensitivity)
        upheld = self.random_numbers.random(len(due)) < granted
        rows = due.filter(pl.Series(upheld))
        freed = self.frame[rows]
        back = pl.min_horizontal(
            pl.col("score") + rules.points * pl.col("unfounded"), pl.lit(rules.start, SHORT)
        )
        mistaken = pl.col("truly_leaves") > 0
        score = freed.select(pl.when(mistaken).then(rules.start).otherwise(back).cast(SHORT))
        self.frame = self.frame.with_columns(
            self.frame["score"].scatter(rows, score.to_series()),
            *(self.frame[name].scatter(rows, 0) for name in ("leaves", "unfounded")),
        )
        return len(rows)

    def count(self, month: int, upheld: int) -> None:
        """Count who came and went this month, and who is listed at its end."""
        listed, truly = pl.col("leaves") > 0, pl.col("truly_leaves") > 0
        now = self.frame.select(
            listed=listed.sum(),
            wrongly_listed=(listed & ~truly).sum(),
            missed=(truly & ~listed).sum(),
            entries=(pl.col("leaves") == month + self.rules.term).sum(),
        ).row(0, named=True)
        for name, value in now.items():
            self.counts[name] += value
        gone = self.counts["listed_at_end"] + now["entries"] - now["listed"]
        self.counts["upheld"] += upheld
        self.counts["expired"] += gone - upheld
        self.counts["listed_at_end"] = now["listed"]


def enter_and_expire(
    frame: pl.DataFrame,
    month: int,
    rules: Rules,
    founded: pl.Series,
    unfounded: pl.Series,
    wait: pl.Series,
) -> pl.DataFrame:
    """Scores, entries and expiries of a month, in both ledgers."""
    news = frame.with_columns(founded=founded, new=unfounded, wait=wait)
    points = pl.lit(rules.points, SHORT)
    start, up = pl.lit(rules.start, SHORT), pl.lit(rules.recovery, SHORT)
    cost = {
        "score": points * (pl.col("founded") + pl.col("new")),
        "true_score": points * pl.col("founded"),
    }
    scored = news.with_columns(
        **{name: pl.min_horizontal(pl.col(name) + up, start) - cost[name] for name in SCORES},
        unfounded=pl.col("unfounded") + pl.col("new"),
    )
    arrived = {"leaves": pl.col("wait") > 0, "truly_leaves": pl.col("founded") > 0}
    enters = {
        name: arrived[name] & (pl.col(name) == 0) & (pl.col(score) < rules.threshold)
        for name, score in zip(TERMS, SCORES, strict=True)
    }
    return scored.with_columns(
        **{
            name: pl.when(enters[name])
            .then(pl.lit(month + rules.term, SHORT))
            .when(pl.col(name) == month)
            .then(pl.lit(0, SHORT))
            .otherwise(pl.col(name))
            for name in TERMS
        },
        decision=pl.when(enters["leaves"])
        .then(pl.col("wait") + month)
        .otherwise(pl.col("decision")),
    ).drop("founded", "new", "wait")


def run(people: int, seed: int, rules: Rules) -> dict[str, int]:
    """One run."""
    months = Months(people, seed, rules)
    for month in range(rules.months):
        months.month(month)
    return months.counts
