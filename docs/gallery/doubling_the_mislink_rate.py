"""
What does doubling the mislink rate do?
=======================================

Two of 100 records go to somebody else; what if it were four? An arm of a study sets the number, and
the difference is paired: same people, same luck.
"""

from tempfile import TemporaryDirectory

import ostraka as ok

doubled = {"description": "Twice as many go astray.", "set": {"linking.mislink": 0.04}}
shape = {"people": 20_000, "months": 60, "replicates": 10, "design": {"draws": 20}}
asked = {"title": "Twice the mislinks", "purpose": "What do they do?", "scenario": "missed_fines"}
harms = {"harms": ["ever_wrongly_listed_per_100k"], "arms": {"doubled": doubled}}
with TemporaryDirectory() as folder:
    comparison = ok.run_study(ok.Study.of(asked | shape | harms), folder).compare()
more = comparison.row("doubled", "ever_wrongly_listed_per_100k").difference
print(
    f"It adds {more.value:.0f} people ever wrongly listed per 100,000 ({more.assumed_low:.0f} to "
    f"{more.assumed_high:.0f} over the assumptions; Monte Carlo {more.low:.0f} to {more.high:.0f})."
)
comparison.plot.by_cause("doubled")
