"""Gunicorn's configuration: the application's modules are loaded once, before its processes are forked from the first.

Saves each process after the first the time of all imports, and shares their memory. Only modules: what holds
connections, locks or threads is made in each process by itself (`wiki.app.served`). Limits: SIGHUP starts the
processes anew with the modules that are loaded; another version of the wiki needs a restart.

What is loaded stays, so Python's collector need not look through it: each time took 90 ms, in which every request of
the process stood still, and whoever waited for its write lock. `gc.freeze` is meant for the moment before a fork.
"""

import gc

from wiki import app


def on_starting(_server: object) -> None:
    """Called by gunicorn in its first process, before any other exists."""
    app.load()
    gc.collect()
    gc.freeze()
