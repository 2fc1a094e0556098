"""The OpenAPI document: references, operations, and the repairs that the overlay makes to it."""

import json
from urllib.parse import unquote

METHODS = ("get", "head", "post", "put", "patch", "delete")
COMPONENT = "#/components/schemas/"


class CatalogError(Exception):
    """The document or the overlay says something that the generator cannot turn into rows."""


def pointer_steps(pointer):
    """The steps of a JSON pointer (RFC 6901), with or without the leading '#'."""
    body = unquote(pointer.lstrip("#"))
    return [step.replace("~1", "/").replace("~0", "~") for step in body.split("/")[1:]]


def step_into(node, step):
    return node[int(step)] if isinstance(node, list) else node[step]


class Document:
    """A parsed OpenAPI 3.0 document."""

    def __init__(self, text):
        self.root = json.loads(text)

    def at(self, pointer):
        node = self.root
        for step in pointer_steps(pointer):
            try:
                node = step_into(node, step)
            except (KeyError, IndexError, ValueError, TypeError) as error:
                raise CatalogError(f"{pointer}: the document has no '{step}' there") from error
        return node

    def resolve(self, node):
        """Follows references until something that is none."""
        while "$ref" in node:
            node = self.at(node["$ref"])
        return node

    def operations(self):
        """Yields (method, path, operation, parameters), the path's parameters first."""
        for path, item in self.root["paths"].items():
            for method in METHODS:
                if method in item:
                    operation = item[method]
                    declared = item.get("parameters", []) + operation.get("parameters", [])
                    resolved = [self.resolve(one) for one in declared]
                    # An operation's parameter replaces the path's of the same name.
                    unique = {(one["in"], one["name"]): one for one in resolved}
                    yield method, path, operation, list(unique.values())


def component_name(reference):
    """The name in '#/components/schemas/NAME', or None for any deeper reference."""
    name = reference[len(COMPONENT):] if reference.startswith(COMPONENT) else ""
    return name if name and "/" not in name else None


def repair(document, entries):
    """Applies the overlay's repairs; one that changes nothing is stale and an error."""
    for entry in entries:
        *parents, last = pointer_steps(entry["at"])
        parent = document.at("".join("/" + step.replace("~", "~0").replace("/", "~1") for step in parents))
        if isinstance(parent, list):
            document.at(entry["at"])  # which says when there is no such entry
            last = int(last)
        before = parent[last] if isinstance(parent, list) else parent.get(last)
        after = entry.get("put")
        if before == after:
            raise CatalogError(f"overlay: the repair of {entry['at']} changes nothing; drop it")
        if after is None:
            del parent[last]
        else:
            parent[last] = after
