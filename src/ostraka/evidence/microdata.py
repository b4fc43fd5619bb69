"""What is no published aggregate is refused: the charter's first rule, as checks on a file.

No rule can tell every file of records from every table. These look for what records have and published
tables do not; what passes can still be used as shares of a few large groups only.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ostraka.core.errors import OstrakaError

if TYPE_CHECKING:
    import pandas

CHARTER = (
    "Ostraka has no reader, importer, adapter or API for records about real persons or firms, and none "
    "will be added"
)
"""Of the charter, rule 1 (Synthetic people only)."""

SMALLEST = 10
"""A count below this is few people; where most are, the lines are records in all but name. A choice."""

MOST_ALONE = 1000
"""With so many codes, each on one line only, a dimension numbers units; it does not group. A choice."""

_IDENTIFIERS = re.compile(
    r"""^(
        (PERSON|INDIVIDUAL|CITIZEN|RESIDENT|CLAIMANT|RECIPIENT|TAXPAYER|RESPONDENT|PATIENT|SUBJECT|
         OFFENDER|DEBTOR|EMPLOYEE|STUDENT|HOUSEHOLD|FAMILY|COMPANY|FIRM|ENTERPRISE|CASE|RECORD|FILE)
        _?(ID|IDENTIFIER|NO|NR|NUM|NUMBER|KEY|NAME|CODE)
      | ID|UID|UUID|GUID|PID|NAME
      | (FIRST|LAST|FULL|SUR|FAMILY|GIVEN|MIDDLE|MAIDEN)_?NAMES?
      | (NATIONAL|SOCIAL_SECURITY|INSURANCE|TAX|PASSPORT|IDENTITY|LICEN[CS]E)_?(ID|NO|NR|NUMBER)
      | SSN|NINO|BSN|NIF|IBAN|PASSPORT|DOB
      | BIRTH_?DATE|DATE_OF_BIRTH|BIRTHDAY
      | E_?MAIL|PHONE|TELEPHONE|MOBILE|ADDRESS|STREET
    )$""",
    re.VERBOSE,
)

_NO_COUNT = ("PC", "PT", "PERC", "RT", "RATE", "IX", "INDEX", "%")


def refuse_records(
    frame: "pandas.DataFrame", dimensions: Sequence[str], columns: Sequence[str], origin: str
) -> None:
    """Refuse a file that looks like records about persons or firms.

    Parameters
    ----------
    frame : pandas.DataFrame
        One line an observation with a value: the dimensions as text, ``value`` and ``unit``.
    dimensions, columns : sequence of str
        Its dimensions, and all its columns.
    origin : str
        Name of the file.

    Raises
    ------
    OstrakaError
        With the rule that it breaks and the charter's words.
    """
    for name in columns:
        plain = re.sub(r"[\s-]+", "_", name.strip()).upper()
        if _IDENTIFIERS.match(plain):
            _refuse(origin, f"column {name!r} is named like an identifier of persons or firms")
    lines = len(frame)
    if not lines:
        return
    if frame["value"].isin((0.0, 1.0)).all():
        _refuse(origin, f"each of its {lines:,} lines counts one or none: one line, one unit")
    counts = frame[are_counts(frame)]
    few = len(counts) > 0 and (counts["value"] < SMALLEST).mean() > 0.5
    for name in dimensions:
        if name == "TIME_PERIOD" or frame[name].nunique() < lines:
            continue
        if lines > MOST_ALONE:
            _refuse(origin, f"{name} has {lines:,} codes, each on one line: it numbers units")
        if few and lines > 1:
            _refuse(
                origin,
                f"{name} has as many codes as there are lines, and most count fewer than {SMALLEST}",
            )
    if few:
        _refuse(origin, f"most of its counts are below {SMALLEST}: so few that they are units")


def are_counts(frame: "pandas.DataFrame") -> "pandas.Series[bool]":
    """Which values count something: whole numbers whose unit is no percentage, rate or index."""
    unit = frame["unit"].str.upper().str.startswith(_NO_COUNT)
    return ~unit & (frame["value"] % 1 == 0)


def _refuse(origin: str, why: str) -> None:
    raise OstrakaError(
        f"{origin}: this looks like records, not like a published table: {why}. {CHARTER} (charter, rule "
        "1); take the publisher's table of totals instead"
    )
