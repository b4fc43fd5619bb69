"""
Which unpublished number would one have to know?
================================================

Four of the points pilot's uncertain numbers, each taken to both ends of its range while the others
stay at their centre. It shows what a publication would be worth, not what is true; what numbers do
together is not seen here.
"""

from ostraka.studies.sensitivity import ask

numbers = ["association.share", "linking.mislink", "score.record_life_months", "review.sensitivity"]
found = ask("points_pilot", "tornado", numbers=numbers, people=20_000, seed=1, replicates=5)
first = found.bars[0]
low, high = first.at_low, first.at_high
print(
    f"{first.place} from {first.low:.2g} to {first.high:.2g} changes the wrongly listed per 100,000 by "
    f"{low.value:,.0f} (Monte Carlo {low.low:,.0f} to {low.high:,.0f}) to {high.value:+,.0f} "
    f"({high.low:+,.0f} to {high.high:+,.0f})."
)
found.plot.tornado()
