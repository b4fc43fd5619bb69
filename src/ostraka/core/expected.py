"""What a column mostly is, told by other columns."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Expected:
    """What an entry of a column mostly is, so that packing between two meetings keeps the exceptions.

    Attributes
    ----------
    rule : str
        ``"equal"``: as the same entry of ``of``. ``"month"``: the month in whose part of the list it
        stands, by the list's starts ``of``. ``"previous"``: the place of the last entry before it with
        the same subject ``of``, or -1. ``"last"``, for a column by subject that is -1 at first: the
        place of the subject's last entry in the list of ``of``.
    of : str
        Another column, of which nothing is expected itself.
    unless : tuple of str and int, or None
        For the last two: entries with one of these bits in this column come before nobody.
    """

    rule: Literal["equal", "month", "previous", "last"]
    of: str
    unless: tuple[str, int] | None = None
