"""``ostraka estimate``: how many on a list are there wrongly, from an agency's own numbers."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ostraka.cli.options import AsJson, print_json
from ostraka.core.errors import FiguresError, Problem


class Whole(StrEnum):
    """What an audit was taken from."""

    list = "list"
    unchallenged = "unchallenged"


class Reading(StrEnum):
    """How shares and ratios are read."""

    realised = "realised"
    probabilities = "probabilities"


_GROUP_KEYS = ("listed", "challenged", "overturned", "told", "removed", "audited", "found_wrong")


def estimate(
    listed: Annotated[
        int | None, typer.Option(help="Entries on the list: one cohort; entries are not people.")
    ] = None,
    challenged: Annotated[
        int | None, typer.Option(help="Decided challenges of these entries; not the pending ones.")
    ] = None,
    overturned: Annotated[
        int | None, typer.Option(help="Of these, how many were decided against the entry.")
    ] = None,
    audited: Annotated[int | None, typer.Option(help="Entries that were looked at again.")] = None,
    found_wrong: Annotated[int | None, typer.Option(help="Of these, how many were wrong.")] = None,
    audit_of: Annotated[
        Whole, typer.Option(help="What the audited entries were taken from.")
    ] = Whole.list,
    audit_random: Annotated[
        bool,
        typer.Option(
            "--audit-random",
            help="They were drawn by lot; findings count as right unless the next two say otherwise.",
        ),
    ] = False,
    audit_sensitivity: Annotated[
        float | None, typer.Option(help="At least this share of the wrong ones was found wrong.")
    ] = None,
    audit_specificity: Annotated[
        float | None, typer.Option(help="At least this share of the right ones was found right.")
    ] = None,
    audit_right: Annotated[
        bool, typer.Option("--audit-right", help="Every finding was right, however it was drawn.")
    ] = False,
    told: Annotated[
        int | None, typer.Option(help="Entries whose subject was told of the listing.")
    ] = None,
    removed: Annotated[int | None, typer.Option(help="Entries removed; it is no evidence.")] = None,
    perfect_review: Annotated[
        bool, typer.Option("--perfect-review", help="Assume every challenge was decided rightly.")
    ] = False,
    specificity: Annotated[
        float | None,
        typer.Option(
            help="Assume: of the rightly listed who challenged, at least this share was refused."
        ),
    ] = None,
    sensitivity: Annotated[
        float | None,
        typer.Option(help="Assume: of the wrongly listed who challenged, at least this share won."),
    ] = None,
    ratio_at_least: Annotated[
        float | None,
        typer.Option(
            help="Assume: the wrongly listed challenge at least this many times as often."
        ),
    ] = None,
    ratio_at_most: Annotated[
        float | None, typer.Option(help="Assume: and at most this many times as often.")
    ] = None,
    told_challenged_at_least: Annotated[
        float | None,
        typer.Option(help="Assume: of the wrongly listed who were told, this share challenged."),
    ] = None,
    reading: Annotated[
        Reading,
        typer.Option(help="Shares and ratios as they occurred, or as chances (exact tests)."),
    ] = Reading.realised,
    confidence: Annotated[float, typer.Option(help="Of each source of luck.")] = 0.95,
    posterior: Annotated[
        bool,
        typer.Option("--posterior", help="Also a posterior, beside its prior; pooled over groups."),
    ] = False,
    prior_ratio: Annotated[
        float, typer.Option(help="Median of the prior of κ, how much more often they challenge.")
    ] = 2.0,
    prior_factor: Annotated[
        float, typer.Option(help="One standard deviation of that prior is this factor.")
    ] = 2.0,
    group: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME:listed=N,challenged=A,overturned=O[,audited=n,found_wrong=w]; repeat to "
            "compare groups with the first."
        ),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Save bounds and curve as a picture, .svg or .png.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How many on a list are there wrongly? From the agency's own numbers, and named assumptions."""
    from ostraka import estimation

    shares = (1.0, 1.0) if audit_right else (audit_sensitivity, audit_specificity)
    if audit_right and (audit_sensitivity, audit_specificity) != (None, None):
        raise FiguresError(
            Problem("audit_right", "it contradicts another accuracy", "leave one of them out")
        )
    common: dict[str, Any] = {
        "perfect_review": perfect_review,
        "specificity": specificity,
        "sensitivity": sensitivity,
        "ratio_at_least": ratio_at_least,
        "ratio_at_most": ratio_at_most,
        "told_challenged_at_least": told_challenged_at_least,
        "reading": reading.value,
        "confidence": confidence,
    }
    prior = estimation.RatioPrior(prior_ratio, prior_factor) if posterior else False

    def made(given: dict[str, int | None]) -> estimation.ListEstimate:
        counts = dict(given)
        looked = counts.pop("audited", None), counts.pop("found_wrong", None)
        audits = [_audit(*looked, audit_of.value, audit_random, *shares)] if _any(looked) else []
        one = False if group else prior
        return estimation.estimate(**_without_none(counts), audits=audits, posterior=one, **common)

    if group:
        whole = (listed, challenged, overturned, told, removed, audited, found_wrong)
        if _any(whole) or picture is not None:
            raise FiguresError(
                Problem(
                    "group", "counts of the whole, or a picture, beside groups", "leave them out"
                )
            )
        _compare(group, made, prior, as_json)
        return
    if listed is None:
        raise FiguresError(Problem("listed", "it is missing", "give the entries on the list"))
    found = made(
        {
            "listed": listed,
            "challenged": challenged,
            "overturned": overturned,
            "told": told,
            "removed": removed,
            "audited": audited,
            "found_wrong": found_wrong,
        }
    )
    if picture is not None:
        found.picture(picture)
    if as_json:
        print_json(found.to_dict())
        return
    print(found, end="")


