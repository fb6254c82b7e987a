-- Handed over, and what the last action found, so that it can be taken back. Every statement may be run again.
ALTER TABLE patient_case
    ADD COLUMN IF NOT EXISTS handed_over_at DATETIME(6)  NULL,
    ADD COLUMN IF NOT EXISTS handed_over_by VARCHAR(130) NULL,
    ADD COLUMN IF NOT EXISTS read_back      BOOLEAN      NOT NULL DEFAULT FALSE; -- the team has repeated the handover

CREATE TABLE IF NOT EXISTS last_action (
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    event           VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_name       VARCHAR(64)  NOT NULL,
    at              DATETIME(6)  NOT NULL,
    seen_at         DATETIME(6)  NULL, -- from here: the case as it stood before
    seen_by         VARCHAR(130) NULL,
    accepted_at     DATETIME(6)  NULL,
    accepted_by     VARCHAR(130) NULL,
    destination     VARCHAR(40)  NULL,
    arrived_at      DATETIME(6)  NULL,
    handed_over_at  DATETIME(6)  NULL,
    handed_over_by  VARCHAR(130) NULL,
    read_back       BOOLEAN      NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
