-- The record in typed columns, continued: scores, what was given and done, handover, protocols.

CREATE OR REPLACE VIEW record_gcs AS SELECT c.id AS case_id, record_time(r.at) AS at, r.phase, r.eye, r.verbal, r.motor, r.not_testable, r.`sum`,
        r.`sum` <> r.eye + r.verbal + r.motor AS sum_differs
    FROM patient_case c, JSON_TABLE(c.record, '$.scores.gcs[*]' COLUMNS (at VARCHAR(35) PATH '$.at', phase VARCHAR(10) PATH '$.phase', eye INT PATH '$.eye',
        verbal INT PATH '$.verbal', motor INT PATH '$.motor', not_testable JSON PATH '$.not_testable', `sum` INT PATH '$.sum')) r;

CREATE OR REPLACE VIEW record_pees AS SELECT c.id AS case_id, record_time(r.at) AS at, r.eyes_open, r.gaze_deviation, r.one_sided_stiffness,
        r.one_sided_twitching, r.automatisms_confusion, r.seizure_over_30_s, r.impaired_over_3_min, r.tongue_bite, r.known_epilepsy, r.`sum`,
        r.`sum` <> r.eyes_open + r.gaze_deviation + r.one_sided_stiffness + r.one_sided_twitching + r.automatisms_confusion + r.seizure_over_30_s
            + r.impaired_over_3_min + r.tongue_bite + r.known_epilepsy AS sum_differs
    FROM patient_case c, JSON_TABLE(c.record, '$.scores.pees[*]' COLUMNS (at VARCHAR(35) PATH '$.at', eyes_open INT PATH '$.eyes_open',
        gaze_deviation INT PATH '$.gaze_deviation', one_sided_stiffness INT PATH '$.one_sided_stiffness', one_sided_twitching INT PATH '$.one_sided_twitching',
        automatisms_confusion INT PATH '$.automatisms_confusion', seizure_over_30_s INT PATH '$.seizure_over_30_s',
        impaired_over_3_min INT PATH '$.impaired_over_3_min', tongue_bite INT PATH '$.tongue_bite', known_epilepsy INT PATH '$.known_epilepsy',
        `sum` INT PATH '$.sum')) r;

CREATE OR REPLACE VIEW record_four_i_ss AS SELECT c.id AS case_id, record_time(r.at) AS at, r.vigilance, r.gaze_head, r.hemiparesis, r.speech, r.`sum`,
        r.`sum` <> r.vigilance + r.gaze_head + r.hemiparesis + r.speech AS sum_differs
    FROM patient_case c, JSON_TABLE(c.record, '$.scores.four_i_ss[*]' COLUMNS (at VARCHAR(35) PATH '$.at', vigilance INT PATH '$.vigilance',
        gaze_head INT PATH '$.gaze_head', hemiparesis INT PATH '$.hemiparesis', speech INT PATH '$.speech', `sum` INT PATH '$.sum')) r;

-- Limbs as the handbook has them (arm, leg), or each side by itself.
CREATE OR REPLACE VIEW record_snihss_ems AS SELECT c.id AS case_id, record_time(r.at) AS at, r.consciousness, r.face, r.arm, r.leg, r.arm_left, r.arm_right,
        r.leg_left, r.leg_right, r.sensation, r.language, r.dysarthria, r.`sum`,
        r.`sum` <> r.consciousness + r.face + r.sensation + r.language + r.dysarthria + COALESCE(r.arm, r.arm_left + r.arm_right)
            + COALESCE(r.leg, r.leg_left + r.leg_right) AS sum_differs
    FROM patient_case c, JSON_TABLE(c.record, '$.scores.snihss_ems[*]' COLUMNS (at VARCHAR(35) PATH '$.at', consciousness INT PATH '$.consciousness',
        face INT PATH '$.face', arm INT PATH '$.arm', leg INT PATH '$.leg', arm_left INT PATH '$.arm_left', arm_right INT PATH '$.arm_right',
        leg_left INT PATH '$.leg_left', leg_right INT PATH '$.leg_right', sensation INT PATH '$.sensation', language INT PATH '$.language',
        dysarthria INT PATH '$.dysarthria', `sum` INT PATH '$.sum')) r;

