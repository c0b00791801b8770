"""Tags: pages under one word, and renaming that word everywhere."""
