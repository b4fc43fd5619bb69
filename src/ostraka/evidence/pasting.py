"""Published aggregates as text to paste: shares of strata, or facts for a case, with their source."""

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ostraka.core.errors import OstrakaError
from ostraka.evidence.facts import Fact
from ostraka.evidence.microdata import SMALLEST, are_counts
from ostraka.evidence.sdmx import Aggregates

if TYPE_CHECKING:
    import pandas

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_FACTS = 100


@dataclass(frozen=True, slots=True)
class Publication:
    """Where aggregates were published.

    Attributes
    ----------
    title, address : str
        Of the publication, and of the page where it was read.

    Raises
    ------
    OstrakaError
        If one of them is missing: a figure without a source is refused.
    """

    title: str
    address: str

    def __post_init__(self) -> None:
        """Refuse a source that nobody could look up."""
        if not self.title.strip():
            raise OstrakaError("source: the publication has no title; say where it was published")
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise OstrakaError(
                f"source: {self.address!r} is no address; give that of the page, such as https://…"
            )


def shares(aggregates: Aggregates, by: str) -> dict[str, float]:
    """Shares of the codes of one dimension; every other dimension must be settled.

    Raises
    ------
    OstrakaError
        If another dimension has several codes, there are fewer than two groups or more than 26, a value
        is negative or a small count, units differ, or one code is the total of the others.
    """
    dimension = aggregates.named(by)
    frame = aggregates.frame
    _settled(aggregates, dimension)
    values = dict(zip(frame[dimension], frame["value"], strict=True))
    if not 2 <= len(values) <= len(_LETTERS):
        raise OstrakaError(
            f"{dimension}: {len(values)} groups; strata are 2 to {len(_LETTERS)} large parts of a "
            f"population: choose with --where {dimension}=A+B"
        )
    if frame["unit"].nunique() > 1:
        units = ", ".join(sorted(set(frame["unit"])))
        raise OstrakaError(f"{dimension}: the values have different units ({units}); choose one")
    total = sum(values.values())
    if min(values.values()) < 0 or total <= 0:
        raise OstrakaError(f"{dimension}: shares of what is negative or nothing have no meaning")
    _no_few(frame)
    slack = frame["rounded_to"].max() * len(values) if are_counts(frame).all() else -1.0
    for code, value in values.items():
        # percentages may well add up to one of them; counts hardly do by chance
        is_named_so = code.upper() in ("T", "_T", "TOTAL", "ALL")
        if is_named_so or (len(values) > 2 and abs(2 * value - total) <= slack):
            raise OstrakaError(
                f"{dimension}: {code!r} is the total of the others; choose the parts with --where "
                f"{dimension}={'+'.join(other for other in values if other != code)}"
            )
    return {code: value / total for code, value in values.items()}


def strata_toml(aggregates: Aggregates, by: str, published: Publication) -> str:
    """Tables ``[strata.group_a]`` with shares and their source, to paste into a scenario.

    The names are neutral, as the charter asks (rule 4); which code each stands for is in its source.

    Raises
    ------
    OstrakaError
        As :func:`shares`.
    """
    dimension = aggregates.named(by)
    found = shares(aggregates, dimension)
    lines = [
        f"# Shares of {len(found)} values of {aggregates.structure}. The names are neutral "
        "on purpose."
    ]
    frame = aggregates.frame
    for letter, (code, share) in zip(_LETTERS, found.items(), strict=False):
        row = frame[frame[dimension] == code].iloc[0]
        source = f"{published.title}, {_key(aggregates, row)}, computed from published values"
        source += f", {published.address}"
        lines += [
            f"[strata.group_{letter}]",
            f"share = {{ value = {share!r}, source = {_quoted(source)} }}",
        ]
    return "\n".join(lines) + "\n"


def facts_of(aggregates: Aggregates, published: Publication) -> tuple[Fact, ...]:
    """Each observation as a fact with its source.

    Raises
    ------
    OstrakaError
        If they are more than 100, a count is small, or an observation has no period.
    """
    frame = aggregates.frame
    if len(frame) > MOST_FACTS:
        raise OstrakaError(
            f"{len(frame):,} observations are too many for facts to paste (at most {MOST_FACTS}); choose "
            "with --where"
        )
    if "TIME_PERIOD" not in aggregates.dimensions:
        raise OstrakaError(
            f"{aggregates.origin}: no TIME_PERIOD; a fact says when it was counted, so write it by hand"
        )
    _no_few(frame)
    varying = [name for name in aggregates.dimensions if frame[name].nunique() > 1]
    found = []
    for number, (_, row) in enumerate(frame.iterrows()):
        what = "_".join(str(row[name]) for name in varying) or str(number + 1)
        status = row["status"]
        unit = row["unit"] or "as published (the file names no unit)"
        found.append(
            Fact(
                id=_identifier(aggregates.structure, what),
                fact=_key(aggregates, row),
                value=float(row["value"]),
                unit=unit,
                period=row["TIME_PERIOD"],
                source_title=published.title,
                source_url=published.address,
                source_kind="primary",
                rounded_to=float(row["rounded_to"]),
                note=f"published as {row['published']}"
                + (f"; status {status}" if status not in ("", "A") else ""),
            )
        )
    names = [fact.id for fact in found]
    if len(set(names)) < len(names):
        found = [
            fact.model_copy(update={"id": f"{fact.id}_{k + 1}"}) for k, fact in enumerate(found)
        ]
    return tuple(found)


def facts_toml(aggregates: Aggregates, published: Publication) -> str:
    """Tables ``[[facts]]`` to paste into a case.

    Raises
    ------
    OstrakaError
        As :func:`facts_of`.
    """
    blocks = []
    for fact in facts_of(aggregates, published):
        kept = fact.model_dump(exclude_none=True, exclude_defaults=True)
        kept["source_kind"] = fact.source_kind
        blocks.append(
            "\n".join(["[[facts]]", *(f"{name} = {_toml(value)}" for name, value in kept.items())])
        )
    return "\n\n".join(blocks) + "\n"


def _settled(aggregates: Aggregates, dimension: str) -> None:
    for name in aggregates.dimensions:
        codes = aggregates.codes(name)
        if name != dimension and len(codes) > 1:
            shown = ", ".join(codes[:6]) + (", …" if len(codes) > 6 else "")
            raise OstrakaError(
                f"{name}: {len(codes)} codes are left ({shown}); choose one: --where {name}={codes[0]}"
            )


def _no_few(frame: "pandas.DataFrame") -> None:
    few = frame[are_counts(frame) & frame["value"].between(0, SMALLEST, inclusive="neither")]
    if len(few):
        raise OstrakaError(
            f"a count of {few['published'].iloc[0]}: fewer than {SMALLEST} are no aggregate here; "
            "choose larger groups"
        )


def _key(aggregates: Aggregates, row: Any) -> str:
    codes = ", ".join(f"{name}={row[name]}" for name in aggregates.dimensions)
    return f"{aggregates.structure}: {codes}"


def _identifier(structure: str, what: str) -> str:
    name = structure.rpartition(":")[2].partition("(")[0]
    plain = re.sub(r"[^a-z0-9]+", "_", f"{name}_{what}".lower()).strip("_")
    return plain if plain[:1].isalpha() else f"fact_{plain}"


def _toml(value: Any) -> str:
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
