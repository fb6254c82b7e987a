-- Every deletion leaves a record without content (mission H4), in the database that held what was deleted.
CREATE TABLE IF NOT EXISTS deletion_record (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at              DATETIME(6)  NOT NULL,
    class           VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason          VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- "period", or that of the order
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    count           BIGINT       NOT NULL,          -- 1 for a case, else rows or files
    deletion_order  CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    ordered_by      VARCHAR(64)  NULL,
    confirmed_by    VARCHAR(64)  NULL,
    completed_at    DATETIME(6)  NULL,              -- NULL: sealed chunks that nothing can open any more are still here
    KEY age (at),
    KEY of_case (case_id),
    KEY completion (completed_at, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- When each class was last looked through.
CREATE TABLE IF NOT EXISTS retention_run (
    class           VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    last_run_at     DATETIME(6)  NOT NULL,
    deleted         BIGINT       NOT NULL,
    held            BIGINT       NOT NULL           -- cases that would have gone but for a legal hold
) ENGINE = InnoDB;
