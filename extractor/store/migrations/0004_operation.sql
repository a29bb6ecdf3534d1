CREATE VIEW operation AS
WITH figure AS (
    SELECT
        *,
        CASE WHEN value = trunc(value) THEN TRY_CAST(value AS BIGINT) END AS whole,
        CASE WHEN low = trunc(low) THEN TRY_CAST(low AS BIGINT) END AS whole_low,
        CASE WHEN high = trunc(high) THEN TRY_CAST(high AS BIGINT) END AS whole_high,
        CASE WHEN value = round(value, 2) THEN TRY_CAST(value AS DECIMAL(20, 2)) END AS amount,
        CASE WHEN low = round(low, 2) THEN TRY_CAST(low AS DECIMAL(20, 2)) END AS amount_low,
        CASE WHEN high = round(high, 2) THEN TRY_CAST(high AS DECIMAL(20, 2)) END AS amount_high,
        count(*) OVER (PARTITION BY document_id, measure) AS units,
        row_number() OVER (PARTITION BY document_id, measure ORDER BY told_at, unit) AS told_first
    FROM headline
),
wide AS (
    SELECT
        document_id,
        max(whole) FILTER (WHERE measure = 'arrests') AS arrests,
        max(whole) FILTER (WHERE measure = 'charges') AS charges,
        max(whole) FILTER (WHERE measure = 'convictions') AS convictions,
        max(whole) FILTER (WHERE measure = 'people_safeguarded') AS people_safeguarded,
        max(whole) FILTER (WHERE measure = 'officers') AS officers,
        max(whole) FILTER (WHERE measure = 'police_forces') AS police_forces,
        max(whole) FILTER (WHERE measure = 'warrants') AS warrants,
        max(whole) FILTER (WHERE measure = 'addresses_searched') AS addresses_searched,
        max(whole) FILTER (WHERE measure = 'addresses_visited') AS addresses_visited,
        max(whole) FILTER (WHERE measure = 'stop_searches') AS stop_searches,
        max(whole) FILTER (WHERE measure = 'vehicles_stopped') AS vehicles_stopped,
        max(whole) FILTER (WHERE measure = 'drug_lines') AS drug_lines,
        max(whole) FILTER (WHERE measure = 'crime_groups') AS crime_groups,
        max(amount) FILTER (WHERE measure = 'cash') AS cash,
        max(unit) FILTER (WHERE measure = 'cash') AS cash_currency,
        max(amount) FILTER (WHERE measure = 'drugs_value') AS drugs_value,
        max(unit) FILTER (WHERE measure = 'drugs_value') AS drugs_value_currency,
        max(whole) FILTER (WHERE measure = 'drug_seizures') AS drug_seizures,
        max(whole) FILTER (WHERE measure = 'weapons') AS weapons,
        max(whole) FILTER (WHERE measure = 'vehicles') AS vehicles,
        max(whole) FILTER (WHERE measure = 'phones') AS phones,
        max(amount) FILTER (WHERE measure = 'assets_value') AS assets_value,
        max(unit) FILTER (WHERE measure = 'assets_value') AS assets_value_currency
    FROM figure
    WHERE told_first = 1
    GROUP BY document_id
),
bound AS (
    SELECT
        document_id,
        max(whole_low) FILTER (WHERE measure = 'arrests') AS arrests_low,
        max(whole_high) FILTER (WHERE measure = 'arrests') AS arrests_high,
        max(whole_low) FILTER (WHERE measure = 'charges') AS charges_low,
        max(whole_high) FILTER (WHERE measure = 'charges') AS charges_high,
        max(whole_low) FILTER (WHERE measure = 'convictions') AS convictions_low,
        max(whole_high) FILTER (WHERE measure = 'convictions') AS convictions_high,
        max(whole_low) FILTER (WHERE measure = 'people_safeguarded') AS people_safeguarded_low,
        max(whole_high) FILTER (WHERE measure = 'people_safeguarded') AS people_safeguarded_high,
        max(whole_low) FILTER (WHERE measure = 'officers') AS officers_low,
        max(whole_high) FILTER (WHERE measure = 'officers') AS officers_high,
        max(whole_low) FILTER (WHERE measure = 'police_forces') AS police_forces_low,
        max(whole_high) FILTER (WHERE measure = 'police_forces') AS police_forces_high,
        max(whole_low) FILTER (WHERE measure = 'warrants') AS warrants_low,
        max(whole_high) FILTER (WHERE measure = 'warrants') AS warrants_high,
        max(whole_low) FILTER (WHERE measure = 'addresses_searched') AS addresses_searched_low,
        max(whole_high) FILTER (WHERE measure = 'addresses_searched') AS addresses_searched_high,
        max(whole_low) FILTER (WHERE measure = 'addresses_visited') AS addresses_visited_low,
        max(whole_high) FILTER (WHERE measure = 'addresses_visited') AS addresses_visited_high,
        max(whole_low) FILTER (WHERE measure = 'stop_searches') AS stop_searches_low,
        max(whole_high) FILTER (WHERE measure = 'stop_searches') AS stop_searches_high,
        max(whole_low) FILTER (WHERE measure = 'vehicles_stopped') AS vehicles_stopped_low,
        max(whole_high) FILTER (WHERE measure = 'vehicles_stopped') AS vehicles_stopped_high,
        max(whole_low) FILTER (WHERE measure = 'drug_lines') AS drug_lines_low,
        max(whole_high) FILTER (WHERE measure = 'drug_lines') AS drug_lines_high,
        max(whole_low) FILTER (WHERE measure = 'crime_groups') AS crime_groups_low,
        max(whole_high) FILTER (WHERE measure = 'crime_groups') AS crime_groups_high,
        max(amount_low) FILTER (WHERE measure = 'cash') AS cash_low,
        max(amount_high) FILTER (WHERE measure = 'cash') AS cash_high,
        max(amount_low) FILTER (WHERE measure = 'drugs_value') AS drugs_value_low,
        max(amount_high) FILTER (WHERE measure = 'drugs_value') AS drugs_value_high,
        max(whole_low) FILTER (WHERE measure = 'drug_seizures') AS drug_seizures_low,
        max(whole_high) FILTER (WHERE measure = 'drug_seizures') AS drug_seizures_high,
        max(whole_low) FILTER (WHERE measure = 'weapons') AS weapons_low,
        max(whole_high) FILTER (WHERE measure = 'weapons') AS weapons_high,
        max(whole_low) FILTER (WHERE measure = 'vehicles') AS vehicles_low,
        max(whole_high) FILTER (WHERE measure = 'vehicles') AS vehicles_high,
        max(whole_low) FILTER (WHERE measure = 'phones') AS phones_low,
        max(whole_high) FILTER (WHERE measure = 'phones') AS phones_high,
        max(amount_low) FILTER (WHERE measure = 'assets_value') AS assets_value_low,
        max(amount_high) FILTER (WHERE measure = 'assets_value') AS assets_value_high
    FROM figure
    WHERE told_first = 1
    GROUP BY document_id
),
told AS (
    SELECT
        document_id,
        flatten(list(tellings ORDER BY told_at, unit) FILTER (WHERE measure = 'drugs')) AS drugs,
        list_sort(list(DISTINCT measure) FILTER (WHERE NOT agree OR (units > 1 AND measure <> 'drugs'))) AS ambiguous,
        flatten(list(list_transform(tellings, lambda told: measure || ': ' || told) ORDER BY measure, unit)) AS tellings
    FROM figure
    GROUP BY document_id
)
SELECT
    latest_report.document_name AS name, document.title,
    coalesce(document.published, latest_report.published) AS published, latest_report.report_type,
    latest_report.operation_names, latest_report.forces, latest_report.places, latest_report.start_date,
    latest_report.end_date,
    wide.* EXCLUDE (document_id),
    coalesce(told.drugs, []) AS drugs, coalesce(told.ambiguous, []) AS ambiguous,
    coalesce(told.tellings, []) AS tellings,
    bound.* EXCLUDE (document_id),
    latest_report.document_id, latest_report.work_key, latest_report.run_id
