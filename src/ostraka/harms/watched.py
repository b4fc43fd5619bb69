"""Watched: what attention finds, and who is wrongly listed, by how closely the cell was watched."""

from typing import Any

import numpy as np

from ostraka.core.declarations import EXPECTED, Axis, Mechanism, Sum, Tally, TallyFigure
from ostraka.harms.flow import EVER_WRONGLY
from ostraka.population.rules import TENTHS


def _is_on(scenario: Any) -> bool:
    return scenario.attention is not None


def watched_records(
    month,
    first,
    subjects,
    attention,
    tenth_of_cell,
    stratum,
    record_n,
    record_owner,
    record_origin,
    tally_attention,
    tally_watched_people,
    tally_watched_records,
):
    """Count attention and new records by tenth of the cells; at first also the people."""
    tenth = tenth_of_cell[first // stratum.size]
    tally_attention[month, tenth, 0] += np.int64(np.rint(attention[0] * EXPECTED))
    tally_attention[month, tenth, 1] += np.int64(np.rint(attention[0] * attention[0] * EXPECTED))
    for k in range(record_n[0]):
        tally_watched_records[month, stratum[record_owner[k]], tenth, record_origin[k]] += 1
    if month == 0:
        for i in range(subjects):
            tally_watched_people[stratum[i], tenth] += 1


def watched_people(
    month,
    first,
    tenth_of_cell,
    stratum,
    state,
    changed_n,
    changed_who,
    changed_from,
    cause_of,
    ever,
    tally_watched_months,
    tally_watched_ever,
):
    """Count wrongful months, and people wrongly listed for the first time, by tenth of the cells."""
    tenth = tenth_of_cell[first // stratum.size]
    for k in range(changed_n[0]):
        i = changed_who[k]
        s = stratum[i]
        is_wrong = cause_of[state[i]] >= 2
        if cause_of[changed_from[k]] >= 2:
            tally_watched_months[month, s, tenth] -= 1
        if is_wrong:
            tally_watched_months[month, s, tenth] += 1
            if ever[i] & EVER_WRONGLY == 0:
                tally_watched_ever[month, s, tenth] += 1


_MOST = (str(TENTHS),)
_REST = tuple(str(k + 1) for k in range(TENTHS - 1))


def _per_head(name: str, where: tuple[str, ...], words: str) -> TallyFigure:
    return TallyFigure(
        name=name,
        unit="per 100,000 people",
        definition=f"People of {words} listed wrongfully in at least one month, per 100,000 of them.",
        of=Sum("tally_watched_ever", {"attention_tenth": where}),
        per=Sum("tally_watched_people", {"attention_tenth": where}),
        scale=100_000.0,
        units_are_independent=True,
    )


RECORDS = Mechanism(
    name="watched_records",
    phase="linking",
    run=watched_records,
    writes=("tally_attention", "tally_watched_people", "tally_watched_records"),
    odd="Counts attention, and the records that it finds, by tenth of the cells by initial attention.",
    source="MODEL 7.10",
    harm=True,
    tallies={
        "tally_attention": Tally(
            ("month", "attention_tenth", "attention_power"),
            "attention of the cells, and its square, added up over them",
            "2**-20",
        ),
        "tally_watched_people": Tally(("stratum", "attention_tenth"), "people", "people"),
        "tally_watched_records": Tally(
            ("month", "stratum", "attention_tenth", "record_origin"),
            "records made, by the owner's stratum",
            "records",
        ),
    },
    figures=(
        TallyFigure(
            name="records_in_most_attended_tenth",
            unit="share of records",
            definition="Of all records made, those of the tenth of cells most attended at first.",
            of=Sum("tally_watched_records", {"attention_tenth": _MOST}),
            per=Sum("tally_watched_records"),
            is_share=True,
        ),
        TallyFigure(
            name="attention_concentration_at_end",
            unit="multiple of even attention",
            definition="Attention of the cell in which a unit of attention is spent, on average, in the "
            "last month; 1 if it is even.",
            of=Sum("tally_attention", {"attention_power": ("square",)}, at_end=True),
            per=Sum("tally_attention", {"attention_power": ("attention",)}, at_end=True),
        ),
        TallyFigure(
            name="records_lost_to_clipping",
            unit="records",
            definition="Expected records lost because nobody can be found more than surely.",
            of=Sum("tally_clipped"),
            scale=1.0 / EXPECTED,
        ),
    ),
    axes={
        "attention_tenth": Axis(
            "tenth of a jurisdiction's cells by initial attention; 10 is the most attended",
            lambda scenario: (*_REST, *_MOST),
        ),
        "attention_power": Axis(
            "attention itself, or its square (for its concentration)",
            lambda scenario: ("attention", "square"),
        ),
    },
    active=_is_on,
)

PEOPLE = Mechanism(
    name="watched_people",
    phase="tallies",
    before="flow",
    run=watched_people,
    writes=("tally_watched_months", "tally_watched_ever"),
    odd="Counts wrongful listing by tenth of the cells by initial attention.",
    source="MODEL 7.10",
    harm=True,
    tallies={
        "tally_watched_months": Tally(
            ("month", "stratum", "attention_tenth"),
            "subjects listed wrongfully at month's end",
            "subject-months",
            steps=True,
        ),
        "tally_watched_ever": Tally(
            ("month", "stratum", "attention_tenth"),
            "people listed wrongfully for the first time",
            "people",
        ),
    },
    figures=(
        _per_head(
            "wrongly_listed_per_100k_most_attended",
            _MOST,
            "the tenth of cells most attended at first",
        ),
        _per_head("wrongly_listed_per_100k_elsewhere", _REST, "all other cells"),
    ),
    active=_is_on,
)

MECHANISMS = (RECORDS, PEOPLE)
