-- The reading surface. Each view speaks of the latest successful result of each document: the one that the
-- most recent run which covered the document made or used.

CREATE VIEW latest_report AS
SELECT report.*, run_document.document_name, run_document.run_id AS seen_in_run_id
FROM run_document
JOIN report USING (work_key)
WHERE report.outcome = 'done' AND run_document.outcome <> 'failed'
QUALIFY row_number() OVER (PARTITION BY report.document_id ORDER BY run_document.serial DESC) = 1;
COMMENT ON VIEW latest_report IS 'The report of each document that counts: the successful result that the most recent run covering the document made or used.';
COMMENT ON COLUMN latest_report.document_name IS 'What the document was called in that run.';
COMMENT ON COLUMN latest_report.seen_in_run_id IS 'That run; run_id is the run that made the result.';

CREATE VIEW judged_fact AS
WITH last_decision AS (
    SELECT fact_key, arg_max(outcome, serial) AS outcome FROM decision GROUP BY fact_key
)
SELECT
    fact.*, last_decision.outcome AS decision,
    coalesce(last_decision.outcome = 'accepted', fact.verdict = 'confirmed') AS trusted
FROM fact
LEFT JOIN last_decision ON last_decision.fact_key = fact.fact_key;
COMMENT ON VIEW judged_fact IS 'Every fact of every result, earlier runs included, and whether it may be published.';
COMMENT ON COLUMN judged_fact.decision IS 'What a person said last of this figure: accepted or rejected; NULL where nobody did.';
COMMENT ON COLUMN judged_fact.trusted IS 'A person accepted it, or its verdict is confirmed and nobody rejected it.';

CREATE VIEW trusted_fact AS
SELECT
    fact.id, fact.fact_key, latest_report.document_name, fact.measure, fact.value, fact.value_max,
    fact.qualifier, fact.unit, fact.item, fact.force, fact.place, fact.offence, fact.period,
    CASE WHEN fact.qualifier IN ('exact', 'more_than', 'at_least') THEN fact.value END AS low,
    CASE WHEN fact.qualifier IN ('exact', 'up_to', 'fewer_than') THEN coalesce(fact.value_max, fact.value) END
        AS high,
    fact.verdict, fact.decision, fact.quote, fact.quote_start, fact.quote_end, fact.number_start,
    fact.number_end, fact.flags, fact.reason, fact.document_id, fact.work_key, fact.run_id
FROM latest_report
JOIN judged_fact AS fact ON fact.work_key = latest_report.work_key
WHERE fact.trusted;
COMMENT ON VIEW trusted_fact IS 'What may be published: facts that the report''s own words confirm, and what a person accepted, less what a person rejected.';
COMMENT ON COLUMN trusted_fact.low IS 'At least so much; NULL where the words give no lower bound (up to, fewer than, about). "More than 12" is 12.';
COMMENT ON COLUMN trusted_fact.high IS 'At most so much; NULL where the words give no upper bound (more than, at least, about).';
COMMENT ON COLUMN trusted_fact.decision IS 'accepted where a person said so; NULL where the verdict alone speaks.';
COMMENT ON COLUMN trusted_fact.run_id IS 'run.id: model, prompt, schema and code version stand there.';

