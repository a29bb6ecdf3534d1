-- What `extractor eval` found, so that a person can ask in SQL which measure fails where.

CREATE TABLE eval_run (
    id VARCHAR PRIMARY KEY,
    run_id VARCHAR NOT NULL,
    gold_version VARCHAR NOT NULL,
    code_version VARCHAR NOT NULL,
    documents INTEGER NOT NULL,
    failed_documents INTEGER NOT NULL,
    notes VARCHAR[] NOT NULL,
    scored_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE eval_run IS 'One run scored against one version of gold by one version of the scorer; scoring the same again replaces the row.';
COMMENT ON COLUMN eval_run.id IS 'eval_ and a hash of run, gold version and code version.';
COMMENT ON COLUMN eval_run.run_id IS 'run.id: model, prompt, schema and the code that made the facts stand there.';
COMMENT ON COLUMN eval_run.gold_version IS 'Hash of the gold records, whatever their folder.';
COMMENT ON COLUMN eval_run.code_version IS 'Version of extractor that scored.';
COMMENT ON COLUMN eval_run.documents IS 'Gold documents; every one of them counts.';
COMMENT ON COLUMN eval_run.failed_documents IS 'Those that failed or were not in the run; all their gold counts as missed.';
COMMENT ON COLUMN eval_run.notes IS 'What is odd about the match of gold and run, a sentence each.';
COMMENT ON COLUMN eval_run.scored_at IS 'UTC.';

CREATE TABLE eval_figure (
    eval_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    figure VARCHAR NOT NULL,
    rate DOUBLE,
    hits INTEGER NOT NULL,
    total INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    low DOUBLE,
    high DOUBLE,
    method VARCHAR,
    interval_of VARCHAR
);
COMMENT ON TABLE eval_figure IS 'Every rate of an evaluation with its counts and its 95 % interval.';
COMMENT ON COLUMN eval_figure.eval_id IS 'eval_run.id.';
COMMENT ON COLUMN eval_figure.position IS 'Place in the report, from 0.';
COMMENT ON COLUMN eval_figure.figure IS 'Its name, as --fail-under takes it: trusted.headline.f1, confirmed.precision, ...';
COMMENT ON COLUMN eval_figure.rate IS 'hits over total; NULL for nothing of nothing.';
COMMENT ON COLUMN eval_figure.hits IS 'Numerator.';
COMMENT ON COLUMN eval_figure.total IS 'Denominator.';
COMMENT ON COLUMN eval_figure.documents IS 'Documents that have anything to count.';
COMMENT ON COLUMN eval_figure.low IS 'Lower end of the interval; NULL under five documents.';
COMMENT ON COLUMN eval_figure.high IS 'Upper end of the interval.';
COMMENT ON COLUMN eval_figure.method IS 'logit-t over documents, or wilson where the rate is 0 or 1.';
COMMENT ON COLUMN eval_figure.interval_of IS 'rate, or exact documents where the rate is 0 or 1: the share of documents that are all right (all wrong).';

CREATE TABLE eval_fact (
    eval_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    reader VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    document_name VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL
        CHECK (outcome IN ('correct', 'incorrect', 'missing', 'spurious', 'optional')),
    headline BOOLEAN NOT NULL,
    measure VARCHAR NOT NULL,
    gold_optional BOOLEAN,
    gold_value DECIMAL(38, 6),
    gold_value_max DECIMAL(38, 6),
    gold_qualifier VARCHAR,
    gold_unit VARCHAR,
    gold_item VARCHAR,
    gold_force VARCHAR,
    gold_place VARCHAR,
    gold_offence VARCHAR,
    gold_period VARCHAR,
    gold_quote VARCHAR,
    value DECIMAL(38, 6),
    value_max DECIMAL(38, 6),
    qualifier VARCHAR,
    unit VARCHAR,
    item VARCHAR,
    force VARCHAR,
    place VARCHAR,
    offence VARCHAR,
    period VARCHAR,
    quote VARCHAR,
    verdict VARCHAR,
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE eval_fact IS 'One row for each gold fact with the claim that answers it, or one of them alone, under each reader.';
COMMENT ON COLUMN eval_fact.eval_id IS 'eval_run.id.';
COMMENT ON COLUMN eval_fact.run_id IS 'run.id of the run that was scored.';
COMMENT ON COLUMN eval_fact.reader IS 'model (its facts as they came), reader (the number reader alone) or trusted.';
COMMENT ON COLUMN eval_fact.position IS 'Place among the rows of the evaluation, from 0.';
COMMENT ON COLUMN eval_fact.document_name IS 'Name of the gold record, without .gold.json.';
COMMENT ON COLUMN eval_fact.content_hash IS 'SHA-256 of the text beside the gold record, as document.content_hash.';
COMMENT ON COLUMN eval_fact.outcome IS 'Of number and qualifier jointly: correct, incorrect, missing (nobody claims it), spurious (gold does not know it), optional (met, and not counted).';
COMMENT ON COLUMN eval_fact.headline IS 'True for a figure of the whole operation; false for one limited to a force, place, offence or period.';
COMMENT ON COLUMN eval_fact.measure IS 'Of gold, or of the claim where it is spurious.';
COMMENT ON COLUMN eval_fact.gold_optional IS 'Whether the gold fact is optional; NULL where the claim is spurious, as in all columns of gold.';
COMMENT ON COLUMN eval_fact.gold_value IS 'What gold says; NULL too where it has more than 6 decimals.';
COMMENT ON COLUMN eval_fact.gold_value_max IS 'Upper end of a range.';
COMMENT ON COLUMN eval_fact.gold_qualifier IS 'How exactly gold says it is told.';
COMMENT ON COLUMN eval_fact.gold_unit IS 'Unit in gold.';
COMMENT ON COLUMN eval_fact.gold_item IS 'What gold says was counted.';
COMMENT ON COLUMN eval_fact.gold_force IS 'Force that it is limited to in gold.';
COMMENT ON COLUMN eval_fact.gold_place IS 'Place that it is limited to in gold.';
COMMENT ON COLUMN eval_fact.gold_offence IS 'Offence that it is limited to in gold.';
COMMENT ON COLUMN eval_fact.gold_period IS 'Period in gold.';
COMMENT ON COLUMN eval_fact.gold_quote IS 'The words that gold rests on.';
COMMENT ON COLUMN eval_fact.value IS 'What the reader claims; NULL where it claims nothing, as in all columns of the claim.';
COMMENT ON COLUMN eval_fact.value_max IS 'Upper end of a range.';
COMMENT ON COLUMN eval_fact.qualifier IS 'How exactly the reader says it is told.';
COMMENT ON COLUMN eval_fact.unit IS 'Unit of the claim.';
COMMENT ON COLUMN eval_fact.item IS 'What the reader says was counted.';
COMMENT ON COLUMN eval_fact.force IS 'Force that the claim is limited to.';
COMMENT ON COLUMN eval_fact.place IS 'Place that the claim is limited to.';
COMMENT ON COLUMN eval_fact.offence IS 'Offence that the claim is limited to.';
COMMENT ON COLUMN eval_fact.period IS 'Period of the claim.';
COMMENT ON COLUMN eval_fact.quote IS 'The words that the claim rests on.';
COMMENT ON COLUMN eval_fact.verdict IS 'Of the claim; NULL for the number reader, and where nothing is claimed.';
COMMENT ON COLUMN eval_fact.reason IS 'Why the claim got its verdict, or why the document has no facts; else empty.';
