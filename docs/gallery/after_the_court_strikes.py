"""
How long does a copied record live after the court strikes it?
==============================================================

Twelve agencies copy a court's list, and forget late. How late was never published, so each is a
wide range; the picture shows what share of the copies that each holds are of entries that no longer
stand.
"""

import ostraka as ok

result = ok.run("joint_sanctions", people=50_000, seed=1, replicates=5, parameter_draws=20)
bites = result.harm["corrected_and_still_biting"]
print(
    f"Of 100 entries struck as wrongful, {100 * bites.value:.0f} are still in some agency's copy a year "
    f"later ({100 * bites.parameter_low:.0f} to {100 * bites.parameter_high:.0f} over the assumptions; "
    f"Monte Carlo {100 * bites.low:.0f} to {100 * bites.high:.0f})."
)
result.plot.figures("stale_share_of_copies")
