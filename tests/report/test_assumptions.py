import ostraka
from ostraka.core.walking import walk
from ostraka.report.assumptions import Piece, assumptions
from ostraka.results.run import as_run
from tests.report.conftest import HOSTILE
from tests.results.worlds import PLAIN, RICH


def numbers(text):
    scenario = ostraka.loads(text)
    return scenario, {
        f"{group.name} › {number.place}": number
        for group in assumptions(scenario)
        for number in group.numbers
    }


def test_every_number_of_the_scenario_is_listed():
    for text in (PLAIN, RICH):
        scenario, found = numbers(text)
        assert len(found) == len(list(walk(scenario)))


def test_a_number_says_value_unit_and_provenance():
    _, found = numbers(PLAIN)
    rate = found["categories › debt › rate per month"]
    assert (rate.value, rate.unit, rate.is_sourced) == ("0.004", "rate per month", False)
    assert found["blacklist › term months"].unit == "number of months"
    assert found["population › household sizes › 1"].unit == "share"


def test_what_is_left_at_its_default_is_told_even_after_a_run():
    scenario, found = numbers(PLAIN)
    assert found["population › segregation"].is_default
    assert found["population › household sizes › 1"].is_default
    written = {place for place, number in found.items() if not number.is_default}
    assert len(written) == 7
    assert "categories › debt › detection" in written
    assert [p for p, _ in walk(as_run(scenario), written_only=True)] == [
        p for p, _ in walk(scenario, written_only=True)
    ]


def test_a_range_says_its_shape_and_its_centre():
    _, found = numbers(RICH)
    rate = found["unfounded › clerical › rate per month › debt"]
    assert rate.value == "0.001 to 0.009 (uniform; run at 0.005)"
    assert rate.is_uncertain


def test_digits_as_given():
    text = PLAIN.replace("detection = 0.8", "detection = 0.9999").replace(
        "debt = 0.002", "debt = 2.5e-5"
    )
    _, found = numbers(text)
    assert found["categories › debt › detection"].value == "0.9999"
    assert found["unfounded › clerical › rate per month › debt"].value == "2.5 × 10⁻⁵"


def test_only_addresses_of_pages_become_links():
    _, found = numbers(HOSTILE)
    source = found["categories › debt › detection"].source
    assert [piece for piece in source if piece.address] == [
        Piece("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&c=2")
    ]
    assert "".join(piece.text for piece in source).startswith(
        "<a href=javascript:x> javascript:alert(4)"
    )


def test_weights_of_pilots_are_numbers_too():
    text = PLAIN + "[jurisdictions.north]\nweight = 1\n[jurisdictions.south]\nweight = 3\n"
    _, found = numbers(text)
    assert found["jurisdictions › south › weight"].value == "3"
