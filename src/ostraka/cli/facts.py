"""``ostraka facts``: published aggregates from a file of a statistical office."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ostraka.cli.options import AsJson, print_json
from ostraka.core.errors import OstrakaError, choose

if TYPE_CHECKING:
    from ostraka.evidence.sdmx import Aggregates

_FORMS = ("summary", "table", "strata", "facts")
_SHOWN = 8


def facts(
    file: Annotated[Path, typer.Argument(help="An SDMX-CSV file of published aggregates.")],
    where: Annotated[
        list[str] | None,
        typer.Option(help="Codes to keep: REF_AREA=SE,SEX=F+M; may be repeated."),
    ] = None,
    as_: Annotated[
        str,
        typer.Option(
            "--as",
            help="summary (what is in it), table (CSV), strata (shares for a scenario), or facts (for "
            "a case).",
        ),
    ] = "summary",
    by: Annotated[
        str | None, typer.Option(help="Of strata: the dimension whose codes are the groups.")
    ] = None,
    source_title: Annotated[
        str | None, typer.Option(help="Of strata and facts: title of the publication.")
    ] = None,
    source_url: Annotated[
        str | None, typer.Option(help="Of strata and facts: address where it was read.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read published aggregates from SDMX-CSV; print them as strata or facts with their source."""
    from ostraka.evidence import pasting
    from ostraka.evidence.sdmx import read_sdmx

    if as_ not in _FORMS:
        raise OstrakaError(f"--as {as_}: no such form; {choose(as_, _FORMS)}")
    found = read_sdmx(file, _chosen(where or []))
    if as_ == "summary":
        print_json(_summary(found)) if as_json else _print_summary(found)
        return
    if as_ == "table":
        rows = found.to_pandas()
        print_json(rows.to_dict("records")) if as_json else print(rows.to_csv(index=False), end="")
        return
    if source_title is None or source_url is None:
        raise OstrakaError(
            f"--as {as_}: a figure without a source is refused; give --source-title and --source-url"
        )
    published = pasting.Publication(source_title, source_url)
    if as_ == "facts":
        if as_json:
            print_json([one.model_dump() for one in pasting.facts_of(found, published)])
        else:
            print(pasting.facts_toml(found, published), end="")
        return
    if by is None:
        raise OstrakaError(f"--as strata: say --by which dimension; {choose('', found.dimensions)}")
    if as_json:
        print_json(pasting.shares(found, by))
    else:
        print(pasting.strata_toml(found, by, published), end="")


def _chosen(where: list[str]) -> dict[str, list[str]]:
    """``REF_AREA=SE,SEX=F+M`` as codes by dimension."""
    found: dict[str, list[str]] = {}
    for part in (part for text in where for part in text.split(",")):
        name, sign, codes = part.partition("=")
        if not sign or not name.strip() or not codes:
            raise OstrakaError(f"--where {part!r}: write DIMENSION=CODE or DIMENSION=CODE+CODE")
        found.setdefault(name.strip(), []).extend(codes.split("+"))
    return found


def _summary(found: "Aggregates") -> dict[str, Any]:
    return {
        "structure": found.structure,
        "sdmx_csv": found.version,
        "observations": len(found.frame),
        "without_value": found.missing,
        "dimensions": {name: list(found.codes(name)) for name in found.dimensions},
        "units": sorted(set(found.frame["unit"]) - {""}),
        "statuses": sorted(set(found.frame["status"]) - {""}),
    }


def _print_summary(found: "Aggregates") -> None:
    about = _summary(found)
    left_out = f"; without one: {found.missing:,}" if found.missing else ""
    print(f"{found.structure} (SDMX-CSV {found.version})")
    print(f"{about['observations']:,} observations with a value{left_out}")
    for name, codes in about["dimensions"].items():
        more = f", … ({len(codes):,} codes)" if len(codes) > _SHOWN else ""
        print(f"  {name}: {', '.join(codes[:_SHOWN])}{more}")
    for name in ("units", "statuses"):
        if about[name]:
            print(f"  {name}: {', '.join(about[name])}")
