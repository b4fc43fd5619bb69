"""Published aggregates from SDMX-CSV. Every number and every place here is invented."""

import math
from pathlib import Path

import pytest

import ostraka
from ostraka.core.errors import OstrakaError
from ostraka.evidence import microdata
from ostraka.evidence.pasting import Publication, facts_of, facts_toml, shares, strata_toml
from ostraka.evidence.sdmx import read_sdmx

FROM = Publication("An invented yearbook", "https://example.org/yearbook")

ROWS = """\
A,01,F,0014,2020,12500,PS,A
A,01,M,0014,2020,14250,PS,P
A,02,F,0014,2020,31000,PS,A
A,02,M,0014,2020,29000,PS,A
A,03,F,0014,2020,,PS,M
"""
COLUMNS = "FREQ,REF_AREA,SEX,AGE,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,OBS_STATUS"


def lines(rows=ROWS):
    return rows.strip().splitlines()


def first(rows=ROWS, columns=COLUMNS):
    """SDMX-CSV 1.0."""
    body = [f"NOWHERE:POP(1.0),{line}" for line in lines(rows)]
    return "\n".join([f"DATAFLOW,{columns}", *body]) + "\n"


def second(rows=ROWS, columns=COLUMNS):
    """SDMX-CSV 2.0."""
    body = [f"dataflow,NOWHERE:POP(1.0),I,{line}" for line in lines(rows)]
    return "\n".join([f"STRUCTURE,STRUCTURE_ID,ACTION,{columns}", *body]) + "\n"


@pytest.fixture
def read(tmp_path):
    def reading(text, where=None):
        path = tmp_path / "invented.csv"
        path.write_text(text, encoding="utf-8")
        return read_sdmx(path, where)

    return reading


@pytest.mark.parametrize(("text", "version"), [(first(), "1.0"), (second(), "2.0")])
def test_both_versions_give_the_same_aggregates(read, text, version):
    found = read(text)
    assert (found.structure, found.version) == ("NOWHERE:POP(1.0)", version)
    assert found.dimensions == ("FREQ", "REF_AREA", "SEX", "AGE", "TIME_PERIOD")
    assert found.missing == 1
    assert found.frame["value"].tolist() == [12500, 14250, 31000, 29000]
    assert found.frame["status"].tolist() == ["A", "P", "A", "A"]
    assert set(found.frame["unit"]) == {"PS"}


def test_codes_and_digits_stay_as_they_were_published(read):
    rows = "A,007,F,0014,2020,12.50,PT,A\nA,007,M,0014,2020,87.50,PT,A\n"
    found = read(first(rows))
    assert found.codes("REF_AREA") == ("007",)
    assert found.codes("AGE") == ("0014",)
    assert found.frame["published"].tolist() == ["12.50", "87.50"]
    assert found.frame["rounded_to"].tolist() == [0.01, 0.01]


def test_a_power_of_ten_multiplies_value_and_rounding(read):
    columns = COLUMNS.replace("OBS_STATUS", "OBS_STATUS,UNIT_MULT")
    found = read(first("A,1,F,Y,2020,12.5,PS,A,3\nA,1,M,Y,2020,14,PS,A,3\n", columns))
    assert found.frame["value"].tolist() == [12500, 14000]
    assert found.frame["rounded_to"].tolist() == [100, 1000]


def test_names_beside_or_behind_codes_are_left_out(read):
    both = (
        "STRUCTURE[;],STRUCTURE_ID,ACTION,SEX: Sex,TIME_PERIOD: Time,OBS_VALUE: Value,NOTE[]: Notes\n"
        "dataflow,NOWHERE:POP(1.0): People,I,F: Female: all,2020,500,a\n"
        "dataflow,NOWHERE:POP(1.0): People,I,M: Male,2020,600,b;c\n"
    )
    beside = (
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,SEX,Sex,TIME_PERIOD,Time,OBS_VALUE,Value\n"
        "dataflow,NOWHERE:POP(1.0),People,I,F,Female,2020,,500,\n"
        "dataflow,NOWHERE:POP(1.0),People,I,M,Male,2020,,600,\n"
    )
    for text in (both, beside):
        found = read(text)
        assert found.structure == "NOWHERE:POP(1.0)"
        assert found.dimensions == ("SEX", "TIME_PERIOD")
        assert found.codes("SEX") == ("F", "M")
        assert found.frame["value"].tolist() == [500, 600]


