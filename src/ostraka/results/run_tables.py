"""The tables of a run as files: every column in words, with units, keys and sources."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ostraka.core.intervals import CONFIDENCE
from ostraka.core.walking import walk
from ostraka.engine import schedule_for
from ostraka.population.ledgers import ORIGIN_SHIFT, ORIGINS, cause_of
from ostraka.results.described import About, Column, Described, Licence, sources_in
from ostraka.results.labels import (
    axes_of,
    cause_in_reverse,
    state_in_words,
)
from ostraka.results.parquet import CENTRAL, draws_table, numbers_table
from ostraka.results.tables import PREFIX

if TYPE_CHECKING:
    import pandas

    from ostraka.results.figures import Figure
    from ostraka.results.result import Result

_PERCENT = f"{CONFIDENCE:.0%}".replace("%", " %")

INVENTED = "All people are invented; no figure certifies a real system."

BY_ROW = "as the column unit says"
"""The unit of a column whose rows have different ones."""

FIGURE = Column("name of the figure; its definition stands in the table definitions")

DEFINITIONS: Mapping[str, Column] = {
    "figure": Column("name of the figure"),
    "unit": Column("unit of the figure"),
    "definition": Column("the figure in words"),
}

ESTIMATE: Mapping[str, Column] = {
    "value": Column(
        "mean over replicates of a count; of a share, that of all replicates together; empty where the "
        "figure has no meaning in this run",
        "number",
        BY_ROW,
    ),
    "low": Column(
        f"lower end of the {_PERCENT} Monte Carlo interval: what another seed could give",
        "number",
        BY_ROW,
    ),
    "high": Column("upper end of the same interval", "number", BY_ROW),
    "n": Column("replicates behind the interval, or events behind an exact one", "integer", "1"),
    "status": Column("ok; undefined: no value; too_few: too little for an interval"),
    "parameter_low": Column(
        f"lower end of the {_PERCENT} interval over draws of the uncertain numbers, without Monte Carlo "
        "error; never to be pooled with the other",
        "number",
        BY_ROW,
    ),
    "parameter_high": Column("upper end of the same interval", "number", BY_ROW),
}

_INCIDENCE: Mapping[str, Column] = {
    "months": Column("months since the wrongful spell began", "integer", "months"),
    "outcome": Column("how the wrongful spell ended"),
    "value": Column("share of spells that had ended so by then", "number", "share of spells"),
    "low": replace(ESTIMATE["low"], unit="share of spells"),
    "high": replace(ESTIMATE["high"], unit="share of spells"),
    "at_risk": Column(
        "spells that could still be seen to end, over all replicates", "number", "spells"
    ),
}

_STATES: Mapping[str, Column] = {
    "state": Column("the number by which tables name it", "integer", "1"),
    "ledgers": Column(
        "ledgers that list somebody in it, and what brought the entry about unless it was a record"
    ),
    "cause": Column("the one cause: legitimate first, then error, association, lawful conduct"),
    "cause_in_reverse": Column(
        "the one cause in the reverse order: lawful conduct, then association, then error"
    ),
}

_DRAWS: Mapping[str, Column] = {
    "draw": Column(
        f"draw of the uncertain numbers, from 0; {CENTRAL}: the central values", "integer", "1"
    ),
    "replicate": Column("run with other draws of luck, from 0", "integer", "1"),
    "scope": Column("all, stratum or jurisdiction: what kind of group"),
    "group": Column("name of the group; all: everybody"),
    "figure": FIGURE,
    "value": Column(
        "the figure in that run, counts scaled to the people of the run; empty where it has no meaning",
        "number",
        "as the table definitions says of the figure",
    ),
}

_NUMBERS: Mapping[str, Column] = {
    "draw": Column("draw of the uncertain numbers, from 0", "integer", "1"),
    "place": Column("dotted place of the number in the scenario"),
    "value": Column(
        "the number that was drawn", "number", "that of the scenario at this place: ostraka schema"
    ),
}


def tables_of(result: "Result") -> Iterator[Described]:
    """Figures, their definitions, incidence, draws, codes, and all counts added up over replicates."""
    axes = axes_of(result.scenario)
    to_definitions = {"figure": ("definitions", "figure")}
    yield Described(
        "figures",
        "All figures, for the whole and by group.",
        {
            "jurisdiction": axes["jurisdiction"],
            "stratum": replace(axes["stratum"], words="part of the population; all: everybody"),
            "figure": FIGURE,
            "unit": DEFINITIONS["unit"],
            **ESTIMATE,
        },
        result.to_pandas,
        ("jurisdiction", "stratum", "figure"),
        to_definitions,
    )
    yield definitions(result.figures)
    yield Described(
        "incidence",
        "How wrongful spells end: cumulative incidence of competing outcomes (Aalen and Johansen).",
        _INCIDENCE,
        result.incidence,
        ("months", "outcome"),
    )
    if result.parameter_draws:
        yield Described(
            "parameter_draws",
            "Every figure in every run with drawn numbers, and in two at the central values.",
            _DRAWS,
            lambda: draws_table(result.drawn).to_pandas(),
            ("draw", "replicate", "scope", "group", "figure"),
            to_definitions,
        )
        yield Described(
            "parameter_values",
            "The uncertain numbers as each draw settled them.",
            _NUMBERS,
            lambda: numbers_table(result.drawn).to_pandas(),
            ("draw", "place"),
        )
    yield Described(
        "state_codes",
        "What the column state stands for: every code that there is.",
        _STATES,
        _state_codes,
        ("state",),
    )
    if result.twin is not None:
        yield Described(
            "against_twin",
            "What the safeguards change together: every figure less that of the same people and draws "
            "without any safeguard.",
            {
                "stratum": replace(axes["stratum"], words="part of the population; all: everybody"),
                "figure": FIGURE,
                "unit": Column("unit of the difference; what grows with the people, per 100,000"),
                **ESTIMATE,
                "value": Column("with the safeguards less without, paired", "number", BY_ROW),
            },
            result.against().to_pandas,
            ("stratum", "figure"),
            to_definitions,
        )
    for full in result.tables[0]:
        yield _tally(result, full.removeprefix(PREFIX), axes)


def _tally(result: "Result", name: str, axes: Mapping[str, Column]) -> Described:
    unit = schedule_for(result.scenario).tallies[PREFIX + name].unit
    words = f"{result.tally_in_words(name)}; combinations that are missing are 0."
    dims = [dim for dim in result.tables[0][PREFIX + name].dims if dim != "one"]

    def frame() -> "pandas.DataFrame":
        made = result.table(name, compact=True)
        assert made is not None  # it is one of the tables
        return made

    return Described(
        name,
        words[:1].upper() + words[1:],
        {
            **{dim: axes[dim] for dim in dims},
            "count": Column("how many, added up over all replicates", "integer", unit),
            "mean": Column("how many in one run, on average over replicates", "number", unit),
        },
        frame,
        tuple(dims),
        {"state": ("state_codes", "state")} if "state" in dims else {},
    )


def definitions(figures: "Mapping[str, Figure]") -> Described:
    """Name, unit and words of figures."""

    def frame() -> "pandas.DataFrame":
        import pandas

        return pandas.DataFrame(
            [
                {"figure": one.name, "unit": one.unit, "definition": one.definition}
                for one in figures.values()
            ]
        )

    words = "Name, unit and definition of each figure."
    return Described("definitions", words, DEFINITIONS, frame, ("figure",))


def _state_codes() -> "pandas.DataFrame":
    import pandas

    return pandas.DataFrame(
        [
            {
                "state": state,
                "ledgers": state_in_words(state),
                "cause": cause_of(state),
                "cause_in_reverse": cause_in_reverse(state),
            }
            for state in range(len(ORIGINS) << ORIGIN_SHIFT)
        ]
    )


def about_run(result: "Result", licence: Licence | None = None) -> About:
    """What the folder of a run's tables says of itself."""
    scenario = result.scenario
    kept = ("ostraka", "python", "numpy", "numba", "scenario_sha256", "safeguards")
    made_by = {name: result.about[name] for name in kept if name in result.about}
    size = {
        "people": result.people,
        "months": result.months,
        "seed": result.seed,
        "replicates": result.replicates,
        "parameter_draws": result.parameter_draws,
    }
    return About(
        "ostraka-result",
        scenario.title,
        f"{' '.join(scenario.purpose.split())} {INVENTED}",
        sources_in(quantity.source for _, quantity in walk(scenario)),
        {**made_by, **size},
        licence,
    )
