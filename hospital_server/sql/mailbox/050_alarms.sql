-- Which teams were called for which case, and what came of it. Every statement may be run again.
ALTER TABLE patient_case
    ADD COLUMN IF NOT EXISTS alarm_state VARCHAR(12)  CHARACTER SET ascii COLLATE ascii_bin NULL, -- of the alarm that needs a person most
    ADD COLUMN IF NOT EXISTS alarm_by    VARCHAR(64)  NULL,
    ADD COLUMN IF NOT EXISTS alarm_at    DATETIME(6)  NULL;

CREATE TABLE IF NOT EXISTS alarm (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    rule            VARCHAR(40)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    server          VARCHAR(64)  NOT NULL,
    destination     VARCHAR(24)  NOT NULL, -- of the first step
    priority        VARCHAR(12)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reference       CHAR(24)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- CP-PR-REF is this and the step
    state           VARCHAR(12)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    step            INT          NOT NULL,
    started         BOOLEAN      NOT NULL,
    ever_started    BOOLEAN      NOT NULL,
    step_since      DATETIME(6)  NOT NULL,
    due_at          DATETIME(6)  NULL,     -- when something is to be done next
    raised_at       DATETIME(6)  NOT NULL,
    changed_at      DATETIME(6)  NOT NULL, -- when the state began
    accepted_by     VARCHAR(64)  NULL,
    accepted_at     DATETIME(6)  NULL,
    UNIQUE KEY once (case_id, rule),
    UNIQUE KEY reference (reference),
    KEY due (due_at),
    KEY by_state (state, raised_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS alarm_event (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    alarm           BIGINT UNSIGNED NOT NULL,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- of the alarm: it is deleted by it
    at              DATETIME(6)  NOT NULL,
    event           VARCHAR(12)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    step            INT          NOT NULL,
    destination     VARCHAR(24)  NOT NULL,
    who             VARCHAR(64)  NULL,
    detail          VARCHAR(255) NULL,
    text            VARCHAR(250) NULL,     -- what the handset showed
    KEY of_alarm (alarm, id),
    KEY of_case (case_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
