-- The record in typed columns, one view for each part of the record (docs/reference/record-tables.md). They read the one copy of the
-- record, so they cannot disagree with it, whatever order its transmissions came in, and they are gone when it is. What is searched
-- across all cases stands in patient_case and measurement, with indexes.

-- RFC 3339 with offset becomes the DATETIME in UTC that the other tables have.
CREATE OR REPLACE FUNCTION record_time(sent VARCHAR(35) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin) RETURNS DATETIME(6) DETERMINISTIC NO SQL
    RETURN IF(RIGHT(sent, 1) = 'Z', CAST(LEFT(sent, CHAR_LENGTH(sent) - 1) AS DATETIME(6)),
              CONVERT_TZ(CAST(LEFT(sent, CHAR_LENGTH(sent) - 6) AS DATETIME(6)), RIGHT(sent, 6), '+00:00'));

CREATE OR REPLACE VIEW record_patient AS SELECT c.id AS case_id, r.* FROM patient_case c, JSON_TABLE(c.record, '$.patient' COLUMNS (
    identity VARCHAR(10) PATH '$.identity', family_name VARCHAR(100) PATH '$.family_name', given_name VARCHAR(100) PATH '$.given_name',
    name_affix VARCHAR(40) PATH '$.name_affix', birth_date DATE PATH '$.birth_date', birth_date_estimated BOOLEAN PATH '$.birth_date_estimated',
    age_years INT PATH '$.age_years', age_months INT PATH '$.age_months', sex VARCHAR(10) PATH '$.sex', street VARCHAR(200) PATH '$.street',
    house_number VARCHAR(20) PATH '$.house_number', postal_code VARCHAR(12) PATH '$.postal_code', city VARCHAR(100) PATH '$.city',
    country CHAR(2) PATH '$.country')) r;

CREATE OR REPLACE VIEW record_insurance AS SELECT c.id AS case_id, r.* FROM patient_case c, JSON_TABLE(c.record, '$.insurance' COLUMNS (
    company VARCHAR(200) PATH '$.company', company_id VARCHAR(20) PATH '$.company_id', insurant_number VARCHAR(30) PATH '$.insurant_number',
    status VARCHAR(20) PATH '$.status', private BOOLEAN PATH '$.private', exempt BOOLEAN PATH '$.exempt',
    read_from_card BOOLEAN PATH '$.read_from_card')) r;

CREATE OR REPLACE VIEW record_mission AS SELECT c.id AS case_id, r.* FROM patient_case c, JSON_TABLE(c.record, '$.mission' COLUMNS (
    number VARCHAR(40) PATH '$.number', `date` DATE PATH '$.date', keyword VARCHAR(80) PATH '$.keyword', type VARCHAR(20) PATH '$.type',
    site_type VARCHAR(20) PATH '$.site_type', transport_from VARCHAR(200) PATH '$.transport_from', transport_to VARCHAR(200) PATH '$.transport_to',
    care VARCHAR(30) PATH '$.care', signal_transport BOOLEAN PATH '$.signal_transport')) r;

CREATE OR REPLACE VIEW record_vehicle AS SELECT c.id AS case_id, r.* FROM patient_case c, JSON_TABLE(c.record, '$.mission.resources[*]' COLUMNS (
    position FOR ORDINALITY, callsign VARCHAR(60) PATH '$')) r;

CREATE OR REPLACE VIEW record_crew AS SELECT c.id AS case_id, r.* FROM patient_case c, JSON_TABLE(c.record, '$.crew' COLUMNS (
    vehicle_callsign VARCHAR(40) PATH '$.vehicle_callsign', vehicle_type VARCHAR(20) PATH '$.vehicle_type',
    vehicle_phone VARCHAR(40) PATH '$.vehicle_phone')) r;

CREATE OR REPLACE VIEW record_crew_member AS
    SELECT c.id AS case_id, 'driver' AS role, r.* FROM patient_case c, JSON_TABLE(c.record, '$.crew.driver' COLUMNS (position FOR ORDINALITY,
        family_name VARCHAR(100) PATH '$.family_name', given_name VARCHAR(100) PATH '$.given_name', qualification VARCHAR(60) PATH '$.qualification')) r
    UNION ALL SELECT c.id, 'attendant', r.* FROM patient_case c, JSON_TABLE(c.record, '$.crew.attendant' COLUMNS (position FOR ORDINALITY,
        family_name VARCHAR(100) PATH '$.family_name', given_name VARCHAR(100) PATH '$.given_name', qualification VARCHAR(60) PATH '$.qualification')) r
    UNION ALL SELECT c.id, 'trainee', r.* FROM patient_case c, JSON_TABLE(c.record, '$.crew.trainees[*]' COLUMNS (position FOR ORDINALITY,
        family_name VARCHAR(100) PATH '$.family_name', given_name VARCHAR(100) PATH '$.given_name', qualification VARCHAR(60) PATH '$.qualification')) r
    UNION ALL SELECT c.id, 'physician', r.* FROM patient_case c, JSON_TABLE(c.record, '$.crew.physician' COLUMNS (position FOR ORDINALITY,
        family_name VARCHAR(100) PATH '$.family_name', given_name VARCHAR(100) PATH '$.given_name', qualification VARCHAR(60) PATH '$.qualification')) r;

