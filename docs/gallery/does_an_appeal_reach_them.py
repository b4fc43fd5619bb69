"""
Does an appeal reach them?
==========================

Who is told, who of those appeals, and who is heard: of the listings that are wrongful, beside those
that the rules as written would make as well.
"""

import ostraka as ok

result = ok.run("missed_fines", people=50_000, seed=1, replicates=5, parameter_draws=20)
never = result.harm["never_corrected_share"]
print(
    f"{100 * never.value:.0f} of 100 wrongful listings are not corrected within {result.months} months "
    f"({100 * never.parameter_low:.0f} to {100 * never.parameter_high:.0f} over the assumptions; "
    f"Monte Carlo {100 * never.low:.0f} to {100 * never.high:.0f})."
)
result.plot.redress()
