"""Spaces: the large rooms of the wiki, each with its own rights and page tree."""
