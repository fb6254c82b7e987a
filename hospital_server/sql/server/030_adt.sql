-- Patients and stays as the hospital information system tells them (ADT), for matching, and gone when they are too old
-- for it. They are the hospital's and not a mailbox's, so they live here; who may see one is decided at the case.
-- In all of them: NULL is "never said", '' is "taken back".
CREATE TABLE IF NOT EXISTS his_patient (
    authority       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    number          VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    family_name     VARCHAR(120) NULL,
    given_name      VARCHAR(120) NULL,
    birth_name      VARCHAR(120) NULL,
    birth_date      CHAR(10)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    sex             VARCHAR(8)   CHARACTER SET ascii COLLATE ascii_bin NULL,
    insurant_number VARCHAR(10)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    street          VARCHAR(120) NULL,
    postal_code     VARCHAR(120) NULL,
    city            VARCHAR(120) NULL,
    merged_authority VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL, -- the number that took this one over
    merged_number   VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    said_at         DATETIME(6)  NOT NULL, -- by the message's own clock: an older one changes nothing
    changed_at      DATETIME(6)  NOT NULL, -- by ours: the age
    PRIMARY KEY (authority, number),
    KEY by_number (number),
    KEY family (family_name),
    KEY insurant (insurant_number),
    KEY born (birth_date),
    KEY age (changed_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS his_stay (
    authority       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, -- the patient's
    number          VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, -- the visit
    patient_number  VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    patient_class   VARCHAR(120) NULL,
    ward            VARCHAR(120) NULL,
    admitted_at     DATETIME(6)  NULL,
    discharged_at   DATETIME(6)  NULL,
    state           VARCHAR(10)  CHARACTER SET ascii COLLATE ascii_bin NULL, -- NULL: present, for all we know
    said_at         DATETIME(6)  NOT NULL,
    changed_at      DATETIME(6)  NOT NULL,
    moved_at        DATETIME(6)  NULL,     -- when it was last told of another patient than before
    PRIMARY KEY (authority, number),
    KEY by_number (number),
    KEY of_patient (patient_number, authority),
    KEY moved (moved_at),
    KEY admitted (admitted_at),
    KEY age (changed_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- How a patient is found by the sound of a name (Kölner Phonetik) and the year of birth (0: unknown).
CREATE TABLE IF NOT EXISTS his_name_key (
    code            VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    birth_year      SMALLINT     NOT NULL,
    authority       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    number          VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (code, birth_year, authority, number),
    KEY of_patient (authority, number)
) ENGINE = InnoDB;

-- Messages that were taken: the same one again is acknowledged again and changes nothing. By content as well, because
-- some senders use one control id for every message.
CREATE TABLE IF NOT EXISTS his_message (
    sender_sha256   BINARY(32)   NOT NULL, -- of listener, MSH-3, MSH-4 and MSH-10
    content_sha256  BINARY(32)   NOT NULL,
    received_at     DATETIME(6)  NOT NULL,
    PRIMARY KEY (sender_sha256, content_sha256),
    KEY age (received_at)
) ENGINE = InnoDB;

-- What could not be read or taken, for the people of both sides to look at. The newest few hundred.
CREATE TABLE IF NOT EXISTS his_quarantine (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at              DATETIME(6)  NOT NULL,
    listener        VARCHAR(64)  NOT NULL,
    reason          VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- words of ours
    bytes           BLOB         NOT NULL, -- the beginning, as it came
    KEY age (at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
