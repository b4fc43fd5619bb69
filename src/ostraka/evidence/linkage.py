"""False matches of a join by name and birth date: how many pairs of different people agree by chance.

Two different people agree in a field with probability Σp², p being the frequencies of its values. Name
frequencies are those of the 1990 United States Census (public domain), as counts of names by frequency:
no name is kept. People with names outside its tables are spread over names about as rare as the rarest in
them. Birth dates count as so many equally likely ones: some 23,000 in the voting age (McDonald and Levitt
2008, Seeing double voting: an extension of the birthday problem, Election Law Journal 7).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError, choose

Floats = npt.NDArray[np.float64]

DATES = 23_242
"""Equally likely birth dates that make 180 people of voting age share one as likely as not."""
MONTHS_AND_DAYS = 365.0
MONTHS = 12.0

FIELDS = (
    "surname",
    "first_name",
    "initial",
    "birth_date",
    "birth_year",
    "birth_month_and_year",
    "birth_day_and_month",
)
"""What a key may consist of."""


@dataclass(frozen=True, slots=True)
class Linkage:
    """What a join finds by chance.

    Attributes
    ----------
    key : tuple of str
        Fields that have to agree.
    records, other : int
        Records of the file, and of the second one (0: the file is searched for doubles).
    agreement : float
        Probability that two different people agree in the key.
    pairs : float
        Expected pairs of different people that agree.
    placeholder_pairs : float
        Of them, those that agree because both carry the placeholder for a missing date.
    records_matched : float
        Expected records of the file that agree with somebody else's.
    true_matches : float
        Pairs that are the same person, as given.
    wrong_share : float or None
        Of all pairs that the join returns, the share that are different people; None if there are none.
    wrong_per_true : float or None
        People matched wrongly for each true match; None without true matches.
    """

    key: tuple[str, ...]
    records: int
    other: int
    agreement: float
    pairs: float
    placeholder_pairs: float
    records_matched: float
    true_matches: float
    wrong_share: float | None
    wrong_per_true: float | None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    def __str__(self) -> str:
        """What it comes to, in sentences."""
        within = f" and {self.other:,}" if self.other else ""
        said = (
            f"Among {self.records:,}{within} records some {_three_digits(self.pairs)} pairs of different "
            f"people agree in {', '.join(self.key)} by chance; some "
            f"{_three_digits(self.records_matched)} records meet somebody else's."
        )
        if self.wrong_share is not None:
            said += (
                f" Of all pairs that such a join returns, {100 * self.wrong_share:.1f} % are wrong."
            )
        return said


def _three_digits(count: float) -> str:
    return f"{float(f'{count:.3g}'):,.12g}"


def linkage(
    records: int,
    other: int = 0,
    *,
    key: Sequence[str] = ("surname", "first_name", "birth_date"),
    true_rate: float = 0.0,
    dates: float = DATES,
    placeholder: float = 0.0,
    dependence: float = 1.0,
) -> Linkage:
    """Expected false matches of a join by name and date.

    Parameters
    ----------
    records, other : int
        Size of the file; with ``other``, of the second file to which it is joined, else the file is
        searched for doubles. Up to 10^8 and beyond: nothing is simulated.
    key : sequence of str
        Fields that have to agree, out of ``FIELDS``.
    true_rate : float
        Share of the records that truly have a match.
    dates : float
        Equally likely birth dates. Ages that crowd together make fewer.
    placeholder : float
        Share of records that carry one and the same date in place of a missing one.
    dependence : float
        Factor on the chance of agreement where fields hang together (names that belong to a generation or
        a language); 1 for independent fields. It does not enter ``records_matched`` beyond its cap.

    Raises
    ------
    OstrakaError
        If a size, a share or a field of the key makes no sense.
    """
    fields = tuple(key)
    _check(fields, records, other, true_rate, dates, placeholder, dependence)
    compared = records * other if other else records * (records - 1) / 2
    dated = any(field.startswith("birth") for field in fields)
    hidden = placeholder if dated else 0.0
    chance = float(agreement(" ".join(fields), dates)) * dependence
    names = tuple(field for field in fields if not field.startswith("birth"))
    blind = min(float(agreement(" ".join(names), dates)) * dependence, 1.0) if names else 1.0
    by_placeholder = compared * hidden**2 * blind
    pairs = compared * (1 - hidden) ** 2 * min(chance, 1.0) + by_placeholder
    true = true_rate * records
    return Linkage(
        key=fields,
        records=records,
        other=other,
        agreement=min(chance, 1.0),
        pairs=pairs,
        placeholder_pairs=by_placeholder,
        records_matched=_matched(fields, records, other or records - 1, dates, hidden, dependence),
        true_matches=true,
        wrong_share=pairs / (pairs + true) if pairs + true > 0 else None,
        wrong_per_true=pairs * (1 if other else 2) / true if true > 0 else None,
    )


def agreement(fields: str, dates: Any = DATES) -> Any:
    """Probability that two different people agree in all of ``fields``, separated by spaces."""
    chance: Any = 1.0
    for field in fields.split():
        if field not in FIELDS:
            raise OstrakaError(f"linkage: {field!r} is no field; {choose(field, FIELDS)}")
        if field.startswith("birth"):
            chance = chance / _values_of_date(field, np.asarray(dates, float))
        else:
            frequency, names = _frequencies(field)
            chance = chance * float((names * frequency**2).sum())
    return chance


def _values_of_date(field: str, dates: Any) -> Any:
    """Equally likely values of a birth date or of a part of it."""
    years = dates / MONTHS_AND_DAYS
    return {
        "birth_date": dates,
        "birth_year": years,
        "birth_month_and_year": years * MONTHS,
        "birth_day_and_month": np.full_like(dates, MONTHS_AND_DAYS),
    }[field]


def _matched(
    fields: tuple[str, ...],
    records: int,
    others: float,
    dates: float,
    hidden: float,
    dependence: float,
) -> float:
    """Expected records that agree with at least one of ``others``: Σ p (1 − (1 − p)^others)."""
    share, chance = np.ones(1), np.ones(1)
    date = 1.0
    for field in fields:
        if field.startswith("birth"):
            date = date / float(_values_of_date(field, np.asarray(dates, float)))
            continue
        frequency, names = _frequencies(field)
        share = np.outer(share, names * frequency).ravel()
        chance = np.outer(chance, frequency).ravel()
    some = -np.expm1(-others * (1 - hidden) * np.minimum(chance * date * dependence, 1.0))
    with_date = float((share * some).sum())
    blind = -np.expm1(-others * hidden * np.minimum(chance * dependence, 1.0))
    return records * ((1 - hidden) * with_date + hidden * float((share * blind).sum()))


@lru_cache(maxsize=8)
def _frequencies(field: str) -> tuple[Floats, Floats]:
    """Frequencies of a field's values, and how many values have each; they add up to 1."""
    if field != "first_name":
        return _table(field)
    # men and women in halves; names that both bear are few, and agreement across the sexes is left out
    parts = [_table(f"first_name_{sex}") for sex in ("male", "female")]
    return np.concatenate([f / 2 for f, _ in parts]), np.concatenate([n for _, n in parts])


