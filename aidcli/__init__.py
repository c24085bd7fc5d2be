"""Honest arithmetic over the figures that reports on regional aid publish."""

__version__ = "0.1.0"
