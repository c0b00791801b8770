"""The start page and the help page."""
