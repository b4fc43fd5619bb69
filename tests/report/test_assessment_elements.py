"""Each element of the assessment is filled from the scenario and the run, and says what is missing."""

import re

import pytest

import ostraka
from ostraka.report.assessment.content import Gap, Points, Text
from ostraka.report.assessment.document import assessment
from ostraka.report.tables import Table
from tests.report.assessment_worlds import ALONE, WITH_AGENCIES

LAW = ("processes", "period", "people", "risks", "oversight", "measures")


@pytest.fixture(scope="module")
def documents(rich, plain, nobody):
    return {
        name: assessment(one)
        for name, one in (("rich", rich), ("plain", plain), ("nobody", nobody))
    }


@pytest.fixture(scope="module")
def shared():
    return ostraka.run(ostraka.loads(WITH_AGENCIES))


@pytest.fixture(scope="module")
def with_agencies(shared):
    return assessment(shared)


def element(document, key):
    (found,) = (one for one in document.elements if one.key == key)
    return found


def words_of(one):
    """Every word that an element says, tables included."""
    said = []
    for part in one.parts:
        if isinstance(part, Text):
            said.append(part.text)
        elif isinstance(part, Points):
            said += part.items
        elif isinstance(part, Table):
            said += [part.caption, *(cell.text for row in part.rows for cell in row)]
        else:
            said.append(str(part))
    return "\n".join(said).replace("\u00a0", " ")


def gaps_of(document, key):
    return " / ".join(gap.what for gap in element(document, key).gaps)


@pytest.mark.parametrize("name", ["rich", "plain", "nobody"])
def test_the_six_elements_of_the_law_stand_in_its_order_each_with_what_it_asks(documents, name):
    elements = documents[name].elements
    assert [one.key for one in elements[:6]] == list(LAW)
    assert [one.mark for one in elements[:6]] == ["(a)", "(b)", "(c)", "(d)", "(e)", "(f)"]
    for one in elements[:6]:
        assert one.asks
        assert any(isinstance(part, Text) and part.text for part in one.parts)
        assert one.gaps, f"{one.key}: no scenario can say everything"


def test_gaps_are_numbered_through_and_name_who_has_to_fill_them(documents):
    for document in documents.values():
        assert [gap.number for gap in document.gaps] == list(range(1, len(document.gaps) + 1))
        for gap in document.gaps:
            assert gap.who
            assert re.fullmatch(r"Gap \d+: .*[^.]\. Who has to say it: .*[^.]\.", str(gap))
        assert f"This draft has {len(document.gaps)} gaps" in document.summary[1]


def test_processes_are_those_of_the_scenario(documents):
    said = words_of(element(documents["rich"], "processes"))
    for part in (
        "Wrongdoing: debt. Lawful conduct: petition.",
        "Slips of clerks and registers.",
        "Pinned on somebody else: 5 % (assumed) of records.",
        "Everybody starts at 1,000 points (assumed)",
        "each month gives back 1 point (assumed)",
        "Whoever has a score below 950 (assumed).",
        "18 months (assumed); a new reason starts the term again.",
    ):
        assert part in said
    assert "Pinned on somebody else" not in words_of(element(documents["plain"], "processes"))


def test_the_frequency_is_that_of_the_tables(documents, rich):
    entries = sum(replicate["tally_entries"].dense().sum() for replicate in rich.tables)
    a_year = 1_000 * 12 * entries / rich.replicates / rich.people / rich.months
    said = words_of(element(documents["rich"], "period"))
    (shown,) = re.findall(r"The list takes in ([\d.,]+) entries per 1,000 people a year \(", said)
    assert float(shown.replace(",", "")) == pytest.approx(a_year, rel=0.05)
    assert "over the assumptions" in said
    assert f"{rich.months} months" in said


def test_nobody_listed_is_said_and_breaks_nothing(documents):
    document = documents["nobody"]
    everything = "\n".join(words_of(one) for one in document.elements)
    assert "Nobody was listed in this run" in str(document.headline)
    assert "Nobody was entered on the list." in everything
    assert "no decision was taken about anybody" in everything
    assert "no severity to measure" in everything
    assert "nan" not in everything.lower().split()


def test_every_stratum_is_there_with_its_rate_and_who_it_is_not_is_a_gap(documents, rich):
    said = words_of(element(documents["rich"], "people"))
    rate = rich.by("stratum")["minority"]["ever_wrongly_listed_per_100k"]
    (shown,) = re.findall(r"Minority: ([\d,]+) of 100,000 people", said)
    assert float(shown.replace(",", "")) == pytest.approx(rate.value, rel=0.1)
    assert "who is meant by the strata majority and minority" in gaps_of(
        documents["rich"], "people"
    )


