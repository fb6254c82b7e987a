-- The audit as a chain: hospital_server/audit/chain.hpp says how. What handbook 7.3 asks for beside, in columns of its own.
ALTER TABLE audit
    ADD COLUMN IF NOT EXISTS browser VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NULL, -- "Firefox 128, Windows"
    ADD COLUMN IF NOT EXISTS target  VARCHAR(100) NULL,              -- of a delivery: channel and receiver
    ADD COLUMN IF NOT EXISTS size    BIGINT       NULL,              -- bytes
    ADD COLUMN IF NOT EXISTS attempt INT          NULL,
    ADD COLUMN IF NOT EXISTS number  BIGINT       NULL,              -- place in the chain; NULL until sealed
    ADD COLUMN IF NOT EXISTS hash    BINARY(32)   NULL,
    ADD KEY IF NOT EXISTS chain (number, id);

-- One row: where the chain ends, and where it begins since retention has removed what lies before.
CREATE TABLE IF NOT EXISTS audit_chain (
    id              TINYINT      NOT NULL PRIMARY KEY,
    number          BIGINT       NOT NULL,
    hash            BINARY(32)   NOT NULL,
    removed_to      BIGINT       NOT NULL,
    removed_hash    BINARY(32)   NOT NULL,
    checkpoint      TEXT         CHARACTER SET ascii COLLATE ascii_bin NULL  -- signed: removed_to and removed_hash
) ENGINE = InnoDB;
INSERT IGNORE INTO audit_chain (id, number, hash, removed_to, removed_hash)
    VALUES (1, 0, UNHEX(REPEAT('00', 32)), 0, UNHEX(REPEAT('00', 32)));
