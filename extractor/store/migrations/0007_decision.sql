-- What a person says of a figure holds on to the words: the number's span in the document's text, so that it
-- applies to every claim of that number, whichever run or model makes it and whatever the file is called.

ALTER TABLE decision RENAME TO decision_before;

CREATE TABLE decision (
    id VARCHAR PRIMARY KEY,
    serial BIGINT NOT NULL DEFAULT nextval('serial'),
    document_id VARCHAR NOT NULL,
    action VARCHAR NOT NULL
        CHECK (action IN ('accepted', 'corrected', 'rejected', 'not_a_result', 'undone')),
    in_force BOOLEAN NOT NULL,
    is_number BOOLEAN NOT NULL,
    span_start INTEGER,
    span_end INTEGER,
    text_measures VARCHAR[] NOT NULL,
    claimed_measure VARCHAR,
    claimed_value DECIMAL(38, 6),
    claimed_value_max DECIMAL(38, 6),
    claimed_qualifier VARCHAR,
    claimed_unit VARCHAR,
    claimed_item VARCHAR,
    claimed_force VARCHAR,
    claimed_place VARCHAR,
    claimed_offence VARCHAR,
    claimed_period VARCHAR,
    claimed_quote VARCHAR,
    claimed_value_exact VARCHAR,
    claimed_value_max_exact VARCHAR,
    decided_measure VARCHAR,
    decided_value DECIMAL(38, 6),
    decided_value_max DECIMAL(38, 6),
    decided_qualifier VARCHAR,
    decided_unit VARCHAR,
    decided_item VARCHAR,
    decided_force VARCHAR,
    decided_place VARCHAR,
    decided_offence VARCHAR,
    decided_period VARCHAR,
    decided_quote VARCHAR,
    decided_value_exact VARCHAR,
    decided_value_max_exact VARCHAR,
    decided_start INTEGER,
    decided_end INTEGER,
    decided_quote_start INTEGER,
    decided_quote_end INTEGER,
    replaced VARCHAR NOT NULL,
    undoes VARCHAR,
    fact_key VARCHAR,
    fact_id VARCHAR,
    work_key VARCHAR,
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    reason VARCHAR NOT NULL
);

INSERT INTO decision
SELECT
    decision_before.id, decision_before.serial, decision_before.document_id, decision_before.outcome,
    row_number() OVER (PARTITION BY decision_before.fact_key ORDER BY decision_before.serial DESC) = 1,
    fact.number_start IS NOT NULL,
    coalesce(fact.number_start, fact.quote_start), coalesce(fact.number_end, fact.quote_end),
    CASE WHEN mention.measure IS NULL THEN [] ELSE [mention.measure] || mention.also END,
    fact.measure, fact.value, fact.value_max, fact.qualifier, fact.unit, fact.item, fact.force, fact.place,
    fact.offence, fact.period, fact.quote, fact.value_exact, fact.value_max_exact,
    accepted.measure, accepted.value, accepted.value_max, accepted.qualifier, accepted.unit, accepted.item,
    accepted.force, accepted.place, accepted.offence, accepted.period, accepted.quote, accepted.value_exact,
    accepted.value_max_exact, accepted.number_start, accepted.number_end, accepted.quote_start,
    accepted.quote_end,
    coalesce(
        lag(decision_before.id) OVER (PARTITION BY decision_before.fact_key ORDER BY decision_before.serial),
        decision_before.replaced
    ),
    NULL, decision_before.fact_key, decision_before.fact_id, fact.work_key,
    decision_before.decided_by, decision_before.decided_at, decision_before.reason
FROM decision_before
LEFT JOIN (
    SELECT * FROM fact QUALIFY row_number() OVER (PARTITION BY fact_key ORDER BY work_key, position) = 1
) AS fact ON fact.fact_key = decision_before.fact_key
LEFT JOIN fact AS accepted ON accepted.id = fact.id AND decision_before.outcome = 'accepted'
LEFT JOIN mention ON mention.work_key = fact.work_key AND mention.number_start = fact.number_start
ORDER BY decision_before.serial;

DROP TABLE decision_before;

