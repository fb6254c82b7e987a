-- Every configuration that this server has run with: when it was first seen, and whose file it was. No personal data stands in it.
CREATE TABLE IF NOT EXISTS configuration_version (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    saved_at        DATETIME(6)  NOT NULL,
    author          VARCHAR(64)  NOT NULL,
    cause           VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- start, reload, restore
    sha256          BINARY(32)   NOT NULL,
    content         MEDIUMTEXT   NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
