"""The twin of every pass, by the name of the pass."""

from tests.reference import (
    twins_association,
    twins_attention,
    twins_behaviour,
    twins_harms,
    twins_lists,
    twins_officials,
    twins_places,
    twins_records,
    twins_redress,
    twins_reports,
    twins_safeguards,
    twins_sanctions,
)

TWINS = {
    **twins_records.TWINS,
    **twins_lists.TWINS,
    **twins_redress.TWINS,
    **twins_places.TWINS,
    **twins_safeguards.TWINS,
    **twins_sanctions.TWINS,
    **twins_officials.TWINS,
    **twins_reports.TWINS,
    **twins_behaviour.TWINS,
    **twins_association.TWINS,
    **twins_harms.TWINS,
    **twins_attention.TWINS,
}
