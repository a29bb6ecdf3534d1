"""The store: the only door to duckdb.

A database is one file. `Store` writes it, `open_reader` reads what is stored as values, `run_query` answers
SQL of users, `export_parquet`, `to_csv` and `to_jsonl` hand results to other programs. Tables and views are
made by the numbered files under `migrations/`; each table and view, and each column that needs one, has a
comment: SELECT table_name, column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL
"""

from extractor.store.export import export_parquet, format_cell, to_csv, to_jsonl
from extractor.store.queries import Table, run_query
from extractor.store.reader import StoreReader, open_reader
from extractor.store.status import FailedDocument, RunStatus, Share, StatusReport
from extractor.store.stored import StoredDocument
from extractor.store.writer import Store

__all__ = [
    "FailedDocument",
    "RunStatus",
    "Share",
    "StatusReport",
    "Store",
    "StoreReader",
    "StoredDocument",
    "Table",
    "export_parquet",
    "format_cell",
    "open_reader",
    "run_query",
    "to_csv",
    "to_jsonl",
]
