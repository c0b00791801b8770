"""Properties of pages: compared, listed, and edited line by line in the front matter."""
