"""Published figures of real systems: facts with sources, and predictions held against them."""

from ostraka.evidence.cases import Case, load_case, names
from ostraka.evidence.comparison import read_comparison, save_comparison
from ostraka.evidence.facts import Fact
from ostraka.evidence.predict import CaseResult, PredictedFigure, run_case

__all__ = [
    "Case",
    "CaseResult",
    "Fact",
    "PredictedFigure",
    "load_case",
    "names",
    "read_comparison",
    "run_case",
    "save_comparison",
]
