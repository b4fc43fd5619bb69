import ostraka
from tests.results.worlds import PLAIN, RICH


def passes(text):
    return [line.split()[1] for line in text.splitlines() if line[:4].strip().isdigit()]


def test_the_schedule_names_every_pass_in_order():
    text = ostraka.schedule(ostraka.loads(RICH))
    order = passes(text)
    assert order.index("conduct") < order.index("listing") < order.index("review")
    assert order[-1] == "grades"
    assert "truth: " in text
    assert "listing" in text.splitlines()


def test_what_is_off_is_not_scheduled():
    assert "review" in passes(ostraka.schedule(ostraka.loads(RICH)))
    assert "review" not in passes(ostraka.schedule(ostraka.loads(PLAIN)))


def test_the_source_can_be_read():
    assert "def run_block(" in ostraka.schedule(ostraka.loads(PLAIN), source=True)


def test_it_says_whether_cells_stream_or_meet():
    assert ostraka.schedule(ostraka.loads(PLAIN)).startswith("streaming: ")
    assert ostraka.schedule("grid_attention").startswith(
        "resident: the cells of a jurisdiction meet every 6 months"
    )
