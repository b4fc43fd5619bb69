"""The gallery: the picture of a script, which is the axes in which it ends, and the order of scripts."""

from typing import Any

from matplotlib.axes import Axes
from sphinx_gallery.scrapers import figure_rst


def last_line(
    block: tuple[Any, ...], block_vars: dict[str, Any], gallery_conf: dict[str, Any]
) -> str:
    """Save the axes of the last line, or those called ``ax``, and refer to them."""
    names = block_vars["example_globals"]
    axes = next((one for one in (names.get("___"), names.get("ax")) if isinstance(one, Axes)), None)
    if axes is None:
        return ""
    figure = axes.figure
    path = next(block_vars["image_path_iterator"])
    figure.savefig(path, dpi=160)
    title = (figure.get_suptitle() or axes.get_title()).replace("\n", " ")
    across = axes.get_xlabel().replace("\n", " ")
    return str(figure_rst([path], gallery_conf["src_dir"], f"{title} Across: {across}."))


ORDER = (
    "how_many_should_not_be_there",
    "somebody_elses_fine",
    "who_carries_it",
    "how_long_does_it_last",
    "does_an_appeal_reach_them",
    "after_the_court_strikes",
    "which_safeguard_spares_whom",
    "doubling_the_mislink_rate",
    "how_far_may_an_error_rate_go",
    "which_number_matters",
    "luck_or_ignorance",
    "three_published_numbers",
    "two_people_one_name",
)
"""The questions: the harm, whom, how long, what would help, how sure, and what needs no model."""


def place(file: str) -> int:
    """Where a script stands in the gallery; one that has no place is a fault."""
    return ORDER.index(file.removesuffix(".py"))
