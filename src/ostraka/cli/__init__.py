"""The command line: thin, and quick to start; everything heavy is imported when it is used."""

from ostraka.cli.app import main

__all__ = ["main"]
