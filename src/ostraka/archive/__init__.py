"""Sharing: a study or a run in one file that others can read, check and run again."""

from ostraka.archive.credit import Credit
from ostraka.archive.findings import Reproduction
from ostraka.archive.reproducing import reproduce
from ostraka.archive.writing import Archived, archive

__all__ = ["Archived", "Credit", "Reproduction", "archive", "reproduce"]
