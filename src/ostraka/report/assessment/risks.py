"""Element (d): the harm, measured, and the rights that it may touch."""

from collections.abc import Iterator, Mapping
from typing import Final

from ostraka.population.ledgers import CAUSES, WRONGFUL
from ostraka.report import readings, sentences, words
from ostraka.report.assessment.content import Element, Gap, Part, Points, Text, gathered
from ostraka.report.assessment.numbers import estimates, said
from ostraka.report.tables import Cell, Table
from ostraka.report.words import name_in_words
from ostraka.results import Result

RIGHTS_SOURCE: Final = (
    "Charter of Fundamental Rights of the European Union, OJ C 326, 26.10.2012, p. 391"
)

_DATA: Final = "personal data (8), good administration (41)"
_FREE: Final = "thought and conscience (10), expression (11), assembly (12)"

RIGHTS: Final[Mapping[str, str]] = {
    "ever_wrongly_listed": _DATA,
    "wrongful_share_of_listed": _DATA,
    "wrong_person": _DATA,
    "false_record": _DATA,
    "false_flag": _DATA,
    "reimported": "personal data (8)",
    "disfavour": "equality (20), non-discrimination (21)",
    "association": "family life (7), equality (20)",
    "lawful_conduct": _FREE,
    "mean_wrongful_months": "effective remedy (47)",
    "never_corrected_share": "effective remedy (47)",
    "wrongful_share_of_sanctioned": "effective remedy (47)",
    "unlisted_sanctioned_person_months": "effective remedy (47), personal data (8)",
    "corrected_and_still_biting": "effective remedy (47), personal data (8)",
    "wrongful_share_of_exposures": "private life (7), personal data (8)",
    "acts_foregone_lawful": _FREE,
    "acts_foregone_protected": _FREE,
    "months_restricted_for_others": "family life (7), equality (20)",
}
"""Articles of the Charter to look at, by figure."""

RIGHTS_OF_RESTRICTION: Final[Mapping[str, str]] = {
    "flights": "movement (45)",
    "trains": "movement (45)",
    "property": "property (17)",
    "schooling": "education (14), the child (24)",
    "public_jobs": "work (15)",
    "licences": "work (15), business (16)",
    "public_contracts": "business (16)",
    "public_naming": "dignity (1), private life (7), personal data (8)",
    "subsidies": "social assistance (34)",
    "village_benefits": "social assistance (34)",
}
"""The same by what is denied; a name that is not here has to be looked up by the deployer."""


def risks(result: Result) -> Element:
    """The element: the harm in sentences, then every risk with its number and the rights to look at."""
    harm = result.harm
    headline = sentences.headline(harm["wrongful_share_of_listed"], harm["listed_person_months"])
    lines = [
        sentences.largest_cause(harm),
        sentences.correction(
            harm["median_months_to_correction"], harm["never_corrected_share"], result.months
        ),
        sentences.burden(harm["mean_wrongful_months"], harm["burden_top_tenth_share"]),
        sentences.missed(harm["wrongful_person_months"], harm["missed_person_months"])
        + " The two are never set off against each other.",
    ]
    return Element(
        "risks",
        "(d)",
        "Specific risks of harm",
        "Which harms are likely to befall the people and groups of (c), given what the provider says "
        "about the system.",
        gathered(
            Text(str(headline), is_lead=True),
            Points(tuple(line for line in lines if line)),
            _table(result),
            _restrictions(result),
            Text(
                "The rights are starting points to look at, with the number of the article in the "
                f"Charter; that a right is touched is not found here. ({RIGHTS_SOURCE}.)"
            ),
            _gaps(result),
        ),
    )


def with_rights(table: Table, rights: list[str]) -> Table:
    """The table with a last column of rights."""
    return Table(
        table.caption,
        (*table.columns, Cell("rights to look at (Charter)", is_number=False)),
        tuple(
            (*row, Cell(right, is_number=False))
            for row, right in zip(table.rows, rights, strict=True)
        ),
    )


def _table(result: Result) -> Table:
    modelled = readings.modelled_causes(result.scenario)
    found = [("ever_wrongly_listed", "ever_wrongly_listed", "People wrongly listed at some time")]
    found += [("wrongful_share_of_listed", "wrongful_share_of_listed", "Wrongful listed months")]
    found += [
        (f"{cause}_share_of_listed", cause, f"{words.CAUSES[cause]}: {words.CAUSES_SAID[cause]}")
        for cause in CAUSES
        if cause in WRONGFUL and (cause in modelled or result.harm[cause].value)
    ]
    known = {key for _, key, _ in found}
    rest = [name for name in RIGHTS if name not in CAUSES and name not in known]
    found += [(name, name, label(result, name)) for name in rest if _can_occur(result, name)]
    rows = [(label, said(result, figure), _unit(result, figure)) for figure, _, label in found]
    table = estimates(result, "Risks, measured on invented people", "risk", rows)
    return with_rights(table, [RIGHTS[key] for _, key, _ in found])


def label(result: Result, name: str) -> str:
    """A figure's name for readers; of a declared one its definition, which says more."""
    if name in words.FIGURE_NAMES:
        return words.name_of(name)
    return result.figures[name].definition.rstrip(".")


def _can_occur(result: Result, name: str) -> bool:
    if name not in result.figures:
        return False
    kind = name.removeprefix("acts_foregone_")
    return kind == name or any(one.kind == kind for one in result.scenario.categories.values())


def _unit(result: Result, name: str) -> str:
    return words.unit_in_words(result.figures[name].unit)


def _restrictions(result: Result) -> Table | None:
    rules = result.scenario.joint_sanctions
    if rules is None:
        return None
    names = rules.restriction_names
    rows = []
    for name in names:
        figure = f"wrongful_share_of_restriction.{name}"
        rows.append((words.capital(name), said(result, figure), _unit(result, figure)))
    caption = "What is denied, and how much of it rests on no rightful listing"
    table = estimates(result, caption, "restriction", rows)
    return with_rights(table, [RIGHTS_OF_RESTRICTION.get(name, "–") for name in names])


def _gaps(result: Result) -> Iterator[Part]:
    scenario = result.scenario
    missing = sentences.not_modelled(readings.modelled_causes(scenario))
    if missing:
        named = missing.partition(": ")[2].partition(".")[0]
        yield Gap(
            f"whether these wrongs occur as well, which the scenario does not model: {named}",
            "the deployer and the provider",
        )
    yield Gap(
        "what the provider says about accuracy, known failures and the people for whom it works worse",
        "the provider, in the information that comes with the system",
    )
    yield Gap(
        "what a month on the list costs somebody in money, health, work or standing: months are counted "
        "here, not suffering",
        "those affected, and the deployer who asks them",
    )
    if not result.spans_assumptions:
        yield Gap(
            "how far other values of the uncertain numbers would move these figures: "
            + _why_no_assumptions(result),
            "whoever runs the scenario",
        )
    if scenario.joint_sanctions is not None:
        unknown = [
            name_in_words(name)
            for name in scenario.joint_sanctions.restriction_names
            if name not in RIGHTS_OF_RESTRICTION
        ]
        if unknown:
            yield Gap(
                f"which rights these touch: {words.listed(unknown)}", "the deployer's legal service"
            )


def _why_no_assumptions(result: Result) -> str:
    uncertain = len(result.scenario.uncertain())
    if not uncertain:
        return "no number of the scenario carries a range"
    if not result.parameter_draws:
        return "the run drew none of them"
    return f"{words.count_of(result.parameter_draws, 'draw')} are too few"
