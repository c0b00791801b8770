"""What changed: the list of recent changes, and the same as Atom feeds under a personal address."""
