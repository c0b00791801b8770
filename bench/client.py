"""The keep-alive client for machines without wrk: `python -m bench.client PORT FILE SECONDS`; prints a rate."""

import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

from bench.load import CONNECTIONS


def main(port: int, listing: Path, seconds: float) -> None:
    requests = []
    for line in listing.read_text().splitlines():
        path, *fields = line.split("\t")
        requests.append((path, dict(field.partition("=")[::2] for field in fields)))
    counts = [0] * CONNECTIONS
    end = time.monotonic() + seconds

    def run(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        place = number
        while time.monotonic() < end:
            path, headers = requests[place % len(requests)]
            connection.request("GET", path, headers=headers)
            connection.getresponse().read()
            counts[number] += 1
            place += CONNECTIONS

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sum(counts) / seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
