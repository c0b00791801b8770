"""Copies of pages and subtrees, with their files."""
