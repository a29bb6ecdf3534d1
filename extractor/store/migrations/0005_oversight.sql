CREATE VIEW unclaimed_number AS
SELECT
    latest_report.document_name, mention.text, mention.value, mention.value_max, mention.unit, mention.qualifier,
    mention.role, mention.measure, mention.fate,
    substring(document.text, greatest(mention.number_start - 59, 1), least(mention.number_start, 60))
        || substring(document.text, mention.number_start + 1, mention.number_end - mention.number_start + 60)
        AS context,
    mention.number_start, mention.number_end, mention.document_id, mention.work_key, mention.run_id
FROM latest_report
JOIN mention ON mention.work_key = latest_report.work_key
JOIN document ON document.id = mention.document_id
WHERE mention.fate IN ('unclaimed', 'missed') AND mention.role IN ('result', 'unknown', 'unsure');
COMMENT ON VIEW unclaimed_number IS 'Numbers that no fact claims and that may be results: the reader takes them for one, or cannot tell.';
COMMENT ON COLUMN unclaimed_number.context IS 'Up to 60 characters on either side.';

CREATE VIEW failure AS
WITH last_row AS (
    SELECT *
    FROM run_document
    QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY serial DESC) = 1
),
last_success AS (
    SELECT document_name, max(serial) AS serial
    FROM run_document
    WHERE outcome <> 'failed'
    GROUP BY document_name
)
SELECT
    last_row.document_name AS name, last_row.failure_stage AS stage, last_row.failure_kind AS kind,
    last_row.failure_reason AS reason, last_row.run_id, last_row.recorded_at,
    latest_report.run_id AS facts_from_run_id, last_row.document_id, last_row.work_key
FROM last_row
LEFT JOIN last_success ON last_success.document_name = last_row.document_name
LEFT JOIN latest_report ON latest_report.document_id = last_row.document_id
WHERE last_row.outcome = 'failed' AND coalesce(last_success.serial < last_row.serial, true);
COMMENT ON VIEW failure IS 'Documents that failed when they were last met, and why. A file that was mended since, under the same name, is no failure any more.';
COMMENT ON COLUMN failure.name IS 'What the document was called.';
COMMENT ON COLUMN failure.stage IS 'read, ask or check.';
COMMENT ON COLUMN failure.kind IS 'A stable word (empty, truncated, ...).';
COMMENT ON COLUMN failure.reason IS 'For a person: what happened and what to do.';
COMMENT ON COLUMN failure.run_id IS 'The run in which it failed.';
COMMENT ON COLUMN failure.facts_from_run_id IS 'An earlier run whose result still stands; NULL where the document has no facts at all.';

CREATE VIEW cost AS
WITH met AS (
    SELECT
        run_id, count(*) AS documents, count(*) FILTER (WHERE outcome = 'done') AS done,
        count(*) FILTER (WHERE outcome = 'failed') AS failed, count(*) FILTER (WHERE outcome = 'skipped') AS skipped
    FROM run_document
    GROUP BY run_id
),
spent AS (
    SELECT
        run_id, count(*) AS attempts, count(*) FILTER (WHERE outcome = 'answered') AS answered,
        count(*) FILTER (WHERE reask) AS reasks, count(DISTINCT document_id) AS documents_asked,
        coalesce(sum(prompt_tokens), 0)::BIGINT AS prompt_tokens,
        coalesce(sum(cached_tokens), 0)::BIGINT AS cached_tokens,
        coalesce(sum(completion_tokens), 0)::BIGINT AS completion_tokens,
        count(*) FILTER (
            WHERE cost IS NULL AND coalesce(prompt_tokens, completion_tokens, length(answer)) IS NOT NULL
        ) AS unpriced,
        coalesce(sum(cost), 0) AS known_cost
    FROM attempt
    GROUP BY run_id
)
SELECT
    run.id AS run_id, run.outcome, run.started_at, run.finished_at, run.model, run.endpoint,
    coalesce(met.documents, 0) AS documents, coalesce(met.done, 0) AS done, coalesce(met.failed, 0) AS failed,
    coalesce(met.skipped, 0) AS skipped, coalesce(spent.attempts, 0) AS attempts,
    coalesce(spent.answered, 0) AS answered, coalesce(spent.reasks, 0) AS reasks,
    coalesce(spent.prompt_tokens, 0) AS prompt_tokens, coalesce(spent.cached_tokens, 0) AS cached_tokens,
    coalesce(spent.completion_tokens, 0) AS completion_tokens,
    CASE WHEN coalesce(spent.unpriced, 0) = 0 THEN coalesce(spent.known_cost, 0) END AS cost,
    CASE WHEN spent.unpriced = 0 THEN (spent.known_cost / spent.documents_asked)::DECIMAL(24, 12) END
        AS cost_per_document,
    coalesce(spent.unpriced, 0) AS unpriced, run.serial
FROM run
LEFT JOIN met ON met.run_id = run.id
LEFT JOIN spent ON spent.run_id = run.id
ORDER BY run.serial;
COMMENT ON VIEW cost IS 'What each run did and what it spent.';
COMMENT ON COLUMN cost.documents IS 'Documents met: done, failed and skipped ones.';
COMMENT ON COLUMN cost.skipped IS 'Documents not asked again, because the result of an earlier run stands.';
COMMENT ON COLUMN cost.attempts IS 'Requests sent, retries and re-asks counted.';
COMMENT ON COLUMN cost.cached_tokens IS 'Those of prompt_tokens that came from the provider''s cache.';
COMMENT ON COLUMN cost.cost IS 'US dollars; NULL where the price of any answered attempt is not known.';
COMMENT ON COLUMN cost.cost_per_document IS 'US dollars for each document that was asked about; NULL where the cost is not known or nothing was asked.';
COMMENT ON COLUMN cost.unpriced IS 'Attempts that used tokens and have no price.';
