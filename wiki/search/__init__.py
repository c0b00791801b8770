"""Finding pages. Until the index stands: plain SQL over titles and text."""
