"""Says in words how two generated texts differ: by operation, member, parameter and schema."""

import json
import re

CONSTANT = re.compile(r"^constexpr Parameter (\w+)(\{.*\});$", re.M)
LIST = re.compile(r"^constexpr std::array (\w+)\{\n(.*?)\n\};$", re.M | re.S)
ROW = re.compile(r'^    \{(\.id = "([^"]+)".*?)\},?$(?=\n    \{|\n\}\})', re.M | re.S)
MEMBER = re.compile(r'\.(\w+) = ("(?:[^"\\]|\\.)*"|[\w:]+)')
SERVICE = re.compile(r"^    Service::(\w+), // (\S+)$", re.M)
SERVICE_FACTS = re.compile(r'^    \{"([^"]+)", ("[^"]+", \w+)\},$', re.M)
SCHEMA = re.compile(r'^    \{"([^"]+)", R"json\((.*)\)json"\},$', re.M)
PARAMETER_NAME = re.compile(r'^Parameter\{"([^"]*)"')


def read_operations(text):
    """Operation name -> member -> text, with lists of parameters as name -> text."""
    constants = {name: "Parameter" + value for name, value in CONSTANT.findall(text)}
    lists = {}
    for name, body in LIST.findall(text):
        entries = [line.strip().rstrip(",") for line in body.split("\n")]
        values = [constants.get(entry, entry) for entry in entries]
        lists[name] = {PARAMETER_NAME.match(value).group(1): value for value in values}
    services = {name: service for service, name in SERVICE.findall(text)}
    rows = {}
    for body, name in ROW.findall(text):
        members = {**dict(MEMBER.findall(body)), "service": services.get(name)}
        members["parameters"] = lists.get(members.get("parameters"), {})
        rows[name] = members
    return rows


def read_schemas(text):
    return {name: json.loads(body) for name, body in SCHEMA.findall(text)}


def read_service_facts(text):
    return dict(SERVICE_FACTS.findall(text))


def compare(kind, old, new, describe):
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield f"{kind} {name}: removed"
        elif name not in old:
            yield f"{kind} {name}: added"
        elif old[name] != new[name]:
            yield from (f"{kind} {name}: {what}" for what in describe(old[name], new[name]))


def changed_members(old, new):
    for member in sorted(old.keys() | new.keys()):
        before, after = old.get(member), new.get(member)
        if member == "parameters":
            yield from compare("parameter", before, after, changed_value)
        elif before != after:
            yield f"{member} was {before or 'the default'}, is {after or 'the default'}"
    if list(old["parameters"]) != list(new["parameters"]) and old["parameters"] == new["parameters"]:
        yield "the order of its parameters changed"


def changed_value(old, new):
    yield f"was {old}, is {new}"


def changed_places(old, new, where=""):
    """The innermost places at which two JSON values differ, as JSON pointers."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if key not in new or key not in old:
                yield f"{where}/{key} {'removed' if key in old else 'added'}"
            elif old[key] != new[key]:
                yield from changed_places(old[key], new[key], f"{where}/{key}")
    else:
        yield f"{where or '/'} was {json.dumps(old)}, is {json.dumps(new)}"


def differences(old, new):
    """`old` and `new` map file names to texts; yields one sentence a difference."""
    operations, schemas = "operations.cpp", "schemas.cpp"
    yield from compare("operation", read_operations(old[operations]), read_operations(new[operations]),
                       changed_members)
    yield from compare("service", read_service_facts(old[operations]), read_service_facts(new[operations]),
                       changed_value)
    yield from compare("example", read_schemas(old[operations]), read_schemas(new[operations]),
                       changed_places)
    yield from compare("schema", read_schemas(old[schemas]), read_schemas(new[schemas]), changed_places)
