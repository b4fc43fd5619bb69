import pytest

import ostraka
from ostraka.report.page import page
from tests.report.pages import read
from tests.results.worlds import NOBODY, PLAIN, RICH

HOSTILE = (
    PLAIN.replace('title = "Plain"', 'title = "</title><script>alert(1)</script> $x^2$ {{ 7*7 }}"')
    .replace('purpose = "', 'purpose = "</style><img src=x onerror=alert(2)> ')
    .replace('reference = "majority"', 'limits = ["<iframe src=//evil.example>"]')
    .replace(
        "[strata.majority]",
        "[strata.\"<svg onload=alert(3)> & 'q' $\\\\alpha$ of a very long name indeed\"]\n"
        'description = "</p><object data=x>"',
    )
    .replace(
        "detection = 0.8",
        'detection = { value = 0.8, note = "<b onclick=x>", source = "<a href=javascript:x> '
        "javascript:alert(4) (https://example.org/a?b=1&c=2'onclick=x).\" }",
    )
)


@pytest.fixture(scope="session")
def rich():
    return ostraka.run(ostraka.loads(RICH), parameter_draws=24)


@pytest.fixture(scope="session")
def plain():
    return ostraka.run(ostraka.loads(PLAIN))


@pytest.fixture(scope="session")
def hostile():
    return ostraka.run(ostraka.loads(HOSTILE))


@pytest.fixture(scope="session")
def nobody():
    return ostraka.run(ostraka.loads(NOBODY), people=100, months=3)


@pytest.fixture(scope="session")
def pages(rich, plain, hostile, nobody):
    """Text of the page of each result, by name."""
    results = {"rich": rich, "plain": plain, "hostile": hostile, "nobody": nobody}
    return {name: page(result) for name, result in results.items()}


@pytest.fixture(scope="session", params=["rich", "plain", "hostile", "nobody"])
def one(request, pages):
    """The parsed page of each result in turn."""
    return read(pages[request.param])
