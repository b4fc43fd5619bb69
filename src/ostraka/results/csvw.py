"""CSV on the Web: the metadata of a folder of CSV files as W3C readers take it."""

from collections.abc import Mapping, Sequence
from typing import Any

from ostraka.results.described import About, Column, Described

_DATATYPES = {"integer": "integer", "number": "double", "string": "string"}


def table_group(
    tables: Sequence[tuple[Described, Mapping[str, Column]]], about: About, words: str
) -> dict[str, Any]:
    """The table group of a folder, each table with its columns, keys and units.

    Source: W3C Metadata Vocabulary for Tabular Data (Recommendation of 17 December 2015). Units are
    given as ``schema:unitText``, since that vocabulary has no property for them.
    """
    group: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": about.title,
        "dc:description": words,
    }
    if about.licence is not None:
        group["dc:license"] = {"@id": about.licence.address}
    if about.sources:
        group["dc:source"] = [
            {"@id": one.address} if one.address == one.title else one.title for one in about.sources
        ]
    return {**group, "tables": [_table(table, columns) for table, columns in tables]}


def _table(table: Described, columns: Mapping[str, Column]) -> dict[str, Any]:
    key = [name for name in table.key if name in columns]
    schema: dict[str, Any] = {
        "columns": [_column(name, one, name in key) for name, one in columns.items()]
    }
    if key:
        schema["primaryKey"] = key
    refers = [
        {
            "columnReference": name,
            "reference": {"resource": f"{other}.csv", "columnReference": column},
        }
        for name, (other, column) in table.refers.items()
        if name in columns
    ]
    if refers:
        schema["foreignKeys"] = refers
    return {"url": f"{table.name}.csv", "dc:description": table.words, "tableSchema": schema}


def _column(name: str, column: Column, in_key: bool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": name,
        "titles": name,
        "dc:description": column.words,
        "datatype": _DATATYPES[column.kind],
        "null": "",
    }
    if column.unit:
        described["schema:unitText"] = column.unit
    if in_key:
        described["required"] = True
    return described
