"""The command line, with each case solved by parts: `python -m tests.crashes.by_parts --case ...`.

Small cases then use several processes, and end within seconds.
"""

from __future__ import annotations

import sys

import run
from model.solving import answering


def main(words: list[str]) -> int:
    """The exit code of these words, no case counting as small."""
    vars(answering)["SMALL"] = -1
    return run.run(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