def test_lower_case_dimensions_semicolons_and_a_column_of_dates_are_read(read):
    text = (
        "DATAFLOW;LAST UPDATE;freq;sex;geo;TIME_PERIOD;OBS_VALUE;OBS_FLAG\n"
        "NOWHERE:POP(1.0);01/02/21 23:00:00;A;F;XA;2020;500;\n"
        "NOWHERE:POP(1.0);01/02/21 23:00:00;A;M;XA;2020;600;e\n"
    )
    found = read(text)
    assert found.dimensions == ("freq", "sex", "geo", "TIME_PERIOD")
    assert found.where({"SEX": "M"}).frame["status"].tolist() == ["e"]


def test_another_reader_finds_the_same_values(tmp_path):
    io = pytest.importorskip("pysdmx.io")
    rows = ROWS.replace("0014", "Y_LT15").replace("A,0", "A,X0")
    for name, text in (("one.csv", first(rows)), ("two.csv", second(rows))):
        (tmp_path / name).write_text(text)
        (theirs,) = io.read_sdmx(tmp_path / name).data
        ours = read_sdmx(tmp_path / name)
        assert theirs.structure == f"Dataflow={ours.structure}"
        kept = theirs.data[theirs.data["OBS_VALUE"].astype(bool)]
        assert ours.frame["value"].tolist() == [float(text) for text in kept["OBS_VALUE"]]
        for dimension in ours.dimensions:
            assert ours.frame[dimension].tolist() == kept[dimension].astype(str).tolist()


def test_codes_are_chosen_and_what_is_not_there_is_named(read):
    found = read(second(), {"REF_AREA": "02", "sex": ["F", "M"]})
    assert found.frame["value"].tolist() == [31000, 29000]
    with pytest.raises(OstrakaError, match="where: SEX has no 'W'; choose one of F, M"):
        found.where({"SEX": "W"})
    with pytest.raises(OstrakaError, match="no such dimension; did you mean 'REF_AREA'"):
        found.where({"REF_ARE": "02"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NAME,AGE\nSomebody,44\n", "no SDMX-CSV"),
        (first().replace("OBS_VALUE", "MEASURE"), "no column OBS_VALUE"),
        (first().replace("12500", "many"), "'many': no number"),
        (first().replace("POP(1.0),A,01,F", "OTHER(1.0),A,01,F"), "2 structures"),
        (second().replace("I,A,01,F", "D,A,01,F"), "deletes observations"),
        (first(ROWS + "A,01,F,0014,2020,12501,PS,A\n"), "stands there twice"),
        (first().replace("OBS_STATUS", "CONF_STATUS"), "not for publication"),
        ("DATAFLOW,OBS_VALUE,SEX\nN:P(1.0),500,F\n", "no dimension stands before"),
    ],
)
def test_what_is_no_publication_is_refused(read, text, said):
    with pytest.raises(OstrakaError, match=said):
        read(text)


def records(column, count, value):
    """A file of records in the clothes of SDMX-CSV."""
    rows = [f"N:P(1.0),K{k},2020,{value(k)}" for k in range(count)]
    return "\n".join([f"DATAFLOW,{column},TIME_PERIOD,OBS_VALUE", *rows]) + "\n"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (records("PERSON_ID", 30, lambda k: 20000 + k), "named like an identifier"),
        (records("Last name", 30, lambda k: 20000 + k), "named like an identifier"),
        (records("ENTITY", 30, lambda k: 1), "each of its 30 lines counts one or none"),
        (records("ENTITY", 30, lambda k: k % 2), "counts one or none"),
        (records("ENTITY", 30, lambda k: 2 + k % 3), "as many codes as there are lines"),
        (records("ENTITY", 1500, lambda k: 20000 + k), "1,500 codes, each on one line"),
        (first("A,1,F,Y,2020,3,PS,A\nA,1,M,Y,2020,4,PS,A\nA,2,F,Y,2020,5,PS,A\n"), "below 10"),
    ],
)
def test_what_looks_like_records_is_refused_with_the_charter(read, text, rule):
    with pytest.raises(OstrakaError, match=rule) as refused:
        read(text)
    assert microdata.CHARTER in str(refused.value)


