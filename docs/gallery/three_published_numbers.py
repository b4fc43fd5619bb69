"""
How many of the listed are innocent, from three published numbers?
==================================================================

Michigan's unemployment-fraud flags of 2013 to 2015 (sources: ``ostraka cases``,
``midas_unemployment``). Four of five challenges were overturned, and still that alone excludes
nothing about those who never challenged.
"""

import ostraka as ok

answer = ok.estimate(
    listed=67_739,
    challenged=4_955,
    overturned=4_058,
    perfect_review=True,
    ratio_at_least=1,
    ratio_at_most=3,
)
print(answer.quote)
answer.plot.bounds()
