"""Expiry of records: after a record's life its points come back."""

from ostraka.core.declarations import Mechanism
from ostraka.mechanisms.scores import ALIKE, SCORES, add_to_owner, ledgers_of, note, within_16_bits
from ostraka.mechanisms.story_of_records import expired
from ostraka.population.ledgers import LINKED
from ostraka.population.marks import MERIT, NEVER_SEEN, RETURNED, VOIDED


def record_expiry(
    month,
    record_life,
    class_wrongdoing,
    log_start,
    log_holder,
    log_owner,
    log_class,
    log_origin,
    log_state,
    log_points,
    log_owner_points,
    scored,
    scored_n,
    scored_who,
    recorded_score,
    counterfactual_score,
):
    """Points of the records that were attached ``record_life`` months ago come back."""
    if month >= record_life:
        then = month - record_life
        for k in range(log_start[then], log_start[then + 1]):
            if log_state[k] & (VOIDED | MERIT) == 0:
                h = log_holder[k]
                recorded_score[h] = within_16_bits(recorded_score[h], log_points[k])
                note(h, scored, scored_n, scored_who)
            if log_state[k] & (RETURNED | MERIT) == 0:
                bits = ledgers_of(log_origin[k], class_wrongdoing[log_class[k]])
                if log_state[k] & NEVER_SEEN:
                    bits &= ~LINKED
                i = log_owner[k]
                add_to_owner(bits, i, log_owner_points[k], counterfactual_score)
                note(i, scored, scored_n, scored_who)


RECORD_EXPIRY = Mechanism(
    name="record_expiry",
    phase="ledgers",
    run=record_expiry,
    writes=("scored", "scored_n", "scored_who", *SCORES),
    odd="Points of a record come back when it expires, unless an appeal gave them back before.",
    source="MODEL 7.4, ruling 20",
    sees_truth=ALIKE,
    active=lambda scenario: scenario.score.record_life_months is not None,
    story=expired,
)

MECHANISMS = (RECORD_EXPIRY,)
