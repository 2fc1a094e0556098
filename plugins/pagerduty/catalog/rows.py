"""Derives the rows of one document: a dictionary per operation, with the members of rest::Operation."""

import re

from document import CatalogError, component_name
from json_schema import Converter

EARLY_ACCESS = "X-EARLY-ACCESS"
SEPARATE_HEADERS = ("Accept", "Content-Type", EARLY_ACCESS)
JSON_MEDIA = "application/json"


class Rows:
    """Rows by operation name and schemas by name, both as plain data.

    `source` is the document's entry in the overlay: the prefix of its operations and of its schemas, the
    label that tells its tags and titles from another document's, and the services its servers belong to."""

    def __init__(self, document, overlay, source):
        self.document = document
        self.overlay = overlay
        self.source = source
        self.schema_prefix = source.get("schemas", "")
        self.converter = Converter(document, self.schema_prefix)
        self.schemas = {}
        self.body_names = {}
        self.services = {}
        entries = self.entries(source.get("leave_out", {}))
        self.rows = {self.name(entry[2]): self.row(*entry) for entry in entries}
        self.add_component_schemas()
        self.order_services()

    def entries(self, left_out):
        """The document's operations by name, without those that the overlay leaves out."""
        entries = {}
        for entry in self.document.operations():
            if entries.setdefault(entry[2]["operationId"], entry) is not entry:
                raise CatalogError(f"two operations are called {entry[2]['operationId']}")
        for name in left_out:
            if entries.pop(name, None) is None:
                raise CatalogError(f"overlay: there is no operation {name} to leave out")
        return [entries[name] for name in sorted(entries)]

    def name(self, operation):
        return self.source.get("prefix", "") + operation["operationId"]

    def row(self, method, path, operation, parameters):
        headers = {one["name"]: one for one in parameters if one["in"] == "header"}
        body, content_type, body_required = self.body(operation)
        paging = self.paging(method, operation, parameters)
        return {
            "id": self.name(operation),
            "title": self.title(operation["operationId"]),
            "tag": self.tag(operation["tags"][0]),
            "method": method,
            "path": path,
            "parameters": self.parameters(path, parameters),
            "body": body,
            "content_type": content_type if body or "Content-Type" in headers else "",
            "body_required": body_required,
            "accept": header_value(headers, "Accept") or self.answer_media(operation),
            "early_access": header_value(headers, EARLY_ACCESS),
            "scope": operation.get("x-pd-requires-scope", ""),
            "risk": {"get": "read", "head": "read", "delete": "destructive"}.get(method, "write"),
            "idempotent": method in ("get", "head", "put", "delete"),
            "deprecated": operation.get("deprecated", False),
            "own_limit": operation.get("x-pd-operation-limit", False),
            "paging": paging,
            "items": self.items(operation),
            "success": success(operation),
            "idempotency_key": "",
            "service": self.service(operation),
        }

    def title(self, operation_id):
        label = self.source.get("label")
        return title(operation_id, self.overlay["words"]) + (f" ({label})" if label else "")

    def tag(self, tag):
        label = self.source.get("label", "")
        return tag if label in tag else f"{label} {tag}"

    def service(self, operation):
        """The service whose server the operation is called at; remembers what the document says of it."""
        url = operation.get("servers", self.document.root["servers"])[0]["url"]
        if url not in self.source["services"]:
            raise CatalogError(f"overlay: {self.name(operation)} is served at {url}, which has no service")
        name = self.source["services"][url]
        security = operation.get("security", self.document.root.get("security"))
        facts = {"url": url, "authorized": bool(security)}
        if self.services.setdefault(name, facts) != facts:
            raise CatalogError(f"{self.name(operation)} needs a service of its own: {facts}")
        return name

    def order_services(self):
        """As in the overlay; one that no operation is served by is stale and an error."""
        for url, name in self.source["services"].items():
            if name not in self.services:
                raise CatalogError(f"overlay: no operation is served at {url}; drop {name}")
        self.services = {name: self.services[name] for name in self.source["services"].values()}

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
        proposal = self.name(operation) + ".body"
        if "$ref" in declared:
            proposal = self.schema_prefix + declared["$ref"].split("/")[-1]
        name, text = self.body_schema(proposal, schema)
        return name, media, bool(request.get("required") or text.get("required"))

    def body_schema(self, proposal, schema):
        component = component_name(schema.get("$ref", ""))
        name = self.schema_prefix + component if component else proposal
        text = self.converter.convert(self.document.resolve(schema))
        name = self.body_names.setdefault(repr(text), name)
        self.schemas[name] = text
        return name, text

    def add_component_schemas(self):
        wanted = self.converter.wanted
        for name in wanted:  # grows while we convert
            component = self.document.root["components"]["schemas"][name]
            self.schemas[self.schema_prefix + name] = self.converter.convert(component)

    def answer_content(self, operation):
        codes = success_codes(operation)
        response = self.document.resolve(operation["responses"][codes[0]]) if codes else {}
        return response.get("content", {})

    def answer_media(self, operation):
        """JSON, or the one kind of JSON that is all the documented answer offers."""
        offered = [media for media in self.answer_content(operation) if media.endswith("+json")]
        return offered[0] if offered and JSON_MEDIA not in self.answer_content(operation) else JSON_MEDIA

    def answer(self, operation):
        """The merged schema of the documented answer, or an empty one."""
        media = self.answer_content(operation).get(self.answer_media(operation), {})
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
