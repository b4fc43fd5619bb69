"""
How many on this list should not be there?
==========================================

A points pilot with a whole rulebook: deductions, grades, agencies, households that answer for each
other. Most of its numbers are unpublished, so they are ranges, and the band says what that costs.
"""

import ostraka as ok

result = ok.run("points_pilot", people=10_000, seed=1, replicates=5, parameter_draws=20)
share = result.harm["wrongful_share_of_listed"]
print(
    f"Of 100 person-months on this list, {100 * share.value:.0f} fall on people who should not be there "
    f"({100 * share.parameter_low:.0f} to {100 * share.parameter_high:.0f} over the assumptions; "
    f"Monte Carlo {100 * share.low:.0f} to {100 * share.high:.0f})."
)
result.plot.headline()
