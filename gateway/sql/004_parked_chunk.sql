-- Sealed chunks of attachments whose hospital did not answer. A row goes with its delivery, and after 3 hours at the latest.
CREATE TABLE IF NOT EXISTS parked_chunk (
    mailbox         VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    attachment      CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number          INT UNSIGNED NOT NULL,
    client          VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    size            INT UNSIGNED NOT NULL,
    sha256          BINARY(32)   NOT NULL,
    sealed          MEDIUMBLOB   NOT NULL,
    attempts        INT UNSIGNED NOT NULL DEFAULT 0,
    due_at          DATETIME(6)  NOT NULL,
    parked_at       DATETIME(6)  NOT NULL,
    PRIMARY KEY (mailbox, case_id, attachment, number),
    KEY due (due_at),
    KEY age (parked_at)
) ENGINE = InnoDB;
