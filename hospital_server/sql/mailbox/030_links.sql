-- Which patient of the hospital a case is. A row is never changed but for its end, so that a withdrawal can still say
-- what it withdraws. At most one of a case is current: `current` is 1, or NULL once it has ended.
CREATE TABLE IF NOT EXISTS case_link (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state           ENUM('linked', 'unknown_person') NOT NULL,
    patient_number  VARCHAR(64)  NULL,          -- PID-3.1
    authority       VARCHAR(64)  NULL,          -- PID-3.4; empty where the hospital sends none
    visit_number    VARCHAR(64)  NULL,          -- PV1-19.1
    level           VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NULL, -- what the comparison said when it was made
    warnings        VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '', -- those that were overridden
    linked_by       VARCHAR(130) NOT NULL,
    linked_at       DATETIME(6)  NOT NULL,
    ended_by        VARCHAR(130) NULL,
    ended_at        DATETIME(6)  NULL,
    current         TINYINT      NULL DEFAULT 1,
    UNIQUE KEY one_current (case_id, current),
    KEY of_patient (patient_number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
