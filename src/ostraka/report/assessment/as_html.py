"""The assessment as one HTML file that asks nothing of any other place."""

from importlib import resources

from ostraka.report import palette, vectors, words
from ostraka.report.assessment.content import Assessment, Gap, Part, Points, Text

_FOLDERS = {"page.css": "ostraka.report"}
_HERE = "ostraka.report.assessment"


def html(document: Assessment) -> str:
    """The whole page as text; the same bytes for the same document."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        autoescape=True,
        finalize=_held_together,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.FunctionLoader(_read),
    )
    environment.filters["kind"] = _kind
    template = environment.get_template("page.html")
    return template.render(
        document=document,
        style=Markup(_read("page.css") + _read("assessment.css")),
        light=Markup(palette.properties(dark=False)),
        dark=Markup(palette.properties(dark=True)),
        fonts=Markup(vectors.FONTS),
    )


def _held_together(value: object) -> object:
    """A number and its per cent sign never part at the end of a line."""
    return value.replace(" %", f"{words.NBSP}%") if type(value) is str else value


def _kind(part: Part) -> str:
    """Which of the four sorts of part it is, for the template."""
    if isinstance(part, Text):
        return "text"
    if isinstance(part, Points):
        return "points"
    return "gap" if isinstance(part, Gap) else "table"


def _read(name: str) -> str:
    return (resources.files(_FOLDERS.get(name, _HERE)) / name).read_text(encoding="utf-8")
