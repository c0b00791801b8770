"""Settings of the wiki, first set-up, and the screens for administrators."""
