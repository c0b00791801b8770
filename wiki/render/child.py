"""The process that renders large sources: `python -m wiki.render.child ENGINE SECONDS BYTES`.

Reads the source from standard input, writes the rendering as JSON, and sets its own limits first. Ended by
the system when it uses up its time; answers with status `limits.OUT_OF_MEMORY` when memory does not suffice.
"""

import resource
import sys

from wiki.render import limits, pipeline


def main(engine: str, seconds: int, memory: int) -> int:
    """Render once; the exit status."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        source = sys.stdin.buffer.read().decode()
        sys.stdout.buffer.write(limits.encode(pipeline.render(source, engine=engine)))
    except MemoryError:
        return limits.OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))  # pragma: no cover
