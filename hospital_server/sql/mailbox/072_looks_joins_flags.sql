-- What is implausible in the record: [{pointer, flag}]. Shown and queryable, never a reason to refuse.
ALTER TABLE patient_case ADD COLUMN IF NOT EXISTS flags JSON NULL;
CREATE OR REPLACE VIEW record_flag AS SELECT c.id AS case_id, r.* FROM patient_case c, JSON_TABLE(c.flags, '$[*]' COLUMNS (
    pointer VARCHAR(120) PATH '$.pointer', flag VARCHAR(16) PATH '$.flag')) r;

-- Until when each person has seen a case: what came later is new to them.
CREATE TABLE IF NOT EXISTS case_look (
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_name       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    looked_at       DATETIME(6)  NOT NULL,
    PRIMARY KEY (case_id, user_name),
    CONSTRAINT look_at_case FOREIGN KEY (case_id) REFERENCES patient_case (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Two vehicles, one patient: `case_id` is shown under `main`. Only this row joins them, so taking it away separates them.
CREATE TABLE IF NOT EXISTS case_join (
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    main            CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    joined_at       DATETIME(6)  NOT NULL,
    joined_by       VARCHAR(64)  NOT NULL,
    KEY parts_of (main),
    CONSTRAINT part_is_case FOREIGN KEY (case_id) REFERENCES patient_case (id) ON DELETE CASCADE,
    CONSTRAINT main_is_case FOREIGN KEY (main) REFERENCES patient_case (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Of the transmission that a row stands for: so that whatever order transmissions come in, the same one is kept.
ALTER TABLE measurement ADD COLUMN IF NOT EXISTS sequence BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attachment ADD COLUMN IF NOT EXISTS sequence BIGINT NOT NULL DEFAULT 0;
