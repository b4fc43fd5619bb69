"""Results: runs with both intervals, figures, groups, tables and files."""

from ostraka.results.attribution import Attribution, attribute
from ostraka.results.estimate import Estimate
from ostraka.results.explain import Life, explain
from ostraka.results.figures import FIGURES, Figure
from ostraka.results.groups import GroupTable
from ostraka.results.harm_table import HarmTable
from ostraka.results.result import Result
from ostraka.results.run import run
from ostraka.results.schedule_text import schedule
from ostraka.results.storage import check_free
from ostraka.results.uncertainty import Draws

__all__ = [
    "FIGURES",
    "Attribution",
    "Draws",
    "Estimate",
    "Figure",
    "GroupTable",
    "HarmTable",
    "Life",
    "Result",
    "attribute",
    "check_free",
    "explain",
    "run",
    "schedule",
]