CREATE OR REPLACE VIEW record_apgar AS SELECT c.id AS case_id, r.*,
        r.`sum` <> r.appearance + r.pulse + r.grimace + r.activity + r.respiration AS sum_differs
    FROM patient_case c, JSON_TABLE(c.record, '$.scores.apgar[*]' COLUMNS (minute INT PATH '$.minute', appearance INT PATH '$.appearance',
        pulse INT PATH '$.pulse', grimace INT PATH '$.grimace', activity INT PATH '$.activity', respiration INT PATH '$.respiration', `sum` INT PATH '$.sum')) r;

CREATE OR REPLACE VIEW record_naca AS SELECT c.id AS case_id, r.* FROM patient_case c,
    JSON_TABLE(c.record, '$.scores' COLUMNS (naca VARCHAR(4) PATH '$.naca')) r WHERE r.naca IS NOT NULL;

CREATE OR REPLACE VIEW record_medication AS SELECT c.id AS case_id, r.position, r.name, r.form, r.dose, r.unit, r.rate_ml_per_h, r.concentration,
        record_time(r.at) AS at, record_time(r.ended_at) AS ended_at, r.given_by, r.text
    FROM patient_case c, JSON_TABLE(c.record, '$.medication.given[*]' COLUMNS (position FOR ORDINALITY, name VARCHAR(100) PATH '$.name',
        form VARCHAR(12) PATH '$.form', dose DOUBLE PATH '$.dose', unit VARCHAR(24) PATH '$.unit', rate_ml_per_h DOUBLE PATH '$.rate_ml_per_h',
        concentration VARCHAR(40) PATH '$.concentration', at VARCHAR(35) PATH '$.at', ended_at VARCHAR(35) PATH '$.ended_at',
        given_by VARCHAR(16) PATH '$.by', text VARCHAR(200) PATH '$.text')) r;

CREATE OR REPLACE VIEW record_measures AS SELECT c.id AS case_id, r.no_medication, record_time(r.airway_at) AS airway_at, r.tube_size_mm, r.tube_depth_cm,
        r.oxygen_l_per_min, r.fio2_percent, r.peep_mbar, r.tidal_volume_ml, r.rate_per_min, record_time(r.ventilation_at) AS ventilation_at,
        r.defibrillation_waveform, r.shock_count, r.pacer_rate_per_min, r.pacer_current_ma, record_time(r.pacer_at) AS pacer_at,
        record_time(r.resuscitation_started_at) AS resuscitation_started_at, record_time(r.resuscitation_ended_at) AS resuscitation_ended_at,
        r.mechanical_device, r.resuscitation_outcome, r.warming, r.cooling, r.blood_glucose_treated, r.omitted, r.other
    FROM patient_case c, JSON_TABLE(c.record, '$' COLUMNS (no_medication BOOLEAN PATH '$.medication.none_given', airway_at VARCHAR(35) PATH '$.measures.airway_at',
        tube_size_mm DOUBLE PATH '$.measures.tube_size_mm', tube_depth_cm DOUBLE PATH '$.measures.tube_depth_cm',
        oxygen_l_per_min DOUBLE PATH '$.measures.ventilation.oxygen_l_per_min', fio2_percent DOUBLE PATH '$.measures.ventilation.fio2_percent',
        peep_mbar DOUBLE PATH '$.measures.ventilation.peep_mbar', tidal_volume_ml DOUBLE PATH '$.measures.ventilation.tidal_volume_ml',
        rate_per_min DOUBLE PATH '$.measures.ventilation.rate_per_min', ventilation_at VARCHAR(35) PATH '$.measures.ventilation.at',
        defibrillation_waveform VARCHAR(12) PATH '$.measures.defibrillation.waveform', shock_count INT PATH '$.measures.defibrillation.shock_count',
        pacer_rate_per_min DOUBLE PATH '$.measures.defibrillation.pacer.rate_per_min', pacer_current_ma DOUBLE PATH '$.measures.defibrillation.pacer.current_ma',
        pacer_at VARCHAR(35) PATH '$.measures.defibrillation.pacer.at', resuscitation_started_at VARCHAR(35) PATH '$.measures.resuscitation.started_at',
        resuscitation_ended_at VARCHAR(35) PATH '$.measures.resuscitation.ended_at', mechanical_device BOOLEAN PATH '$.measures.resuscitation.mechanical_device',
        resuscitation_outcome VARCHAR(12) PATH '$.measures.resuscitation.outcome', warming BOOLEAN PATH '$.measures.warming',
        cooling BOOLEAN PATH '$.measures.cooling', blood_glucose_treated BOOLEAN PATH '$.measures.blood_glucose_treated',
        omitted VARCHAR(200) PATH '$.measures.omitted', other TEXT PATH '$.measures.other')) r;

