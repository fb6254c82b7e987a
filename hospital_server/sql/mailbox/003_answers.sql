-- What this hospital says to the crews. Every statement may be run again.
ALTER TABLE patient_case
    MODIFY seen_by VARCHAR(130) NULL,
    ADD COLUMN IF NOT EXISTS accepted_at DATETIME(6)  NULL,
    ADD COLUMN IF NOT EXISTS accepted_by VARCHAR(130) NULL,
    ADD COLUMN IF NOT EXISTS destination VARCHAR(40)  NULL;

CREATE TABLE IF NOT EXISTS answer (
    id              CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, -- UUID version 7: sorts by time
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event           VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at              DATETIME(6)  NOT NULL,
    said_by         VARCHAR(130) NOT NULL, -- for the hospital alone: the crew is not told who
    destination     VARCHAR(40)  NULL,
    text            VARCHAR(500) NULL,
    outcome         VARCHAR(24)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    KEY of_case (case_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
