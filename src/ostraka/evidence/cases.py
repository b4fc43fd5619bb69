"""Cases: what is set from published facts, what is predicted, declared before any run."""

import json
import shutil
import tomllib
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError, model_validator

from ostraka.core.errors import OstrakaError, choose
from ostraka.core.quantities import Quantity, Table
from ostraka.evidence.declaration import CaseFile, Published, PublishedShare, Share
from ostraka.evidence.facts import (
    Ends,
    Fact,
    count_interval,
    ratio_interval,
    rounded_share_interval,
)
from ostraka.scenario import loads


class Case(Table):
    """A case, whole: its facts, its declaration and, where a run is meant, its scenario."""

    name: str
    facts: dict[str, Fact]
    declared: CaseFile
    scenario: Any = None

    @model_validator(mode="after")
    def _split_is_honest(self) -> Self:
        declared = self.declared
        held_out = {fact for p in declared.predictions for fact in p.published.held_out}
        compared = [p.published for p in declared.predictions] + [
            s.published for s in declared.sets
        ]
        named = [fact for published in compared for fact in published.facts]
        for fact in (*declared.used, *named, *self._of_inputs()):
            if fact not in self.facts:
                raise ValueError(
                    f"it names the fact {fact!r}, which is not among its facts; "
                    f"{choose(fact, list(self.facts))}"
                )
        both = held_out & set(declared.used)
        if both:
            raise ValueError(f"{sorted(both)} both set the model and are predicted; choose one")
        for fact in self._of_inputs():
            if fact not in declared.used:
                raise ValueError(f"the fact {fact!r} sets an input; list it in `used`")
        for p in declared.predictions:
            kinds = {self.facts[fact].truth for fact in p.published.held_out}
            if kinds != {p.truth}:
                kind = ", ".join(sorted(kinds))
                raise ValueError(
                    f"{p.name!r} speaks of a {p.truth} and its fact of a {kind}; a wrong record, a wrong "
                    "decision and an unlawful procedure are not compared"
                )
        return self

    @model_validator(mode="after")
    def _figures_have_names(self) -> Self:
        declared = self.declared
        names = [p.name for p in declared.predictions]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"two predictions are called {sorted(twice)[0]!r}; give each its name")
        if self.scenario is None and declared.shares_in_runs():
            raise ValueError(
                "a prediction asks for a share in a run, and there is no scenario.toml"
            )
        if (declared.outcome or declared.headline) and declared.headline not in names:
            raise ValueError(f"its headline {declared.headline!r} is no prediction of it")
        return self

    def _of_inputs(self) -> list[str]:
        shares = [g for g in self.declared.inputs.values() if not isinstance(g, Quantity)]
        return [fact for share in shares for fact in (*share.above, *share.below)]

    def published(self, published: Published) -> tuple[float, Ends]:
        """The published figure and its 95 % interval: by sampling of its counts, or by rounding."""
        share = published.share
        if share is None:
            value, ends = self._sum(published.added)
            if published.sampling == "poisson":
                return value, count_interval(ends)
            if published.out_of is not None:
                return value, _percent(ends, self.facts[published.out_of].ends)
            return value, ends
        value, ends = self._share(share)
        if published.relative_to is None:
            return value, ends
        below, below_ends = self._share(published.relative_to)
        return value / below, ratio_interval(ends, below_ends)

    def _share(self, share: PublishedShare) -> tuple[float, Ends]:
        count, count_ends = self._sum(share.above)
        of, of_ends = self._sum(share.below)
        return count / of, rounded_share_interval(count_ends, of_ends)

    def _sum(self, names: list[str]) -> tuple[float, Ends]:
        lows, highs = zip(*(self.facts[name].ends for name in names), strict=True)
        return sum(self.facts[name].value for name in names), (sum(lows), sum(highs))

    def weights(self, share: Share) -> Mapping[str, float] | None:
        """Sizes of the strata, from the facts."""
        if share.weights is None:
            return None
        return {stratum: self.facts[fact].value for stratum, fact in share.weights.items()}


def _percent(value: Ends, of: Ends) -> Ends:
    """A percentage of a known number: the binomial interval of the count that it stands for."""
    counts = (value[0] / 100 * of[0], value[1] / 100 * of[1])
    low, high = rounded_share_interval(counts, of)
    return 100 * low, 100 * high


def _shipped() -> Traversable:
    return resources.files("ostraka.evidence") / "shipped"


def names() -> tuple[str, ...]:
    """Names of the shipped cases."""
    return tuple(sorted(e.name for e in _shipped().iterdir() if (e / "case.toml").is_file()))


