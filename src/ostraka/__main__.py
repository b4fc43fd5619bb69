"""``python -m ostraka``."""

from ostraka.cli import main

main()
