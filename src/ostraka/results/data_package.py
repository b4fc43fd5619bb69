"""Folders of described tables: a Frictionless data package, and CSVW beside CSV files."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ostraka.results.csvw import table_group
from ostraka.results.described import About, Column, Described

if TYPE_CHECKING:
    import pandas

PACKAGE = "datapackage.json"
CSVW = "csv-metadata.json"
"""The name under which CSVW readers look for the metadata of any CSV file of a folder (W3C Model for
Tabular Data, section 5.3)."""

Format = Literal["csv", "parquet"]

NO_LICENCE = "No licence has been given to these tables: that is for whoever ran this to say."

_BLOCK = 1 << 20


def write_package(
    tables: Iterable[Described], folder: Path, about: About, form: Format = "csv"
) -> None:
    """Write tables, one at a time, with datapackage.json and, of CSV files, csv-metadata.json.

    Sources of the layouts: Frictionless Data Package and Table Schema, version 1
    (specs.frictionlessdata.io); W3C Metadata Vocabulary for Tabular Data, 2015.

    Raises
    ------
    DeclarationError
        If a column says nothing of itself.
    """
    written = []
    for table in tables:
        frame = table.frame()
        columns = table.described(frame)
        path = folder / f"{table.name}.{form}"
        if form == "csv":
            frame.to_csv(path, index=False, lineterminator="\n")
        else:
            _write_parquet(frame, path, columns, table.words)
        written.append((table, columns, path))
    package = {
        "profile": "tabular-data-package" if form == "csv" else "data-package",
        "name": about.name,
        "title": about.title,
        "description": about.words if about.licence else f"{about.words} {NO_LICENCE}",
        **_licences(about),
        "sources": [
            {"title": one.title, **({"path": one.address} if one.address else {})}
            for one in about.sources
        ],
        "ostraka": dict(about.made_by),
        "resources": [_resource(table, columns, path, form) for table, columns, path in written],
    }
    if not about.sources:
        del package["sources"]  # an empty list is no list of sources
    _write_json(folder / PACKAGE, package)
    if form == "csv":
        described = [(table, columns) for table, columns, _ in written]
        _write_json(folder / CSVW, table_group(described, about, package["description"]))


def _licences(about: About) -> dict[str, Any]:
    if about.licence is None:
        return {}
    one = about.licence
    return {"licenses": [{"name": one.name, "title": one.title, "path": one.address}]}


def _resource(
    table: Described, columns: Mapping[str, Column], path: Path, form: Format
) -> dict[str, Any]:
    key = [name for name in table.key if name in columns]
    schema: dict[str, Any] = {
        "fields": [_field(name, one, name in key) for name, one in columns.items()],
        "missingValues": [""],
    }
    if key:
        schema["primaryKey"] = key
    refers = [
        {"fields": name, "reference": {"resource": _dashed(other), "fields": column}}
        for name, (other, column) in table.refers.items()
        if name in columns
    ]
    if refers:
        schema["foreignKeys"] = refers
    tabular = {"profile": "tabular-data-resource"} if form == "csv" else {}
    ways: dict[str, dict[str, Any]] = {
        "csv": {
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "lineTerminator": "\n"},
        },
        "parquet": {"format": "parquet", "mediatype": "application/vnd.apache.parquet"},
    }
    return {
        **tabular,
        "name": _dashed(table.name),
        "path": path.name,
        "description": table.words,
        **ways[form],
        **(_sealed(path) if form == "csv" else {}),
        "schema": schema,
    }


def _sealed(path: Path) -> dict[str, Any]:
    """Size and hash of a file: the tool of the standard checks them in text files, and not in Parquet."""
    return {"bytes": path.stat().st_size, "hash": f"sha256:{_digest(path)}"}


def _field(name: str, column: Column, in_key: bool) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": column.kind, "description": column.words}
    if column.unit:
        field["unit"] = column.unit
    if in_key:
        field["constraints"] = {"required": True}
    return field


def _write_parquet(
    frame: "pandas.DataFrame", path: Path, columns: Mapping[str, Column], words: str
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = pa.Table.from_pandas(frame, preserve_index=False)
    fields = [
        field.with_metadata(columns[field.name].in_parquet()).with_nullable(True)
        for field in made.schema
    ]
    pq.write_table(
        made.cast(pa.schema(fields, metadata={"description": words})), path, compression="zstd"
    )


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _write_json(path: Path, data: Any) -> None:
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
