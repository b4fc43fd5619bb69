"""The shipped scenario of rewards, at the centre of its ranges: what of the money malice earns."""

import numpy as np

from ostraka.engine import simulate
from ostraka.mechanisms.informants import PAID_FOR, REPORTS
from ostraka.population.ledgers import CAUSES
from ostraka.scenario import load
from tests.known_answers.neutral import ONE_THREAD


def test_malice_earns_more_than_its_share_of_reports_since_it_is_never_late() -> None:
    """Of 16 % malicious reports 19 % of the money is made: true ones come twice, or too late.

    A true report is paid if the act was not found (1 - d) and nobody came before: first reports are
    1 - e^-m of the acts. A malicious one is always paid. Both by category, weighed by the reward.
    """
    scenario = load("informant_rewards")
    rules = scenario.informants
    shares = {name: float(stratum.share) for name, stratum in scenario.strata.items()}
    share = float(rules.malicious_share)
    true = wrong = reports = 0.0
    for name, category in scenario.categories.items():
        rate = sum(category.rate_per_month.of(s) * part for s, part in shares.items())
        mean, reward = rules.mean_reports(name), float(rules.tiers[name].reward_yuan)
        found = float(category.detection)
        true += rate * (1 - found) * -np.expm1(-mean) * reward
        wrong += rate * mean * share / (1 - share) * reward
        reports += rate * mean / (1 - share)
    expected = wrong / (wrong + true)
    assert share < expected

    people, months = 200_000, 60
    runs = [
        simulate(scenario, people=people, months=months, replicate=k, plan=ONE_THREAD).tables
        for k in range(4)
    ]
    counts = np.sum([one["tally_reports"].sum(axis=(0, 1, 2)) for one in runs], axis=0)
    paid = np.sum([one["tally_payments"].sum(axis=(0, 1, 2)) for one in runs], axis=0)
    assert abs(counts.sum() / (4 * people * months * reports) - 1) < 0.02
    malicious = counts[REPORTS.index("malicious")] / counts.sum()
    error = np.sqrt(share * (1 - share) / counts.sum())
    assert abs(malicious - share) < 4 * error < 0.06 * share
    # a reward has a mean square of about 2.5 times its squared mean: so many fewer payments count
    received = paid[PAID_FOR.index("unfounded")] / paid.sum()
    payments = counts[[REPORTS.index("first"), REPORTS.index("malicious")]].sum()
    error = np.sqrt(2.5 * expected * (1 - expected) / payments)
    assert abs(received - expected) < 4 * error < 0.1 * expected
    entries = np.sum([one["tally_entries"].sum(axis=(0, 1)) for one in runs], axis=0)
    wrongful = entries[:, CAUSES.index("false_record")]
    assert wrongful[1] > wrongful[2] > 0  # workshops bear most of it