CREATE OR REPLACE VIEW record_measure AS
    SELECT c.id AS case_id, 'airway' AS area, r.* FROM patient_case c, JSON_TABLE(c.record, '$.measures.airway[*]' COLUMNS (measure VARCHAR(30) PATH '$')) r
    UNION ALL SELECT c.id, 'ventilation', r.* FROM patient_case c,
        JSON_TABLE(c.record, '$.measures.ventilation.modes[*]' COLUMNS (measure VARCHAR(30) PATH '$')) r
    UNION ALL SELECT c.id, 'positioning', r.* FROM patient_case c, JSON_TABLE(c.record, '$.measures.positioning[*]' COLUMNS (measure VARCHAR(30) PATH '$')) r
    UNION ALL SELECT c.id, 'immobilisation', r.* FROM patient_case c,
        JSON_TABLE(c.record, '$.measures.immobilisation[*]' COLUMNS (measure VARCHAR(30) PATH '$')) r
    UNION ALL SELECT c.id, 'bleeding_control', r.* FROM patient_case c,
        JSON_TABLE(c.record, '$.measures.bleeding_control[*]' COLUMNS (measure VARCHAR(30) PATH '$')) r;

CREATE OR REPLACE VIEW record_access AS SELECT c.id AS case_id, r.kind, r.site, r.side, r.gauge, r.`count`, record_time(r.at) AS at FROM patient_case c,
    JSON_TABLE(c.record, '$.measures.accesses[*]' COLUMNS (kind VARCHAR(20) PATH '$.kind', site VARCHAR(60) PATH '$.site', side VARCHAR(8) PATH '$.side',
        gauge VARCHAR(12) PATH '$.gauge', `count` INT PATH '$.count', at VARCHAR(35) PATH '$.at')) r;
CREATE OR REPLACE VIEW record_shock AS SELECT c.id AS case_id, record_time(r.at) AS at, r.joule, r.cardioversion FROM patient_case c,
    JSON_TABLE(c.record, '$.measures.defibrillation.shocks[*]' COLUMNS (at VARCHAR(35) PATH '$.at', joule DOUBLE PATH '$.joule',
        cardioversion BOOLEAN PATH '$.cardioversion')) r;

CREATE OR REPLACE VIEW record_handover AS SELECT c.id AS case_id, r.place, record_time(r.at) AS at, r.`condition`, r.received_by, r.signed_by,
        record_time(r.signed_at) AS signed_at, r.signature_attachment, r.valuables, r.escort
    FROM patient_case c, JSON_TABLE(c.record, '$.handover' COLUMNS (place VARCHAR(200) PATH '$.place', at VARCHAR(35) PATH '$.at',
        `condition` VARCHAR(8) PATH '$.condition', received_by VARCHAR(200) PATH '$.received_by', signed_by VARCHAR(200) PATH '$.signature.signed_by',
        signed_at VARCHAR(35) PATH '$.signature.signed_at', signature_attachment CHAR(36) PATH '$.signature.attachment', valuables TEXT PATH '$.valuables',
        escort VARCHAR(200) PATH '$.escort')) r;

