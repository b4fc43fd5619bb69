"""From the SVG that the plotting library writes to one that a page can hold, or a file."""

import re
from html import escape
from typing import Final

from ostraka.report.palette import MARKS, variable

FONTS: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

_SPACES = ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_PREAMBLE = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_STYLE = re.compile(r"\s*<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_OPENING = re.compile(r"<svg\b[^>]*>")
_VIEW = re.compile(r'viewBox="([^"]*)"')
_REFERENCE = re.compile(r'(?:href="#|url\(#)([^")]+)')
_ID = re.compile(r' id="([^"]*)"')
_FAMILY = re.compile(r"'DejaVu Sans'[^;\"]*")
_NO_TURN = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
_MARK = re.compile("|".join(MARKS.values()))
_ROLES = {mark: name for name, mark in MARKS.items()}


def inline(drawn: str, key: str, title: str, description: str) -> str:
    """An SVG element for an HTML page: its colours are custom properties, its names are its own.

    Parameters
    ----------
    drawn : str
        As the plotting library wrote it, in the marks of the palette.
    key : str
        Prefix of every id, so that several pictures may share a page.
    title, description : str
        The text alternative.
    """
    body = _cleaned(drawn, key)
    body = _MARK.sub(lambda found: f"var({variable(_ROLES[found.group()])})", body)
    body = _FAMILY.sub("var(--sans)", body).replace("xlink:href", "href")
    return _with_opening(body, drawn, key, title, description, "")


def standalone(drawn: str, title: str, description: str) -> str:
    """An SVG file of its own, in the fonts of the reader's system."""
    body = _FAMILY.sub(FONTS.replace('"', "'"), _cleaned(drawn, "picture"))
    return _with_opening(body, drawn, "picture", title, description, _SPACES) + "\n"


def _cleaned(drawn: str, key: str) -> str:
    body = _PREAMBLE.sub("", drawn, count=1)
    for pattern in (_METADATA, _STYLE, _NO_TURN):
        body = pattern.sub("", body)
    used = set(_REFERENCE.findall(body))
    body = _ID.sub(lambda found: f' id="{key}-{found[1]}"' if found[1] in used else "", body)
    body = _REFERENCE.sub(lambda found: found.group().replace("#", f"#{key}-", 1), body)
    return re.sub(r"\n\s*", "\n", body).strip()


def _with_opening(
    body: str, drawn: str, key: str, title: str, description: str, spaces: str
) -> str:
    view = _VIEW.search(drawn)
    if view is None:
        raise ValueError("the drawing has no viewBox")
    opening = (
        f'<svg{spaces} viewBox="{view[1]}" role="img" aria-labelledby="{key}-title {key}-desc" '
        f'stroke-linejoin="round" stroke-linecap="butt">\n'
        f'<title id="{key}-title">{escape(title)}</title>\n'
        f'<desc id="{key}-desc">{escape(description)}</desc>'
    )
    return _OPENING.sub(lambda _: opening, body, count=1)
