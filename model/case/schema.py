"""The tables of a case, each declared once: reading, checks, writing and the dictionary follow."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from model.case import tables_demand, tables_network, tables_supply, tables_variants
from model.case.declare import Cell, Column, Table, number_text
from model.case.tables_network import SETTINGS

__all__ = ["SCHEMA", "SCHEMA_VERSION", "SETTINGS", "Cell", "Column", "Table", "key_text"]

SCHEMA_VERSION: Final = 1

SCHEMA: Final[Mapping[str, Table]] = MappingProxyType(
    {
        table.name: table
        for table in (
            *tables_network.TABLES,
            *tables_supply.TABLES,
            *tables_demand.TABLES,
            *tables_variants.TABLES,
        )
    }
)


def key_text(table: str, row: Mapping[str, object]) -> str:
    """The row's key in the syntax of `where`: "programme=Alpha; market=US; due=2026; firm=yes".

    Columns of the key that are empty in the row are left out.
    """
    parts = []
    for column in SCHEMA[table].key:
        value = row[column]
        text = number_text(value) if isinstance(value, float) else value
        if text:
            parts.append(f"{column}={text}")
    return "; ".join(parts)
