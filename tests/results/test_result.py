import json

import pytest

from ostraka.core.errors import OstrakaError
from ostraka.population.ledgers import CAUSES, ERRORS, WRONGFUL
from ostraka.results.figures import FIGURES

PARTS = ("by_rules", "error", "disfavour", "association", "lawful_conduct")


@pytest.fixture(params=["plain", "rich"])
def result(request):
    return request.getfixturevalue(request.param)


def test_causes_partition_the_listed_months(result):
    harm = result.harm
    whole = harm["listed_person_months"].value
    assert whole > 0
    assert sum(harm[part].value for part in PARTS) == pytest.approx(whole)
    assert sum(harm[cause].value for cause in ERRORS) == pytest.approx(harm["error"].value)
    assert sum(harm[c].value for c in WRONGFUL) == pytest.approx(
        harm["wrongful_person_months"].value
    )
    causes = result.causes()
    assert causes["value"].sum() == pytest.approx(whole)
    assert causes["share_of_listed"].sum() == pytest.approx(1)


def test_strata_add_up_to_the_whole(result):
    by_stratum = result.by("stratum")
    for name, figure in FIGURES.items():
        if figure.grows and result.harm[name].value is not None:
            parts = sum(table[name].value for table in by_stratum.values())
            assert parts == pytest.approx(result.harm[name].value), name


def test_months_table_is_complete_and_adds_up(result):
    table = result.months_table()
    assert len(table) == result.months * len(result.scenario.strata) * (len(CAUSES) - 1)
    totals = table.groupby("cause")["value"].sum()
    for cause in CAUSES[1:]:
        assert totals[cause] == pytest.approx(result.harm[cause].value), cause
    last = table[table["month"] == result.months - 1]["value"].sum()
    assert last / result.people == pytest.approx(result.harm["listed_share_at_end"].value)


def test_patterns_hold_every_order_of_causes(result):
    patterns = result.patterns()
    listed = patterns[patterns["cause"] != "not_listed"]
    whole = result.harm["listed_person_months"].value
    assert listed["value"].sum() == pytest.approx(whole)
    forward = listed.groupby("cause")["value"].sum()
    for cause in forward.index:
        assert forward[cause] == pytest.approx(result.harm[cause].value)
    backward = listed.groupby("cause_in_reverse")["value"].sum()
    assert backward.sum() == pytest.approx(whole)
    assert backward["by_rules"] == pytest.approx(forward["by_rules"])
    assert listed["ledgers"].str.startswith("recorded").all()


def test_two_ways_of_counting_people_agree(result):
    burden = result.table("burden")
    wronged = burden[burden["duration"] > 0]
    assert wronged["mean"].sum() == pytest.approx(result.harm["ever_wrongly_listed"].value)
    months = (wronged["mean"] * wronged["duration"]).sum()
    assert months == pytest.approx(result.harm["wrongful_person_months"].value)
    assert burden["mean"].sum() == pytest.approx(result.people)


def test_incidence_of_all_outcomes_never_exceeds_one(result):
    table = result.incidence()
    together = table.groupby("months")["value"].sum()
    assert together.is_monotonic_increasing
    assert together.max() <= 1 + 1e-9
    corrected = table[table["outcome"] == "corrected"]["value"].iloc[-1]
    assert 1 - corrected == pytest.approx(result.harm["never_corrected_share"].value)
    assert (table["high"] - table["low"]).max() > 0.005
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()


def test_incidence_by_cause(rich):
    errors = rich.incidence("error")
    lawful = rich.incidence("lawful_conduct")
    corrected = [t[t["outcome"] == "corrected"]["value"].iloc[-1] for t in (errors, lawful)]
    assert corrected[0] > 2 * corrected[1]  # review recognises errors only
    assert rich.incidence("association")["value"].isna().all()
    with pytest.raises(OstrakaError, match="no wrongful cause"):
        rich.incidence("by_rules")


def test_a_term_ends_every_spell_that_nothing_else_ends(plain):
    table = plain.incidence()
    at_term = table[table["months"] == 6].set_index("outcome")["value"]
    assert at_term[["expired", "overtaken"]].sum() == pytest.approx(1, abs=0.1)
    assert table[table["outcome"] == "corrected"]["value"].eq(0).all()


