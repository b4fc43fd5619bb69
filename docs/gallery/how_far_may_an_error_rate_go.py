"""
How far may an error rate go?
=============================

Somebody sets a ceiling: at most 800 of 100,000 ever wrongly listed. How many unfounded records may
a clerk then make? A harm below a ceiling is harm all the same.
"""

import ostraka as ok
from ostraka.sensitivity import budget

rate = "unfounded.clerical.rate_per_month.unpaid_fine"
size = {"people": 10_000, "seed": 1, "replicates": 6, "draws": 20}
found = budget("missed_fines", "ever_wrongly_listed_per_100k <= 800", rate, **size)
over = found.assumptions
print(
    f"At most {1e6 * found.value:.0f} a month per million people ({1e6 * over.low:.0f} to "
    f"{1e6 * over.high:.0f} over the assumptions; Monte Carlo {1e6 * found.low:.0f} to "
    f"{1e6 * found.high:.0f}); in {ok.load('missed_fines').title!r} it is {1e6 * found.now:.0f}."
)
found.plot.harm()
