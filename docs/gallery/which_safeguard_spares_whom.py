"""
Which safeguard spares most, and whom does it newly harm?
=========================================================

The same people and the same luck with and without each safeguard, so that a person who is spared,
or harmed only because of it, can be told from one who was never in danger.
"""

from tempfile import TemporaryDirectory

import ostraka as ok

study = ok.Study.load("safeguards_on_fines", people=10_000, replicates=10)
with TemporaryDirectory() as folder:
    comparison = ok.run_study(study, folder).compare()
best = max((s for s in comparison.sets if not s.stratum), key=lambda s: s.spared.value)
spared, harmed = best.spared, best.newly_harmed
print(
    f"Of 10,000, {best.arm} spares {spared.value:.0f} ({spared.assumed_low:.0f} to "
    f"{spared.assumed_high:.0f} over the assumptions; Monte Carlo {spared.low:.0f} to {spared.high:.0f}) "
    f"and newly harms {harmed.value:.1f} (Monte Carlo {harmed.low:.1f} to {harmed.high:.1f})."
)
comparison.plot.spared()
