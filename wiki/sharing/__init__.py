"""Sharing: looking at the wiki as somebody else, links for people without an account, requests for access."""
