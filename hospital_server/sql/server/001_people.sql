-- What belongs to the server and not to one mailbox: people and their sessions, refusals that name no mailbox of ours.
CREATE TABLE IF NOT EXISTS person (
    user_name       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    first_name      VARCHAR(64)  NOT NULL,
    last_name       VARCHAR(64)  NOT NULL,
    password_hash   VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- Argon2id
    must_change     BOOLEAN      NOT NULL DEFAULT TRUE,
    disabled        BOOLEAN      NOT NULL DEFAULT FALSE,
    created_at      DATETIME(6)  NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS person_role (
    user_name       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    role            ENUM('admin', 'archive', 'kis', 'standard', 'statistics') NOT NULL,
    PRIMARY KEY (user_name, role)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS person_mailbox (
    user_name       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    mailbox         VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (user_name, mailbox)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS person_session (
    token_sha256    BINARY(32)   NOT NULL PRIMARY KEY,
    user_name       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    csrf            CHAR(43)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at      DATETIME(6)  NOT NULL,
    used_at         DATETIME(6)  NOT NULL,
    expires_at      DATETIME(6)  NOT NULL,
    KEY of_person (user_name),
    KEY expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS sign_in_failure (
    user_name       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    peer            VARCHAR(45)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    count           INT          NOT NULL,
    last_at         DATETIME(6)  NOT NULL,
    PRIMARY KEY (user_name, peer)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS audit (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at              DATETIME(6)  NOT NULL,
    event           VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    problem         VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    user_name       VARCHAR(64)  NULL,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    transmission    CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    peer            VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    KEY age (at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
