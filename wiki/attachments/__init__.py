"""Files that belong to a page and follow its rights."""
