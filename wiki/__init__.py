"""Werkbuch, a self-hosted team wiki."""

__version__ = "0.7.0"
