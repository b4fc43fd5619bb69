"""False matches by name and date: against enumeration, against invented files, and at the edges."""

import numpy as np
import pytest

import ostraka as ok
from ostraka.core.errors import OstrakaError
from ostraka.evidence.linkage import DATES, _frequencies, agreement


@pytest.mark.parametrize("field", ["surname", "first_name", "initial"])
def test_frequencies_add_up_to_everybody(field):
    frequency, names = _frequencies(field)
    assert (frequency * names).sum() == pytest.approx(1)
    assert frequency.max() < 0.15


def test_the_commonest_surname_and_the_agreement_are_those_of_the_census():
    """Smith has 1.006 percent; Σp² over the table alone is 6.965e-4."""
    assert _frequencies("surname")[0].max() == pytest.approx(0.01006)
    assert agreement("surname") == pytest.approx(6.965e-4, rel=0.003)


def invented(field: str, size: int, rng: np.random.Generator) -> np.ndarray:
    frequency, names = _frequencies(field)
    starts = np.concatenate([[0], np.cumsum(np.ceil(names))])
    kind = rng.choice(len(names), size, p=frequency * names / (frequency * names).sum())
    return (starts[kind] + rng.integers(0, np.maximum(names[kind].astype(int), 1))).astype(np.int64)


def test_expected_pairs_and_people_are_those_of_invented_files():
    """40 files of 3,000 people each: pairs and people within four standard errors."""
    rng = np.random.default_rng(5)
    dates, size, hidden = 4, 3_000, 0.05
    pairs, people = [], []
    for _ in range(40):
        date = np.where(rng.random(size) < hidden, -1, rng.integers(0, dates, size))
        key = np.stack([invented("surname", size, rng), invented("initial", size, rng), date])
        _, where, counts = np.unique(key, axis=1, return_inverse=True, return_counts=True)
        pairs.append((counts * (counts - 1) / 2).sum())
        people.append((counts[where] > 1).sum())
    expected = ok.linkage(
        size, key=("surname", "initial", "birth_date"), dates=dates, placeholder=hidden
    )
    for seen, wanted in ((pairs, expected.pairs), (people, expected.records_matched)):
        error = np.std(seen, ddof=1) / np.sqrt(len(seen))
        assert abs(np.mean(seen) - wanted) < 4 * error
        assert error < 0.03 * wanted


def test_a_join_of_two_files_compares_every_pair():
    found = ok.linkage(1_000, 5_000, key=("surname",))
    assert found.pairs == pytest.approx(5e6 * agreement("surname"))
    assert 0 < found.records_matched < 1_000


def test_a_placeholder_date_makes_matches_of_its_own():
    plain = ok.linkage(8_000_000)
    hidden = ok.linkage(8_000_000, placeholder=0.01)
    assert plain.placeholder_pairs == 0
    assert hidden.placeholder_pairs == pytest.approx(
        8e6 * (8e6 - 1) / 2 * 1e-4 * agreement("surname first_name")
    )
    assert hidden.placeholder_pairs > plain.pairs
    # without a date in the key there is nothing to hide
    assert ok.linkage(1_000, key=("surname",), placeholder=0.5).placeholder_pairs == 0


def test_sizes_up_to_a_hundred_million_and_the_ratio_to_true_matches():
    found = ok.linkage(100_000_000, true_rate=1 / 4000)
    assert found.true_matches == 25_000
    assert found.wrong_per_true == pytest.approx(2 * found.pairs / 25_000)
    assert found.wrong_share == pytest.approx(found.pairs / (found.pairs + 25_000))
    rarer = ok.linkage(100_000_000, true_rate=1 / 40_000)
    assert rarer.wrong_per_true == pytest.approx(10 * found.wrong_per_true)
    assert ok.linkage(100_000_000).wrong_per_true is None
    assert found.records_matched <= 2 * found.pairs


def test_a_coarser_key_matches_more():
    keys = [
        ("surname", "first_name", "birth_date"),
        ("surname", "initial", "birth_date"),
        ("surname", "first_name", "birth_month_and_year"),
        ("surname", "first_name", "birth_day_and_month"),
        ("surname", "first_name", "birth_year"),
        ("surname", "first_name"),
        ("surname",),
    ]
    pairs = {key: ok.linkage(100_000, key=key).pairs for key in keys}
    assert pairs[keys[0]] < pairs[keys[1]] < pairs[keys[6]]
    assert pairs[keys[0]] < pairs[keys[2]] < pairs[keys[4]] < pairs[keys[5]] < pairs[keys[6]]
    assert pairs[keys[0]] * DATES == pytest.approx(pairs[keys[5]])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"key": ("surname", "shoe_size")}, "no field"),
        ({"key": ()}, "names no field"),
        ({"key": ("birth_date", "birth_year")}, "overlap"),
        ({"key": ("first_name", "initial")}, "holds its initial"),
        ({"placeholder": 2}, "placeholder"),
        ({"true_rate": -1}, "true_rate"),
    ],
)
def test_what_makes_no_sense_is_refused(given, said):
    with pytest.raises(OstrakaError, match=said):
        ok.linkage(1_000, **given)


def test_no_name_is_kept_in_the_package():
    from importlib import resources

    table = resources.files("ostraka.evidence") / "tables" / "us_name_frequencies_1990.csv"
    text = table.read_text(encoding="utf-8")
    assert "SMITH" not in text.upper()
    assert {line.split(",")[0] for line in text.splitlines()[1:]} == {
        "surname",
        "first_name_male",
        "first_name_female",
        "initial",
    }
