"""Figures as tables for people."""

import os
import platform
import subprocess


def _said(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return ((done.stdout + done.stderr).splitlines() or [""])[0].strip()


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "load_before": os.getloadavg()[0],
        "versions": {
            "openssl": _said("openssl", "version"),
            "nginx": _said("/usr/sbin/nginx", "-v"),
            "curl": _said("curl", "--version").split(" (")[0],
            "node": _said("node", "--version"),
            "wrk": _said("wrk", "-v").split(" Copyright")[0],
            "python": _said("/usr/bin/python3", "--version"),
            "requests": _said("/usr/bin/python3", "-c", "import requests; print(requests.__version__)"),
            "callout": _said("git", "rev-parse", "--short", "HEAD"),
        },
    }


def table(title, columns, rows):
    """`columns` maps headings to a function of a row that yields text."""
    cells = [list(columns)] + [[text(row) for text in columns.values()] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(columns))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join([f"\n### {title}\n", *lines])


def number(member, form="{:,.0f}"):
    return lambda row: form.format(row[member]) if row.get(member) is not None else ""


def ratio(rows, member, reference, of=lambda row: True):
    base = next(row[member] for row in rows if row["way"] == reference and of(row))
    return lambda row: f"{row[member] / base:.2f}"


def _rates(rows, concurrency):
    rows = sorted(
        (row for row in rows if row["concurrency"] == concurrency), key=lambda row: -row["calls_per_second"]
    )
    return table(
        f"Calls a second, {concurrency} at a time",
        {
            "way": lambda row: row["way"],
            "calls/s": number("calls_per_second"),
            "lowest": number("lowest"),
            "of wrk": ratio(rows, "calls_per_second", "wrk"),
            "of curl": ratio(rows, "calls_per_second", "curl, one process"),
            "CPU us/call": number("processor_us_per_call"),
            "peak MB": number("peak_mb", "{:.1f}"),
            "one call, ms": number("one_call_ms", "{:.1f}"),
        },
        rows,
    )


def _durations(title, rows, reference):
    columns = {
        "way": lambda row: row["way"],
        "ms": number("ms", "{:.3g}"),
        "lowest": number("lowest", "{:.3g}"),
        "CPU ms": number("processor_ms", "{:.3g}"),
        "peak MB": number("peak_mb", "{:.1f}"),
    }
    if reference:
        columns[f"of {reference}"] = ratio(rows, "ms", reference)
    return table(title, columns, rows)


def text_of(figures):
    about = figures["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    machine_text = f"{about['processor']}, {about['cores']} cores, Linux {about['kernel']}"
    parts = [f"{machine_text}, load {about['load_before']:.1f} before; {versions}"]
    if "rates" in figures:
        parts += [_rates(figures["rates"], concurrency) for concurrency in (1, 32)]
    for member, title, reference in (
        ("cold", "Cold start: process start to first answer, with token and TLS", "curl, one process"),
        ("pages", "10 000 incidents in pages of 100", "python-requests"),
        ("workflows", "Workflows", None),
    ):
        if member in figures:
            parts.append(_durations(title, figures[member], reference))
    for member, title in (("crossing", "A call, ns"), ("loading", "Before the first call, ms")):
        if member in figures:
            rows = [{"step": name, "value": value} for name, value in figures[member].items()]
            parts.append(
                table(title, {"step": lambda row: row["step"], "": number("value", "{:,.5g}")}, rows)
            )
    return "\n".join(parts)
