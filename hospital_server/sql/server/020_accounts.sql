-- Accounts whose password is elsewhere; sessions that are listed and ended one by one; browsers that are known.
ALTER TABLE person
    ADD COLUMN IF NOT EXISTS source ENUM('local', 'directory', 'openid') NOT NULL DEFAULT 'local',
    ADD COLUMN IF NOT EXISTS external_id VARCHAR(255) NULL, -- the directory's or the provider's own name for the person
    ADD COLUMN IF NOT EXISTS revision INT NOT NULL DEFAULT 1; -- rises when rights change

ALTER TABLE person_session
    ADD COLUMN IF NOT EXISTS id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '', -- public: half of the hash
    ADD COLUMN IF NOT EXISTS peer VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS browser VARCHAR(200) NOT NULL DEFAULT '';
UPDATE person_session SET id = LOWER(HEX(LEFT(token_sha256, 16))) WHERE id = '';
ALTER TABLE person_session ADD UNIQUE KEY IF NOT EXISTS public_id (id);

ALTER TABLE sign_in_failure
    MODIFY peer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- an address, or a known browser
    ADD KEY IF NOT EXISTS age (last_at);

CREATE TABLE IF NOT EXISTS known_browser (
    token_sha256    BINARY(32)   NOT NULL,
    user_name       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    expires_at      DATETIME(6)  NOT NULL,
    PRIMARY KEY (token_sha256, user_name),
    KEY expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
