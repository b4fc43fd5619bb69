"""A page as a browser would see it, for tests."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr", "base", "col"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    children: list["Element | str"] = field(default_factory=list)

    def every(self, *tags):
        """All elements below with one of these tags, in order."""
        for child in self.children:
            if isinstance(child, Element):
                if child.tag in tags:
                    yield child
                yield from child.every(*tags)

    def all(self):
        """All elements below."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.all()

    @property
    def text(self):
        """Its words, with white space drawn together."""
        return " ".join(self._words().split())

    def _words(self):
        return "".join(c if isinstance(c, str) else c._words() for c in self.children)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        made = Element(tag, dict(attrs))
        self.open[-1].children.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read(page):
    """The tree of a page; a tag that is not closed, or closed in the wrong order, fails."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is not closed"
    return reader.root


_TAGS = """
html head meta title style body a header p strong main section h1 h2 b span figure figcaption div
details summary table caption thead tbody tr th td dl dt dd nav ol ul li footer
svg desc g path defs use clippath rect text
"""
KNOWN_TAGS = frozenset(_TAGS.split())


def sections(tree):
    return {s.attributes["id"]: s for s in tree.every("section")}


def asks_nothing(tree, sources=()):
    """Hold a page to known tags, no script, and no address but links to its sources."""
    for element in tree.all():
        assert element.tag in KNOWN_TAGS
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            assert name not in ("src", "srcset", "data", "action", "poster", "background", "xmlns")
            if name in ("href", "xlink:href"):
                is_source = element.tag == "a" and value.startswith(tuple(sources))
                assert value.startswith("#") or is_source, value
    style = "".join(s.text for s in tree.every("style"))
    assert "url(" not in style
    assert "@import" not in style
