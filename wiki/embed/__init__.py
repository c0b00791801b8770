"""The sandboxed frame that draws diagrams."""