CREATE OR REPLACE VIEW record_times AS SELECT c.id AS case_id, record_time(r.alarm) AS alarm, record_time(r.status_1) AS status_1,
        record_time(r.status_2) AS status_2, record_time(r.status_3) AS status_3, record_time(r.status_4) AS status_4, record_time(r.status_7) AS status_7,
        record_time(r.status_8) AS status_8, record_time(r.at_patient) AS at_patient, record_time(r.physician_alarm) AS physician_alarm,
        record_time(r.physician_at_patient) AS physician_at_patient, record_time(r.handed_over) AS handed_over
    FROM patient_case c, JSON_TABLE(c.record, '$.times' COLUMNS (alarm VARCHAR(35) PATH '$.alarm', status_1 VARCHAR(35) PATH '$.status_1',
        status_2 VARCHAR(35) PATH '$.status_2', status_3 VARCHAR(35) PATH '$.status_3', status_4 VARCHAR(35) PATH '$.status_4',
        status_7 VARCHAR(35) PATH '$.status_7', status_8 VARCHAR(35) PATH '$.status_8', at_patient VARCHAR(35) PATH '$.at_patient',
        physician_alarm VARCHAR(35) PATH '$.physician_alarm', physician_at_patient VARCHAR(35) PATH '$.physician_at_patient',
        handed_over VARCHAR(35) PATH '$.handed_over')) r;

CREATE OR REPLACE VIEW record_callback AS SELECT c.id AS case_id, r.* FROM patient_case c, JSON_TABLE(c.record, '$.callback' COLUMNS (
    vehicle VARCHAR(40) PATH '$.vehicle', control_centre VARCHAR(40) PATH '$.control_centre', relatives VARCHAR(40) PATH '$.relatives',
    relatives_name VARCHAR(200) PATH '$.relatives_name')) r;

CREATE OR REPLACE VIEW record_pre_notification AS SELECT c.id AS case_id, r.diagnosis, r.diagnosis_code, r.diagnosis_catalogue, r.text,
        record_time(r.announced_at) AS announced_at, r.spoken_with, record_time(r.estimated_arrival) AS estimated_arrival,
        record_time(r.calculated_arrival) AS calculated_arrival
    FROM patient_case c, JSON_TABLE(c.record, '$.pre_notification' COLUMNS (diagnosis VARCHAR(120) PATH '$.diagnosis',
        diagnosis_code VARCHAR(20) PATH '$.diagnosis_code', diagnosis_catalogue VARCHAR(60) PATH '$.diagnosis_catalogue', text TEXT PATH '$.text',
        announced_at VARCHAR(35) PATH '$.announced_at', spoken_with VARCHAR(200) PATH '$.spoken_with',
        estimated_arrival VARCHAR(35) PATH '$.estimated_arrival', calculated_arrival VARCHAR(35) PATH '$.calculated_arrival')) r;

CREATE OR REPLACE VIEW record_announced_to AS SELECT c.id AS case_id, r.* FROM patient_case c,
    JSON_TABLE(c.record, '$.pre_notification.announced_to[*]' COLUMNS (department VARCHAR(30) PATH '$')) r;

