-- The gateway's state: who may send where. Primary keys everywhere and no table locks, so that Galera may carry it.
CREATE TABLE IF NOT EXISTS client (
    id              VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    organisation    VARCHAR(100) NOT NULL,
    secret_sha256   BINARY(32)   NULL,     -- of a generated secret of 256 bits; a guessable one is not accepted
    public_jwk      JSON         NULL,     -- for private_key_jwt
    disabled        BOOLEAN      NOT NULL DEFAULT FALSE,
    created_at      DATETIME(6)  NOT NULL
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS mailbox (
    id              VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    name            VARCHAR(100) NOT NULL,
    hospital        VARCHAR(100) NOT NULL,
    intake_url      VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    board_key       JSON         NULL,     -- public JWK for which senders seal the arrival
    board_key_statement TEXT     CHARACTER SET ascii COLLATE ascii_bin NULL, -- the hospital's signed word for it
    created_at      DATETIME(6)  NOT NULL
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS mailbox_key (
    kid             VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, -- RFC 7638 thumbprint
    mailbox         VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    alg             VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    jwk             JSON         NOT NULL,
    x5c             JSON         NOT NULL, -- the hospital's own chain: senders need not trust the gateway for the key
    use_until       DATETIME(6)  NOT NULL,
    KEY of_mailbox (mailbox)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS assignment (
    client          VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    mailbox         VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at      DATETIME(6)  NOT NULL,
    PRIMARY KEY (client, mailbox)
) ENGINE = InnoDB;

-- Raised with every change above, so that each instance can tell cheaply whether its copy is old.
CREATE TABLE IF NOT EXISTS directory_version (
    id              TINYINT      NOT NULL PRIMARY KEY,
    version         BIGINT       NOT NULL
) ENGINE = InnoDB;
INSERT IGNORE INTO directory_version (id, version) VALUES (1, 1);

-- Envelopes whose hospital did not answer, and what became of them. The body goes with the delivery, the row after 3 hours.
CREATE TABLE IF NOT EXISTS parked (
    transmission    CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    sha256          BINARY(32)   NOT NULL,
    client          VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    mailbox         VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state           ENUM('parked', 'delivered', 'refused', 'expired') NOT NULL DEFAULT 'parked',
    body            MEDIUMBLOB   NULL,     -- the sealed envelope, while parked
    answer          TEXT         NULL,     -- the hospital's answer: receipt, or its problem
    attempts        INT UNSIGNED NOT NULL DEFAULT 0,
    due_at          DATETIME(6)  NOT NULL,
    parked_at       DATETIME(6)  NOT NULL,
    KEY due (state, due_at),
    KEY age (parked_at)
) ENGINE = InnoDB;

-- Client assertions are good for one use (RFC 7523 section 3); kept until they would have expired anyway.
CREATE TABLE IF NOT EXISTS used_assertion (
    jti_sha256      BINARY(32)   NOT NULL PRIMARY KEY,
    expires_at      DATETIME(6)  NOT NULL,
    KEY expiry (expires_at)
) ENGINE = InnoDB;

-- Who did what, and what was refused. No content: a row says that, not what.
CREATE TABLE IF NOT EXISTS audit (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at              DATETIME(6)  NOT NULL,
    event           VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    problem         VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    client          VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    mailbox         VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    transmission    CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    peer            VARCHAR(45)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    KEY age (at)
) ENGINE = InnoDB;
