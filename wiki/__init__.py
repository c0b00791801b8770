"""Werkbuch, a self-hosted team wiki."""

__version__ = "0.6.0"
