"""Cells of shell on a page print their output whole, and fail where the shell does.

IPython's own ``%%sh`` hands output on in pieces of a hundred characters, which the page would show on as
many lines. This one is the same to whoever writes a page. IPython runs this file when a kernel starts.
"""

import subprocess
import sys

from IPython.core.magic import register_cell_magic


@register_cell_magic
def sh(line: str, cell: str) -> None:
    """Run a cell in the shell, from the folder of the page's other cells."""
    done = subprocess.run(["sh", "-e", "-c", cell], capture_output=True, text=True, check=False)
    print(done.stdout, end="")
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        raise RuntimeError(f"the shell ends with {done.returncode}")
