-- When this mailbox was last proved to work: one row. No trace of the synthetic case stays.
CREATE TABLE IF NOT EXISTS self_test (
    id              TINYINT UNSIGNED NOT NULL PRIMARY KEY DEFAULT 1,
    proved_at       DATETIME(6)  NOT NULL
) ENGINE = InnoDB;