def test_the_charter_says_what_the_refusal_quotes():
    text = (Path(__file__).parents[2] / "CHARTER.md").read_text(encoding="utf-8")
    assert microdata.CHARTER in " ".join(text.split())


def test_tables_that_only_resemble_records_are_read(read):
    places = records("REF_AREA", 290, lambda k: 3000 + 17 * k)
    assert len(read(places).frame) == 290
    percent = first("A,1,F,Y,2020,3,PT,A\nA,1,M,Y,2020,4,PT,A\n")
    assert read(percent).frame["value"].tolist() == [3, 4]


def test_shares_are_those_of_the_published_values(read):
    found = shares(read(first(), {"REF_AREA": "02"}), "SEX")
    assert found == {"F": 31 / 60, "M": 29 / 60}


def test_strata_have_neutral_names_a_source_and_make_a_scenario(read):
    text = strata_toml(read(first(), {"REF_AREA": "02"}), "SEX", FROM)
    plain = Path(ostraka.__file__).parent / "scenario" / "shipped" / "missed_fines.toml"
    rest = plain.read_text(encoding="utf-8")
    head, _, tail = rest.partition("[strata.majority]")
    scenario = ostraka.loads(head + text + tail[tail.index("[categories") :])
    assert list(scenario.strata) == ["group_a", "group_b"]
    assert math.isclose(float(scenario.strata["group_a"].share), 31 / 60)
    source = scenario.strata["group_a"].share.source
    assert "SEX=F" in source
    assert "https://example.org/yearbook" in source


@pytest.mark.parametrize(
    ("rows", "where", "said"),
    [
        (ROWS, None, "REF_AREA: 2 codes are left"),
        (ROWS, {"REF_AREA": "01", "SEX": "F"}, "SEX: 1 groups"),
        (ROWS + "A,02,_T,0014,2020,60000,PS,A\n", {"REF_AREA": "02"}, "'_T' is the total"),
        (ROWS + "A,02,B,0014,2020,60000,PS,A\n", {"REF_AREA": "02"}, "'B' is the total"),
        (ROWS.replace("29000,PS", "29000,TH"), {"REF_AREA": "02"}, "different units"),
        (ROWS.replace("29000", "-5"), {"REF_AREA": "02"}, "negative"),
        (ROWS.replace("29000", "7"), {"REF_AREA": "02"}, "a count of 7: fewer than 10"),
    ],
)
def test_shares_that_would_mean_nothing_are_refused(read, rows, where, said):
    with pytest.raises(OstrakaError, match=said):
        shares(read(first(rows), where), "SEX")


def test_facts_carry_source_period_rounding_and_status(read):
    one, two = facts_of(read(second(), {"REF_AREA": "01"}), FROM)
    assert (one.id, one.value, one.unit, one.period) == ("pop_f", 12500, "PS", "2020")
    assert one.source_url == FROM.address
    assert one.ends == (12499.5, 12500.5)
    assert two.note == "published as 14250; status P"
    import tomllib

    again = tomllib.loads(facts_toml(read(second(), {"REF_AREA": "01"}), FROM))["facts"]
    assert [fact["id"] for fact in again] == ["pop_f", "pop_m"]
    assert type(one).model_validate(again[0]) == one


@pytest.mark.parametrize(("title", "address"), [("", "https://example.org"), ("A", "example.org")])
def test_without_a_source_nothing_is_given(title, address):
    with pytest.raises(OstrakaError, match="source:"):
        Publication(title, address)


def test_more_facts_than_anybody_pastes_are_refused(read):
    with pytest.raises(OstrakaError, match="290 observations are too many"):
        facts_of(read(records("REF_AREA", 290, lambda k: 3000 + 17 * k)), FROM)
