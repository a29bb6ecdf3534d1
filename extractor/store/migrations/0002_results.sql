-- What came out of the work; the notes at the top of 0001_work.sql hold here too.

CREATE TABLE report (
    work_key VARCHAR PRIMARY KEY,
    document_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL CHECK (outcome IN ('done', 'failed')),
    failure_stage VARCHAR,
    failure_kind VARCHAR,
    failure_reason VARCHAR,
    report_type VARCHAR NOT NULL,
    operation_names VARCHAR[] NOT NULL,
    forces VARCHAR[] NOT NULL,
    places VARCHAR[] NOT NULL,
    start_date VARCHAR,
    end_date VARCHAR,
    published VARCHAR,
    claims JSON NOT NULL,
    seconds DOUBLE NOT NULL,
    stored_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE report IS 'The result of one document under one model, prompt, schema and settings. What it says of the operation is the model''s reading and carries no verdict; the figures in fact do.';
COMMENT ON COLUMN report.work_key IS 'Hash of document, model, prompt, schema and settings: the same work is the same row.';
COMMENT ON COLUMN report.document_id IS 'document.id.';
COMMENT ON COLUMN report.run_id IS 'The run that made this result; run_document names the runs that used it.';
COMMENT ON COLUMN report.outcome IS 'done or failed.';
COMMENT ON COLUMN report.failure_stage IS 'read, ask or check; NULL unless failed.';
COMMENT ON COLUMN report.failure_kind IS 'A stable word (empty, truncated, ...); NULL unless failed.';
COMMENT ON COLUMN report.failure_reason IS 'For a person; NULL unless failed.';
COMMENT ON COLUMN report.report_type IS 'operation, court, statistics, appeal or other, as the model read it.';
COMMENT ON COLUMN report.operation_names IS 'Names without the word Operation, as the model read them.';
COMMENT ON COLUMN report.forces IS 'Bodies that took part, as the model read them.';
COMMENT ON COLUMN report.places IS 'Where it took place, as the model read it.';
COMMENT ON COLUMN report.start_date IS 'First day of the action (EDTF; a year that the text does not give is XXXX), as the model read it.';
COMMENT ON COLUMN report.end_date IS 'Last day of the action (EDTF), as the model read it.';
COMMENT ON COLUMN report.published IS 'Publication date in the text (EDTF), as the model read it.';
COMMENT ON COLUMN report.claims IS 'The model''s facts as they came, before reconciliation, in its order; numbers too long for JSON are strings.';
COMMENT ON COLUMN report.seconds IS 'Time spent on the document.';
COMMENT ON COLUMN report.stored_at IS 'UTC.';

CREATE TABLE fact (
    id VARCHAR PRIMARY KEY,
    fact_key VARCHAR NOT NULL,
    work_key VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    verdict VARCHAR NOT NULL
        CHECK (verdict IN ('confirmed', 'unverified', 'contradicted', 'unsupported', 'missed')),
    failed_test VARCHAR CHECK (failed_test IN ('quote', 'number', 'measure')),
    reason VARCHAR NOT NULL,
    flags VARCHAR[] NOT NULL,
    measure VARCHAR NOT NULL,
    value DECIMAL(38, 6),
    value_max DECIMAL(38, 6),
    qualifier VARCHAR NOT NULL
        CHECK (qualifier IN ('exact', 'more_than', 'at_least', 'approximately', 'up_to', 'fewer_than')),
    unit VARCHAR NOT NULL,
    item VARCHAR,
    force VARCHAR,
    place VARCHAR,
    offence VARCHAR,
    period VARCHAR NOT NULL CHECK (period IN ('current', 'previous', 'cumulative')),
    quote VARCHAR NOT NULL,
    quote_start INTEGER,
    quote_end INTEGER,
    text_value DECIMAL(38, 6),
    number_start INTEGER,
    number_end INTEGER,
    value_exact VARCHAR,
    value_max_exact VARCHAR,
    text_value_exact VARCHAR
);
COMMENT ON TABLE fact IS 'One figure as the model claims it, with its verdict and its proof; where the verdict is missed, the number reader''s own reading that no claim covers. Publish from trusted_fact.';
COMMENT ON COLUMN fact.id IS 'fact_ and a hash of work_key, position and fact_key.';
COMMENT ON COLUMN fact.fact_key IS 'The same figure claimed of the same words of the same document, whichever run or model claims it; decisions hold on to it.';
COMMENT ON COLUMN fact.work_key IS 'report.work_key.';
COMMENT ON COLUMN fact.document_id IS 'document.id.';
COMMENT ON COLUMN fact.run_id IS 'run.id of the run that made it: model, prompt, schema and code version stand there.';
COMMENT ON COLUMN fact.position IS 'Place among the facts of the document, from 0: the claims in the model''s order, then the missed ones.';
COMMENT ON COLUMN fact.verdict IS 'confirmed (quote, number and measure hold), unverified (the reader has no opinion on the measure), contradicted (the words say otherwise), unsupported (the quote does not stand in the document), missed (no claim covers it).';
COMMENT ON COLUMN fact.failed_test IS 'Which test turned it away: quote, number or measure; NULL where none did.';
COMMENT ON COLUMN fact.reason IS 'One sentence for a person; empty where all holds.';
COMMENT ON COLUMN fact.flags IS 'In which respects it differs from the text (contradicted), or what the text leaves open (otherwise).';
COMMENT ON COLUMN fact.measure IS 'What is counted: arrests, charges, warrants, officers, cash, ...';
COMMENT ON COLUMN fact.value IS 'The number in unit, the lower end of a range; NULL where value_exact is needed.';
COMMENT ON COLUMN fact.value_max IS 'Upper end of a range; NULL for a single number.';
COMMENT ON COLUMN fact.qualifier IS 'exact, more_than, at_least, approximately, up_to or fewer_than: all but exact are bounds or estimates, never numbers.';
COMMENT ON COLUMN fact.unit IS 'count, an ISO 4217 currency, a mass or volume, or pieces.';
COMMENT ON COLUMN fact.item IS 'What was counted, where the measure leaves it open.';
COMMENT ON COLUMN fact.force IS 'Force that the figure is limited to; NULL for the whole operation.';
COMMENT ON COLUMN fact.place IS 'Place that the figure is limited to; NULL for the whole operation.';
COMMENT ON COLUMN fact.offence IS 'Offence that the figure is limited to; NULL for all.';
COMMENT ON COLUMN fact.period IS 'current (the action reported), previous (an earlier one) or cumulative (a wider span).';
COMMENT ON COLUMN fact.quote IS 'The words it rests on.';
COMMENT ON COLUMN fact.quote_start IS 'First character of the quote in document.text, from 0; NULL where it does not stand there.';
COMMENT ON COLUMN fact.quote_end IS 'One past the last character of the quote.';
COMMENT ON COLUMN fact.text_value IS 'The text''s own reading of the number.';
COMMENT ON COLUMN fact.number_start IS 'First character of the number itself in document.text, from 0.';
COMMENT ON COLUMN fact.number_end IS 'One past the last character of the number.';
COMMENT ON COLUMN fact.value_exact IS 'The value in full, where it has more than 32 digits before or 6 after the point; else NULL.';
COMMENT ON COLUMN fact.value_max_exact IS 'As value_exact, for value_max.';
COMMENT ON COLUMN fact.text_value_exact IS 'As value_exact, for text_value.';

CREATE TABLE mention (
    work_key VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    fate VARCHAR NOT NULL
        CHECK (fate IN ('claimed', 'disputed', 'restated', 'missed', 'no_result', 'unclaimed')),
    fact_id VARCHAR,
    text VARCHAR NOT NULL,
    number_start INTEGER NOT NULL,
    number_end INTEGER NOT NULL,
    value DECIMAL(38, 6),
    value_max DECIMAL(38, 6),
    unit VARCHAR NOT NULL,
    qualifier VARCHAR NOT NULL
        CHECK (qualifier IN ('exact', 'more_than', 'at_least', 'approximately', 'up_to', 'fewer_than')),
    role VARCHAR NOT NULL,
    measure VARCHAR,
    also VARCHAR[] NOT NULL,
    part BOOLEAN NOT NULL,
    force VARCHAR,
    place VARCHAR,
    offence VARCHAR,
    period VARCHAR NOT NULL CHECK (period IN ('current', 'previous', 'cumulative')),
    item VARCHAR,
    rule VARCHAR NOT NULL,
    clause_start INTEGER NOT NULL,
    clause_end INTEGER NOT NULL,
    scope_start INTEGER NOT NULL,
    scope_end INTEGER NOT NULL,
    value_exact VARCHAR,
    value_max_exact VARCHAR
);
COMMENT ON TABLE mention IS 'The ledger: every number of a document as the number reader sees it, and what became of it.';
COMMENT ON COLUMN mention.work_key IS 'report.work_key; with number_start it identifies the row.';
COMMENT ON COLUMN mention.document_id IS 'document.id.';
COMMENT ON COLUMN mention.run_id IS 'run.id of the run that made it.';
COMMENT ON COLUMN mention.position IS 'Place among the numbers of the document, from 0.';
COMMENT ON COLUMN mention.fate IS 'claimed (a confirmed or unverified fact rests on it), disputed (only contradicted ones do), restated, missed, no_result, unclaimed.';
COMMENT ON COLUMN mention.fact_id IS 'fact.id of the fact that rests on it; NULL where none does.';
COMMENT ON COLUMN mention.text IS 'The number as it stands, with its sign, unit and multiplier.';
COMMENT ON COLUMN mention.number_start IS 'First character in document.text, from 0.';
COMMENT ON COLUMN mention.number_end IS 'One past the last character.';
COMMENT ON COLUMN mention.value IS 'In unit, the lower end of a range; NULL where role is unsure or value_exact is needed.';
COMMENT ON COLUMN mention.value_max IS 'Upper end of a range; NULL for a single number.';
COMMENT ON COLUMN mention.unit IS 'count, an ISO 4217 currency, a mass or volume, or pieces.';
COMMENT ON COLUMN mention.qualifier IS 'How exactly the text states it.';
COMMENT ON COLUMN mention.role IS 'result, unknown, unsure, or what the number is instead: age, date, telephone, road, percentage, ...';
COMMENT ON COLUMN mention.measure IS 'What it counts, where role is result.';
COMMENT ON COLUMN mention.also IS 'Further measures of the same number (arrested and charged).';
COMMENT ON COLUMN mention.part IS 'True where the text tells it as a part of a larger total.';
COMMENT ON COLUMN mention.force IS 'Force that the text limits it to.';
COMMENT ON COLUMN mention.place IS 'Place that the text limits it to.';
COMMENT ON COLUMN mention.offence IS 'Offence that the text limits it to.';
COMMENT ON COLUMN mention.period IS 'current, previous or cumulative.';
COMMENT ON COLUMN mention.item IS 'What was counted, in the text''s own words.';
COMMENT ON COLUMN mention.rule IS 'Name of the rule that gave the role; empty where none spoke.';
COMMENT ON COLUMN mention.clause_start IS 'First character of the clause, bullet or line that governs the number.';
COMMENT ON COLUMN mention.clause_end IS 'One past its last character.';
COMMENT ON COLUMN mention.scope_start IS 'First character of the heading that limits the number; with scope_end 0 where there is none.';
COMMENT ON COLUMN mention.scope_end IS 'One past its last character.';
COMMENT ON COLUMN mention.value_exact IS 'The value in full, where it has more than 32 digits before or 6 after the point; else NULL.';
COMMENT ON COLUMN mention.value_max_exact IS 'As value_exact, for value_max.';

CREATE TABLE finding (
    work_key VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    passed BOOLEAN NOT NULL,
    message VARCHAR NOT NULL,
    spans STRUCT(span_start INTEGER, span_end INTEGER)[] NOT NULL
);
COMMENT ON TABLE finding IS 'The result of one check of a document''s own arithmetic, passed or failed.';
COMMENT ON COLUMN finding.work_key IS 'report.work_key.';
COMMENT ON COLUMN finding.document_id IS 'document.id.';
COMMENT ON COLUMN finding.run_id IS 'run.id of the run that made it.';
COMMENT ON COLUMN finding.position IS 'Place among the findings of the document, from 0.';
COMMENT ON COLUMN finding.rule IS 'Identifier of the check.';
COMMENT ON COLUMN finding.version IS 'Version of the check.';
COMMENT ON COLUMN finding.passed IS 'False where the document''s own figures do not agree.';
COMMENT ON COLUMN finding.message IS 'One sentence for a person, with the numbers that were compared.';
COMMENT ON COLUMN finding.spans IS 'Where the compared words stand in document.text (half-open, from 0).';

CREATE TABLE decision (
    id VARCHAR PRIMARY KEY,
    serial BIGINT NOT NULL DEFAULT nextval('serial'),
    fact_key VARCHAR NOT NULL,
    fact_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL CHECK (outcome IN ('accepted', 'rejected')),
    replaced VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE decision IS 'What a person said of a fact. It holds for the same figure on the same words in every later run; the last one on a fact_key counts.';
COMMENT ON COLUMN decision.id IS 'dec_ and a hash of fact, person and time.';
COMMENT ON COLUMN decision.serial IS 'Order in which decisions were taken; unlike a clock it never goes back.';
COMMENT ON COLUMN decision.fact_key IS 'fact.fact_key: what the decision is about.';
COMMENT ON COLUMN decision.fact_id IS 'fact.id of the row that the person saw; a later run may have replaced that row.';
COMMENT ON COLUMN decision.document_id IS 'document.id.';
COMMENT ON COLUMN decision.outcome IS 'accepted (into trusted_fact, whatever the verdict) or rejected (out of it).';
COMMENT ON COLUMN decision.replaced IS 'What stood before: the verdict, or the outcome of the decision before this one.';
COMMENT ON COLUMN decision.decided_by IS 'Who.';
COMMENT ON COLUMN decision.decided_at IS 'When, UTC.';
COMMENT ON COLUMN decision.reason IS 'Why, in the person''s words.';
