"""What a data package and its CSVW metadata have to hold, checked without their own tools."""

import csv
import hashlib
import json

import jsonschema

TEXT = {"type": "string", "minLength": 1}

FIELD = {
    "type": "object",
    "required": ["name", "type", "description"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "type": {"enum": ["integer", "number", "string"]},
        "description": TEXT,
        "unit": TEXT,
    },
    # a number says its unit; text has none
    "if": {"properties": {"type": {"const": "string"}}},
    "then": {"not": {"required": ["unit"]}},
    "else": {"required": ["unit"]},
}

SCHEMA = {
    "type": "object",
    "required": ["fields", "missingValues", "primaryKey"],
    "properties": {
        "fields": {"type": "array", "minItems": 1, "items": FIELD},
        "missingValues": {"const": [""]},
        "primaryKey": {"type": "array", "minItems": 1, "items": TEXT},
        "foreignKeys": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["fields", "reference"]},
        },
    },
}

PACKAGE = {
    "type": "object",
    "required": ["profile", "name", "title", "description", "ostraka", "resources"],
    "properties": {
        "profile": {"const": "tabular-data-package"},
        "name": {"type": "string", "pattern": "^[a-z0-9._-]+$"},
        "title": TEXT,
        "description": TEXT,
        "licenses": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["name", "title", "path"]},
        },
        "sources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["title"],
                "properties": {"title": TEXT, "path": {"pattern": "^https?://"}},
            },
        },
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "path", "description", "bytes", "hash", "schema"],
                "properties": {
                    "profile": {"const": "tabular-data-resource"},
                    "name": {"type": "string", "pattern": "^[a-z0-9._-]+$"},
                    "path": {"type": "string", "pattern": "^[a-z0-9_]+\\.csv$"},
                    "description": TEXT,
                    "schema": SCHEMA,
                },
            },
        },
    },
}

GROUP = {
    "type": "object",
    "required": ["@context", "dc:title", "dc:description", "tables"],
    "properties": {
        "@context": {"type": "array", "prefixItems": [{"const": "http://www.w3.org/ns/csvw"}]},
        "tables": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["url", "dc:description", "tableSchema"],
                "properties": {
                    "tableSchema": {
                        "type": "object",
                        "required": ["columns", "primaryKey"],
                        "properties": {
                            "columns": {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "required": ["name", "titles", "dc:description", "datatype"],
                                    "properties": {
                                        "datatype": {"enum": ["integer", "double", "string"]},
                                        "dc:description": TEXT,
                                    },
                                },
                            }
                        },
                    }
                },
            },
        },
    },
}


def rows_of(path):
    """The header of a CSV file, and its rows as dictionaries."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames), list(reader)


def check_package(folder):
    """Everything that a folder of CSV files says of itself is said, and true; the package."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    jsonschema.validate(package, PACKAGE)
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names)
    assert {r["path"] for r in package["resources"]} == {p.name for p in folder.glob("*.csv")}
    tables = {}
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        columns, rows = rows_of(folder / resource["path"])
        tables[resource["name"]] = rows
        assert [field["name"] for field in resource["schema"]["fields"]] == columns
        for field in resource["schema"]["fields"]:
            read = {"integer": int, "number": float, "string": str}[field["type"]]
            for row in rows:
                if row[field["name"]]:
                    read(row[field["name"]])
        key = resource["schema"]["primaryKey"]
        keys = [tuple(row[name] for name in key) for row in rows]
        assert len(set(keys)) == len(keys), f"{resource['name']}: {key} does not tell rows apart"
        assert all(all(part) for part in keys), f"{resource['name']}: a key is empty"
    for resource in package["resources"]:
        for one in resource["schema"].get("foreignKeys", ()):
            other = {
                row[one["reference"]["fields"]] for row in tables[one["reference"]["resource"]]
            }
            mine = {row[one["fields"]] for row in tables[resource["name"]]}
            assert mine <= other, (resource["name"], one)
    _check_csvw(folder, package)
    return package


def _check_csvw(folder, package):
    """The same tables, columns, keys and units for W3C readers."""
    group = json.loads((folder / "csv-metadata.json").read_text(encoding="utf-8"))
    jsonschema.validate(group, GROUP)
    assert [table["url"] for table in group["tables"]] == [r["path"] for r in package["resources"]]
    types = {"integer": "integer", "number": "double", "string": "string"}
    paths = {resource["name"]: resource["path"] for resource in package["resources"]}
    for table, resource in zip(group["tables"], package["resources"], strict=True):
        schema, same = table["tableSchema"], resource["schema"]
        assert schema["primaryKey"] == same["primaryKey"]
        assert [
            (
                one["columnReference"],
                one["reference"]["resource"],
                one["reference"]["columnReference"],
            )
            for one in schema.get("foreignKeys", ())
        ] == [
            (one["fields"], paths[one["reference"]["resource"]], one["reference"]["fields"])
            for one in same.get("foreignKeys", ())
        ]
        for column, field in zip(schema["columns"], same["fields"], strict=True):
            assert column["name"] == column["titles"] == field["name"]
            assert column["datatype"] == types[field["type"]]
            assert column["dc:description"] == field["description"]
            assert column.get("schema:unitText") == field.get("unit")
            assert column.get("required", False) == (field["name"] in schema["primaryKey"])
