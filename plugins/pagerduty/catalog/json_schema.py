"""Turns the document's schemas (OpenAPI 3.0) into JSON Schema that draft-07 validators understand.

What a request may not be judged by is left out: texts, examples, discriminators, and everything about a
read-only property except its name. Alternatives become anyOf, since none of PagerDuty's excludes another.
"""

from document import component_name

KEPT = ("type", "enum", "default", "minimum", "maximum", "minLength", "maxLength", "pattern",
        "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties")
FORMATS = {"date-time": "date-time", "date": "date", "time": "time", "email": "email", "uri": "uri", "url": "uri",
           "uuid": "uuid"}
LATER_WINS = ("description", "title", "example", "default", "discriminator", "deprecated", "format")
STRING_ONLY = ("minLength", "maxLength", "pattern")
ARRAY_ONLY = ("minItems", "maxItems", "uniqueItems")
PYTHON_TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list,
                "object": dict}


class Converter:
    """Converts schemas and remembers which named ones they refer to."""

    def __init__(self, document, prefix=""):
        """`prefix` goes before the names of the document's schemas."""
        self.document = document
        self.prefix = prefix
        self.wanted = []

    def convert(self, node, known=()):
        """`known` are properties that an enclosing schema defines, so that `required` may name them."""
        if "$ref" in node:
            return self.reference(node)
        node = self.flatten(node)
        if node.get("readOnly"):
            return {"readOnly": True}
        if node.get("disputed"):
            return {"examples": node["enum"]} if "enum" in node else {}
        return self.emit(node, known)

    def reference(self, node):
        name = component_name(node["$ref"])
        if name is None:
            return self.convert(self.document.at(node["$ref"]))
        if name not in self.wanted:
            self.wanted.append(name)
        return {"$ref": f"#/$defs/{self.prefix}{name}"}

    def convert_inline(self, node):
        """For a value outside the body (a parameter): no references, and no null."""
        node = {**self.flatten(self.document.resolve(node)), "nullable": False}
        return self.emit(node, ())

    def emit(self, node, known):
        kind = type_of(node)
        out = {key: node[key] for key in KEPT if key in node and applies(key, kind)}
        if kind:
            out["type"] = kind
        if node.get("format") in FORMATS:
            out["format"] = FORMATS[node["format"]]
        drop_wrong_default(out)
        exclusive_bounds(node, out)
        self.emit_children(node, out, known)
        return allow_null(out) if node.get("nullable") else out

    def emit_children(self, node, out, known):
        properties = node.get("properties", {})
        if properties:
            out["properties"] = {name: self.convert(value) for name, value in properties.items()}
        if "items" in node:
            out["items"] = self.convert(node["items"])
        alternatives = node.get("anyOf", []) + node.get("oneOf", [])
        visible = {*known, *properties}
        if alternatives:
            out["anyOf"] = [self.convert(one, visible) for one in alternatives]
        if node.get("allOf"):
            out["allOf"] = [self.convert(one, visible) for one in node["allOf"]]
        required = self.required(node, alternatives, visible)
        if required and out.get("type") != "array":
            out["required"] = required

    def required(self, node, alternatives, visible):
        """The members a caller must send: those that exist and are not the server's to fill in."""
        defined = set(visible)
        for one in alternatives:
            defined.update(self.flatten(self.document.resolve(one)).get("properties", {}))
        properties = node.get("properties", {})
        return [name for name in dict.fromkeys(node.get("required", []))
                if name in defined and not self.is_read_only(properties.get(name, {}))]

    def is_read_only(self, node):
        flat = self.flatten(self.document.resolve(node))
        return bool(flat.get("readOnly") or flat.get("disputed"))

    def flatten(self, node):
        """Merges allOf into one schema; parts that contradict each other stay in a shorter allOf."""
        node = only_choice(node)
        if "allOf" not in node:
            return node
        parts = [self.flatten(self.document.resolve(one)) for one in node["allOf"]]
        rest = {key: value for key, value in node.items() if key not in ("allOf", "redefined")}
        merged = {}
        for part in parts + [rest]:
            merged = merge(merged, part)
        merged["nullable"] = bool(rest.get("nullable")) or all(part.get("nullable") for part in parts)
        if node.get("redefined"):
            merged["readOnly"] = all(part.get("readOnly") for part in parts)
            merged["disputed"] = any(part.get("readOnly") or part.get("disputed") for part in parts)
        return merged


def only_choice(node):
    """A choice of one is no choice."""
    for key in ("oneOf", "anyOf"):
        if len(node.get(key, [])) == 1:
            node = {**node, "allOf": node.get("allOf", []) + node[key]}
            del node[key]
    return node


def merge(left, right):
    out = dict(left)
    for key, value in right.items():
        if key == "properties":
            out[key] = merge_properties(out.get(key, {}), value)
        elif key == "required":
            out[key] = out.get(key, []) + value
        elif key not in out or key in LATER_WINS or out[key] == value:
            out[key] = value
        elif key == "allOf":
            out[key] = out[key] + value
        elif key == "enum" and set(out[key]) & set(value):
            out[key] = [one for one in out[key] if one in value]
        elif key in ("readOnly", "nullable"):
            out[key] = out[key] or value
        else:
            out["allOf"] = out.get("allOf", []) + [{key: value}]
    return out


def merge_properties(left, right):
    """A property of both must satisfy both. Where one calls it read-only and the other does not (the type of
    most resources), it is disputed: it may be sent or not, with the known values as a hint."""
    out = dict(left)
    for name, value in right.items():
        same = name not in out or out[name] == value
        out[name] = value if same else {"allOf": [out[name], value], "redefined": True}
    return out


def type_of(node):
    if "type" in node:
        return node["type"]
    if "properties" in node:
        return "object"
    if "items" in node:
        return "array"
    return "string" if all(isinstance(one, str) for one in node.get("enum", [None])) else None


def applies(key, kind):
    """False for keywords about strings on an array and the other way round."""
    return not ((key in STRING_ONLY and kind != "string") or (key in ARRAY_ONLY and kind != "array"))


def drop_wrong_default(out):
    expected = PYTHON_TYPES.get(out.get("type"))
    if "default" in out and expected and not isinstance(out["default"], expected):
        del out["default"]


def exclusive_bounds(node, out):
    """OpenAPI 3.0 says `exclusiveMinimum: true` beside `minimum`; JSON Schema wants the number itself."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if node.get(exclusive) is True and bound in out:
            out[exclusive] = out.pop(bound)


def allow_null(out):
    if "enum" in out and None not in out["enum"]:
        out["enum"] = out["enum"] + [None]
    if "type" not in out:
        return {"anyOf": [out, {"type": "null"}]}
    out["type"] = [out["type"], "null"]
    return out
