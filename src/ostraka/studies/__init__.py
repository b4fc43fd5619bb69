"""Studies: arms on common draws, cut into units of work that can be stopped, shared and merged.

What other packages build on: :meth:`Study.draws` (the settled uncertain numbers),
:meth:`StudyResult.outcomes` (every figure of every run in long form), :meth:`StudyResult.person_sets`,
and :func:`register_design` (another way to draw the uncertain numbers).
"""

from ostraka.studies.definition import names
from ostraka.studies.designs import Design, design_of, designs, register_design
from ostraka.studies.merging import merge
from ostraka.studies.result import StudyResult
from ostraka.studies.running import run_study
from ostraka.studies.study import CENTRAL, Study

__all__ = [
    "CENTRAL",
    "Design",
    "Study",
    "StudyResult",
    "design_of",
    "designs",
    "merge",
    "names",
    "register_design",
    "run_study",
]
