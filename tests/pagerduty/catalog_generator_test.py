#!/usr/bin/env python3
"""Tests of the catalog's generator on documents small enough to read.

Usage: catalog_generator_test.py CATALOG_DIR
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
CATALOG = Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(CATALOG))

from combination import Catalog  # noqa: E402
from cpp_text import files  # noqa: E402
from difference import differences  # noqa: E402
from document import CatalogError, Document, repair  # noqa: E402
from json_schema import Converter  # noqa: E402
from rows import Rows, title  # noqa: E402

OVERLAY = {"operations": [], "media_types": ["text/csv"], "words": {}}
SERVER = "https://api.example.com"
SOURCE = {"services": {SERVER: "rest"}}


def operation(name, **members):
    return {"operationId": name, "tags": ["Things"], "responses": {"200": {}}, **members}


def document(paths=None, schemas=None):
    root = {"servers": [{"url": SERVER}], "paths": paths or {}, "components": {"schemas": schemas or {}}}
    return Document(json.dumps(root))


def catalog(*documents, overlay=None):
    """Of (paths, schemas, members of the source)."""
    whole = {**OVERLAY, **(overlay or {})}
    return Catalog([Rows(document(paths, schemas), whole, {**SOURCE, **source})
                    for paths, schemas, source in documents], whole)


def written(paths, schemas=None, overlay=None):
    return files(catalog((paths, schemas, {}), overlay=overlay), "a test")


class Conversion(unittest.TestCase):
    def convert(self, schema, schemas=None):
        return Converter(document(schemas=schemas)).convert(schema)

    def test_one_schema_at_a_time(self):
        rows = [
            ("null joins the type", {"type": "string", "nullable": True}, {"type": ["string", "null"]}),
            ("null joins the enum", {"type": "string", "nullable": True, "enum": ["a"]},
             {"type": ["string", "null"], "enum": ["a", None]}),
            ("null without a type", {"nullable": True, "anyOf": [{"type": "string"}, {"type": "object"}]},
             {"anyOf": [{"anyOf": [{"type": "string"}, {"type": "object"}]}, {"type": "null"}]}),
            ("prose goes", {"type": "string", "description": "d", "title": "t", "example": "e"},
             {"type": "string"}),
            ("url is called uri", {"type": "string", "format": "url"}, {"type": "string", "format": "uri"}),
            ("unknown formats go", {"type": "string", "format": "tzinfo"}, {"type": "string"}),
            ("list words on a string go", {"type": "string", "maxItems": 2, "uniqueItems": True},
             {"type": "string"}),
            ("exclusive bounds are numbers", {"type": "integer", "minimum": 0, "exclusiveMinimum": True},
             {"type": "integer", "exclusiveMinimum": 0}),
            ("a default of another type goes", {"type": "integer", "default": "20"}, {"type": "integer"}),
            ("a missing type is inferred", {"properties": {"a": {"items": {"type": "string"}}}},
             {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}}),
            ("words alone are strings", {"enum": ["a", "b"]}, {"type": "string", "enum": ["a", "b"]}),
            ("alternatives overlap", {"oneOf": [{"type": "string"}, {"type": "object"}]},
             {"anyOf": [{"type": "string"}, {"type": "object"}]}),
            ("a choice of one is none", {"oneOf": [{"type": "string"}]}, {"type": "string"}),
        ]
        for name, schema, expected in rows:
            with self.subTest(name):
                self.assertEqual(self.convert(schema), expected)

    def test_what_the_server_fills_in_is_not_required(self):
        schema = {"type": "object", "required": ["id", "name", "ghost"],
                  "properties": {"id": {"type": "string", "readOnly": True}, "name": {"type": "string"}}}
        self.assertEqual(self.convert(schema)["required"], ["name"])
        self.assertEqual(self.convert(schema)["properties"]["id"], {"readOnly": True})

    def test_parts_are_merged_and_a_disputed_member_is_left_unjudged(self):
        base = {"type": "object", "properties": {"type": {"type": "string", "readOnly": True}}}
        own = {"type": "object", "required": ["type", "name"],
               "properties": {"type": {"type": "string", "enum": ["tag"]}, "name": {"type": "string"}}}
        both = {"allOf": [{"$ref": "#/components/schemas/Base"}, own]}
        self.assertEqual(self.convert(both, {"Base": base}),
                         {"type": "object", "required": ["name"],
                          "properties": {"type": {"examples": ["tag"]}, "name": {"type": "string"}}})

    def test_named_schemas_stay_references_and_deep_ones_are_copied(self):
        schemas = {"Tree": {"type": "object",
                            "properties": {"name": {"type": "string"},
                                           "children": {"type": "array",
                                                        "items": {"$ref": "#/components/schemas/Tree"}}}}}
        tree = "#/components/schemas/Tree"
        self.assertEqual(self.convert({"$ref": tree}, schemas), {"$ref": "#/$defs/Tree"})
        self.assertEqual(self.convert({"$ref": tree + "/properties/name"}, schemas), {"type": "string"})


class Overlay(unittest.TestCase):
    def test_a_repair_changes_the_document(self):
        target = document(schemas={"A": {"type": "object"}})
        repair(target, [{"at": "/components/schemas/A/type", "put": "string"}])
        self.assertEqual(target.at("/components/schemas/A"), {"type": "string"})

    def test_a_repair_reaches_into_lists(self):
        target = document(schemas={"A": {"allOf": [{"type": "object"}, {}]}})
        repair(target, [{"at": "/components/schemas/A/allOf/0", "put": {"type": "string"}}])
        self.assertEqual(target.at("/components/schemas/A/allOf"), [{"type": "string"}, {}])
        with self.assertRaisesRegex(CatalogError, "has no '2'"):
            repair(target, [{"at": "/components/schemas/A/allOf/2", "put": {}}])

    def test_stale_and_lost_entries_are_errors(self):
        target = document(schemas={"A": {"type": "object"}})
        rows = [({"at": "/components/schemas/A/type", "put": "object"}, "changes nothing"),
                ({"at": "/components/schemas/A/pattern"}, "changes nothing"),
                ({"at": "/components/schemas/B/type", "put": "string"}, "has no 'B'")]
        for entry, reason in rows:
            with self.subTest(reason), self.assertRaisesRegex(CatalogError, reason):
                repair(target, [entry])

    def test_judgements_name_operations_that_exist_and_change_them(self):
        paths = {"/a": {"get": operation("getA")}}
        rows = [("getB", {"risk": "write"}, "no operation getB"), ("getA", {"risk": "read"}, "already")]
        for name, values, reason in rows:
            with self.subTest(reason), self.assertRaisesRegex(CatalogError, reason):
                written(paths, overlay={"operations": [{"ids": [name], "set": values}]})

    def test_titles_come_from_the_operation_name(self):
        rows = [("listIncidents", {}, "List incidents"), ("getScheduleV3", {}, "Get schedule version 3"),
                ("createIpAllowList", {"ip": "IP"}, "Create IP allow list"),
                ("postOrchestration", {"^post": "create"}, "Create orchestration")]
        for name, words, expected in rows:
            self.assertEqual(title(name, words), expected)


class Documents(unittest.TestCase):
    BODY = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    PATHS = {"/things": {"get": operation("listThings"), "post": operation("makeThing", requestBody=BODY)}}
    SCHEMAS = {"Thing": {"type": "object", "properties": {"part": {"$ref": "#/components/schemas/Part"}}},
               "Part": {"type": "string"}}
    OTHER = {"prefix": "other.", "schemas": "other.", "label": "Other", "services": {SERVER: "other"}}

    def test_a_second_document_keeps_its_names_apart(self):
        both = catalog((self.PATHS, self.SCHEMAS, {}), (self.PATHS, self.SCHEMAS, self.OTHER))
        self.assertEqual(sorted(both.rows), ["listThings", "makeThing", "other.listThings", "other.makeThing"])
        self.assertEqual(sorted(both.schemas), ["Part", "Thing", "other.Part", "other.Thing"])
        self.assertEqual(both.schemas["other.Thing"]["properties"]["part"], {"$ref": "#/$defs/other.Part"})
        row = both.rows["other.makeThing"]
        self.assertEqual([row[name] for name in ("title", "tag", "body", "service")],
                         ["Make thing (Other)", "Other Things", "other.Thing", "other"])

    def test_two_documents_with_one_name_are_an_error_unless_one_leaves_it_out(self):
        source = {"schemas": "other.", "services": {SERVER: "other"}}
        with self.assertRaisesRegex(CatalogError, "two documents have a listThings"):
            catalog((self.PATHS, self.SCHEMAS, {}), (self.PATHS, self.SCHEMAS, source))
        left = catalog((self.PATHS, self.SCHEMAS, {"leave_out": {"listThings": "x", "makeThing": "x"},
                                                   "services": {}}),
                       (self.PATHS, self.SCHEMAS, source))
        self.assertEqual(sorted(left.rows), ["listThings", "makeThing"])

    def test_the_server_decides_the_service(self):
        elsewhere = operation("getA", servers=[{"url": "https://app.example.com"}], security=[{"key": []}])
        paths = {"/a": {"get": elsewhere}, "/b": {"get": operation("getB")}}
        services = {SERVER: "rest", "https://app.example.com": "app"}
        found = catalog((paths, {}, {"services": services}))
        self.assertEqual(found.services, {"rest": {"url": SERVER, "authorized": False},
                                          "app": {"url": "https://app.example.com", "authorized": True}})
        with self.assertRaisesRegex(CatalogError, "https://app.example.com, which has no service"):
            catalog((paths, {}, {}))
        with self.assertRaisesRegex(CatalogError, "no operation is served at https://x"):
            catalog((paths, {}, {"services": {**services, "https://x": "x"}}))

    def test_content_type_is_for_bodies_and_where_the_document_demands_it(self):
        header = {"name": "Content-Type", "in": "header", "required": True, "schema": {"type": "string"}}
        paths = {"/a": {"get": operation("getA", parameters=[header]), "post": self.PATHS["/things"]["post"]},
                 "/b": {"get": operation("getB")}}
        found = {name: row["content_type"] for name, row in catalog((paths, self.SCHEMAS, {})).rows.items()}
        self.assertEqual(found, {"getA": "application/json", "makeThing": "application/json", "getB": ""})

    def test_an_answer_in_another_kind_of_json_is_asked_for(self):
        answer = {"200": {"content": {"application/scim+json": {"schema": {"type": "object"}}}}}
        found = catalog(({"/a": {"get": operation("getA", responses=answer)}}, {}, {}))
        self.assertEqual(found.rows["getA"]["accept"], "application/scim+json")

    def test_an_operations_parameter_replaces_the_paths(self):
        one = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        two = {**one, "schema": {"type": "integer"}}
        paths = {"/a/{id}": {"parameters": [one], "get": operation("getA", parameters=[two])}}
        self.assertEqual([one["schema"] for one in catalog((paths, {}, {})).rows["getA"]["parameters"]],
                         [{"type": "integer"}])

    def test_examples_belong_to_operations_that_exist(self):
        found = catalog((self.PATHS, self.SCHEMAS, {}),
                        overlay={"examples": [{"id": "makeThing", "input": {"part": "x"}}]})
        self.assertEqual(found.examples, {"makeThing": {"part": "x"}})
        with self.assertRaisesRegex(CatalogError, "no operation getC"):
            catalog((self.PATHS, self.SCHEMAS, {}), overlay={"examples": [{"id": "getC", "input": {}}]})


class Difference(unittest.TestCase):
    LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    BODY = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}

    def between(self, old, new, schemas=({}, {})):
        return list(differences(written(old, schemas[0]), written(new, schemas[1])))

    def test_equal_rows_do_not_differ(self):
        paths = {"/a": {"get": operation("getA", parameters=[self.LIMIT])}}
        self.assertEqual(self.between(paths, paths), [])

    def test_rows_are_named(self):
        one, two = {"get": operation("getA")}, {"get": operation("getB")}
        self.assertEqual(self.between({"/a": one}, {"/a": one, "/b": two}), ["operation getB: added"])
        self.assertEqual(self.between({"/a": one, "/b": two}, {"/b": two}), ["operation getA: removed"])

    def test_members_and_parameters_are_named(self):
        old = {"/a": {"get": operation("getA")}}
        new = {"/a": {"get": operation("getA", parameters=[self.LIMIT], deprecated=True)}}
        found = "\n".join(self.between(old, new))
        self.assertIn("operation getA: deprecated was the default, is true", found)
        self.assertIn("operation getA: parameter limit: added", found)

    def test_services_are_named(self):
        paths = {"/a": {"get": operation("getA")}}
        new = files(catalog((paths, {}, {"services": {SERVER: "other"}})), "a test")
        self.assertEqual(list(differences(written(paths), new)),
                         ["operation getA: service was rest, is other", "service other: added",
                          "service rest: removed"])

    def test_places_in_schemas_are_named(self):
        paths = {"/a": {"post": operation("makeA", requestBody=self.BODY)}}
        schemas = [{"A": {"type": "object", "properties": {"x": {"type": kind}}}}
                   for kind in ("string", "integer")]
        self.assertEqual(self.between(paths, paths, schemas),
                         ['schema A: /properties/x/type was "string", is "integer"'])


class Program(unittest.TestCase):
    def run_generator(self, *arguments):
        environment = {key: value for key, value in os.environ.items() if key != "CALLOUT_PAGERDUTY_OPENAPI"}
        return subprocess.run([sys.executable, str(CATALOG / "generate.py"), *arguments], env=environment,
                              capture_output=True, text=True, timeout=60, check=False)

    def test_without_a_source_the_check_is_skipped_loudly(self):
        done = self.run_generator("--check")
        self.assertEqual(done.returncode, 77)
        self.assertIn("SKIPPED", done.stdout)

    def test_a_folder_without_the_document_is_an_error(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.run_generator("--check", "--source", folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("rest.json", done.stderr)


if __name__ == "__main__":
    unittest.main()