COMMENT ON TABLE decision IS 'What a person said of a figure, with who, when and why; every decision ever taken. It holds on to the words in the document, so that it outlives every rerun, model and file name.';
COMMENT ON COLUMN decision.id IS 'dec_ and a hash of figure, person and time.';
COMMENT ON COLUMN decision.serial IS 'Order in which decisions were taken; unlike a clock it never goes back.';
COMMENT ON COLUMN decision.document_id IS 'document.id.';
COMMENT ON COLUMN decision.action IS 'accepted (the figure holds as claimed), corrected (another figure holds), rejected (the figure does not hold), not_a_result (the number is no result at all) or undone (an earlier decision is taken back).';
COMMENT ON COLUMN decision.in_force IS 'True for the decisions that count now; false where a later one replaced it or it was taken back.';
COMMENT ON COLUMN decision.is_number IS 'True where the span is that of a number; false where it is that of a quote in which no number was read.';
COMMENT ON COLUMN decision.span_start IS 'First character of the number (or quote) in document.text, from 0; NULL where the quote does not stand there.';
COMMENT ON COLUMN decision.span_end IS 'One past its last character.';
COMMENT ON COLUMN decision.text_measures IS 'What the number counts by the number reader, when the decision was taken.';
COMMENT ON COLUMN decision.claimed_measure IS 'The figure decided on: what it counts. All claimed columns are NULL for a number that no fact claimed.';
COMMENT ON COLUMN decision.claimed_value IS 'Its number in unit, the lower end of a range; NULL where claimed_value_exact is needed.';
COMMENT ON COLUMN decision.claimed_value_max IS 'Upper end of a range; NULL for a single number.';
COMMENT ON COLUMN decision.claimed_qualifier IS 'exact, more_than, at_least, approximately, up_to or fewer_than.';
COMMENT ON COLUMN decision.claimed_unit IS 'count, an ISO 4217 currency, a mass or volume, or pieces.';
COMMENT ON COLUMN decision.claimed_item IS 'What was counted, where the measure leaves it open.';
COMMENT ON COLUMN decision.claimed_force IS 'Force that the figure was limited to.';
COMMENT ON COLUMN decision.claimed_place IS 'Place that the figure was limited to.';
COMMENT ON COLUMN decision.claimed_offence IS 'Offence that the figure was limited to.';
COMMENT ON COLUMN decision.claimed_period IS 'current, previous or cumulative.';
COMMENT ON COLUMN decision.claimed_quote IS 'The words it rested on.';
COMMENT ON COLUMN decision.claimed_value_exact IS 'The value in full, where it has more than 32 digits before or 6 after the point; else NULL.';
COMMENT ON COLUMN decision.claimed_value_max_exact IS 'As claimed_value_exact, for claimed_value_max.';
COMMENT ON COLUMN decision.decided_measure IS 'The figure that holds by this decision: what it counts. All decided columns are NULL unless accepted or corrected.';
COMMENT ON COLUMN decision.decided_value IS 'Its number in unit, the lower end of a range; NULL where decided_value_exact is needed.';
COMMENT ON COLUMN decision.decided_value_max IS 'Upper end of a range; NULL for a single number.';
COMMENT ON COLUMN decision.decided_qualifier IS 'exact, more_than, at_least, approximately, up_to or fewer_than.';
COMMENT ON COLUMN decision.decided_unit IS 'count, an ISO 4217 currency, a mass or volume, or pieces.';
COMMENT ON COLUMN decision.decided_item IS 'What was counted, where the measure leaves it open.';
COMMENT ON COLUMN decision.decided_force IS 'Force that the figure is limited to; NULL for the whole operation.';
COMMENT ON COLUMN decision.decided_place IS 'Place that the figure is limited to; NULL for the whole operation.';
COMMENT ON COLUMN decision.decided_offence IS 'Offence that the figure is limited to; NULL for all.';
COMMENT ON COLUMN decision.decided_period IS 'current, previous or cumulative.';
COMMENT ON COLUMN decision.decided_quote IS 'The words it rests on.';
COMMENT ON COLUMN decision.decided_value_exact IS 'The value in full, where it has more than 32 digits before or 6 after the point; else NULL.';
COMMENT ON COLUMN decision.decided_value_max_exact IS 'As decided_value_exact, for decided_value_max.';
COMMENT ON COLUMN decision.decided_start IS 'First character, in document.text, of the number that the decided figure rests on; NULL where the reader finds none.';
COMMENT ON COLUMN decision.decided_end IS 'One past its last character.';
COMMENT ON COLUMN decision.decided_quote_start IS 'First character of decided_quote in document.text; NULL where it does not stand there.';
COMMENT ON COLUMN decision.decided_quote_end IS 'One past its last character.';
COMMENT ON COLUMN decision.replaced IS 'What stood before: the verdict (for a number that no fact claimed, its fate in the ledger), or the id of the decision before this one.';
COMMENT ON COLUMN decision.undoes IS 'The decision taken back; NULL unless the action is undone.';
COMMENT ON COLUMN decision.fact_key IS 'fact.fact_key of the figure decided on; NULL for a number that no fact claimed.';
COMMENT ON COLUMN decision.fact_id IS 'fact.id of the row that the person saw; a later run may have replaced that row.';
COMMENT ON COLUMN decision.work_key IS 'report.work_key of the result that the person saw.';
COMMENT ON COLUMN decision.decided_by IS 'Who.';
COMMENT ON COLUMN decision.decided_at IS 'When, UTC.';
COMMENT ON COLUMN decision.reason IS 'Why, in the person''s words.';

