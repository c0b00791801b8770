"""Templates: pages that new pages begin with."""
