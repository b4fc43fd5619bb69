"""The main figures as plain data, for programs."""

from typing import TYPE_CHECKING, Any

from ostraka.population.ledgers import CAUSES, ERRORS, MISSED, WRONGFUL
from ostraka.results.harm_table import HarmTable
from ostraka.results.variance import variance_shares

if TYPE_CHECKING:
    from ostraka.results.result import Result

PARTS = ("by_rules", "error", "disfavour", "association", "lawful_conduct")
"""They add up to all listed person-months."""

MISSED_MONTHS = "missed_person_months"
"""What the rules as written would list and the run does not: shown beside harm, never over it."""

_WITH_INTERVALS = (
    "wrongful_share_of_listed",
    "wrongful_share_of_entries",
    "wrongful_share_at_end",
    "error_share_of_listed",
    "ever_wrongly_listed_per_100k",
    "median_months_to_correction",
    "never_corrected_share",
    "mean_wrongful_months",
    "burden_top_tenth_share",
    "records_per_person_month",
    "listed_share_at_end",
    "listed_share_of_person_months",
)

_COUNTS = (
    "wrongful_person_months",
    "missed_person_months",
    "ever_listed",
    "ever_wrongly_listed",
    "entries",
    "appeals_filed",
    "appeals_upheld",
    "appeals_denied_though_wrongful",
)


def summary_of(result: "Result") -> dict[str, Any]:
    """Counts as plain numbers (means over replicates, null where undefined), the rest as estimates.

    ``measures`` are the figures that mechanisms declare; ``variance`` says how much of the spread over
    the draws comes from numbers with a source, and how much from assumed ones.
    """
    missed = result.table("missed")
    reasons = {} if missed is None else missed.groupby("missed")["mean"].sum().to_dict()
    return {
        "title": result.scenario.title,
        "people": result.people,
        "months": result.months,
        "seed": result.seed,
        "replicates": result.replicates,
        "parameter_draws": result.parameter_draws,
        **_of_group(result, result.harm),
        "missed_by_reason": {name: float(reasons.get(name, 0.0)) for name in MISSED[1:]},
        "by_stratum": {
            name: {"people": table["people"].value, **_of_group(result, table)}
            for name, table in result.by("stratum").items()
        },
        "variance": {name: one.to_dict() for name, one in variance_shares(result).items()},
        "against_twin": None if result.twin is None else _against(result),
        "reference_stratum": result.scenario.reference_stratum,
        "person_months_per_second": result.about["person_months_per_second"],
        "peak_memory_mib": result.about["peak_memory_mib"],
    }


def _against(result: "Result") -> dict[str, Any]:
    """What the safeguards change together: harms, and what is missed beside them."""
    found = result.against()
    names = (*found.harms, *WRONGFUL, MISSED_MONTHS)
    return {
        "safeguards": list(found.safeguards),
        "is_joint": found.is_joint,
        "difference": {
            name: {
                "unit": found.harm.unit(name),
                "direction": found.direction(name),
                **found.harm[name].to_dict(),
            }
            for name in names
        },
        "by_stratum": {
            stratum: {name: table[name].to_dict() for name in names}
            for stratum, table in found.strata.items()
        },
    }


def _of_group(result: "Result", harm: HarmTable) -> dict[str, Any]:
    declared = [name for names in result.figure_set.declared.values() for name in names]
    return {
        "listed_person_months": {
            **{name: harm[name].value for name in PARTS},
            "error_split": {name: harm[name].value for name in ERRORS},
        },
        **{name: harm[name].value for name in _COUNTS},
        **{name: harm[name].to_dict() for name in _WITH_INTERVALS},
        "measures": {name: {"unit": harm.unit(name), **harm[name].to_dict()} for name in declared},
    }


assert set(PARTS) | set(ERRORS) == {*CAUSES[1:], "error"}, "a cause that no part holds"