def _any(values: tuple[Any, ...]) -> bool:
    """Whether one of them is given."""
    return any(value is not None for value in values)


def _without_none(values: dict[str, int | None]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _audit(
    audited: int | None,
    found_wrong: int | None,
    of: Any,
    is_random: bool,
    sensitivity: float | None,
    specificity: float | None,
) -> Any:
    from ostraka import estimation

    if audited is None or found_wrong is None:
        here, missing = (
            ("audited", "found_wrong") if found_wrong is None else ("found_wrong", "audited")
        )
        raise FiguresError(
            Problem(here, f"it is given without {missing}", "give both, or leave both out")
        )
    return estimation.Audit(audited, found_wrong, of, is_random, sensitivity, specificity)


def _compare(given: list[str], made: Any, prior: Any, as_json: bool) -> None:
    from ostraka import estimation

    groups = {}
    for text in given:
        name, counts = _group(text)
        if name in groups:
            raise FiguresError(Problem(f"group.{name}", "it is given twice", "name each once"))
        groups[name] = made(counts)
    found = estimation.compare_groups(groups, pooled=prior)
    if as_json:
        print_json(found.to_dict())
        return
    print(found, end="")


def _group(text: str) -> tuple[str, dict[str, int | None]]:
    """Name and counts of a group, as they are typed."""
    name, _, rest = text.partition(":")
    counts: dict[str, int | None] = {}
    for part in rest.split(","):
        key, _, number = part.partition("=")
        key = key.strip().replace("-", "_")
        if key not in _GROUP_KEYS or not number.strip().isdecimal():
            raise FiguresError(
                Problem(
                    f"group.{name}",
                    f"{part!r} is no count",
                    f"write KEY=NUMBER with commas between; keys are {', '.join(_GROUP_KEYS)}",
                )
            )
        counts[key] = int(number)
    if "listed" not in counts:
        raise FiguresError(Problem(f"group.{name}", "listed is missing", "add listed=NUMBER"))
    return name, counts
