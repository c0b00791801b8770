"""A package, so that its Chromium ends before other tests need an event loop of their own."""
