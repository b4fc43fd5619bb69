"""Comparisons with known numbers, for tests of sentences."""

from ostraka.population.ledgers import WRONGFUL
from ostraka.studies.changes import Change
from ostraka.studies.compare import MISSED, Comparison, Row, Sets
from ostraka.studies.ranking import Place

RATE = "ever_wrongly_listed_per_100k"
MONTHS = "wrongful_person_months"
UNITS = {RATE: "per 100,000 people", "wrongful_share_of_listed": "share of listed person-months"}


def comparison(harm=RATE, *, sets=(), missed=None, causes=None, strata=None, **changes):
    """A comparison with the difference of each arm from ``as_is``; arms by keyword."""
    arms = {"as_is": "", **dict.fromkeys(changes, "")}
    rows = [Row("as_is", harm, "", Change(1447.0, 1407.0, 1486.0, 1327.0, 1552.0), None, None)]
    for number, (arm, change) in enumerate(changes.items()):
        rows.append(Row(arm, harm, "", Change(1000.0), change, 10.0 * (number + 1)))
    for arm in arms:
        is_reference = arm == "as_is"
        for name in (MISSED, *WRONGFUL, *([] if harm == MONTHS else [MONTHS])):
            given = {**(causes or {}).get(arm, {}), MISSED: (missed or {}).get(arm, Change(0.0))}
            found = None if is_reference else given.get(name, Change(0.0))
            rows.append(Row(arm, name, "", Change(5.0), found, None))
        for stratum, (level, own) in (strata or {}).items():
            rows.append(Row(arm, harm, stratum, level, None if is_reference else own[arm], None))
    order = sorted(arms, key=lambda arm: changes[arm].value or 0.0 if arm in changes else 0.0)
    places = tuple(
        Place(arm, float(k == 0), 0.75 if k == 0 else 0.05, k + 1.0) for k, arm in enumerate(order)
    )
    figures = {row.figure: UNITS.get(row.figure, "person-months") for row in rows}
    return Comparison(
        title="Known",
        purpose="To know.",
        reference="as_is",
        arms=arms,
        harms=(harm,),
        people=20_000,
        months=60,
        seed=1,
        replicates=20,
        draws=30,
        draw_replicates=2,
        rows=tuple(rows),
        ranking={harm: places},
        sets=tuple(Sets(arm, "", *both) for arm, both in dict(sets).items()),
        figures={name: {"unit": unit, "definition": "."} for name, unit in figures.items()},
        until=None,
        reached=None,
        robustness={},
        not_robust={},
        study=None,
    )


CHECK = Change(-194.5, -207.1, -181.9, -273.9, -89.27)
APPEAL = Change(-1.0, -1.96, -0.04)
EXPIRY = Change(11.5, 8.0, 15.0, 6.4, 19.1)
CHANCE = Change(-2.0, -5.0, 1.0, -9.0, 4.0)
