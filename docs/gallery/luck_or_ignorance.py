"""
How wide is what we do not know, against luck?
==============================================

Two intervals for every figure, never pooled: how far another seed could lead, and how far the
unpublished numbers could. More people narrow the first. Only a source narrows the second.
"""

import ostraka as ok

result = ok.run("points_pilot", people=20_000, seed=1, replicates=5, parameter_draws=20)
rate = result.harm["ever_wrongly_listed_per_100k"]
times = (rate.parameter_high - rate.parameter_low) / (rate.high - rate.low)
print(
    f"Ever wrongly listed, per 100,000: {rate.value:,.0f} ({rate.parameter_low:,.0f} to "
    f"{rate.parameter_high:,.0f} over the assumptions; Monte Carlo {rate.low:,.0f} to {rate.high:,.0f}). "
    f"What is not known is {times:.0f} times as wide as luck among 20,000 people."
)
result.plot.uncertainty()
