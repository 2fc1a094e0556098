"""What is measured."""

import json
import statistics
from collections import defaultdict

import workflows
from processes import median_of


def rates(contenders, rounds, seconds):
    """Calls a second of each way; start-up taken off and reported apart."""
    ways = contenders.many()
    sizes = {}
    starts = {}
    for way in ways:
        starts[way] = median_of([way.run(1) for _ in range(2)])
        short = way.run(way.first)
        rate = way.first / max(short.seconds - starts[way].seconds, 1e-3)
        sizes[way] = max(way.first, int(rate * seconds))
    runs = defaultdict(list)
    limits = defaultdict(list)
    for _ in rounds:
        for concurrency in (1, 32):
            limits[concurrency].append(contenders.wrk(concurrency, max(1, round(seconds)))[0])
        for way in ways:
            runs[way].append(way.run(sizes[way]))
    rows = [_rate_of(way, sizes[way], starts[way], runs[way]) for way in ways]
    rows += [
        {"way": "wrk", "concurrency": concurrency, "calls_per_second": statistics.median(measured)}
        for concurrency, measured in limits.items()
    ]
    return rows


def _rate_of(way, calls, start, runs):
    each = way.name.endswith("a call")  # there, starting is what is measured
    off = 0 if each else 1
    per_second = [(calls - off) / (run.seconds - off * start.seconds) for run in runs]
    middle = median_of(runs)
    return {
        "way": way.name,
        "concurrency": way.concurrency,
        "calls_per_second": statistics.median(per_second),
        "lowest": min(per_second),
        "highest": max(per_second),
        "calls": calls,
        "processor_us_per_call": (middle.processor - off * start.processor) / calls * 1e6,
        "peak_mb": middle.peak_mb,
        "one_call_ms": start.seconds * 1e3,
    }


def _side_by_side(contenders, commands, rounds, times=1):
    runs = defaultdict(list)
    for _ in rounds:
        for name, argv in commands.items():
            for _ in range(times):
                runs[name].append(contenders.run(argv))
    rows = []
    for name, measured in runs.items():
        middle = median_of(measured)
        rows.append(
            {
                "way": name,
                "ms": middle.seconds * 1e3,
                "lowest": min(run.seconds for run in measured) * 1e3,
                "processor_ms": middle.processor * 1e3,
                "peak_mb": middle.peak_mb,
            }
        )
    return rows


def cold_starts(contenders, rounds, times):
    return _side_by_side(contenders, contenders.cold(), rounds, times)


def pages(contenders, rounds):
    return _side_by_side(contenders, contenders.pages(), rounds)


def workflow_runs(contenders, folder, rounds, tasks):
    """Whole runs of so many tasks, and what one more task of a kind costs."""
    few = tasks // 10
    texts = {
        f"{tasks} set tasks in a list": workflows.listed(tasks),
        f"{tasks} calls of listIncidents": workflows.looped(tasks, workflows.CALL),
    }
    for kind, task in (("set task", workflows.SET), ("call of a trivial plugin", workflows.ECHO)):
        texts[f"{few} x {kind}"] = workflows.looped(few, task)
        texts[f"{tasks} x {kind}"] = workflows.looped(tasks, task)
    commands = {}
    for number, (name, text) in enumerate(texts.items()):
        file = folder / f"workflow-{number}.yaml"
        file.write_text(text)
        commands[name] = contenders.callout("run", file)
    rows = _side_by_side(contenders, commands, rounds)
    took = {row["way"]: row["ms"] for row in rows}
    for kind in ("set task", "call of a trivial plugin"):
        cost = (took[f"{tasks} x {kind}"] - took[f"{few} x {kind}"]) / (tasks - few)
        rows.append({"way": f"one more {kind}", "ms": cost})
    return rows


def _medians_of_json(launcher, argv, times, environment):
    measured = [json.loads(launcher.output_of(argv, env=environment)[0]) for _ in range(times)]
    return {name: statistics.median(one[name] for one in measured) for name in measured[0]}


def crossing_ns(launcher, build, contenders, times):
    argv = [build / "bench/callout_crossing_bench", contenders.config, build / "bench/plugins"]
    return _medians_of_json(launcher, argv, times, contenders.environment)


def loading_ms(launcher, build, contenders, times):
    argv = [
        build / "bench/callout_load_bench",
        contenders.config,
        build / "lib/callout/plugins",
        "pagerduty",
        "listIncidents",
    ]
    return _medians_of_json(launcher, argv, times, contenders.environment)
