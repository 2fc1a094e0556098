#!/usr/bin/env python3
"""Runs the contract test against a server of PagerDuty's documents, and ends that server.

Usage: run.py WORKDIR TEST_PROGRAM [ARGUMENT...]

CALLOUT_PAGERDUTY_ORACLE names the program that begins the servers. It is called as `PROGRAM WORKDIR all`, returns
once they answer, and leaves their process ids in WORKDIR/run/*.pid. Exit status: the test program's, 77 when the
variable is not set or node is missing, 2 when the servers do not come up.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

VARIABLE = "CALLOUT_PAGERDUTY_ORACLE"
SKIPPED = 77
ATTEMPTS = 2  # to start them: a busy machine may take longer than they are waited for
START_SECONDS = 180  # the first start installs what the servers need


def reason_to_skip():
    if not os.environ.get(VARIABLE):
        return f"set {VARIABLE} to the program that serves PagerDuty's documents"
    missing = [program for program in ("node", "npm") if shutil.which(program) is None]
    return f"{' and '.join(missing)} not found" if missing else ""


def end_servers(folder):
    """Ends what the program began, by its process ids; a stale file from an earlier run is only removed."""
    for file in sorted((folder / "run").glob("*.pid")):
        try:
            os.kill(int(file.read_text(encoding="ascii")), signal.SIGTERM)
        except (ProcessLookupError, ValueError):
            pass
        file.unlink()


def forget_earlier_run(folder):
    for pattern in ("*.pid", "*.log"):
        for file in (folder / "run").glob(pattern):
            file.unlink()


def start_servers(folder):
    # Not by a pipe: the servers inherit it, and it would never end.
    with open(folder / "start.log", "w+", encoding="utf-8") as log:
        started = subprocess.run([os.environ[VARIABLE], str(folder), "all"], stdout=log, stderr=log,
                                 timeout=START_SECONDS, check=False)
        log.seek(0)
        if started.returncode != 0:
            print(f"{os.environ[VARIABLE]} failed with {started.returncode}:\n{log.read()}", file=sys.stderr)
        return started.returncode == 0


def run(folder, command):
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(ATTEMPTS):
        forget_earlier_run(folder)
        try:
            if start_servers(folder):
                return subprocess.run(command, check=False).returncode
        finally:
            end_servers(folder)
    return 2


def main():
    folder, *command = sys.argv[1:]
    reason = reason_to_skip()
    if reason:
        print(f"SKIPPED: no action was checked against PagerDuty's documents: {reason}.")
        return SKIPPED
    return run(Path(folder).resolve(), command)


if __name__ == "__main__":
    sys.exit(main())
