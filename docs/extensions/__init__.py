"""What the build of the documentation adds to Sphinx: stale pages and dead links fail it."""