-- Which decision in force bears on which fact. The store keeps it up to date whenever a result is saved or a
-- decision is taken, since a figure is the same whatever the spelling of its names, which SQL cannot tell.
CREATE TABLE decided_fact (
    document_id VARCHAR NOT NULL,
    work_key VARCHAR NOT NULL,
    fact_id VARCHAR NOT NULL,
    decision_id VARCHAR NOT NULL,
    bearing VARCHAR NOT NULL CHECK (bearing IN ('figure', 'number', 'conflict')),
    conflict BOOLEAN NOT NULL,
    trusted BOOLEAN NOT NULL
);

INSERT INTO decided_fact
SELECT
    fact.document_id, fact.work_key, fact.id, decision.id, 'figure', false,
    decision.action = 'accepted'
        AND row_number() OVER (PARTITION BY fact.work_key, decision.id ORDER BY fact.position) = 1
FROM fact JOIN decision ON decision.fact_key = fact.fact_key
WHERE decision.in_force;

COMMENT ON TABLE decided_fact IS 'Every fact, of every result, on which a decision in force bears.';
COMMENT ON COLUMN decided_fact.document_id IS 'document.id.';
COMMENT ON COLUMN decided_fact.work_key IS 'report.work_key.';
COMMENT ON COLUMN decided_fact.fact_id IS 'fact.id.';
COMMENT ON COLUMN decided_fact.decision_id IS 'decision.id.';
COMMENT ON COLUMN decided_fact.bearing IS 'figure (it is the figure decided on, or the one that holds since), number (its number was found to be no result) or conflict (it claims something else of the same number).';
COMMENT ON COLUMN decided_fact.conflict IS 'True where the claim contradicts the decision, which stands.';
COMMENT ON COLUMN decided_fact.trusted IS 'True for the one fact of each result that carries an accepted or corrected figure.';

CREATE OR REPLACE VIEW latest_report AS
SELECT report.*, run_document.document_name, run_document.run_id AS seen_in_run_id, run_document.serial
FROM run_document
JOIN report USING (work_key)
WHERE report.outcome = 'done' AND run_document.outcome <> 'failed'
QUALIFY row_number() OVER (PARTITION BY report.document_id ORDER BY run_document.serial DESC) = 1;
COMMENT ON VIEW latest_report IS 'The report of each document that counts: the successful result that the most recent run covering the document made or used.';
COMMENT ON COLUMN latest_report.document_name IS 'What the document was called in that run.';
COMMENT ON COLUMN latest_report.seen_in_run_id IS 'That run; run_id is the run that made the result.';
COMMENT ON COLUMN latest_report.serial IS 'run_document.serial: the order in which documents were met.';

CREATE OR REPLACE VIEW judged_fact AS
SELECT
    fact.*, decision.action AS decision,
    coalesce(decided_fact.trusted, fact.verdict = 'confirmed') AS trusted,
    coalesce(decided_fact.conflict, false) AS conflict,
    decided_fact.decision_id,
    decision.decided_measure, decision.decided_value, decision.decided_value_max, decision.decided_qualifier,
    decision.decided_unit, decision.decided_item, decision.decided_force, decision.decided_place,
    decision.decided_offence, decision.decided_period, decision.decided_quote, decision.decided_value_exact,
    decision.decided_value_max_exact, decision.decided_start, decision.decided_end, decision.decided_quote_start,
    decision.decided_quote_end
