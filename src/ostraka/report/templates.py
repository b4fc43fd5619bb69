"""Pages as HTML: one environment, one set of macros and one frame for all of them."""

from importlib import resources
from typing import TYPE_CHECKING, Any

from ostraka.report import palette, vectors, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FOLDER = "ostraka.report"


def rendered(
    template: str,
    *styles: str,
    filters: "Mapping[str, Callable[..., Any]] | None" = None,
    **content: Any,
) -> str:
    """A page as text; the same bytes for the same content.

    Parameters
    ----------
    template : str
        Its file, seen from the folder of reports; it extends ``frame.html``.
    styles : str
        Style sheets beside the common one.
    filters : mapping, optional
        Further functions that the template calls.
    content
        What it shows; every string is escaped on its way in.
    """
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
    # pictures are drawn by us, with every word of the scenario escaped on its way into them
    environment.filters["vector"] = Markup
    environment.filters.update(filters or {})
    return environment.get_template(template).render(
        style=Markup("".join(map(_read, ("page.css", *styles)))),
        light=Markup(palette.properties(dark=False)),
        dark=Markup(palette.properties(dark=True)),
        fonts=Markup(vectors.FONTS),
        **content,
    )


def _held_together(value: Any) -> Any:
    """A number and its per cent sign never part at the end of a line."""
    return value.replace(" %", f"{words.NBSP}%") if type(value) is str else value


def _read(name: str) -> str:
    return (resources.files(_FOLDER) / name).read_text(encoding="utf-8")
