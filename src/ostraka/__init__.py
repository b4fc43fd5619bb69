"""Ostraka: a laboratory for the harm done by blacklists, on synthetic people only.

>>> import ostraka as ok
>>> result = ok.run("points_pilot", people=10_000, replicates=2)  # doctest: +SKIP
>>> result.harm["wrongful_share_of_listed"]  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ostraka.calibration import Calibration, calibrate
    from ostraka.core.errors import (
        DeclarationError,
        FiguresError,
        OstrakaError,
        OutputError,
        Problem,
        ScenarioError,
    )
    from ostraka.estimation import Audit, ListEstimate, RatioPrior, compare_groups, estimate
    from ostraka.evidence.linkage import Linkage, linkage
    from ostraka.evidence.sdmx import Aggregates, read_sdmx
    from ostraka.report.assessment import write as assess
    from ostraka.report.odd import odd
    from ostraka.results import (
        FIGURES,
        Attribution,
        Estimate,
        Figure,
        GroupTable,
        HarmTable,
        Life,
        Result,
    )
    from ostraka.results.attribution import attribute
    from ostraka.results.explain import explain
    from ostraka.results.run import run
    from ostraka.results.schedule_text import schedule
    from ostraka.scenario import Scenario, extend, load, loads
    from ostraka.scenario import names as scenarios
    from ostraka.studies import Study, StudyResult, run_study

__version__ = "0.1.0"

_CALIBRATION = "ostraka.calibration"
_ERRORS = "ostraka.core.errors"
_ESTIMATION = "ostraka.estimation"
_RESULTS = "ostraka.results"
_SCENARIO = "ostraka.scenario"
_STUDIES = "ostraka.studies"
_LINKAGE = "ostraka.evidence.linkage"
_SDMX = "ostraka.evidence.sdmx"

# Where each name lives: it is imported when first asked for, so that `import ostraka` costs nothing.
_HOMES = {
    "Calibration": (_CALIBRATION, "Calibration"),
    "calibrate": (_CALIBRATION, "calibrate"),
    "DeclarationError": (_ERRORS, "DeclarationError"),
    "FiguresError": (_ERRORS, "FiguresError"),
    "OstrakaError": (_ERRORS, "OstrakaError"),
    "OutputError": (_ERRORS, "OutputError"),
    "Problem": (_ERRORS, "Problem"),
    "ScenarioError": (_ERRORS, "ScenarioError"),
    "Audit": (_ESTIMATION, "Audit"),
    "ListEstimate": (_ESTIMATION, "ListEstimate"),
    "RatioPrior": (_ESTIMATION, "RatioPrior"),
    "compare_groups": (_ESTIMATION, "compare_groups"),
    "estimate": (_ESTIMATION, "estimate"),
    "Aggregates": (_SDMX, "Aggregates"),
    "read_sdmx": (_SDMX, "read_sdmx"),
    "FIGURES": (_RESULTS, "FIGURES"),
    "Attribution": (_RESULTS, "Attribution"),
    "Estimate": (_RESULTS, "Estimate"),
    "Figure": (_RESULTS, "Figure"),
    "GroupTable": (_RESULTS, "GroupTable"),
    "HarmTable": (_RESULTS, "HarmTable"),
    "Linkage": (_LINKAGE, "Linkage"),
    "Life": (_RESULTS, "Life"),
    "Result": (_RESULTS, "Result"),
    "assess": ("ostraka.report.assessment", "write"),
    "attribute": (_RESULTS, "attribute"),
    "explain": (_RESULTS, "explain"),
    "run": (_RESULTS, "run"),
    "schedule": (_RESULTS, "schedule"),
    "Scenario": (_SCENARIO, "Scenario"),
    "extend": (_SCENARIO, "extend"),
    "load": (_SCENARIO, "load"),
    "linkage": (_LINKAGE, "linkage"),
    "odd": ("ostraka.report.odd", "odd"),
    "loads": (_SCENARIO, "loads"),
    "scenarios": (_SCENARIO, "names"),
    "Study": (_STUDIES, "Study"),
    "StudyResult": (_STUDIES, "StudyResult"),
    "run_study": (_STUDIES, "run_study"),
}

__all__ = [
    "FIGURES",
    "Aggregates",
    "Attribution",
    "Audit",
    "Calibration",
    "DeclarationError",
    "Estimate",
    "Figure",
    "FiguresError",
    "GroupTable",
    "HarmTable",
    "Life",
    "Linkage",
    "ListEstimate",
    "OstrakaError",
    "OutputError",
    "Problem",
    "RatioPrior",
    "Result",
    "Scenario",
    "ScenarioError",
    "Study",
    "StudyResult",
    "__version__",
    "assess",
    "attribute",
    "calibrate",
    "compare_groups",
    "estimate",
    "explain",
    "extend",
    "linkage",
    "load",
    "loads",
    "odd",
    "read_sdmx",
    "run",
    "run_study",
    "scenarios",
    "schedule",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'ostraka' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Public names."""
    return sorted(__all__)
