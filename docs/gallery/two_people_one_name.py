"""
How large must a name list be before two people share a name and a birthday?
============================================================================

Names as frequent as in the 1990 United States Census, birth dates as in McDonald and Levitt (2008).
Where names belong to a generation, name and date hang together; how much is assumed here, up to
three times the chance.
"""

import math

import numpy as np
from matplotlib.figure import Figure

import ostraka as ok

sizes = np.unique(np.logspace(3, 6, 301).astype(int))
least, most = ([ok.linkage(n, dependence=d).pairs for n in sizes.tolist()] for d in (1, 3))
some_least, some_most = (100 * -np.expm1(-np.array(pairs)) for pairs in (least, most))  # Poisson
even, sooner = (sizes[np.argmax(np.array(pairs) >= math.log(2))] for pairs in (least, most))
even, sooner = (round(int(n), -4) for n in (even, sooner))
print(
    f"Even odds at about {even:,} people, or {sooner:,} if the two hang together (assumed, 3 times)."
)
ax = Figure(layout="constrained").add_subplot()
ax.fill_between(sizes, some_least, some_most, alpha=0.3, label="up to 3 times the chance (assumed)")
ax.semilogx(sizes, some_least, label="name and date independent")
ax.set(xlabel="people on the list (logarithmic)", ylabel="% chance that two of them agree")
ax.legend(frameon=False)
