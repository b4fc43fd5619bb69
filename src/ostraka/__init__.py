"""Ostraka."""
