-- One mailbox's cases: medical data, kept ten years (mission H4). Every table has a primary key; ids compare byte by byte.
CREATE TABLE IF NOT EXISTS patient_case (
    id              CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    sequence        BIGINT       NOT NULL,          -- highest transmission folded in
    cancelled       BOOLEAN      NOT NULL DEFAULT FALSE,
    received_at     DATETIME(6)  NOT NULL,          -- first transmission
    updated_at      DATETIME(6)  NOT NULL,
    seen_at         DATETIME(6)  NULL,
    seen_by         VARCHAR(64)  NULL,
    arrived_at      DATETIME(6)  NULL,
    organisation    VARCHAR(100) NOT NULL,
    callsign        VARCHAR(40)  NOT NULL,
    arrival         JSON         NULL,
    eta             DATETIME(6)  NULL,
    priority        ENUM('sk1', 'sk2', 'sk3') NULL,
    keyword         VARCHAR(40)  NULL,
    family_name     VARCHAR(80)  NULL,
    given_name      VARCHAR(80)  NULL,
    birth_date      DATE         NULL,
    sex             ENUM('male', 'female', 'diverse', 'unknown') NULL,
    insurant_number VARCHAR(30)  NULL,
    record          MEDIUMTEXT   NOT NULL,          -- all transmissions folded together, JSON of record.schema.json
    KEY live (arrived_at, received_at),
    KEY name (family_name, birth_date),
    KEY insurant (insurant_number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS transmission (
    id              CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sequence        BIGINT       NOT NULL,
    kind            VARCHAR(20)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sha256          BINARY(32)   NOT NULL,          -- of the envelope as received: same id, other content is a conflict
    size            INT UNSIGNED NOT NULL,
    created_at      DATETIME(6)  NOT NULL,
    received_at     DATETIME(6)  NOT NULL,
    sender          CHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- fingerprint of the certificate that signed
    record          MEDIUMTEXT   NOT NULL,          -- byte for byte as signed
    UNIQUE KEY version (case_id, sequence, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS measurement (
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    code            VARCHAR(10)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- LOINC
    taken_at        DATETIME(6)  NOT NULL,
    value           DOUBLE       NOT NULL,
    unit            VARCHAR(24)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- UCUM
    name            VARCHAR(80)  NOT NULL,
    method          VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    flag            VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    transmission    CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (case_id, code, taken_at, value)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS attachment (
    id              CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    transmission    CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind            VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    media_type      VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name            VARCHAR(120) NOT NULL,
    size            BIGINT       NOT NULL,
    chunk_size      INT          NOT NULL,
    chunks          INT          NOT NULL,
    key_bytes       BINARY(32)   NOT NULL,
    nonce_prefix    BINARY(7)    NOT NULL,
    sha256          BINARY(32)   NOT NULL,          -- of the plain bytes
    ciphertext_sha256 BINARY(32) NOT NULL,
    received_at     DATETIME(6)  NOT NULL,
    KEY of_case (case_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Chunks stay sealed; they may come before their record. Those of an unknown case are forgotten.
CREATE TABLE IF NOT EXISTS attachment_chunk (
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    attachment      CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number          INT          NOT NULL,
    sealed          MEDIUMBLOB   NOT NULL,
    received_at     DATETIME(6)  NOT NULL,
    PRIMARY KEY (case_id, attachment, number)
) ENGINE = InnoDB;

-- Who did what with the data of this mailbox. Ids and words of ours only.
CREATE TABLE IF NOT EXISTS audit (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at              DATETIME(6)  NOT NULL,
    event           VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    problem         VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    user_name       VARCHAR(64)  NULL,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    transmission    CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    peer            VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    KEY age (at),
    KEY of_case (case_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
