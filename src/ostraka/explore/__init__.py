"""The explorer: a local page on which one changes a scenario and sees the harm change.

Everything that decides what is shown is in plain functions, tested without a browser; the modules whose
names begin with ``page`` lay it out with Streamlit and decide nothing. Streamlit and Altair are the extra
``explore``.
"""
