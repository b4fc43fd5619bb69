"""The documentation; its extensions are imported by the build and by tests."""
