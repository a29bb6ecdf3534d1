-- The tables. Column names are the words of the ground floor's values; offsets are half-open and count
-- characters of document.text, so that in SQL text[quote_start + 1 : quote_end] is the quote.
-- No foreign keys: DuckDB has no cascade and cannot delete child and parent in one transaction.
-- Vocabularies that may grow (measure, role, attempt outcome) carry no CHECK, since none can be altered later.

CREATE SEQUENCE serial;

CREATE TABLE schema_migration (
    version INTEGER PRIMARY KEY,
    name VARCHAR NOT NULL,
    code_version VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE schema_migration IS 'One row for each numbered file that brought this database to its present form.';
COMMENT ON COLUMN schema_migration.version IS 'Number of the file; the highest one is the version of the database.';
COMMENT ON COLUMN schema_migration.name IS 'Name of the file.';
COMMENT ON COLUMN schema_migration.code_version IS 'Version of extractor that applied it.';
COMMENT ON COLUMN schema_migration.applied_at IS 'UTC.';

CREATE TABLE document (
    id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    title VARCHAR,
    published VARCHAR,
    url VARCHAR,
    media VARCHAR,
    text VARCHAR,
    content_hash VARCHAR,
    run_id VARCHAR NOT NULL,
    added_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE document IS 'One report. The same text is the same document, whatever its name; run_document keeps every name.';
COMMENT ON COLUMN document.id IS 'doc_ and 16 hex digits of the SHA-256 of the text (of the name, where there is no text).';
COMMENT ON COLUMN document.name IS 'What it was called last: the path as given, or file#id for a row of a file.';
COMMENT ON COLUMN document.title IS 'Title, where the file carries one.';
COMMENT ON COLUMN document.published IS 'Publication date where the file carries one (EDTF); not read by the model.';
COMMENT ON COLUMN document.url IS 'Address, where the file carries one.';
COMMENT ON COLUMN document.media IS 'What the file was found to hold: text, markdown, html, pdf, jsonl, csv; NULL where it could not be read.';
COMMENT ON COLUMN document.text IS 'The text that every span refers to; NULL where the file could not be read. A lone surrogate is stored as U+FFFD.';
COMMENT ON COLUMN document.content_hash IS 'SHA-256 of the text in hex; NULL where the file could not be read.';
COMMENT ON COLUMN document.run_id IS 'The run that met it first.';
COMMENT ON COLUMN document.added_at IS 'UTC.';

CREATE TABLE run (
    id VARCHAR PRIMARY KEY,
    serial BIGINT NOT NULL DEFAULT nextval('serial'),
    outcome VARCHAR NOT NULL CHECK (outcome IN ('running', 'done', 'failed', 'interrupted')),
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    model VARCHAR NOT NULL,
    endpoint VARCHAR NOT NULL,
    prompt_name VARCHAR NOT NULL,
    prompt_hash VARCHAR NOT NULL,
    schema_hash VARCHAR NOT NULL,
    code_version VARCHAR NOT NULL,
    settings JSON NOT NULL
);
COMMENT ON TABLE run IS 'One invocation over a corpus, with all that is needed to repeat it.';
COMMENT ON COLUMN run.id IS 'run_ and a random part.';
COMMENT ON COLUMN run.serial IS 'Order in which runs were started; unlike a clock it never goes back.';
COMMENT ON COLUMN run.outcome IS 'running, done, failed or interrupted; a run whose process died is interrupted, without finished_at.';
COMMENT ON COLUMN run.started_at IS 'UTC.';
COMMENT ON COLUMN run.finished_at IS 'UTC; NULL while it runs and where its process died.';
COMMENT ON COLUMN run.model IS 'Name of the model that was asked.';
COMMENT ON COLUMN run.endpoint IS 'Base URL without credentials, or embedded.';
COMMENT ON COLUMN run.prompt_name IS 'Name of the prompt file.';
COMMENT ON COLUMN run.prompt_hash IS 'Hash of the prompt and its examples.';
COMMENT ON COLUMN run.schema_hash IS 'Hash of the JSON Schema that the model was given.';
COMMENT ON COLUMN run.code_version IS 'Version of extractor.';
COMMENT ON COLUMN run.settings IS 'The settings that change what comes out, as JSON; never a key.';

CREATE TABLE run_document (
    serial BIGINT NOT NULL DEFAULT nextval('serial'),
    run_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    document_name VARCHAR NOT NULL,
    work_key VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL CHECK (outcome IN ('done', 'failed', 'skipped')),
    failure_stage VARCHAR,
    failure_kind VARCHAR,
    failure_reason VARCHAR,
    recorded_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE run_document IS 'What became of each document in each run, under the name it had there; the log of runs. Results are in report.';
COMMENT ON COLUMN run_document.serial IS 'Order in which rows were written; unlike a clock it never goes back.';
COMMENT ON COLUMN run_document.run_id IS 'run.id.';
COMMENT ON COLUMN run_document.document_id IS 'document.id.';
COMMENT ON COLUMN run_document.document_name IS 'What the document was called in this run; one document may have several names.';
COMMENT ON COLUMN run_document.work_key IS 'report.work_key: where the result stands.';
COMMENT ON COLUMN run_document.outcome IS 'done; failed; or skipped: not asked again, because the result of an earlier run stands.';
COMMENT ON COLUMN run_document.failure_stage IS 'read, ask or check; NULL unless failed.';
COMMENT ON COLUMN run_document.failure_kind IS 'A stable word (empty, truncated, ...); NULL unless failed.';
COMMENT ON COLUMN run_document.failure_reason IS 'For a person; NULL unless failed.';
COMMENT ON COLUMN run_document.recorded_at IS 'UTC.';

CREATE TABLE attempt (
    id VARCHAR PRIMARY KEY,
    run_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    request_hash VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    piece_start INTEGER NOT NULL,
    piece_end INTEGER NOT NULL,
    mode VARCHAR NOT NULL,
    reask BOOLEAN NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    http_status INTEGER,
    answer VARCHAR,
    prompt_tokens BIGINT,
    cached_tokens BIGINT,
    completion_tokens BIGINT,
    cost DECIMAL(24, 12),
    started_at TIMESTAMP NOT NULL,
    seconds DOUBLE NOT NULL
);
COMMENT ON TABLE attempt IS 'One request to a model and what came of it, committed before its document counts as done.';
COMMENT ON COLUMN attempt.id IS 'att_ and a hash of what was asked and when.';
COMMENT ON COLUMN attempt.run_id IS 'run.id.';
COMMENT ON COLUMN attempt.document_id IS 'document.id; the document itself is stored with its result, so a run that was killed leaves attempts without one.';
COMMENT ON COLUMN attempt.request_hash IS 'SHA-256 of method, path and body as sent: the key under which a stored answer is found again.';
COMMENT ON COLUMN attempt.model IS 'Name of the model that was asked.';
COMMENT ON COLUMN attempt.number IS '1 for the first request about a piece, counting up over retries and re-asks.';
COMMENT ON COLUMN attempt.piece_start IS 'First character of the stretch of the document that was sent.';
COMMENT ON COLUMN attempt.piece_end IS 'One past its last character.';
COMMENT ON COLUMN attempt.mode IS 'How an answer was asked for: json_schema, json or text.';
COMMENT ON COLUMN attempt.reask IS 'True where the request carries reasons why an earlier answer could not stand.';
COMMENT ON COLUMN attempt.outcome IS 'answered, or how it failed: invalid, truncated, refused, timeout, rate_limited, ...';
COMMENT ON COLUMN attempt.reason IS 'For a person; empty where it answered.';
COMMENT ON COLUMN attempt.http_status IS 'NULL where no response came.';
COMMENT ON COLUMN attempt.answer IS 'Raw text of the answer, as it came.';
COMMENT ON COLUMN attempt.prompt_tokens IS 'As the endpoint counted; NULL where it did not say.';
COMMENT ON COLUMN attempt.cached_tokens IS 'Those of prompt_tokens that came from the provider''s cache.';
COMMENT ON COLUMN attempt.completion_tokens IS 'As the endpoint counted; NULL where it did not say.';
COMMENT ON COLUMN attempt.cost IS 'US dollars; NULL where the price is not known, never zero for unknown.';
COMMENT ON COLUMN attempt.started_at IS 'UTC.';
COMMENT ON COLUMN attempt.seconds IS 'From sending to the end of the answer.';