-- Every version that was sent: a later one does not replace an earlier one.
CREATE OR REPLACE VIEW record_protocol AS SELECT c.id AS case_id, r.type, r.number, r.version, r.final, record_time(r.created_at) AS created_at, r.author,
        r.attachment
    FROM patient_case c, JSON_TABLE(c.record, '$.protocols[*]' COLUMNS (type VARCHAR(20) PATH '$.type', number VARCHAR(40) PATH '$.number',
        version INT PATH '$.version', final BOOLEAN PATH '$.final', created_at VARCHAR(35) PATH '$.created_at', author VARCHAR(200) PATH '$.author',
        attachment CHAR(36) PATH '$.attachment')) r;

CREATE OR REPLACE VIEW record_mind_value AS SELECT c.id AS case_id, r.mind_version, r.element, r.value FROM patient_case c,
    JSON_TABLE(c.record, '$.mind' COLUMNS (mind_version VARCHAR(20) PATH '$.version', NESTED PATH '$.values[*]' COLUMNS (
        element VARCHAR(80) PATH '$.element', value VARCHAR(400) PATH '$.value'))) r;

CREATE OR REPLACE VIEW record_file AS SELECT c.id AS case_id, r.attachment, r.kind, r.media_type, record_time(r.taken_at) AS taken_at, r.description,
        r.channels, r.size
    FROM patient_case c, JSON_TABLE(c.record, '$.attachments[*]' COLUMNS (attachment CHAR(36) PATH '$.id', kind VARCHAR(16) PATH '$.kind',
        media_type VARCHAR(32) PATH '$.media_type', taken_at VARCHAR(35) PATH '$.taken_at', description VARCHAR(200) PATH '$.description',
        channels INT PATH '$.channels', size BIGINT PATH '$.size')) r;

CREATE OR REPLACE VIEW record_position AS SELECT c.id AS case_id, r.latitude, r.longitude, record_time(r.at) AS at, r.accuracy_m, r.speed_km_per_h
    FROM patient_case c, JSON_TABLE(c.record, '$.position' COLUMNS (latitude DOUBLE PATH '$.latitude', longitude DOUBLE PATH '$.longitude',
        at VARCHAR(35) PATH '$.at', accuracy_m DOUBLE PATH '$.accuracy_m', speed_km_per_h DOUBLE PATH '$.speed_km_per_h')) r;
CREATE OR REPLACE VIEW record_assignment AS SELECT c.id AS case_id, r.number, r.department, r.code, record_time(r.assigned_at) AS assigned_at,
        r.`system`, r.text
    FROM patient_case c, JSON_TABLE(c.record, '$.assignment' COLUMNS (number VARCHAR(40) PATH '$.number', department VARCHAR(80) PATH '$.department',
        code VARCHAR(12) PATH '$.code', assigned_at VARCHAR(35) PATH '$.assigned_at', `system` VARCHAR(60) PATH '$.system', text VARCHAR(200) PATH '$.text')) r;
CREATE OR REPLACE VIEW record_cancellation AS SELECT c.id AS case_id, r.reason, r.new_destination, r.text, record_time(r.at) AS at FROM patient_case c,
    JSON_TABLE(c.record, '$.cancellation' COLUMNS (reason VARCHAR(20) PATH '$.reason', new_destination VARCHAR(200) PATH '$.new_destination',
        text VARCHAR(200) PATH '$.text', at VARCHAR(35) PATH '$.at')) r;
CREATE OR REPLACE VIEW record_telemetry AS SELECT c.id AS case_id, r.* FROM patient_case c, JSON_TABLE(c.record, '$.telemetry' COLUMNS (
    vendor VARCHAR(60) PATH '$.vendor', mission VARCHAR(80) PATH '$.mission')) r;
CREATE OR REPLACE VIEW record_remarks AS SELECT c.id AS case_id, r.* FROM patient_case c,
    JSON_TABLE(c.record, '$' COLUMNS (remarks TEXT PATH '$.remarks')) r WHERE r.remarks IS NOT NULL;
