"""The page of a study in a real browser: it fits a phone, in light and dark, and asks for nothing."""

import pytest

from ostraka.report.study.page import page
from ostraka.studies import run_study
from tests.studies.small import small_study

pytestmark = pytest.mark.browser

SCREENS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    study = small_study(
        safeguards=["identity_check", "expiry", "notice_before_effect"],
        combinations="all",
        design={"draws": 20, "replicates": 1},
    )
    result = run_study(study, folder / "run", threads=1)
    target = folder / "page.html"
    held = result.minimal_combinations("wrongful_person_months<=200")
    target.write_text(page(result.compare(), held), encoding="utf-8")
    return target


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_serious_and_nothing_overflows_or_is_asked_for(
    chromium, written, width, scheme
):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    try:
        shown, requests = context.new_page(), []
        shown.on("request", lambda request: requests.append(request.url))
        shown.goto(written.as_uri())
        assert requests == [written.as_uri()]
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
        clipped = """() => [...document.querySelectorAll('figure svg')]
            .filter(svg => svg.getBoundingClientRect().width > 0)
            .flatMap(svg => [...svg.querySelectorAll('text')].map(text => {
                const box = svg.getBoundingClientRect(), own = text.getBoundingClientRect();
                return own.left < box.left - 2 || own.right > box.right + 2 ? text.textContent : '';
            })).filter(text => text)"""
        assert shown.evaluate(clipped) == []
        # the policy of the page forbids the checker's script as well, so it is taken out for it
        free = written.with_name(f"free-{width}-{scheme}.html")
        text = written.read_text(encoding="utf-8")
        free.write_text(text.replace("default-src 'none'", "default-src *"), encoding="utf-8")
        shown.goto(free.as_uri())
        found = axe.run(shown).response["violations"]
        serious = [
            (one["id"], one["nodes"][0]["html"])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == []
    finally:
        context.close()
