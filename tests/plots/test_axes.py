"""What every picture keeps to: units, names, colours of the palette, and no window left behind."""

import subprocess
import sys

import matplotlib
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import ostraka
from ostraka.plots.of_result import ResultPlots
from ostraka.report.palette import COLOURS
from tests.plots.shown import MONTE_CARLO, colours, names

PICTURES = {
    "rich": (
        *("headline", "causes", "by_cause", "who", "disparity", "how_long", "redress", "missed"),
        "uncertainty",
    ),
    "comparison": ("differences", "spared", "ranking"),
    "bars_alone": ("tornado",),
    "limit": ("harm",),
    "limits": ("frontier",),
    "shares": ("shares",),
    "estimate": ("bounds", "curve", "worth"),
    "groups": ("bounds",),
}
EVERY = [(one, method) for one, methods in PICTURES.items() for method in methods]
LIGHT = {colour.light for colour in COLOURS.values()}
DARK = {colour.dark for colour in COLOURS.values()}


@pytest.fixture(params=EVERY, ids=lambda pair: f"{pair[0]}.{pair[1]}")
def method(request):
    name, picture = request.param
    return getattr(request.getfixturevalue(name).plot, picture)


def test_a_picture_is_axes_with_title_and_unit_in_the_colours_of_the_palette(method):
    ax = method()
    assert isinstance(ax, Axes)
    assert ax.get_xlabel()
    assert ax.figure.get_suptitle()
    assert ax.figure.texts[0].get_text()  # what it was made of
    assert colours(ax) <= LIGHT


def test_on_axes_of_ones_own_nothing_else_of_the_figure_is_touched(method):
    figure = Figure()
    one, other = figure.subplots(1, 2)
    assert method(ax=one) is one
    assert one.get_title(loc="left")
    assert not figure.texts
    assert not figure.legends
    assert not other.lines
    figure.draw_without_rendering()


def test_a_dark_ground_gets_the_dark_palette(rich):
    with matplotlib.rc_context({"axes.facecolor": "#111111"}):
        ax = rich.plot.who()
    assert colours(ax) <= DARK
    assert ax.figure.get_facecolor() != rich.plot.who().figure.get_facecolor()


def test_no_picture_leaves_a_trace_in_pyplot(tmp_path):
    program = (
        "import sys, ostraka as ok\n"
        "found = ok.estimate(1000, 100, 50)\n"
        "assert 'matplotlib' not in sys.modules\n"
        "ax = found.plot.bounds()\n"
        "ax.figure.savefig('a.svg')\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.svg").stat().st_size > 1000


def test_nothing_of_the_picture_is_cut_off(method):
    ax = method()
    figure = ax.figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    width, height = figure.bbox.size
    parts = [figure._suptitle, *figure.texts, *figure.legends, ax.xaxis.label, ax.yaxis.label]
    low, high = sorted(ax.get_ylim())
    labels = [one for one in ax.get_yticklabels() if low <= one.get_position()[1] <= high]
    for part in [*parts, *labels, *ax.texts]:
        box = part.get_window_extent(renderer)
        if part.get_visible() and box.width > 1:
            assert box.x0 >= -1, part
            assert box.x1 <= width + 1, part
            assert box.y0 >= -1, part
            assert box.y1 <= height + 1, part
    if figure.legends:
        legend = figure.legends[0].get_window_extent(renderer)
        assert legend.y1 <= ax.xaxis.label.get_window_extent(renderer).y0 + 1
        assert legend.y0 >= figure.texts[0].get_window_extent(renderer).y1 - 1


def test_a_notebook_shows_the_axes_as_a_picture(rich):
    data, size = rich.plot.headline()._repr_png_()
    assert data.startswith(b"\x89PNG")
    assert size["width"] == 720
    assert rich.plot.headline().figure._repr_png_()[0] == data


def test_the_class_offers_its_methods_for_completion_and_documentation():
    assert ostraka.Result.plot is ResultPlots
    assert "causes" in dir(ostraka.Result.plot)


def test_intervals_are_named_last_in_the_legend(rich):
    said = names(rich.plot.by_cause())
    assert said[-1] == MONTE_CARLO
    assert len(said) == len(set(said))
