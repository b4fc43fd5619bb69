"""Words of the commands about what is not known."""

from ostraka.cli.screen import interval_words, rate_words
from ostraka.results.estimate import Estimate


def test_one_replicate_has_no_monte_carlo_interval_and_few_events_have_none_either():
    one = Estimate(0.2, None, None, 1, "too_few", 0.1, 0.3)
    assert (
        interval_words(one)
        == "10 to 30 over the assumptions; one replicate: no Monte Carlo interval"
    )
    few = Estimate(0.2, None, None, 20, "too_few")
    assert interval_words(few) == "too few for a Monte Carlo interval"
    assert "one replicate" in rate_words(one)
    assert "too few" in rate_words(few)
