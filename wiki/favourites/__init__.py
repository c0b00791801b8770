"""Favourites: what one person wants at hand."""