def _table(kind: str) -> tuple[Floats, Floats]:
    text = (
        resources.files("ostraka.evidence") / "tables" / "us_name_frequencies_1990.csv"
    ).read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    found = np.array([(float(p) / 100, float(n)) for name, p, n in rows if name == kind])
    frequency, names = found[found[:, 0] > 0].T
    rest = 1 - float((frequency * names).sum())
    if rest < 1e-4:  # initials: everybody has one of them
        return frequency / (1 - rest), names
    rare = frequency.min() / 2
    # the others' names, each half as frequent as the rarest that is listed
    return np.append(frequency, rare), np.append(names, rest / rare)


def _check(
    fields: tuple[str, ...],
    records: int,
    other: int,
    true_rate: float,
    dates: float,
    placeholder: float,
    dependence: float,
) -> None:
    if not fields:
        raise OstrakaError(f"linkage: key: it names no field; choose from {', '.join(FIELDS)}")
    if sum(field.startswith("birth") for field in fields) > 1 or len(set(fields)) < len(fields):
        raise OstrakaError(
            "linkage: key: fields overlap; name one part of the birth date, and none twice"
        )
    if {"first_name", "initial"} <= set(fields):
        raise OstrakaError("linkage: key: the first name holds its initial; name one of the two")
    for name, value, low, high in (
        ("records", records, 1, float("inf")),
        ("other", other, 0, float("inf")),
        ("true_rate", true_rate, 0, 1),
        ("placeholder", placeholder, 0, 1),
        ("dates", dates, 1, float("inf")),
        ("dependence", dependence, 0, float("inf")),
    ):
        if not low <= value <= high:
            raise OstrakaError(f"linkage: {name}: {value:g} is not between {low:g} and {high:g}")
