-- What the hospital information system was told, or is to be told, after a case was linked: references only, the message
-- is built when it is sent. The `transmission` of a delivery of the channel "hl7" is the id of a row here, or, where
-- everything is sent on arrival, a transmission's.
CREATE TABLE IF NOT EXISTS his_document (
    id              CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, -- UUID version 7: sorts by time
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    target          VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    link            BIGINT UNSIGNED NOT NULL,  -- case_link.id: into whose file
    subject         CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- an attachment; '': the printed page
    withdraws       BOOLEAN      NOT NULL DEFAULT FALSE,
    number          VARCHAR(48)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- TXA-12, OBR-3
    state           ENUM('waiting', 'offered', 'accepted', 'refused') NOT NULL DEFAULT 'waiting', -- by the receiver
    created_at      DATETIME(6)  NOT NULL,
    KEY of_case (case_id, target, link, subject, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
