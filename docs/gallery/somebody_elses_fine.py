"""
How many of a million are listed for somebody else's fine?
==========================================================

A record can be pinned on the wrong person. The ledger that knows whose record it was tells these
months from those of a false record, which nobody earned.
"""

import ostraka as ok

result = ok.run("missed_fines", people=50_000, seed=1, replicates=5, parameter_draws=20)
months = result.quotient("wrong_person", "people")  # a person's months on the list, over the run
million = 1e6 / result.months
print(
    f"Of a million, {million * months.value:,.0f} are listed for somebody else's fine at an average "
    f"month's end ({million * months.parameter_low:,.0f} to {million * months.parameter_high:,.0f} "
    f"over the assumptions; Monte Carlo {million * months.low:,.0f} to {million * months.high:,.0f})."
)
result.plot.causes()
