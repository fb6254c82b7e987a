-- The way back: who sent which case, and what the hospital says to it. Every statement may be run again.

ALTER TABLE mailbox
    ADD COLUMN IF NOT EXISTS hospital_client VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL; -- common name of the certificate with which its hospital calls us

ALTER TABLE parked
    ADD KEY IF NOT EXISTS of_mailbox (mailbox, state, due_at);

-- Which sender a case belongs to: answers are for nobody else. Ids alone; after three hours one row a case is left.
CREATE TABLE IF NOT EXISTS sent (
    transmission    CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    client          VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    mailbox         VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sent_at         DATETIME(6)  NOT NULL,
    KEY of_case (case_id, client, mailbox),
    KEY age (sent_at)
) ENGINE = InnoDB;

-- The events of a case count 1, 2, 3 in the order of their commits, whichever instance wrote them: whoever writes one
-- holds the case's row here. So a stream that has had all up to n resumes after n, without loss or repetition.
CREATE TABLE IF NOT EXISTS case_counter (
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    number          BIGINT       NOT NULL,
    used_at         DATETIME(6)  NOT NULL,
    KEY age (used_at)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS case_event (
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number          BIGINT       NOT NULL,
    answer          CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NULL, -- the hospital's id; none for our own events
    mailbox         VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event           VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at              DATETIME(6)  NOT NULL, -- when it happened, as the one who tells it says
    transmission    CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    sealed          TEXT         CHARACTER SET ascii COLLATE ascii_bin NULL, -- what the hospital says, for the crew alone
    keep_until      DATETIME(6)  NOT NULL,
    PRIMARY KEY (case_id, number),
    UNIQUE KEY answer (answer),
    KEY age (keep_until)
) ENGINE = InnoDB;
