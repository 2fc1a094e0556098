"""Puts the rows of all documents together and applies the overlay's judgements to them."""

from document import CatalogError


class Catalog:
    """What is written: rows, schemas, services and examples, each by name."""

    def __init__(self, parts, overlay):
        self.rows = united(part.rows for part in parts)
        self.schemas = united(part.schemas for part in parts)
        self.services = united(part.services for part in parts)
        self.judge(overlay["operations"])
        self.examples = examples(self.rows, overlay.get("examples", []))

    def judge(self, entries):
        """Sets what the overlay decides; a judgement that changes nothing is stale and an error."""
        for entry in entries:
            for name in entry["ids"]:
                judge_row(known(self.rows, name), entry["set"])


def united(parts):
    whole = {}
    for part in parts:
        for name, value in part.items():
            if name in whole:
                raise CatalogError(f"two documents have a {name}; give one a prefix, or leave one out")
            whole[name] = value
    return whole


def known(rows, name):
    if name not in rows:
        raise CatalogError(f"overlay: there is no operation {name}")
    return rows[name]


def judge_row(row, values):
    for member, value in values.items():
        if row[member] == value:
            raise CatalogError(f"overlay: {row['id']}.{member} is {value!r} already; drop the judgement")
        row[member] = value


def examples(rows, entries):
    """Operation name -> input that is shown as its example."""
    return {known(rows, entry["id"])["id"]: entry["input"] for entry in entries}
