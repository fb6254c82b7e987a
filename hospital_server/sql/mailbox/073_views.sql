-- For the emergency department's software (docs/reference/database-views.md): a user who may read these five views and nothing else.
-- What is only added keeps `ed_version`; what is changed or taken away raises it.

-- Pictures and documents in the clear, made for the views from complete attachments; gone with their case.
CREATE TABLE IF NOT EXISTS view_content (
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    attachment      CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    content         LONGBLOB     NULL,              -- none: it is not what it was said to be
    made_at         DATETIME(6)  NOT NULL,
    PRIMARY KEY (case_id, attachment),
    CONSTRAINT content_of_case FOREIGN KEY (case_id) REFERENCES patient_case (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Whether the bytes of a complete attachment are of the kind that its record says, by their first ones.
ALTER TABLE attachment_progress ADD COLUMN IF NOT EXISTS content ENUM('as_said', 'other') NULL;

CREATE OR REPLACE VIEW ed_version AS SELECT 1 AS version;

CREATE OR REPLACE VIEW ed_patient AS
    SELECT c.id AS nida_id, j.main AS joined_to, c.received_at, c.updated_at, c.arrived_at, c.cancelled, c.eta, c.priority, c.keyword, c.destination,
        c.organisation, c.callsign, c.family_name, c.given_name, p.name_affix, c.birth_date, p.age_years, c.sex, p.street, p.house_number,
        p.postal_code, p.city, p.country, c.insurant_number, i.company AS insurance_company, i.company_id AS insurance_company_id,
        i.status AS insurance_status, n.diagnosis, n.diagnosis_code, n.diagnosis_catalogue, n.text AS announcement, m.number AS mission_number
    FROM patient_case c LEFT JOIN case_join j ON j.case_id = c.id
        LEFT JOIN JSON_TABLE(c.record, '$.patient' COLUMNS (name_affix VARCHAR(40) PATH '$.name_affix', age_years INT PATH '$.age_years',
            street VARCHAR(200) PATH '$.street', house_number VARCHAR(20) PATH '$.house_number', postal_code VARCHAR(12) PATH '$.postal_code',
            city VARCHAR(100) PATH '$.city', country CHAR(2) PATH '$.country')) p ON TRUE
        LEFT JOIN JSON_TABLE(c.record, '$.insurance' COLUMNS (company VARCHAR(200) PATH '$.company', company_id VARCHAR(20) PATH '$.company_id',
            status VARCHAR(20) PATH '$.status')) i ON TRUE
        LEFT JOIN JSON_TABLE(c.record, '$.pre_notification' COLUMNS (diagnosis VARCHAR(120) PATH '$.diagnosis', diagnosis_code VARCHAR(20) PATH
            '$.diagnosis_code', diagnosis_catalogue VARCHAR(60) PATH '$.diagnosis_catalogue', text TEXT PATH '$.text')) n ON TRUE
        LEFT JOIN JSON_TABLE(c.record, '$.mission' COLUMNS (number VARCHAR(40) PATH '$.number')) m ON TRUE;

CREATE OR REPLACE VIEW ed_vitals AS SELECT case_id AS nida_id, taken_at, code, name, value, unit, method, flag FROM measurement;

CREATE OR REPLACE VIEW ed_picture AS SELECT v.case_id AS nida_id, v.attachment, f.taken_at, a.received_at, f.description, v.content AS png
    FROM view_content v JOIN attachment a ON a.case_id = v.case_id AND a.id = v.attachment AND a.kind IN ('photo', 'signature')
        LEFT JOIN record_file f ON f.case_id = v.case_id AND f.attachment = v.attachment WHERE v.content IS NOT NULL;

CREATE OR REPLACE VIEW ed_ecg AS SELECT v.case_id AS nida_id, v.attachment, f.taken_at, a.received_at, f.channels, v.content AS pdf
    FROM view_content v JOIN attachment a ON a.case_id = v.case_id AND a.id = v.attachment AND a.kind = 'ecg_pdf'
        LEFT JOIN record_file f ON f.case_id = v.case_id AND f.attachment = v.attachment WHERE v.content IS NOT NULL;

CREATE OR REPLACE VIEW ed_protocol AS SELECT v.case_id AS nida_id, v.attachment, a.received_at, p.type, p.number, p.version, p.final, p.created_at,
        v.content AS pdf
    FROM view_content v JOIN attachment a ON a.case_id = v.case_id AND a.id = v.attachment AND a.kind = 'protocol_pdf'
        LEFT JOIN record_protocol p ON p.case_id = v.case_id AND p.attachment = v.attachment WHERE v.content IS NOT NULL;
