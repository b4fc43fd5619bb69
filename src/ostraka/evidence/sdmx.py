"""A reader of published aggregates from SDMX-CSV, the export format of statistical offices.

Values and codes are read as the text that was published: a code ``007`` stays so, and ``12.50`` keeps
the digit that says how it was rounded. Source of the layouts: SDMX-CSV field guides 1.0 and 2.0 (SDMX
Technical Working Group, github.com/sdmx-twg/sdmx-csv).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostraka.core.errors import OstrakaError, choose
from ostraka.evidence.microdata import refuse_records

if TYPE_CHECKING:
    import pandas

VALUE = "OBS_VALUE"
_SPECIAL = (
    "DATAFLOW",
    "STRUCTURE",
    "STRUCTURE_ID",
    "STRUCTURE_NAME",
    "ACTION",
    "SERIES_KEY",
    "OBS_KEY",
)
_CUSTOM = ("LAST UPDATE", "LAST_UPDATE", "UPDATED", "PREPARED", "VALID_FROM", "VALID_TO")
_UNITS = ("UNIT_MEASURE", "UNIT", "UNIT_MEASUREMENT")
_POWERS = ("UNIT_MULT", "UNIT_MULTIPLIER")
_STATUS = ("OBS_STATUS", "OBS_FLAG")
_SECRET = "CONF_STATUS"
_FREE = ("", "F")
"""Codes of CONF_STATUS under which a value is for publication (code list CL_CONF_STATUS: F, free)."""

Where = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Aggregates:
    """Published aggregates: one line an observation.

    Attributes
    ----------
    structure : str
        The dataflow or structure, as ``AGENCY:NAME(VERSION)``.
    version : str
        Of SDMX-CSV: "1.0" or "2.0".
    dimensions : tuple of str
    frame : pandas.DataFrame
        The dimensions as text; ``published`` as text; ``value`` (float), multiplied by the power of ten
        of its unit; ``rounded_to``, the step of its last digit; ``unit``; ``status``.
    missing : int
        Lines without a value, which were left out.
    origin : str
        Name of the file.
    """

    structure: str
    version: str
    dimensions: tuple[str, ...]
    frame: Any
    missing: int
    origin: str

    def to_pandas(self) -> "pandas.DataFrame":
        """The lines as a table of their own."""
        copy: pandas.DataFrame = self.frame.copy()
        return copy

    def codes(self, dimension: str) -> tuple[str, ...]:
        """Codes of a dimension, in the order of the file.

        Raises
        ------
        OstrakaError
            If there is no such dimension.
        """
        return tuple(dict.fromkeys(self.frame[self.named(dimension)]))

    def where(self, chosen: Where) -> "Aggregates":
        """The lines with these codes: ``{"REF_AREA": "SE", "SEX": ["F", "M"]}``.

        Raises
        ------
        OstrakaError
            If there is no such dimension or code, or no line is left.
        """
        frame = self.frame
        for given, wanted in chosen.items():
            dimension = self.named(given)
            known = self.codes(dimension)
            codes = [wanted] if isinstance(wanted, str) else list(wanted)
            for code in codes:
                if code not in known:
                    raise OstrakaError(f"where: {dimension} has no {code!r}; {choose(code, known)}")
            frame = frame[frame[dimension].isin(codes)]
        if not len(frame):
            raise OstrakaError(
                f"where: no line of {self.origin} has all these codes; leave one of them out"
            )
        return replace(self, frame=frame.reset_index(drop=True))

    def named(self, given: str) -> str:
        """The dimension of this name, whatever its case.

        Raises
        ------
        OstrakaError
            If there is none.
        """
        same = {name.upper(): name for name in self.dimensions}
        if given.upper() not in same:
            raise OstrakaError(
                f"{given!r}: {self.origin} has no such dimension; {choose(given, self.dimensions)}"
            )
        return same[given.upper()]


def read_sdmx(path: str | Path, where: Where | None = None) -> Aggregates:
    """Read published aggregates from an SDMX-CSV file, version 1.0 or 2.0.

    The whole file is checked before ``where`` chooses among its lines.

    Raises
    ------
    OstrakaError
        If it is no SDMX-CSV, holds more than one structure or an observation twice, has values that
        were not released, or looks like records about persons or firms (charter, rule 1).
    """
    origin = Path(path).name
    raw, version = _raw(Path(path), origin)
    structure = _structure(raw, version, origin)
    dimensions = _dimensions(raw, origin)
    frame = raw[raw[VALUE].str.strip().ne("") & ~raw[VALUE].str.upper().isin(("NAN", "-"))]
    found = _frame(frame, dimensions, origin)
    refuse_records(found, dimensions, list(raw.columns), origin)
    twice = found.duplicated(list(dimensions))
    if twice.any():
        key = found[twice][list(dimensions)].iloc[0].to_dict()
        raise OstrakaError(
            f"{origin}: an observation stands there twice: {key}; a published table has each once"
        )
    made = Aggregates(structure, version, dimensions, found, len(raw) - len(frame), origin)
    return made if where is None else made.where(where)


def _raw(path: Path, origin: str) -> "tuple[pandas.DataFrame, str]":
    """Every column as text, labels taken off, and the version."""
    import pandas

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
    except (OSError, UnicodeDecodeError) as error:
        raise OstrakaError(f"{path}: cannot be read: {error}; give an SDMX-CSV file") from error
    begins = re.match(r'"?(DATAFLOW|STRUCTURE)(?:\[.\])?(?:: [^,;\t"]*)?"?([,;\t])', first)
    if begins is None:
        raise OstrakaError(
            f"{origin}: no SDMX-CSV: its first column is neither DATAFLOW (1.0) nor STRUCTURE (2.0); "
            "other tables are not read. Ask the publisher's site for SDMX-CSV, or write the figures into "
            "the scenario by hand, with their source"
        )
    try:
        raw = pandas.read_csv(
            path, sep=begins[2], dtype=str, keep_default_na=False, encoding="utf-8-sig"
        )
    except (ValueError, OSError) as error:  # of the parser too
        raise OstrakaError(f"{origin}: cannot be read as CSV: {error}") from error
    raw = raw.rename(columns={name: re.sub(r"\[.*\]$", "", name) for name in raw.columns})
    raw = _without_labels(raw, origin)
    if VALUE not in raw.columns:
        raise OstrakaError(f"{origin}: it has no column {VALUE}; only that measure is read")
    return raw, "1.0" if begins[1] == "DATAFLOW" else "2.0"


def _without_labels(raw: "pandas.DataFrame", origin: str) -> "pandas.DataFrame":
    """Names that stand beside codes (``labels=name``) or after them (``labels=both``) are left out."""
    if "STRUCTURE_NAME" in raw.columns:
        names = list(raw.columns)
        first = max(names.index(name) for name in _SPECIAL if name in names) + 1
        known = [*_CUSTOM, VALUE, "TIME_PERIOD", *_STATUS, *_UNITS, *_POWERS, _SECRET]
        kept, rest = names[:first], names[first:]
        while rest:
            name = rest.pop(0)
            kept.append(name)
            if rest and name not in _CUSTOM and rest[0] not in known:
                rest.pop(0)  # the name column of this component
        return raw[kept]
    if not any(": " in name for name in raw.columns):
        return raw
    plain = raw.rename(columns=lambda name: name.partition(": ")[0])
    for name in plain.columns:
        if name != VALUE:
            plain[name] = [text.partition(": ")[0] for text in plain[name]]
    return plain


def _structure(raw: "pandas.DataFrame", version: str, origin: str) -> str:
    column = "DATAFLOW" if version == "1.0" else "STRUCTURE_ID"
    if column not in raw.columns:
        raise OstrakaError(f"{origin}: SDMX-CSV {version} needs a column {column}")
    found = sorted({text.partition(": ")[0] for text in raw[column]})
    if len(found) != 1:
        raise OstrakaError(
            f"{origin}: it holds {len(found)} structures ({', '.join(found[:4])}); give one that has one"
        )
    if "ACTION" in raw.columns and raw["ACTION"].isin(("D", "Delete")).any():
        raise OstrakaError(
            f"{origin}: it deletes observations, so it is a message between databases and no publication"
        )
    return str(found[0])


def _dimensions(raw: "pandas.DataFrame", origin: str) -> tuple[str, ...]:
    """Columns before the value, as the standard orders them, and the time wherever it stands."""
    names = list(raw.columns)
    before = [
        name
        for name in names[: names.index(VALUE)]
        if name not in _SPECIAL and name.upper() not in (*_CUSTOM, *_POWERS, *_STATUS, _SECRET)
    ]
    if "TIME_PERIOD" in names and "TIME_PERIOD" not in before:
        before.append("TIME_PERIOD")
    if not before:
        raise OstrakaError(
            f"{origin}: no dimension stands before {VALUE}; put columns in the standard's order: "
            "dimensions, measure, attributes"
        )
    return tuple(before)


def _frame(raw: "pandas.DataFrame", dimensions: tuple[str, ...], origin: str) -> "pandas.DataFrame":
    import pandas

    if _SECRET in raw.columns and not raw[_SECRET].isin(_FREE).all():
        kept = sorted(set(raw[_SECRET]) - set(_FREE))
        raise OstrakaError(
            f"{origin}: {_SECRET} {', '.join(kept)}: values that are not for publication; take the "
            "table that was published"
        )

    def text(names: Sequence[str]) -> "pandas.Series[str]":
        for name in raw.columns:
            if name.upper() in names:
                return raw[name]
        return pandas.Series("", index=raw.index, dtype=str)

    values, steps = [], []
    for number, power in zip(raw[VALUE], text(_POWERS), strict=True):
        value, step = _number(number, power, origin)
        values.append(value)
        steps.append(step)
    return pandas.DataFrame(
        {
            **{name: raw[name] for name in dimensions},
            "published": raw[VALUE],
            "value": values,
            "rounded_to": steps,
            "unit": text(_UNITS),
            "status": text(_STATUS),
        }
    ).reset_index(drop=True)


def _number(text: str, power: str, origin: str) -> tuple[float, float]:
    """A published number and the step of its last digit, both times ten to the power of its unit."""
    try:
        number = Decimal(text.strip())
        times = Decimal(10) ** int(power or 0)
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int):
            raise InvalidOperation
    except (InvalidOperation, ValueError):
        what = f"{VALUE} {text!r}" if not power else f"{VALUE} {text!r} with UNIT_MULT {power!r}"
        raise OstrakaError(f"{origin}: {what}: no number; write it as 1234.5") from None
    return float(number * times), float(Decimal(10) ** exponent * times)
