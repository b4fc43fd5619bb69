"""The tables of a study as files: every column in words, with units, keys and sources."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ostraka.core.walking import walk
from ostraka.results.described import About, Column, Described, Licence, sources_in
from ostraka.results.labels import ALL, axes_of
from ostraka.results.run import scenario_hash
from ostraka.results.run_tables import FIGURE, INVENTED, definitions
from ostraka.studies.gathering import SETS
from ostraka.studies.study import CENTRAL, Study

if TYPE_CHECKING:
    import pandas

_ARM = Column("name of the arm; what it is stands in the table arms")
_DRAW = Column(
    f"draw of the uncertain numbers, from 0, the same in all arms; {CENTRAL}: the central values",
    "integer",
    "1",
)
_REPLICATE = Column(
    "run with other draws of luck, from 0; all arms share the luck of a replicate", "integer", "1"
)

SETS_IN_WORDS = {
    "wronged_in_reference": "people ever wrongly listed in the reference arm",
    "wronged_in_arm": "people ever wrongly listed in this arm",
    "spared": "people ever wrongly listed in the reference arm and not in this one",
    "newly_harmed": "people ever wrongly listed in this arm and not in the reference",
}
"""The columns of person sets in words."""

_ARMS: Mapping[str, Column] = {
    "arm": Column("name of the arm"),
    "description": Column("what the arm is"),
    "is_reference": Column("yes: the other arms are held against it"),
    "safeguards": Column("safeguards of its scenario, separated by spaces"),
    "safeguards_added": Column(
        "those that the scenario as it stands does not have, separated by spaces"
    ),
    "scenario_sha256": Column("SHA-256 of its scenario in full, as study.json keeps it"),
}

_NUMBERS: Mapping[str, Column] = {
    "draw": replace(_DRAW, words="draw of the uncertain numbers, from 0, the same in all arms"),
    "place": Column("dotted place of the number in the scenario"),
    "value": Column(
        "the number that was drawn", "number", "that of the scenario at this place: ostraka schema"
    ),
}


def tables_of(
    study: Study, outcomes: "pandas.DataFrame", persons: "pandas.DataFrame | None"
) -> Iterator[Described]:
    """Arms, definitions, outcomes of every run, drawn numbers, and who is wronged where.

    ``outcomes`` and ``persons`` are those of the whole study, the central values included; stratum ""
    is written as ``all``.
    """
    stratum = replace(
        axes_of(study.base)["stratum"], words="part of the population; all: everybody"
    )
    run: dict[str, Column] = {"arm": _ARM, "draw": _DRAW, "replicate": _REPLICATE}
    to_arms = {"arm": ("arms", "arm")}
    names = set(outcomes["figure"])
    yield Described("arms", "The arms of the study.", _ARMS, lambda: _arms(study), ("arm",))
    yield definitions({name: one for name, one in study.figures.items() if name in names})
    yield Described(
        "outcomes",
        "Every figure of every run, for the whole and by stratum.",
        {
            **run,
            "figure": FIGURE,
            "stratum": stratum,
            "value": Column(
                "the figure in that run; empty where it has no meaning or is not counted by stratum",
                "number",
                "as the table definitions says of the figure",
            ),
        },
        lambda: _named(outcomes),
        ("arm", "draw", "replicate", "figure", "stratum"),
        {**to_arms, "figure": ("definitions", "figure")},
    )
    if study.places and len(study.points):
        yield Described(
            "draws",
            "The uncertain numbers as each draw settled them, in all arms that have them.",
            _NUMBERS,
            lambda: _numbers(study),
            ("draw", "place"),
        )
    if persons is not None and len(persons):
        yield Described(
            "persons",
            "How many people are wronged in the reference arm and in another: the same people, the same "
            "luck.",
            {
                **run,
                "stratum": stratum,
                **{name: Column(SETS_IN_WORDS[name], "integer", "people") for name in SETS},
            },
            lambda: _named(persons),
            ("arm", "draw", "replicate", "stratum"),
            to_arms,
        )


def _named(frame: "pandas.DataFrame") -> "pandas.DataFrame":
    return frame.assign(stratum=frame["stratum"].where(frame["stratum"] != "", ALL))


def _arms(study: Study) -> "pandas.DataFrame":
    import pandas

    rows = [
        {
            "arm": arm.name,
            "description": arm.description,
            "is_reference": "yes" if arm.name == study.table.reference else "no",
            "safeguards": " ".join(arm.scenario.safeguards),
            "safeguards_added": " ".join(sorted(arm.added)),
            "scenario_sha256": scenario_hash(arm.scenario),
        }
        for arm in study.arms.values()
    ]
    return pandas.DataFrame(rows)


def _numbers(study: Study) -> "pandas.DataFrame":
    wide = study.draws().reset_index()
    found = wide.melt(id_vars="draw", var_name="place", value_name="value")
    order = {place: k for k, place in enumerate(study.places)}
    return found.sort_values(
        ["draw", "place"], key=lambda part: part.map(order) if part.name == "place" else part
    ).reset_index(drop=True)


def about_study(study: Study, code: str, replicates: int, licence: Licence | None = None) -> About:
    """What the folder of a study's tables says of itself; ``code`` is the version that ran it."""
    table = study.table
    quantities = (q for arm in study.arms.values() for _, q in walk(arm.scenario))
    made_by = {
        "code": code,
        "scenario": table.scenario,
        "scenario_sha256": scenario_hash(study.base),
        "reference": table.reference,
        "people": int(study.base.people),
        "months": int(study.base.months),
        "seed": study.seed,
        "replicates": replicates,
        "draws": len(study.points),
    }
    return About(
        "ostraka-study",
        table.title,
        f"{' '.join(table.purpose.split())} {INVENTED}",
        sources_in(quantity.source for quantity in quantities),
        made_by,
        licence,
    )
