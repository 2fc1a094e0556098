#!/usr/bin/env python3
"""How run.py begins, skips and ends: with programs of its own in place of the servers.

Usage: run_test.py RUN_PY
"""

import os
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

RUN = Path(sys.argv.pop(1))
SKIPPED = 77


class RunTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.home = Path(self.folder.name)

    def program(self, name, text):
        file = self.home / name
        file.write_text("#!/bin/sh\n" + text, encoding="ascii")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return file

    def run_it(self, oracle="", path="", test="exit 0"):
        environment = {"PATH": path or str(self.home)}
        if oracle:
            environment["CALLOUT_PAGERDUTY_ORACLE"] = str(oracle)
        command = [sys.executable, str(RUN), str(self.home / "work"), str(self.program("test", test))]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    def with_node(self):
        for name in ("node", "npm"):
            self.program(name, "exit 0\n")

    def test_says_loudly_that_nothing_was_checked(self):
        servers = self.program("servers", "exit 0\n")
        for name, oracle, needed in (("no servers", "", "set CALLOUT_PAGERDUTY_ORACLE to the program"),
                                     ("no node", servers, "node and npm not found")):
            with self.subTest(name):
                done = self.run_it(oracle, test="exit 1")
                self.assertEqual(done.returncode, SKIPPED)
                self.assertTrue(done.stdout.startswith(
                    f"SKIPPED: no action was checked against PagerDuty's documents: {needed}"), done.stdout)

    def test_names_the_one_program_that_is_missing(self):
        self.program("node", "exit 0\n")
        done = self.run_it(self.program("servers", "exit 0\n"))
        self.assertEqual(done.returncode, SKIPPED)
        self.assertIn(": npm not found.", done.stdout)

    def test_passes_on_the_status_and_ends_the_servers(self):
        self.with_node()
        servers = self.program("servers", 'mkdir -p "$1/run"\n/bin/sleep 600 &\necho $! > "$1/run/rest.pid"\n'
                                          'cp "$1/run/rest.pid" "$1/pid"\n')
        done = self.run_it(servers, path=f"{self.home}:/usr/bin:/bin", test="exit 5")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertFalse((self.home / "work/run/rest.pid").exists())
        pid = int((self.home / "work/pid").read_text(encoding="ascii"))
        self.assertTrue(ends_soon(pid))

    def test_starts_them_once_more(self):
        self.with_node()
        servers = self.program("servers", '[ -e "$1/tried" ] && exit 0\n: > "$1/tried"\nexit 3\n')
        self.assertEqual(self.run_it(servers, test="exit 5").returncode, 5)

    def test_shows_why_the_servers_do_not_come_up(self):
        self.with_node()
        done = self.run_it(self.program("servers", "echo no port is free\nexit 3\n"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("failed with 3:\nno port is free", done.stderr)


def has_ended(pid):
    """Whether the process is gone, or waits only for a parent to read its status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def ends_soon(pid):
    for _ in range(1000):
        if has_ended(pid):
            return True
        time.sleep(0.01)
    return False


if __name__ == "__main__":
    unittest.main()
