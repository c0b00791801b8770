"""Makes `../firefox.html` from `article.html`: what Firefox puts on the clipboard when all of the page is copied.

Needs Debian's `firefox-esr`, which is steered by its own protocol (Marionette: "length:json" over a socket of this machine).
"""

import json
import socket
import subprocess
import tempfile
from pathlib import Path
from time import sleep

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent
PORT = 2828
KEYS = {"Control": "\ue009"}
LISTEN = """document.body.append(Object.assign(document.createElement("textarea"), {id: "place"}));
document.getElementById("place").focus();
document.addEventListener("paste", (event) => { document.documentElement.dataset.pasted = event.clipboardData.getData("text/html"); });"""


class Firefox:
    """A running Firefox without a screen."""

    def __init__(self, stream: socket.socket) -> None:
        self.stream = stream
        self.count = 0
        self.answer()

    def do(self, name: str, **fields):
        """What the command answers."""
        self.count += 1
        text = json.dumps([0, self.count, f"WebDriver:{name}", fields])
        self.stream.sendall(f"{len(text.encode())}:{text}".encode())
        _, _, problem, result = self.answer()
        if problem:
            raise RuntimeError(problem["message"])
        return result

    def answer(self):
        length = b""
        while not length.endswith(b":"):
            length += self.stream.recv(1)
        left, text = int(length[:-1]), b""
        while len(text) < left:
            text += self.stream.recv(left - len(text))
        return json.loads(text)

    def control(self, letter: str) -> None:
        """Both keys are pressed and let go."""
        keys = [
            {"type": way, "value": value}
            for way, value in [
                ("keyDown", KEYS["Control"]),
                ("keyDown", letter),
                ("keyUp", letter),
                ("keyUp", KEYS["Control"]),
            ]
        ]
        self.do("PerformActions", actions=[{"type": "key", "id": "keys", "actions": keys}])


def connected() -> socket.socket:
    for _ in range(120):
        try:
            return socket.create_connection(("127.0.0.1", PORT), timeout=60)
        except ConnectionRefusedError:
            sleep(0.5)
    raise TimeoutError


def main() -> None:
    with tempfile.TemporaryDirectory() as profile:
        running = subprocess.Popen(["firefox-esr", "--headless", "--marionette", "--profile", profile])
        try:
            firefox = Firefox(connected())
            firefox.do("NewSession", capabilities={})
            firefox.do("Navigate", url=(HERE / "article.html").as_uri())
            firefox.control("a")
            firefox.control("c")
            firefox.do("ExecuteScript", script=LISTEN, args=[])
            firefox.control("v")
            pasted = firefox.do(
                "ExecuteScript", script="return document.documentElement.dataset.pasted", args=[]
            )["value"]
            (FOLDER / "firefox.html").write_text(pasted.replace(HERE.as_uri(), "file://") + "\n", "utf-8")
        finally:
            running.terminate()
            running.wait()


if __name__ == "__main__":
    main()
