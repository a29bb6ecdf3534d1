-- What a run cost for each confirmed fact, and which runs are replays. All earlier columns of the view stand.

CREATE OR REPLACE VIEW cost AS
WITH met AS (
    SELECT
        run_id, count(*) AS documents, count(*) FILTER (WHERE outcome = 'done') AS done,
        count(*) FILTER (WHERE outcome = 'failed') AS failed, count(*) FILTER (WHERE outcome = 'skipped') AS skipped
    FROM run_document
    GROUP BY run_id
),
proven AS (
    SELECT run_document.run_id, count(*) AS confirmed
    FROM (SELECT DISTINCT run_id, work_key FROM run_document WHERE outcome = 'done') AS run_document
    JOIN fact ON fact.work_key = run_document.work_key
    WHERE fact.verdict = 'confirmed'
    GROUP BY run_document.run_id
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
    coalesce(spent.unpriced, 0) AS unpriced, run.serial,
    CASE WHEN coalesce((run.settings ->> 'replay')::BOOLEAN, false) THEN 'replay' ELSE 'run' END AS kind,
    coalesce(spent.documents_asked, 0) AS documents_asked,
    coalesce(proven.confirmed, 0) AS confirmed,
    CASE WHEN spent.unpriced = 0 THEN (spent.known_cost / nullif(proven.confirmed, 0))::DECIMAL(24, 12) END
        AS cost_per_confirmed
FROM run
LEFT JOIN met ON met.run_id = run.id
LEFT JOIN spent ON spent.run_id = run.id
LEFT JOIN proven ON proven.run_id = run.id
ORDER BY run.serial;
COMMENT ON VIEW cost IS 'What each run did and what it spent.';
COMMENT ON COLUMN cost.documents IS 'Documents met: done, failed and skipped ones.';
COMMENT ON COLUMN cost.skipped IS 'Documents not asked again, because the result of an earlier run stands.';
COMMENT ON COLUMN cost.attempts IS 'Requests sent, retries and re-asks counted.';
COMMENT ON COLUMN cost.prompt_tokens IS 'Tokens in, by the endpoint''s own count, those from its cache among them.';
COMMENT ON COLUMN cost.cached_tokens IS 'Those of prompt_tokens that came from the provider''s cache.';
COMMENT ON COLUMN cost.cost IS 'US dollars; NULL where the price of any answered attempt is not known.';
COMMENT ON COLUMN cost.cost_per_document IS 'US dollars for each document that was asked about; NULL where the cost is not known or nothing was asked.';
COMMENT ON COLUMN cost.unpriced IS 'Attempts that used tokens and have no price.';
COMMENT ON COLUMN cost.kind IS 'run; or replay, which asks nothing: it made stored answers into verdicts again.';
COMMENT ON COLUMN cost.documents_asked IS 'Documents about which at least one request was sent.';
COMMENT ON COLUMN cost.confirmed IS 'Confirmed facts of the documents done in this run, by the rules that were applied last.';
COMMENT ON COLUMN cost.cost_per_confirmed IS 'US dollars for each of them; NULL where the cost is not known, nothing was asked, or none is confirmed.';

CREATE VIEW request AS
SELECT
    outcome, count(*) AS requests, count(DISTINCT document_id) AS documents,
    coalesce(sum(prompt_tokens), 0)::BIGINT AS prompt_tokens,
    coalesce(sum(cached_tokens), 0)::BIGINT AS cached_tokens,
    coalesce(sum(completion_tokens), 0)::BIGINT AS completion_tokens,
    CASE WHEN count(*) FILTER (
        WHERE cost IS NULL AND coalesce(prompt_tokens, completion_tokens, length(answer)) IS NOT NULL
    ) = 0 THEN coalesce(sum(cost), 0) END AS cost,
    arg_max(reason, rowid) AS last_reason
FROM attempt
GROUP BY outcome
ORDER BY outcome <> 'answered', requests DESC, outcome;
COMMENT ON VIEW request IS 'All requests of all runs, by how they ended.';
COMMENT ON COLUMN request.outcome IS 'answered, or how it failed: invalid, truncated, refused, timeout, rate_limited, ...';
COMMENT ON COLUMN request.requests IS 'Retries and re-asks counted.';
COMMENT ON COLUMN request.documents IS 'Documents that they were about.';
COMMENT ON COLUMN request.cost IS 'US dollars; NULL where the price of any that used tokens is not known.';
COMMENT ON COLUMN request.last_reason IS 'What the last of them said; empty where it answered.';
