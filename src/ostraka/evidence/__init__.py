"""Published figures of real systems: facts with sources, and predictions held against them."""

from ostraka.evidence.cases import Case, copy_case, load_case, names
from ostraka.evidence.comparison import read_comparison, save_comparison
from ostraka.evidence.facts import Fact
from ostraka.evidence.functions import FUNCTIONS
from ostraka.evidence.predict import CaseResult, run_case
from ostraka.evidence.verdict import PredictedFigure

__all__ = [
    "FUNCTIONS",
    "Case",
    "CaseResult",
    "Fact",
    "PredictedFigure",
    "copy_case",
    "load_case",
    "names",
    "read_comparison",
    "run_case",
    "save_comparison",
]
