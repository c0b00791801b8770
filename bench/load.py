"""Sends requests: wrk where it is installed, else a small keep-alive client in a process of its own."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

CONNECTIONS = 8
_IDLE_SECONDS = 3
_SCRIPT = """
local requests, place, failed = {}, 0, 0
init = function()
  for line in io.lines("%s") do
    local path, headers = line:match("^(%%S+)\\t(.*)$")
    local fields = {}
    for name, value in headers:gmatch("([%%w%%-]+)=([^\\t]*)") do fields[name] = value end
    requests[#requests + 1] = wrk.format("GET", path, fields)
  end
end
request = function() place = place %% #requests + 1 return requests[place] end
"""


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]


def rate(port: int, requests: list[Request], seconds: float) -> float:
    """Answers a second over the requests, again and again, on eight connections. Stops at an error answer."""
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "requests"
        lines = ["\t".join([one.path, *(f"{k}={v}" for k, v in one.headers.items())]) for one in requests]
        listing.write_text("\n".join(lines) + "\n")
        if shutil.which("wrk") is None:
            command = [sys.executable, "-m", "bench.client", str(port), str(listing), str(seconds)]
            return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        script = Path(folder) / "script.lua"
        script.write_text(_SCRIPT % listing)
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{seconds:g}s",
            "-s",
            str(script),
            f"http://127.0.0.1:{port}",
        ]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in out and not all("If-None-Match" in one.headers for one in requests):
        raise SystemExit(out)
    return float(re.search(r"Requests/sec:\s*([\d.]+)", out)[1])


class Client:
    """One keep-alive connection of somebody who is signed in."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._used = time.monotonic()
        self._headers = {"Cookie": f"sid={token}", "Accept": "text/html", "Accept-Language": "de"}

    def send(self, method: str, path: str, body: str | None = None, **headers: str):
        """Status, headers, content and seconds."""
        more = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        if time.monotonic() - self._used > _IDLE_SECONDS:
            self._connection.close()  # the server closes it after five seconds; it is opened again by itself
        started = time.perf_counter()
        self._connection.request(method, path, body, {**self._headers, **more, **headers})
        answer = self._connection.getresponse()
        content = answer.read()
        self._used = time.monotonic()
        return answer.status, answer.headers, content, time.perf_counter() - started
