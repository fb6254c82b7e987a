-- What is to go before its time, and what must not go at all. At most one open order and one hold of a case: the columns
-- ordered_case and held_case say so, NULL once it is settled.
CREATE TABLE IF NOT EXISTS deletion_order (
    id              CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, -- UUID version 7: sorts by time
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ordered_case    CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    reason          VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state           ENUM('ordered', 'confirmed', 'withdrawn', 'carried_out') NOT NULL DEFAULT 'ordered',
    ordered_at      DATETIME(6)  NOT NULL,
    ordered_by      VARCHAR(64)  NOT NULL,
    confirmed_at    DATETIME(6)  NULL,
    confirmed_by    VARCHAR(64)  NULL,
    due_at          DATETIME(6)  NOT NULL,          -- the first run after this carries it out
    latest_at       DATETIME(6)  NOT NULL,          -- the end of the legal period
    settled_at      DATETIME(6)  NULL,
    settled_by      VARCHAR(64)  NULL,              -- who withdrew it
    UNIQUE KEY one_open (ordered_case),
    KEY due (state, due_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS legal_hold (
    id              CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    held_case       CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    reason          VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    placed_at       DATETIME(6)  NOT NULL,
    placed_by       VARCHAR(64)  NOT NULL,
    released_at     DATETIME(6)  NULL,
    released_by     VARCHAR(64)  NULL,
    UNIQUE KEY one_hold (held_case)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

ALTER TABLE patient_case ADD KEY IF NOT EXISTS age (received_at);
