"""The small model in Ostraka: the scenario, run through the public interface."""

import dataclasses
from typing import Any

import ostraka as ok
from benchmarks.peers.rules import SCENARIO, Rules, no_counts, small_model


def run(people: int, seed: int, rules: Rules, threads: int = 1) -> dict[str, int]:
    """One run; the rules are those of the scenario file."""
    if rules != small_model():
        changed = [
            k for k, v in dataclasses.asdict(small_model()).items() if v != getattr(rules, k)
        ]
        raise ValueError(f"the scenario fixes {', '.join(changed)}")
    result = ok.run(SCENARIO, people=people, seed=seed, threads=threads, progress=False)
    return counts_of(result)


def counts_of(result: Any) -> dict[str, int]:
    """The counts of the small model, from a result's tables."""
    counts = no_counts()
    by_origin = result.table("records").groupby("record_origin")["count"].sum()
    by_exit = result.table("exits").groupby("exit")["count"].sum()
    counts["founded"] = by_origin.get("founded", 0)
    counts["unfounded"] = by_origin.get("clerical", 0)
    counts["expired"] = by_exit.get("expired", 0)
    counts["upheld"] = by_exit.get("upheld", 0)
    harm = result.harm
    counts["listed"] = harm["listed_person_months"].value
    counts["wrongly_listed"] = harm["wrongful_person_months"].value
    counts["missed"] = harm["missed_person_months"].value
    counts["entries"] = harm["entries"].value
    counts["listed_at_end"] = harm["listed_share_at_end"].value * result.people
    return {name: round(float(count)) for name, count in counts.items()}
