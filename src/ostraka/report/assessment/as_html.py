"""The assessment as one HTML file that asks nothing of any other place."""

from ostraka.report.assessment.content import Assessment, Gap, Part, Points, Text
from ostraka.report.templates import rendered


def html(document: Assessment) -> str:
    """The whole page as text; the same bytes for the same document."""
    return rendered(
        "assessment/page.html",
        "assessment/assessment.css",
        filters={"kind": _kind},
        document=document,
    )


def _kind(part: Part) -> str:
    """Which of the four sorts of part it is, for the template."""
    if isinstance(part, Text):
        return "text"
    if isinstance(part, Points):
        return "points"
    return "gap" if isinstance(part, Gap) else "table"
