"""Pictures as matplotlib axes: what ``.plot`` gives on results, comparisons, sensitivities and estimates.

Every axis carries its unit. Intervals are drawn unless there are none, and the legend names them: Monte
Carlo (how far another seed could lead) as a thin line with ends, over the assumptions (how far the
uncertain numbers could) as a pale band. The two are never pooled. Nothing here touches
``matplotlib.pyplot``, so no window opens and no figure is left behind.
"""
