"""
How long does a wrongful listing last?
======================================

Corrected, run out, overtaken by a deserved one: the ends compete, so each has its cumulative
incidence. A mean over those who were corrected would leave out everybody else.
"""

import ostraka as ok

result = ok.run("missed_fines", people=50_000, seed=1, replicates=5, parameter_draws=20)
ends = result.incidence()
year = ends[ends["months"] == 12].set_index("outcome")
corrected, others = year.loc["corrected"], year.drop("corrected")
print(
    f"After a year {100 * corrected['value']:.0f} of 100 wrongful listings have been corrected (Monte "
    f"Carlo {100 * corrected['low']:.0f} to {100 * corrected['high']:.0f}), and "
    f"{100 * others['value'].sum():.0f} have ended otherwise; the rest still run."
)
result.plot.how_long()