def test_one_stratum_alone_is_a_gap_and_nothing_is_compared():
    document = assessment(ostraka.run(ostraka.loads(ALONE), people=500))
    assert "the scenario has one stratum, so nothing can be compared" in gaps_of(document, "people")
    assert "times the rate" not in words_of(element(document, "people"))


def test_risks_begin_with_the_harm_and_name_rights_to_look_at(documents, with_agencies):
    one = element(documents["rich"], "risks")
    assert one.parts[0].text == str(documents["rich"].headline)
    said = words_of(one)
    for right in ("personal data (8)", "effective remedy (47)", "expression (11)"):
        assert right in said
    shared = words_of(element(with_agencies, "risks"))
    assert "education (14), the child (24)" in shared
    assert "which rights these touch: singing" in gaps_of(with_agencies, "risks")


def test_what_is_not_modelled_is_a_gap_and_no_finding(documents):
    assert "which the scenario does not model: wrong person" in gaps_of(documents["plain"], "risks")
    assert "Wrong person" not in words_of(element(documents["plain"], "risks"))


def test_without_an_interval_over_the_assumptions_that_is_a_gap(documents):
    missing = "how far other values of the uncertain numbers"
    assert missing in gaps_of(documents["plain"], "risks")
    assert missing not in gaps_of(documents["rich"], "risks")


def test_without_notice_and_appeal_each_is_a_gap(documents):
    gaps = gaps_of(documents["plain"], "measures")
    for part in ("no notice", "no appeal", "no review", "no ceiling of errors"):
        assert part in gaps
    rich = gaps_of(documents["rich"], "measures")
    for part in ("no notice", "no appeal", "no review"):
        assert part not in rich
    assert "nobody is told of a listing" in words_of(element(documents["plain"], "measures"))
    assert "who looks at a case once somebody objects" in gaps_of(documents["plain"], "oversight")
    assert "who looks at a case once somebody objects" not in gaps_of(
        documents["rich"], "oversight"
    )
    assert "how a decision is contested" in gaps_of(documents["plain"], "automated")


def test_oversight_names_the_reviewer_with_the_numbers_of_the_scenario(documents):
    said = words_of(element(documents["rich"], "oversight"))
    assert "A reviewer decides an appeal" in said
    assert "recognises a wrong that it may put right: 40 to 95 % (assumed)" in said
    assert "In this scenario a person looks at 1 step." in said
    nobody_looks = words_of(element(documents["plain"], "oversight"))
    assert "no person looks at a case at any step" in nobody_looks


def test_safeguards_that_acted_are_listed_and_are_not_recommended_again(plain):
    guarded = ostraka.loads('safeguards = ["expiry"]\n' + _text_of_points())
    document = assessment(ostraka.run(guarded, people=500, replicates=2))
    said = words_of(element(document, "measures"))
    assert "1 safeguard is at work in this run" in said
    assert re.search(r"Expiry: .* from .* to .*\.", said)
    assert not re.search(r"one of [^()]*\bexpiry\b", said)
    assert "No safeguard is at work in this run" in words_of(element(assessment(plain), "measures"))


def _text_of_points():
    from tests.results.worlds import RICH

    return RICH.replace("[score]", "[score]\nrecord_life_months = 60")


def test_agencies_without_a_purpose_are_gaps(documents, with_agencies):
    assert "names no agency" in gaps_of(documents["plain"], "social-scoring")
    gaps = gaps_of(with_agencies, "social-scoring")
    assert "names no agency" not in gaps
    assert "what these agencies are for: school" in gaps
    assert "how far the purpose of these is" in gaps


def test_the_document_says_what_it_is_not_and_what_it_rests_on(documents):
    for document in documents.values():
        notice = " ".join(document.notice)
        for part in ("no legal advice", "certifies nothing", "Every person in it is invented"):
            assert part in notice
        basis = words_of(element(document, "basis"))
        assert re.search(r"Of \d+ numbers, .* (has|have) a named source, .* assumed", basis)
        assert "No record about a real person or firm went in" in basis
        assert "under What was assumed" not in basis


def test_the_same_run_gives_the_same_document(rich):
    assert assessment(rich) == assessment(rich)


def test_a_gap_reads_as_one():
    assert (
        str(Gap("who it is", "the deployer")) == "Gap: who it is. Who has to say it: the deployer."
    )


def test_places_with_rules_of_their_own_are_named():
    from ostraka.report.assessment.processes import processes

    said = words_of(processes(ostraka.load("everything")))
    assert (
        "In 2 jurisdictions: coast and inland. Local rules that this table does not show: blacklist and "
        "categories, in inland."
    ) in said
    everywhere = words_of(processes(ostraka.load("grid_attention")))
    assert "In 2 jurisdictions: " in everywhere
