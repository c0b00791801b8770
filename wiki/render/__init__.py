"""Markdown to safe HTML: pure functions over text.

Nothing in here knows of the database, of flask or of who reads.
"""
