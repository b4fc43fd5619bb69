"""Calibration: a scenario's uncertain numbers, given what was published of the system it describes."""

from ostraka.calibration.findings import FittedNumber, HeldFigure
from ostraka.calibration.fit import calibrate
from ostraka.calibration.result import Calibration
from ostraka.calibration.sampling import Sample, sequential
from ostraka.calibration.targets import Targets, read_targets

__all__ = [
    "Calibration",
    "FittedNumber",
    "HeldFigure",
    "Sample",
    "Targets",
    "calibrate",
    "read_targets",
    "sequential",
]
