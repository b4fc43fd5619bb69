"""A mechanism of the tests that declares figures, and the catalogue with it."""

from contextlib import contextmanager

import pytest

from ostraka.core.declarations import Axis, Mechanism, Sum, Tally, TallyFigure, TallyPicture
from ostraka.population.ledgers import LEGITIMATE, RECORDED
from ostraka.scenario import extensions


def toy(
    month, stratum, state, changed_n, changed_who, changed_from, tally_toy_months, tally_toy_moves
):
    """Listed months by whether they are deserved, and who came on the list."""
    for k in range(changed_n[0]):
        i = changed_who[k]
        before, now = changed_from[k], state[i]
        if before & RECORDED:
            tally_toy_months[month, stratum[i], 0 if before & LEGITIMATE else 1] -= 1
        if now & RECORDED:
            kind = 0 if now & LEGITIMATE else 1
            tally_toy_months[month, stratum[i], kind] += 1
            if not before & RECORDED:
                tally_toy_moves[kind, month] += 1


def _months(*kinds, at_end=False):
    return Sum("tally_toy_months", {"toy_kind": kinds} if kinds else {}, at_end)


FIGURES = (
    TallyFigure("toy_months", "person-months", "Unfair months.", _months("unfair")),
    TallyFigure(
        "toy_share",
        "share of listed person-months",
        "Of all listed months, the unfair ones.",
        _months("unfair"),
        _months(),
        is_share=True,
    ),
    TallyFigure(
        "toy_share_at_end",
        "share of people listed",
        "Of the people listed at the end, the unfairly listed.",
        _months("unfair", at_end=True),
        _months(at_end=True),
        is_share=True,
        units_are_independent=True,
    ),
    TallyFigure(
        "toy_entries_per_100k",
        "per 100,000 people",
        "Unfair entries per 100,000 people.",
        Sum("tally_toy_moves", {"toy_kind": ("unfair",)}),
        Sum("tally_people"),
        scale=100_000,
        units_are_independent=True,
    ),
    TallyFigure(
        "toy_months_per_entry",
        "months per entry",
        "Listed months for each entry on the list.",
        _months(),
        Sum("tally_toy_moves"),
    ),
    TallyFigure(
        "toy_excess",
        "person-months",
        "Unfair months minus fair ones.",
        _months("unfair"),
        minus=_months("fair"),
    ),
    TallyFigure(
        "toy_entries",
        "entries",
        "Entries that are {}.",
        Sum("tally_toy_moves"),
        each="toy_kind",
        units_are_independent=True,
    ),
)

TOY = Mechanism(
    name="toy",
    phase="tallies",
    run=toy,
    writes=("tally_toy_months", "tally_toy_moves"),
    odd="Counts what other tables count as well, so that the two can be compared.",
    source="tests",
    harm=True,
    tallies={
        "tally_toy_months": Tally(
            ("month", "stratum", "toy_kind"), "people on the list", "people", steps=True
        ),
        "tally_toy_moves": Tally(("toy_kind", "month"), "entries on the list", "entries"),
    },
    axes={"toy_kind": Axis("whether the listing is deserved", lambda scenario: ("fair", "unfair"))},
    figures=FIGURES,
    pictures=(
        TallyPicture(
            "People on the toy's list", "tally_toy_months", "toy_kind", "Fair below, unfair above."
        ),
        TallyPicture(  # its table has the months last
            "Who comes on it", "tally_toy_moves", "toy_kind", "A month's entries."
        ),
    ),
    active=lambda scenario: scenario.title != "No toys",
)


@contextmanager
def in_the_catalogue(*mechanisms):
    """A catalogue that has these as well, whatever names they have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extensions, "_added", [*extensions._added, *mechanisms])
        yield
