"""Rounds that interleave all ways, so that what the machine does meanwhile meets them all."""

import time


class Rounds:
    """At least one; no further one that would probably end after `seconds`, counted from here."""

    def __init__(self, most, seconds):
        self._most = most
        self._begin = time.monotonic()
        self._seconds = seconds

    def __iter__(self):
        first = time.monotonic()
        for done in range(self._most):
            now = time.monotonic()
            if done > 0 and now + (now - first) / done > self._begin + self._seconds:
                return
            yield done
