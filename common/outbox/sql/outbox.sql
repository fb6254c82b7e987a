-- Deliveries to other systems. One row each, a reference only; common/outbox/outbox.hpp says how it lives.
CREATE TABLE IF NOT EXISTS delivery (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    channel         VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    target          VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    transmission    CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state           ENUM('pending', 'sending', 'delivered', 'rejected') NOT NULL DEFAULT 'pending',
    attempts        INT UNSIGNED NOT NULL DEFAULT 0,
    due_at          DATETIME(6)  NOT NULL, -- pending: next attempt; sending: end of the lease
    last_reason     VARCHAR(255) NULL,     -- public text, never a patient's
    created_at      DATETIME(6)  NOT NULL,
    settled_at      DATETIME(6)  NULL,
    KEY line (channel, target, state, due_at),
    KEY of_case (case_id, channel, target, id)
) ENGINE = InnoDB;
