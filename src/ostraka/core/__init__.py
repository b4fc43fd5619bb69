"""Errors, numbers with a source, time, declarations: no word of the domain."""
