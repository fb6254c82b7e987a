-- Who may send, how much, and who administers it. Every statement may be run again.

-- The owner of devices, by the name that stands on its vehicles. Compared byte by byte: "A" and "a" are two services.
CREATE TABLE IF NOT EXISTS rescue_service (
    name            VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    created_at      DATETIME(6)  NOT NULL
) ENGINE = InnoDB;

ALTER TABLE client
    MODIFY organisation VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    ADD COLUMN IF NOT EXISTS label VARCHAR(100) CHARACTER SET utf8mb4 NULL,             -- what people call the device
    ADD COLUMN IF NOT EXISTS scopes VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'send',
    ADD COLUMN IF NOT EXISTS tokens_from DATETIME(6) NULL,                              -- older tokens are worth nothing
    ADD KEY IF NOT EXISTS of_organisation (organisation);
INSERT IGNORE INTO rescue_service (name, created_at) SELECT DISTINCT organisation, UTC_TIMESTAMP(6) FROM client;

ALTER TABLE audit
    ADD COLUMN IF NOT EXISTS author VARCHAR(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL, -- of a change: "cli:root", "web:meier"
    ADD KEY IF NOT EXISTS of_client (client, id),
    ADD KEY IF NOT EXISTS of_author (author, id);

-- What the configuration was before each change (mission D3): rows as JSON, brought back by `config restore`.
CREATE TABLE IF NOT EXISTS configuration_history (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at              DATETIME(6)  NOT NULL,
    author          VARCHAR(80)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    what            VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject         VARCHAR(140) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    before_it       MEDIUMTEXT   CHARACTER SET utf8mb4 NOT NULL
) ENGINE = InnoDB;

-- Addresses from which a client has proved who it is, for some days: a flood there or elsewhere does not lock it out.
CREATE TABLE IF NOT EXISTS known_address (
    client          VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    peer            VARCHAR(45)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seen_at         DATETIME(6)  NOT NULL,
    PRIMARY KEY (client, peer),
    KEY age (seen_at)
) ENGINE = InnoDB;

-- Who administers the devices of a rescue service in the browser.
CREATE TABLE IF NOT EXISTS administrator (
    user_name       VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    organisation    VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    password_hash   VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- Argon2id
    must_change     BOOLEAN      NOT NULL DEFAULT TRUE,
    disabled        BOOLEAN      NOT NULL DEFAULT FALSE,
    created_at      DATETIME(6)  NOT NULL
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS administrator_session (
    token_sha256    BINARY(32)   NOT NULL PRIMARY KEY,
    user_name       VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    csrf            CHAR(43)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at      DATETIME(6)  NOT NULL,
    used_at         DATETIME(6)  NOT NULL,
    expires_at      DATETIME(6)  NOT NULL,
    KEY of_user (user_name),
    KEY expiry (expires_at)
) ENGINE = InnoDB;

-- Browsers in which somebody has signed in before: wrong passwords from elsewhere do not slow these down.
CREATE TABLE IF NOT EXISTS administrator_browser (
    token_sha256    BINARY(32)   NOT NULL PRIMARY KEY,
    user_name       VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires_at      DATETIME(6)  NOT NULL,
    KEY expiry (expires_at)
) ENGINE = InnoDB;

-- Wrong passwords, counted for the pair of user and browser, or of user and address.
CREATE TABLE IF NOT EXISTS administrator_failure (
    user_name       VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    origin          VARCHAR(80)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    count           INT          NOT NULL,
    last_at         DATETIME(6)  NOT NULL,
    PRIMARY KEY (user_name, origin),
    KEY age (last_at)
) ENGINE = InnoDB;

-- Which vehicle carries which patient to which mailbox, from the routing slips: so that a dispatch system may name the
-- vehicle alone. Gone with the board entry, after 3 hours.
CREATE TABLE IF NOT EXISTS under_way (
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    mailbox         VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    client          VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    callsign        VARCHAR(40)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    noted_at        DATETIME(6)  NOT NULL,
    eta             DATETIME(6)  NULL,     -- as the dispatch system said last
    eta_at          DATETIME(6)  NULL,     -- when it said so: an older word never overwrites a newer one
    PRIMARY KEY (case_id, mailbox),
    KEY of_client (client),
    KEY age (noted_at)
) ENGINE = InnoDB;