CREATE OR REPLACE VIEW record_questionnaire AS SELECT c.id AS case_id, record_time(r.onset_at) AS onset_at, r.onset,
        record_time(r.last_seen_well_at) AS last_seen_well_at, r.last_seen_well, r.pre_mrs, r.anticoagulants,
        record_time(r.anticoagulants_taken_at) AS anticoagulants_taken_at, r.pain_nrs, r.pain_nrs_status, r.pain_location, r.pain_radiation,
        r.pain_character, record_time(r.pain_since) AS pain_since, r.stemi, r.infarction, r.bypass, r.catheter, r.catecholamines, r.intubation,
        r.resuscitation, record_time(r.rosc_at) AS rosc_at, r.infection_status, r.isolation, r.pregnant, r.week_of_pregnancy, r.be_fast_balance,
        r.be_fast_eyes, r.be_fast_face, r.be_fast_arm, r.be_fast_speech, r.be_fast_side, r.first_responder, r.first_responder_organisation,
        r.first_responder_measures, r.bystander_cpr, r.collapse_witnessed
    FROM patient_case c, JSON_TABLE(c.record, '$.questionnaire' COLUMNS (onset_at VARCHAR(35) PATH '$.onset_at', onset VARCHAR(10) PATH '$.onset',
        last_seen_well_at VARCHAR(35) PATH '$.last_seen_well_at', last_seen_well VARCHAR(10) PATH '$.last_seen_well', pre_mrs INT PATH '$.pre_mrs',
        anticoagulants VARCHAR(8) PATH '$.anticoagulants.taken', anticoagulants_taken_at VARCHAR(35) PATH '$.anticoagulants.last_taken_at',
        pain_nrs INT PATH '$.pain.nrs', pain_nrs_status VARCHAR(20) PATH '$.pain.nrs_status', pain_location VARCHAR(200) PATH '$.pain.location',
        pain_radiation VARCHAR(200) PATH '$.pain.radiation', pain_character VARCHAR(200) PATH '$.pain.character', pain_since VARCHAR(35) PATH '$.pain.since',
        stemi VARCHAR(8) PATH '$.stemi', infarction VARCHAR(8) PATH '$.infarction', bypass VARCHAR(8) PATH '$.bypass', catheter VARCHAR(8) PATH '$.catheter',
        catecholamines VARCHAR(8) PATH '$.catecholamines', intubation VARCHAR(8) PATH '$.intubation', resuscitation VARCHAR(8) PATH '$.resuscitation',
        rosc_at VARCHAR(35) PATH '$.rosc_at', infection_status VARCHAR(12) PATH '$.infection.status', isolation VARCHAR(8) PATH '$.infection.isolation',
        pregnant VARCHAR(8) PATH '$.pregnant', week_of_pregnancy INT PATH '$.week_of_pregnancy', be_fast_balance VARCHAR(8) PATH '$.be_fast.balance',
        be_fast_eyes VARCHAR(8) PATH '$.be_fast.eyes', be_fast_face VARCHAR(8) PATH '$.be_fast.face', be_fast_arm VARCHAR(8) PATH '$.be_fast.arm',
        be_fast_speech VARCHAR(8) PATH '$.be_fast.speech', be_fast_side VARCHAR(8) PATH '$.be_fast.side',
        first_responder VARCHAR(8) PATH '$.first_responder.present', first_responder_organisation VARCHAR(200) PATH '$.first_responder.organisation',
        first_responder_measures VARCHAR(200) PATH '$.first_responder.measures', bystander_cpr VARCHAR(8) PATH '$.bystander_cpr',
        collapse_witnessed VARCHAR(8) PATH '$.collapse_witnessed')) r;

CREATE OR REPLACE VIEW record_anticoagulant AS SELECT c.id AS case_id, r.* FROM patient_case c,
    JSON_TABLE(c.record, '$.questionnaire.anticoagulants.substances[*]' COLUMNS (substance VARCHAR(80) PATH '$')) r;
CREATE OR REPLACE VIEW record_pathogen AS SELECT c.id AS case_id, r.* FROM patient_case c,
    JSON_TABLE(c.record, '$.questionnaire.infection.pathogens[*]' COLUMNS (pathogen VARCHAR(60) PATH '$')) r;

CREATE OR REPLACE VIEW record_history AS SELECT c.id AS case_id, r.text, r.illness, record_time(r.last_meal_at) AS last_meal_at FROM patient_case c,
    JSON_TABLE(c.record, '$.history' COLUMNS (text TEXT PATH '$.text', illness VARCHAR(200) PATH '$.illness', last_meal_at VARCHAR(35) PATH '$.last_meal_at')) r;
CREATE OR REPLACE VIEW record_history_item AS
    SELECT c.id AS case_id, 'illness' AS kind, r.* FROM patient_case c, JSON_TABLE(c.record, '$.history.illnesses[*]' COLUMNS (text VARCHAR(200) PATH '$')) r
    UNION ALL SELECT c.id, 'regular_medication', r.* FROM patient_case c,
        JSON_TABLE(c.record, '$.history.regular_medication[*]' COLUMNS (text VARCHAR(200) PATH '$')) r
    UNION ALL SELECT c.id, 'allergy', r.* FROM patient_case c, JSON_TABLE(c.record, '$.history.allergies[*]' COLUMNS (text VARCHAR(200) PATH '$')) r;

