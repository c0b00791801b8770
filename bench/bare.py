"""The yardstick: a Flask view that returns bytes from memory, for the same gunicorn as the wiki."""

import os
from pathlib import Path

from flask import Flask, Response

application = Flask("bare", static_folder=None)
CONTENT = Path(os.environ["BENCH_CONTENT"]).read_bytes()


@application.get("/")
def show() -> Response:
    return Response(CONTENT, content_type="text/html; charset=utf-8")