-- A telling is a trusted fact about the whole of the action reported. Two tellings agree where they can both be
-- true of one number: 179 and "more than 170" do, 21 and 12 do not; "about 100" agrees within a tenth, a tolerance
-- that serves this question alone and never widens low or high. Things told apart by item (7 knives, 3 rifles)
-- are two quantities and never agree. The largest telling sets the total, since the others may be parts of it;
-- among those that agree with it the most precise is shown. Nothing is added up into value: a report that lists an
-- imitation firearm beside "seven weapons" may well count it among the seven. What does not agree raises high by
-- its own amount, so that low to high holds both readings, and agree is false.
CREATE VIEW headline AS
WITH telling AS (
    SELECT
        *,
        CASE WHEN measure IN ('cash', 'drugs', 'drugs_value', 'assets_value') THEN unit ELSE 'count' END AS counted_in,
        CASE WHEN measure IN ('weapons', 'vehicles', 'phones', 'drugs', 'drug_seizures', 'drugs_value', 'assets_value')
            THEN lower(trim(item)) END AS thing,
        list_contains(flags, 'part') AS part,
        CASE WHEN qualifier = 'approximately' THEN value * 0.9 ELSE low END AS may_be_low,
        CASE WHEN qualifier = 'approximately' THEN coalesce(value_max, value) * 1.1 ELSE high END AS may_be_high,
        CASE
            WHEN qualifier = 'exact' AND value_max IS NULL THEN 0
            WHEN qualifier = 'exact' THEN 1
            WHEN qualifier = 'approximately' THEN 2
            ELSE 3
        END AS vagueness
    FROM trusted_fact
    WHERE force IS NULL AND place IS NULL AND offence IS NULL AND period = 'current' AND measure <> 'other'
        AND value IS NOT NULL
),
largest AS (
    SELECT document_id, measure, counted_in, part, thing, may_be_low, may_be_high
    FROM telling
    QUALIFY row_number() OVER (
        PARTITION BY document_id, measure, counted_in
        ORDER BY part, coalesce(value_max, value) DESC, vagueness, number_start, id
    ) = 1
),
chosen AS (
    SELECT telling.*
    FROM telling
    JOIN largest ON telling.document_id = largest.document_id AND telling.measure = largest.measure
        AND telling.counted_in = largest.counted_in AND telling.part = largest.part
    WHERE coalesce(telling.thing = largest.thing, true)
        AND coalesce(telling.may_be_low <= largest.may_be_high, true)
        AND coalesce(largest.may_be_low <= telling.may_be_high, true)
    QUALIFY row_number() OVER (
        PARTITION BY telling.document_id, telling.measure, telling.counted_in
        ORDER BY telling.vagueness, telling.value DESC, telling.number_start, telling.id
    ) = 1
),
apart AS (
    SELECT DISTINCT
        telling.document_id, telling.measure, telling.counted_in, telling.thing, telling.value,
        telling.value_max, telling.qualifier, telling.high
    FROM telling
    JOIN chosen ON telling.document_id = chosen.document_id AND telling.measure = chosen.measure
        AND telling.counted_in = chosen.counted_in AND telling.part = chosen.part
    WHERE NOT (
        coalesce(telling.thing = chosen.thing, true)
        AND coalesce(telling.may_be_low <= chosen.may_be_high, true)
        AND coalesce(chosen.may_be_low <= telling.may_be_high, true)
    )
),
apart_total AS (
    SELECT document_id, measure, counted_in, CASE WHEN count(*) = count(high) THEN sum(high) END AS high
    FROM apart
    GROUP BY document_id, measure, counted_in
),
told AS (
    SELECT
        document_id, measure, counted_in,
        min(number_start) AS told_at,
        list(id ORDER BY number_start, id) AS fact_ids,
        list(
            concat_ws(' ', nullif(replace(qualifier, '_', ' '), 'exact'), rtrim(rtrim(value::VARCHAR, '0'), '.'),
                'to ' || rtrim(rtrim(value_max::VARCHAR, '0'), '.'), nullif(unit, 'count'), item)
            ORDER BY number_start, id
        ) AS tellings
    FROM telling
    GROUP BY document_id, measure, counted_in
)
SELECT
    chosen.document_name, chosen.measure, chosen.value, chosen.value_max, chosen.qualifier, chosen.counted_in AS unit,
    chosen.item, chosen.low,
    CASE WHEN apart_total.measure IS NULL THEN chosen.high ELSE chosen.high + apart_total.high END AS high,
    apart_total.measure IS NULL AS agree,
    told.tellings, told.fact_ids, chosen.id AS fact_id, chosen.quote, told.told_at, chosen.document_id,
    chosen.work_key, chosen.run_id
FROM chosen
JOIN told USING (document_id, measure, counted_in)
LEFT JOIN apart_total USING (document_id, measure, counted_in);
COMMENT ON VIEW headline IS 'One row for each document, measure and (for money and drugs) unit: the trusted figure for the whole of the action reported. Value is always a figure that the report states, never a sum: the largest telling, or the most precise one that agrees with it.';
COMMENT ON COLUMN headline.low IS 'At least so much; NULL where the words give no lower bound.';
COMMENT ON COLUMN headline.high IS 'At most so much, all tellings that do not agree added up; NULL where any of them has no upper bound.';
COMMENT ON COLUMN headline.agree IS 'False where trusted tellings do not agree on one number: different things, parts of a total, or a report at odds with itself. Read the tellings before you quote.';
COMMENT ON COLUMN headline.tellings IS 'Every trusted telling in words, in text order.';
COMMENT ON COLUMN headline.fact_ids IS 'fact.id of every telling, in the same order.';
COMMENT ON COLUMN headline.told_at IS 'Where in document.text the first of the tellings has its number.';
COMMENT ON COLUMN headline.fact_id IS 'fact.id of the telling shown.';
