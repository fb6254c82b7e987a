-- Arrival boards: who may watch, and what is shown. Nothing here can be read without a licence key.
CREATE TABLE IF NOT EXISTS board_licence (
    proof_sha256    BINARY(32)   NOT NULL PRIMARY KEY, -- hash of what the browser derives from the licence key
    mailbox         VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    wrapped_key     TEXT         CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- the board's private key, JWE under the licence key
    config          JSON         NOT NULL, -- mission G7: control centre, description, texts, filter, number of entries, ...
    revoked         BOOLEAN      NOT NULL DEFAULT FALSE,
    created_at      DATETIME(6)  NOT NULL
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS board_session (
    token_sha256    BINARY(32)   NOT NULL PRIMARY KEY, -- hash of the cookie
    proof_sha256    BINARY(32)   NOT NULL,
    created_at      DATETIME(6)  NOT NULL,
    seen_at         DATETIME(6)  NOT NULL, -- last sign of life: one licence key is active in one browser at a time
    expires_at      DATETIME(6)  NOT NULL, -- 7 days after the last use
    KEY of_licence (proof_sha256, seen_at),
    KEY expiry (expires_at)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS board_entry (
    mailbox         VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sequence        BIGINT       NOT NULL,
    received_at     DATETIME(6)  NOT NULL,
    state           VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sealed          TEXT         CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    eta             DATETIME(6)  NULL,
    PRIMARY KEY (mailbox, case_id),
    KEY age (received_at)
) ENGINE = InnoDB;
