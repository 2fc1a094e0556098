"""Runs the benchmarks; see scripts/bench. Exit status: 0 measured, 1 something failed or took too long."""

import argparse
import json
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.dont_write_bytecode = True

import figures
import report
from contenders import Contenders
from processes import Failed, Launcher
from rounds import Rounds
from service import Service

SOURCES = Path(__file__).resolve().parent
PARTS = ("rates", "cold", "pages", "workflows", "crossing", "loading")


@dataclass(frozen=True)
class Effort:
    """How much is measured, so that all of it fits into `limit` seconds."""

    limit: int
    rounds: int
    seconds: float  # of one run that counts calls
    times: int  # of what is short
    tasks: int


FULL = Effort(limit=480, rounds=7, seconds=1.5, times=7, tasks=1000)
QUICK = Effort(limit=60, rounds=2, seconds=0.5, times=3, tasks=1000)


class Interrupted(BaseException):
    pass


def interrupt(number, _frame):
    raise Interrupted(signal.Signals(number).name)


def measure(options, effort, launcher, folder):
    service = Service(folder, launcher)
    contenders = Contenders(options.build, service, launcher, SOURCES)
    rounds = lambda share: Rounds(effort.rounds, share * effort.limit)
    ways = {
        "rates": lambda: figures.rates(contenders, rounds(0.5), effort.seconds),
        "cold": lambda: figures.cold_starts(contenders, rounds(0.1), effort.times),
        "pages": lambda: figures.pages(contenders, rounds(0.1)),
        "workflows": lambda: figures.workflow_runs(contenders, folder, rounds(0.1), effort.tasks),
        "crossing": lambda: figures.crossing_ns(launcher, options.build, contenders, effort.times),
        "loading": lambda: figures.loading_ms(launcher, options.build, contenders, 3 * effort.times),
    }
    measured = {"machine": report.machine()}
    for part in options.parts or PARTS:
        print(f"measuring {part} ...", file=sys.stderr)
        measured[part] = ways[part]()
    return measured


def options_of(arguments):
    parser = argparse.ArgumentParser(description="Measures Callout beside what one would use instead.")
    parser.add_argument("--quick", action="store_true", help="less of each, within a minute")
    parser.add_argument("--rounds", type=int, help="rounds that interleave all ways")
    parser.add_argument("--json", type=Path, help="file for the figures; else BUILD/bench/figures.json")
    parser.add_argument("--build", type=Path, required=True, help="build tree with the target bench")
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, []], metavar="PART", help="only these parts: " + " ".join(PARTS)
    )
    return parser.parse_args(arguments)


def main(arguments):
    options = options_of(arguments)
    options.build = options.build.resolve()
    effort = QUICK if options.quick else FULL
    if options.rounds:
        effort = Effort(**{**effort.__dict__, "rounds": options.rounds})
    for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    signal.alarm(effort.limit)
    launcher = Launcher(options.build / "bench/callout_bench_launcher")
    try:
        with tempfile.TemporaryDirectory(prefix="callout-bench-") as folder:
            try:
                measured = measure(options, effort, launcher, Path(folder))
            finally:
                launcher.end_all()
    except (Failed, RuntimeError) as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    except Interrupted as reason:
        print(
            f"bench: ended early by {reason}"
            + (f": over {effort.limit} s" if str(reason) == "SIGALRM" else ""),
            file=sys.stderr,
        )
        return 1
    file = options.json or options.build / "bench/figures.json"
    file.write_text(json.dumps(measured, indent=1) + "\n")
    print(report.text_of(measured))
    print(f"\nThe same as JSON: {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