def test_who_is_more_exposed_carries_more(plain):
    ratio = plain.ratio()["minority"]["ever_wrongly_listed_per_100k"]
    assert ratio.low < 2.0 < ratio.high
    assert list(plain.difference()) == ["minority"]
    assert list(plain.difference("minority")) == ["majority"]


def test_a_stratum_s_own_size_in_each_replicate_counts(plain):
    for table in (plain.difference()["minority"], plain.ratio()["minority"]):
        per_head = table["ever_wrongly_listed_per_100k"].to_dict()
        assert table["ever_wrongly_listed"].to_dict() == pytest.approx(per_head)


def test_reference_is_the_scenario_s(plain):
    assert plain.by("stratum").reference == plain.scenario.reference_stratum == "majority"


def test_uncertain_numbers_show_in_an_interval_of_their_own(rich):
    error = rich.harm["error"]
    # the false-record rate ranges over a factor of nine: far more than luck
    assert error.parameter_high - error.parameter_low > 3 * (error.high - error.low)
    assert error.parameter_low < error.value < error.parameter_high


def test_tables_that_a_scenario_has_no_use_for_are_none(plain, rich):
    assert plain.grades() is None
    assert plain.redress() is None
    assert plain.table("nothing") is None
    assert rich.grades()["value"].sum() == pytest.approx(rich.people)
    filed = rich.redress().groupby("redress_event")["value"].sum()["filed"]
    assert filed == pytest.approx(rich.harm["appeals_filed"].value)


def test_undefined_is_said_and_never_zero(plain):
    for name in ("appeals_filed", "appeals_upheld", "appeals_denied_though_wrongful"):
        estimate = plain.harm[name]
        assert (estimate.value, estimate.low, estimate.status) == (None, None, "undefined")
    assert plain.harm["median_months_to_correction"].status == "undefined"
    assert plain.harm["never_corrected_share"].value == 1
    assert "undefined" in repr(plain)


def test_summary_is_what_programs_read(result):
    summary = json.loads(json.dumps(result.summary(), allow_nan=False))
    listed = summary["listed_person_months"]
    split = listed.pop("error_split")
    assert set(listed) == set(PARTS)
    assert sum(listed.values()) == pytest.approx(result.harm["listed_person_months"].value)
    assert set(split) == set(ERRORS)
    assert sum(split.values()) == pytest.approx(listed["error"])
    assert sum(summary["missed_by_reason"].values()) == pytest.approx(
        summary["missed_person_months"]
    )
    share = summary["wrongful_share_of_listed"]
    assert {"value", "low", "high", "status", "parameter_low", "parameter_high"} <= set(share)
    assert set(summary["by_stratum"]) == set(result.scenario.strata)
    assert summary["by_stratum"]["minority"]["ever_listed"] > 0
    for name in (
        "people",
        "months",
        "seed",
        "replicates",
        "ever_listed",
        "ever_wrongly_listed",
        "wrongful_share_of_entries",
        "wrongful_share_at_end",
        "median_months_to_correction",
        "never_corrected_share",
        "records_per_person_month",
        "listed_share_at_end",
        "person_months_per_second",
        "peak_memory_mib",
    ):
        assert name in summary, name


def test_to_pandas_is_tidy(result):
    table = result.to_pandas()
    assert len(table) == len(result.figures) * (1 + len(result.scenario.strata))
    row = table[(table["stratum"] == "minority") & (table["figure"] == "error")].iloc[0]
    assert row["value"] == result.by("stratum")["minority"]["error"].value


def test_groupings_that_do_not_exist_are_refused(plain):
    with pytest.raises(OstrakaError, match="use stratum or jurisdiction"):
        plain.by("religion")


def test_jurisdictions_are_groups_too(plain, two_places):
    assert plain.by("jurisdiction")["all"]["error"].value == plain.harm["error"].value
    places = two_places.by("jurisdiction")
    assert list(places) == ["north", "south"]
    for name in ("people", "error", "entries", "missed_person_months"):
        parts = sum(table[name].value for table in places.values())
        assert parts == pytest.approx(two_places.harm[name].value)
    assert places["south"]["people"].value == pytest.approx(3 * places["north"]["people"].value)
    table = two_places.to_pandas()
    assert set(table["jurisdiction"]) == {"all", "north", "south"}
    assert set(places.ratio()) == {"south"}
