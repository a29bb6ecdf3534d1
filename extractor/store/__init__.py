"""The store: the only door to duckdb.

A database is one file. `Store` writes it, `open_reader` reads what is stored as values, `run_query` answers
SQL of users, `export_parquet`, `to_csv` and `to_jsonl` hand results to other programs. Tables and views are
made by the numbered files under `migrations/`; each table and view, and each column that needs one, has a
comment: SELECT table_name, column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL
"""

from extractor.store.batches import Batch, BatchRequest, BatchStatus, WaitingDocument
from extractor.store.dataset import DatasetFormat, export_dataset
from extractor.store.export import export_parquet, format_cell, to_csv, to_jsonl
from extractor.store.overview import Headline, Operation, Overview
from extractor.store.planning import Held, PieceUse, load_answered, load_held, load_uses
from extractor.store.queries import Table, run_query
from extractor.store.queue import QUEUE_ORDER, Queue, QueueChoices, QueueFilter, QueueItem, QueueState
from extractor.store.reader import StoreReader, open_reader
from extractor.store.replay import REPLAY, ResultRows, StoredWork, WorkPlace
from extractor.store.review import ReviewDocument
from extractor.store.selection import Selection
from extractor.store.status import FailedDocument, RequestStatus, RunStatus, Share, StatusReport
from extractor.store.stored import StoredDocument
from extractor.store.totals import Total
from extractor.store.why import Why
from extractor.store.writer import Store

__all__ = [
    "QUEUE_ORDER",
    "REPLAY",
    "Batch",
    "BatchRequest",
    "BatchStatus",
    "DatasetFormat",
    "FailedDocument",
    "Headline",
    "Held",
    "Operation",
    "Overview",
    "PieceUse",
    "Queue",
    "QueueChoices",
    "QueueFilter",
    "QueueItem",
    "QueueState",
    "RequestStatus",
    "ResultRows",
    "ReviewDocument",
    "RunStatus",
    "Selection",
    "Share",
    "StatusReport",
    "Store",
    "StoreReader",
    "StoredDocument",
    "StoredWork",
    "Table",
    "Total",
    "WaitingDocument",
    "Why",
    "WorkPlace",
    "export_dataset",
    "export_parquet",
    "format_cell",
    "load_answered",
    "load_held",
    "load_uses",
    "open_reader",
    "run_query",
    "to_csv",
    "to_jsonl",
]
