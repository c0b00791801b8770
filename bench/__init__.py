"""Measures Werkbuch against its budgets: `make bench` (docs/benchmarks.md says how to read it)."""
