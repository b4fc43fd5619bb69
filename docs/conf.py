"""How the documentation is built (``make docs``): every example is run, and a fault ends it."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import ostraka

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "reference")]

project = "Ostraka"
author = "The Ostraka contributors"
copyright = "2026, " + author
version = release = ostraka.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_gallery.gen_gallery",
    "docs.extensions.casebook_now",
    "docs.extensions.outside",
    "docs.extensions.shown",
]
# What the gallery is made of, and the notebooks that it offers: its pages hold both.
exclude_patterns = ["_build", "examples", "extensions", "gallery", "questions/*.ipynb"]
html_theme = "pydata_sphinx_theme"
html_title = "Ostraka"
html_theme_options = {
    "navigation_with_keys": False,
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "navbar_end": ["theme-switcher"],
}
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["gallery.css"]

# Pages are read on GitHub too: links between them are links to files, and headings have its anchors.
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist"]

# ``make links`` asks these; some sites answer no program, and an archive is slow.
linkcheck_timeout = 30
linkcheck_retries = 2
linkcheck_allow_unauthorized = True

# Examples are run in a temporary folder, so that what they write is gone with it.
for name, folder in (("PYTHONPATH", HERE / "reference"), ("PATH", Path(sys.executable).parent)):
    os.environ[name] = os.pathsep.join(filter(None, [str(folder), os.environ.get(name)]))
profile = Path(tempfile.mkdtemp())
atexit.register(shutil.rmtree, profile, ignore_errors=True)
(profile / "profile_default" / "startup").mkdir(parents=True)
shutil.copy(HERE / "extensions" / "shell_cells.py", profile / "profile_default" / "startup")
os.environ["IPYTHONDIR"] = str(profile)
nb_execution_in_temp = True
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 600
nb_merge_streams = True
nb_render_markdown_format = "gfm"

# The gallery: every script is run, whatever it gave last time, and its last line is its picture.
shutil.rmtree(Path(__file__).parent / "questions", ignore_errors=True)

sphinx_gallery_conf = {
    "examples_dirs": "gallery",
    "gallery_dirs": "questions",
    "filename_pattern": r"\.py$",
    "run_stale_examples": True,
    "abort_on_example_error": True,
    "image_scrapers": ("gallery_pictures.last_line",),
    "capture_repr": (),
    "reset_modules": (),
    "within_subsection_order": "gallery_pictures.place",
    "thumbnail_size": (480, 300),
    "download_all_examples": False,
    "min_reported_time": 1e9,
    "show_signature": False,
    "write_computation_times": False,
}

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autosummary_generate = True
napoleon_google_docstring = False
napoleon_use_rtype = False
# Every reference must lead somewhere; what docstrings give as a type is a word, not always a name.
nitpicky = True
nitpick_ignore_regex = [("py:class", ".*")]
