"""Programs that are run and measured. Whatever was started ends with this process, however that ends."""

import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


class Failed(Exception):
    """A program that is measured failed: its figures would mean nothing."""


@dataclass(frozen=True)
class Run:
    """One run, or the medians of several."""

    seconds: float
    processor: float  # seconds, user and system
    peak_mb: float


def median_of(runs):
    return Run(
        *(
            statistics.median(getattr(run, member) for run in runs)
            for member in ("seconds", "processor", "peak_mb")
        )
    )


class Launcher:
    """Runs programs through callout_bench_launcher, which ends its program when it ends itself."""

    def __init__(self, program: Path):
        self._program = str(program)
        self._running = set()

    def start(self, argv, times=1, stdin="/dev/null", stdout="/dev/null", **options):
        command = [self._program, str(times), str(stdin), str(stdout), *map(str, argv)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
        )
        self._running.add(process)
        return process

    def runs(self, argv, times=1, **options):
        """A Run for each time."""
        process = self.start(argv, times, **options)
        said, complaint = process.communicate()
        self._running.discard(process)
        if process.returncode != 0:
            raise Failed(
                f"{' '.join(map(str, argv[:4]))} ... failed: {said.strip()} {complaint.strip()[-600:]}"
            )
        rows = [line.split() for line in said.splitlines()]
        return [Run(float(row[0]), float(row[1]), int(row[2]) / 1024) for row in rows]

    def run(self, argv, **options):
        return self.runs(argv, **options)[0]

    def output_of(self, argv, **options):
        """What the program printed, and its Run."""
        with tempfile.NamedTemporaryFile("r") as file:
            run = self.run(argv, stdout=file.name, **options)
            return file.read(), run

    def end_all(self):
        for process in self._running:
            process.terminate()  # it passes that on
            try:
                process.communicate(timeout=3)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()