FROM fact
LEFT JOIN decided_fact ON decided_fact.work_key = fact.work_key AND decided_fact.fact_id = fact.id
LEFT JOIN decision ON decision.id = decided_fact.decision_id AND decided_fact.bearing <> 'conflict';
COMMENT ON VIEW judged_fact IS 'Every fact of every result, earlier runs included, with what a person decided of it and whether it may be published. The columns of fact are the claim; where a decision gives another figure, that stands in the decided columns.';
COMMENT ON COLUMN judged_fact.decision IS 'What a person said of this figure and is in force: accepted, corrected, rejected or not_a_result; NULL where nobody decided.';
COMMENT ON COLUMN judged_fact.trusted IS 'A person accepted or corrected it, or its verdict is confirmed and no decision stands against it.';
COMMENT ON COLUMN judged_fact.conflict IS 'True where it claims something else of a number that a person decided on; the decision stands.';
COMMENT ON COLUMN judged_fact.decision_id IS 'decision.id of the decision that applies to it, or that it is in conflict with.';
COMMENT ON COLUMN judged_fact.decided_measure IS 'What holds by the decision, in this and the other decided columns, as in decision; NULL unless accepted or corrected.';

CREATE OR REPLACE VIEW trusted_fact AS
WITH claimed AS (
    SELECT
        fact.id, fact.fact_key, latest_report.document_name, fact.decided_measure IS NOT NULL AS settled,
        fact.measure, fact.value, fact.value_max, fact.qualifier, fact.unit, fact.item, fact.force, fact.place,
        fact.offence, fact.period, fact.verdict, fact.decision, fact.quote, fact.quote_start, fact.quote_end,
        fact.number_start, fact.number_end,
        CASE
            WHEN coalesce(fact.decision <> 'corrected', true) THEN fact.flags
            WHEN list_contains(fact.flags, 'part') AND fact.decided_start = fact.number_start THEN ['part']
            ELSE []
        END AS flags,
        fact.reason, fact.document_id, fact.work_key, fact.run_id, fact.decision_id
    FROM latest_report
    JOIN judged_fact AS fact ON fact.work_key = latest_report.work_key
    WHERE fact.trusted
),
figure AS (
    SELECT * FROM claimed WHERE NOT settled
    UNION ALL
    SELECT
        coalesce(claimed.id, decision.id), coalesce(claimed.fact_key, decision.fact_key),
        latest_report.document_name, true, decision.decided_measure, decision.decided_value,
        decision.decided_value_max, decision.decided_qualifier, decision.decided_unit, decision.decided_item,
        decision.decided_force, decision.decided_place, decision.decided_offence, decision.decided_period,
        claimed.verdict, decision.action, decision.decided_quote, decision.decided_quote_start,
        decision.decided_quote_end, decision.decided_start, decision.decided_end,
        list_distinct(coalesce(claimed.flags, []) || CASE WHEN mention.part THEN ['part'] ELSE [] END),
        coalesce(claimed.reason, ''), latest_report.document_id, latest_report.work_key, latest_report.run_id,
        decision.id
    FROM decision
    JOIN latest_report ON latest_report.document_id = decision.document_id
    LEFT JOIN claimed ON claimed.settled AND claimed.decision_id = decision.id
    LEFT JOIN mention ON mention.work_key = latest_report.work_key AND mention.number_start = decision.decided_start
    WHERE decision.in_force AND decision.decided_measure IS NOT NULL
)
SELECT
    id, fact_key, document_name, measure, value, value_max, qualifier, unit, item, force, place, offence, period,
    CASE WHEN qualifier IN ('exact', 'more_than', 'at_least') THEN value END AS low,
    CASE WHEN qualifier IN ('exact', 'up_to', 'fewer_than') THEN coalesce(value_max, value) END AS high,
    verdict, decision, quote, quote_start, quote_end, number_start, number_end, flags, reason, document_id,
    work_key, run_id, decision_id
FROM figure;
COMMENT ON VIEW trusted_fact IS 'What may be published: facts that the report''s own words confirm, less what a person decided away, plus what a person accepted or corrected. A corrected figure stands as corrected; each figure stands once.';
COMMENT ON COLUMN trusted_fact.id IS 'fact.id; decision.id where the latest result claims nothing that the decided figure could stand for.';
COMMENT ON COLUMN trusted_fact.low IS 'At least so much; NULL where the words give no lower bound (up to, fewer than, about). "More than 12" is 12.';
COMMENT ON COLUMN trusted_fact.high IS 'At most so much; NULL where the words give no upper bound (more than, at least, about).';
COMMENT ON COLUMN trusted_fact.verdict IS 'The verdict on the claim, before a person decided; NULL where the latest result claims no such figure.';
COMMENT ON COLUMN trusted_fact.decision IS 'accepted or corrected where a person said so; NULL where the verdict alone speaks.';
COMMENT ON COLUMN trusted_fact.run_id IS 'run.id: model, prompt, schema and code version stand there.';
COMMENT ON COLUMN trusted_fact.decision_id IS 'decision.id; NULL where the verdict alone speaks.';
