"""Workflow files whose tasks are counted."""

HEAD = "document: {{ dsl: '1.0.3', namespace: bench, name: {name}, version: '1.0.0' }}\ndo:\n"


def listed(count):
    """As many tasks as the file has entries."""
    return HEAD.format(name="listed") + "".join(
        f"  - step{number}: {{ set: {{ number: {number} }} }}\n" for number in range(count)
    )


def looped(count, task):
    """One task, run as often."""
    return HEAD.format(name="looped") + (
        "  - each:\n      for: { each: number, in: '[range(" + str(count) + ")]' }\n"
        "      do:\n        - step: " + task + "\n"
    )


SET = "{ set: '${ {number: $number} }' }"
ECHO = "{ call: echo.echo, with: { number: '${ $number }' } }"
CALL = "{ call: pagerduty.listIncidents, with: { limit: 25, offset: '${ $number }' } }"
