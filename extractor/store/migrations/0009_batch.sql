-- Work that is sent through an endpoint's batch interface. A batch is written down before it is created there,
-- under an id that the endpoint keeps beside it, so that one created just before a crash is found again.

CREATE TABLE batch (
    id VARCHAR PRIMARY KEY,
    run_id VARCHAR NOT NULL,
    endpoint VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    requests INTEGER NOT NULL,
    status VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    remote_id VARCHAR,
    input_file_id VARCHAR,
    output_file_id VARCHAR,
    error_file_id VARCHAR,
    completed INTEGER,
    failed INTEGER,
    submitted_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    collected_at TIMESTAMP
);
COMMENT ON TABLE batch IS 'One file of requests that was handed to an endpoint''s batch interface.';
COMMENT ON COLUMN batch.id IS 'bat_ and a random part; the endpoint keeps it as metadata of its own batch.';
COMMENT ON COLUMN batch.run_id IS 'run.id of the submission.';
COMMENT ON COLUMN batch.endpoint IS 'Base URL without credentials.';
COMMENT ON COLUMN batch.model IS 'Name of the model that is asked.';
COMMENT ON COLUMN batch.requests IS 'Requests in the file.';
COMMENT ON COLUMN batch.status IS 'intended (not known to be created), not_created, abandoned; else the endpoint''s own word: validating, in_progress, finalizing, completed, failed, expired, cancelling, cancelled.';
COMMENT ON COLUMN batch.reason IS 'Why it failed, for a person; empty where it did not.';
COMMENT ON COLUMN batch.remote_id IS 'The endpoint''s id; NULL where it is not known to be created.';
COMMENT ON COLUMN batch.input_file_id IS 'The endpoint''s id of the file of requests.';
COMMENT ON COLUMN batch.output_file_id IS 'The endpoint''s id of the file of answers.';
COMMENT ON COLUMN batch.error_file_id IS 'The endpoint''s id of the file of requests that failed.';
COMMENT ON COLUMN batch.completed IS 'Requests that the endpoint has answered, when it was asked last.';
COMMENT ON COLUMN batch.failed IS 'Requests that failed at the endpoint, when it was asked last.';
COMMENT ON COLUMN batch.submitted_at IS 'UTC; before it was created.';
COMMENT ON COLUMN batch.expires_at IS 'UTC, by the endpoint.';
COMMENT ON COLUMN batch.collected_at IS 'UTC; when all that it will ever answer was stored. NULL while its requests are waited for.';

CREATE TABLE batch_request (
    batch_id VARCHAR NOT NULL,
    request_hash VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    piece_start INTEGER NOT NULL,
    piece_end INTEGER NOT NULL,
    mode VARCHAR NOT NULL,
    reask BOOLEAN NOT NULL,
    outcome VARCHAR
);
COMMENT ON TABLE batch_request IS 'One request of a batch.';
COMMENT ON COLUMN batch_request.batch_id IS 'batch.id.';
COMMENT ON COLUMN batch_request.request_hash IS 'As attempt.request_hash; the custom_id of its line.';
COMMENT ON COLUMN batch_request.document_id IS 'document.id.';
COMMENT ON COLUMN batch_request.piece_start IS 'First character of the stretch of the document that was sent.';
COMMENT ON COLUMN batch_request.piece_end IS 'One past its last character.';
COMMENT ON COLUMN batch_request.mode IS 'How an answer was asked for: json_schema, json or text.';
COMMENT ON COLUMN batch_request.reask IS 'True where the request carries reasons why an earlier answer could not stand.';
COMMENT ON COLUMN batch_request.outcome IS 'attempt.outcome of the line that came back; NULL where none has come.';

CREATE TABLE batch_document (
    run_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    document_name VARCHAR NOT NULL,
    work_key VARCHAR NOT NULL
);
COMMENT ON TABLE batch_document IS 'A document that a submission could not finish, because answers about it are still to come.';
COMMENT ON COLUMN batch_document.run_id IS 'run.id of the submission.';
COMMENT ON COLUMN batch_document.document_id IS 'document.id.';
COMMENT ON COLUMN batch_document.document_name IS 'What the document was called there.';
COMMENT ON COLUMN batch_document.work_key IS 'report.work_key: where its result will stand.';