def load_case(name: str | Path) -> Case:
    """Read and check a case.

    A shipped one by name; a folder with ``facts.json``, ``case.toml`` and, if it is run,
    ``scenario.toml``; or one TOML file that names a shipped case as its ``base`` and adds ``[[facts]]``
    and ``[[predictions]]``.

    Raises
    ------
    OstrakaError
        If a file is missing or wrong: a fact without a source, a fact both set and predicted.
    """
    if str(name) in names():
        return _checked(name, _read(_shipped() / str(name)))
    path = Path(name)
    if path.is_file() and path.name == "case.toml":
        path = path.parent
    if (path / "case.toml").is_file():
        return _checked(name, _guarded(name, lambda: _read(path)))
    if path.is_file():
        return _checked(name, _guarded(name, lambda: _added(path)))
    raise OstrakaError(
        f"case {name}: there is no folder with a case.toml here, no file, and no shipped case of this "
        f"name; shipped are {', '.join(names())}"
    )


def copy_case(name: str, target: str | Path) -> Path:
    """Copy a shipped case to a new folder, to be changed there.

    Raises
    ------
    OstrakaError
        If there is no such case, or the folder exists.
    """
    if name not in names():
        raise OstrakaError(f"case {name}: not shipped; {choose(name, names())}")
    folder = Path(target)
    if folder.exists():
        raise OstrakaError(f"{folder}: it exists; name a folder that does not")
    with resources.as_file(_shipped() / name) as source:
        shutil.copytree(source, folder)
    return folder


def _read(folder: Traversable | Path) -> dict[str, Any]:
    written = folder / "scenario.toml"
    return {
        "facts": json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"],
        "declared": tomllib.loads((folder / "case.toml").read_text(encoding="utf-8")),
        "scenario": written.read_text(encoding="utf-8") if written.is_file() else None,
    }


def _added(path: Path) -> dict[str, Any]:
    """A shipped case with what one file adds to it."""
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    base = given.pop("base", None)
    if base not in names():
        raise OstrakaError(
            f'case {path}: give `base = "NAME"`, the shipped case it adds to, one of {", ".join(names())}'
        )
    whole = _read(_shipped() / base)
    strange = sorted(set(given) - {"facts", "predictions", "used", "inputs", "model", "title"})
    if strange:
        raise OstrakaError(
            f"case {path}: {strange[0]!r} cannot be added; a file with a base may hold facts, "
            "predictions, used, inputs, model and title"
        )
    declared = whole["declared"]
    whole["facts"] += given.get("facts", [])
    declared["predictions"] = declared["predictions"] + given.get("predictions", [])
    declared["used"] = declared["used"] + given.get("used", [])
    for table in ("inputs", "model"):
        declared[table] = declared.get(table, {}) | given.get(table, {})
    declared["title"] = given.get("title", declared["title"])
    return whole


def _guarded(name: str | Path, read: Any) -> dict[str, Any]:
    try:
        found: dict[str, Any] = read()
    except (OSError, KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise OstrakaError(
            f"case {name}: {error}; it needs facts.json with a list `facts`, and case.toml"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise OstrakaError(f"case {name}: {error}; mend its TOML") from None
    return found


def _checked(name: str | Path, read: dict[str, Any]) -> Case:
    from ostraka.evidence.inputs import check_names

    title = Path(str(name)).stem if Path(str(name)).name != "case.toml" else Path(name).parent.name
    try:
        facts = [_fact(row, number) for number, row in enumerate(read["facts"])]
        twice = {f.id for f in facts if sum(f.id == g.id for g in facts) > 1}
        if twice:
            raise OstrakaError(f"two facts have the id {sorted(twice)[0]!r}; give each its own")
        text = read["scenario"]
        case = Case(
            name=title,
            facts={fact.id: fact for fact in facts},
            declared=CaseFile.model_validate(read["declared"]),
            scenario=None if text is None else loads(text, origin=f"case {name}"),
        )
        check_names(case)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise OstrakaError(f"case {name}: {place}: {said}; mend its files") from None
    except OstrakaError as error:
        if str(error).startswith("case "):
            raise
        raise OstrakaError(f"case {name}: {error}") from None
    return case


def _fact(row: Any, number: int) -> Fact:
    try:
        return Fact.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        name = row.get("id", number) if isinstance(row, dict) else number
        place = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise OstrakaError(f"fact {name}: {place}: {said}; mend the fact") from None