CREATE OR REPLACE VIEW record_examination AS SELECT c.id AS case_id, r.examination, record_time(r.at) AS at, r.phase, r.consciousness,
        r.capillary_refill_s, r.breathing_text, r.skin_text, r.psyche_text, r.pupil_left_size, r.pupil_left_mm, r.pupil_left_light, r.pupil_right_size,
        r.pupil_right_mm, r.pupil_right_light, r.ecg_rhythm, r.ecg_leads, r.ecg_text, r.text
    FROM patient_case c, JSON_TABLE(c.record, '$.findings[*]' COLUMNS (examination FOR ORDINALITY, at VARCHAR(35) PATH '$.at', phase VARCHAR(10) PATH '$.phase',
        consciousness VARCHAR(16) PATH '$.consciousness', capillary_refill_s DOUBLE PATH '$.capillary_refill_s',
        breathing_text VARCHAR(200) PATH '$.breathing_text', skin_text VARCHAR(200) PATH '$.skin_text', psyche_text VARCHAR(200) PATH '$.psyche_text',
        pupil_left_size VARCHAR(16) PATH '$.pupils.left.size', pupil_left_mm DOUBLE PATH '$.pupils.left.size_mm',
        pupil_left_light VARCHAR(16) PATH '$.pupils.left.light_reaction', pupil_right_size VARCHAR(16) PATH '$.pupils.right.size',
        pupil_right_mm DOUBLE PATH '$.pupils.right.size_mm', pupil_right_light VARCHAR(16) PATH '$.pupils.right.light_reaction',
        ecg_rhythm VARCHAR(30) PATH '$.ecg.rhythm', ecg_leads INT PATH '$.ecg.leads', ecg_text VARCHAR(200) PATH '$.ecg.text', text TEXT PATH '$.text')) r;

CREATE OR REPLACE VIEW record_finding AS SELECT c.id AS case_id, r.examination, record_time(r.at) AS at, r.phase,
        CASE WHEN r.airway IS NOT NULL THEN 'airway' WHEN r.breathing IS NOT NULL THEN 'breathing' WHEN r.circulation IS NOT NULL THEN 'circulation'
             WHEN r.skin IS NOT NULL THEN 'skin' ELSE 'psyche' END AS area,
        COALESCE(r.airway, r.breathing, r.circulation, r.skin, r.psyche) AS finding
    FROM patient_case c, JSON_TABLE(c.record, '$.findings[*]' COLUMNS (examination FOR ORDINALITY, at VARCHAR(35) PATH '$.at', phase VARCHAR(10) PATH '$.phase',
        NESTED PATH '$.airway[*]' COLUMNS (airway VARCHAR(30) PATH '$'), NESTED PATH '$.breathing[*]' COLUMNS (breathing VARCHAR(30) PATH '$'),
        NESTED PATH '$.circulation[*]' COLUMNS (circulation VARCHAR(30) PATH '$'), NESTED PATH '$.skin[*]' COLUMNS (skin VARCHAR(30) PATH '$'),
        NESTED PATH '$.psyche[*]' COLUMNS (psyche VARCHAR(30) PATH '$'))) r
    WHERE COALESCE(r.airway, r.breathing, r.circulation, r.skin, r.psyche) IS NOT NULL;

CREATE OR REPLACE VIEW record_injuries AS SELECT c.id AS case_id, r.* FROM patient_case c, JSON_TABLE(c.record, '$.injuries' COLUMNS (
    present VARCHAR(8) PATH '$.present', related_to VARCHAR(12) PATH '$.related_to', pattern VARCHAR(200) PATH '$.pattern',
    mechanism VARCHAR(200) PATH '$.mechanism', course TEXT PATH '$.course', burn_body_surface_percent DOUBLE PATH '$.burn_body_surface_percent',
    inhalation_injury VARCHAR(8) PATH '$.inhalation_injury')) r;
CREATE OR REPLACE VIEW record_injury AS SELECT c.id AS case_id, r.* FROM patient_case c, JSON_TABLE(c.record, '$.injuries.sites[*]' COLUMNS (
    region VARCHAR(30) PATH '$.region', side VARCHAR(8) PATH '$.side', severity VARCHAR(10) PATH '$.severity', kind VARCHAR(20) PATH '$.kind',
    text VARCHAR(200) PATH '$.text')) r;
