"""Macros and transclusions: lists and pieces of other pages, filled into a page for each reader."""
