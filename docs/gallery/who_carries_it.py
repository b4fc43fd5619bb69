"""
Who carries it: the confusable minority?
========================================

In this scenario one group's names are alike, so its members are three times as often taken for
somebody else. Nobody is treated differently by any rule.
"""

import ostraka as ok

result = ok.run("missed_fines", people=50_000, seed=1, replicates=10, parameter_draws=20)
times = result.ratio()["minority"]["wrong_person"]
print(
    f"A member of the minority spends {times.value:.1f} times as many months on the list for somebody "
    f"else's fine ({times.parameter_low:.1f} to {times.parameter_high:.1f} over the assumptions; Monte "
    f"Carlo {times.low:.1f} to {times.high:.1f})."
)
result.plot.disparity("wrong_person")
