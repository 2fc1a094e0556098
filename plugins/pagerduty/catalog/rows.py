"""Derives the rows of the catalog: one dictionary per operation, with the members of rest::Operation."""

import re

from document import CatalogError, component_name
from json_schema import Converter

EARLY_ACCESS = "X-EARLY-ACCESS"
SEPARATE_HEADERS = ("Accept", "Content-Type", EARLY_ACCESS)
JSON_MEDIA = "application/json"


class Catalog:
    """Rows by operation name and schemas by name, both as plain data."""

    def __init__(self, document, overlay):
        self.document = document
        self.overlay = overlay
        self.converter = Converter(document)
        self.schemas = {}
        self.body_names = {}
        entries = sorted(document.operations(), key=lambda entry: entry[2]["operationId"])
        self.rows = {entry[2]["operationId"]: self.row(*entry) for entry in entries}
        if len(self.rows) != len(entries):
            raise CatalogError("two operations share a name")
        self.add_component_schemas()
        self.judge(overlay["operations"])

    def row(self, method, path, operation, parameters):
        headers = {one["name"]: one for one in parameters if one["in"] == "header"}
        body, content_type, body_required = self.body(operation)
        paging = self.paging(method, operation, parameters)
        return {
            "id": operation["operationId"],
            "title": title(operation["operationId"], self.overlay["words"]),
            "tag": operation["tags"][0],
            "method": method,
            "path": path,
            "parameters": self.parameters(path, parameters),
            "body": body,
            "content_type": content_type,
            "body_required": body_required,
            "accept": header_value(headers, "Accept") or JSON_MEDIA,
            "early_access": header_value(headers, EARLY_ACCESS),
            "scope": operation.get("x-pd-requires-scope", ""),
            "risk": {"get": "read", "head": "read", "delete": "destructive"}.get(method, "write"),
            "idempotent": method in ("get", "head", "put", "delete"),
            "deprecated": operation.get("deprecated", False),
            "own_limit": operation.get("x-pd-operation-limit", False),
            "paging": paging,
            "items": self.items(operation),
            "success": success(operation),
        }

    def parameters(self, path, declared):
        """In the order of the path's placeholders, then as documented."""
        in_path = [one for one in declared if one["in"] == "path"]
        in_path.sort(key=lambda one: path.find("{" + one["name"] + "}"))
        rest = [one for one in declared if one["in"] != "path" and one["name"] not in SEPARATE_HEADERS]
        return [self.parameter(one) for one in in_path + rest]

    def parameter(self, one):
        name = one["name"].removesuffix("[]")
        schema = self.converter.convert_inline(one["schema"])
        style = list_style(one, schema)
        if style == "repeat" and schema.get("type") != "array":
            schema = as_list(schema, one["schema"])
        return {
            "name": name.lower() if one["in"] == "header" else name,
            "wire_name": one["name"],
            "location": one["in"],
            "list": style,
            "required": one.get("required", False),
            "schema": schema,
        }

    def body(self, operation):
        """(schema name, media type, required); the name is empty for an operation without a body."""
        if "requestBody" not in operation:
            return "", JSON_MEDIA, False
        declared = operation["requestBody"]
        request = self.document.resolve(declared)
        media = JSON_MEDIA if JSON_MEDIA in request["content"] else self.overlay["media_types"][0]
        schema = request["content"][media]["schema"]
        proposal = declared.get("$ref", operation["operationId"] + ".body").split("/")[-1]
        name, text = self.body_schema(proposal, schema)
        return name, media, bool(request.get("required") or text.get("required"))

    def body_schema(self, proposal, schema):
        name = component_name(schema.get("$ref", "")) or proposal
        text = self.converter.convert(self.document.resolve(schema))
        name = self.body_names.setdefault(repr(text), name)
        self.schemas[name] = text
        return name, text

    def add_component_schemas(self):
        wanted = self.converter.wanted
        for name in wanted:  # grows while we convert
            component = self.document.root["components"]["schemas"][name]
            self.schemas[name] = self.converter.convert(component)

    def answer(self, operation):
        """The merged schema of the documented answer, or an empty one."""
        codes = success_codes(operation)
        response = self.document.resolve(operation["responses"][codes[0]]) if codes else {}
        media = response.get("content", {}).get(JSON_MEDIA, {})
        return self.converter.flatten(self.document.resolve(media.get("schema", {})))

    def items(self, operation):
        """The only member of the answer that is a list; an operation with several needs the overlay."""
        properties = self.answer(operation).get("properties", {})
        lists = [name for name, value in properties.items() if self.is_list(value)]
        return lists[0] if len(lists) == 1 else ""

    def is_list(self, node):
        return self.converter.flatten(self.document.resolve(node)).get("type") == "array"

    def paging(self, method, operation, parameters):
        asked = {one["name"] for one in parameters if one["in"] == "query"}
        asked |= self.body_members(operation) & {"starting_after"}
        answered = self.answer(operation).get("properties", {})
        if "offset" in asked and method == "get":
            return "offset" if "more" in answered else "offset_no_more"
        for name in ("cursor", "after", "starting_after"):
            if name in asked:
                return name
        return "limit_only" if "limit" in asked and method == "get" else "none"

    def body_members(self, operation):
        content = self.document.resolve(operation.get("requestBody", {})).get("content", {})
        schema = self.document.resolve(content.get(JSON_MEDIA, {}).get("schema", {}))
        return set(self.converter.flatten(schema).get("properties", {}))

    def judge(self, entries):
        """Sets what the overlay decides; a judgement that changes nothing is stale and an error."""
        for entry in entries:
            for name in entry["ids"]:
                if name not in self.rows:
                    raise CatalogError(f"overlay: there is no operation {name}")
                judge_row(self.rows[name], entry["set"])


def judge_row(row, values):
    for member, value in values.items():
        if row[member] == value:
            raise CatalogError(f"overlay: {row['id']}.{member} is {value!r} already; drop the judgement")
        row[member] = value


def title(operation_id, words):
    """ "listIncidents" becomes "List incidents"; `words` spells what is no common word."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", re.sub(r"V(\d)$", r"Version\1", operation_id))
    text = " ".join(part.lower() for part in parts)
    for plain, proper in words.items():
        text = re.sub(rf"\b{plain}\b", proper, text)
    return text[0].upper() + text[1:]


def header_value(headers, name):
    schema = headers.get(name, {}).get("schema", {})
    return schema.get("default") or schema.get("enum", [""])[0]


def list_style(parameter, schema):
    if parameter["name"].endswith("[]"):
        return "repeat"
    if schema.get("type") != "array":
        return "none"
    return "comma" if parameter.get("explode") is False else "repeat"


def as_list(item, declared):
    """Set filters that the document types as one string may be repeated."""
    unique = {"uniqueItems": True} if declared.get("uniqueItems") else {}
    return {"type": "array", "items": item, **unique}


def success_codes(operation):
    return sorted(code for code in operation["responses"] if code.startswith("2"))


def success(operation):
    codes = success_codes(operation)
    return int(codes[0]) if codes else 200