FROM latest_report
JOIN document ON document.id = latest_report.document_id
LEFT JOIN wide ON wide.document_id = latest_report.document_id
LEFT JOIN bound ON bound.document_id = latest_report.document_id
LEFT JOIN told ON told.document_id = latest_report.document_id;
COMMENT ON VIEW operation IS 'One row for each document: what its report says of the operation, and the trusted headline figure of each measure (no force, place, offence; period current). A figure is one that the report states, never a sum; low and high say how far it is a bound; ambiguous and tellings hide nothing. Names, forces, places and dates are the model''s reading and carry no verdict.';
COMMENT ON COLUMN operation.name IS 'What the document was called in the latest run that covered it.';
COMMENT ON COLUMN operation.published IS 'Publication date (EDTF): the file''s own, else the model''s reading of the text.';
COMMENT ON COLUMN operation.report_type IS 'operation, court, statistics, appeal or other; the model''s reading.';
COMMENT ON COLUMN operation.operation_names IS 'The model''s reading, without a verdict.';
COMMENT ON COLUMN operation.forces IS 'The model''s reading, without a verdict.';
COMMENT ON COLUMN operation.places IS 'The model''s reading, without a verdict.';
COMMENT ON COLUMN operation.start_date IS 'EDTF; the model''s reading, without a verdict.';
COMMENT ON COLUMN operation.end_date IS 'EDTF; the model''s reading, without a verdict.';
COMMENT ON COLUMN operation.drugs IS 'Quantities of drugs seized, each telling in words; they are never added up.';
COMMENT ON COLUMN operation.ambiguous IS 'Measures whose trusted tellings do not agree on one number, or stand in several currencies: read tellings before you quote.';
COMMENT ON COLUMN operation.tellings IS 'Every trusted headline telling in words, by measure and in text order.';
COMMENT ON COLUMN operation.arrests IS 'People arrested, detained on suspicion, held: a figure that the report states, never a sum. Read it with arrests_low and arrests_high.';
COMMENT ON COLUMN operation.charges IS 'People charged: a figure that the report states, never a sum. Read it with charges_low and charges_high.';
COMMENT ON COLUMN operation.convictions IS 'People convicted, sentenced, jailed: a figure that the report states, never a sum. Read it with convictions_low and convictions_high.';
COMMENT ON COLUMN operation.people_safeguarded IS 'People safeguarded, rescued, referred: a figure that the report states, never a sum. Read it with people_safeguarded_low and people_safeguarded_high.';
COMMENT ON COLUMN operation.officers IS 'Police officers and staff deployed: a figure that the report states, never a sum. Read it with officers_low and officers_high.';
COMMENT ON COLUMN operation.police_forces IS 'Forces or agencies said to take part, where the text gives the number: a figure that the report states, never a sum. Read it with police_forces_low and police_forces_high.';
COMMENT ON COLUMN operation.warrants IS 'Warrants executed: a figure that the report states, never a sum. Read it with warrants_low and warrants_high.';
COMMENT ON COLUMN operation.addresses_searched IS 'Premises searched or raided: a figure that the report states, never a sum. Read it with addresses_searched_low and addresses_searched_high.';
COMMENT ON COLUMN operation.addresses_visited IS 'Visits to and checks of premises: a figure that the report states, never a sum. Read it with addresses_visited_low and addresses_visited_high.';
COMMENT ON COLUMN operation.stop_searches IS 'People stopped and searched: a figure that the report states, never a sum. Read it with stop_searches_low and stop_searches_high.';
COMMENT ON COLUMN operation.vehicles_stopped IS 'Vehicles stopped or checked: a figure that the report states, never a sum. Read it with vehicles_stopped_low and vehicles_stopped_high.';
COMMENT ON COLUMN operation.drug_lines IS 'Deal lines, county lines shut or identified: a figure that the report states, never a sum. Read it with drug_lines_low and drug_lines_high.';
COMMENT ON COLUMN operation.crime_groups IS 'Organised crime groups disrupted: a figure that the report states, never a sum. Read it with crime_groups_low and crime_groups_high.';
COMMENT ON COLUMN operation.cash IS 'Money seized, in cash_currency: a figure that the report states, never a sum. Read it with cash_low and cash_high.';
COMMENT ON COLUMN operation.cash_currency IS 'Currency of cash, cash_low and cash_high: the one told first; other currencies stand in headline.';
COMMENT ON COLUMN operation.drugs_value IS 'Stated value of drugs, in drugs_value_currency: a figure that the report states, never a sum. Read it with drugs_value_low and drugs_value_high.';
COMMENT ON COLUMN operation.drugs_value_currency IS 'Currency of drugs_value, drugs_value_low and drugs_value_high: the one told first; other currencies stand in headline.';
COMMENT ON COLUMN operation.drug_seizures IS 'Number of seizures of drugs: a figure that the report states, never a sum. Read it with drug_seizures_low and drug_seizures_high.';
COMMENT ON COLUMN operation.weapons IS 'Weapons, knives, firearms, rounds: a figure that the report states, never a sum. Read it with weapons_low and weapons_high.';
COMMENT ON COLUMN operation.vehicles IS 'Vehicles seized or recovered: a figure that the report states, never a sum. Read it with vehicles_low and vehicles_high.';
COMMENT ON COLUMN operation.phones IS 'Mobile telephones, SIM cards seized: a figure that the report states, never a sum. Read it with phones_low and phones_high.';
COMMENT ON COLUMN operation.assets_value IS 'Value of other goods and accounts seized, in assets_value_currency: a figure that the report states, never a sum. Read it with assets_value_low and assets_value_high.';
COMMENT ON COLUMN operation.assets_value_currency IS 'Currency of assets_value, assets_value_low and assets_value_high: the one told first; other currencies stand in headline.';
COMMENT ON COLUMN operation.arrests_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.arrests_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.charges_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.charges_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.convictions_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.convictions_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.people_safeguarded_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.people_safeguarded_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.officers_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.officers_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.police_forces_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.police_forces_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.warrants_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.warrants_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.addresses_searched_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.addresses_searched_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.addresses_visited_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.addresses_visited_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.stop_searches_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.stop_searches_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.vehicles_stopped_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.vehicles_stopped_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.drug_lines_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.drug_lines_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.crime_groups_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.crime_groups_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.cash_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.cash_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.drugs_value_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.drugs_value_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.drug_seizures_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.drug_seizures_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.weapons_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.weapons_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.vehicles_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.vehicles_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.phones_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.phones_high IS 'At most so many; NULL where the report gives no upper bound.';
COMMENT ON COLUMN operation.assets_value_low IS 'At least so many; NULL where the report gives no lower bound.';
COMMENT ON COLUMN operation.assets_value_high IS 'At most so many; NULL where the report gives no upper bound.';
