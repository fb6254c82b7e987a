-- Where each chain of the audit ended, day by day, signed and kept apart from the chain itself: a tail that is cut off
-- later is missed. The chain "server" is this database's own, the others are named after their mailboxes.
CREATE TABLE IF NOT EXISTS audit_anchor (
    chain           VARCHAR(63)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day             DATE         NOT NULL,
    number          BIGINT       NOT NULL,
    statement       TEXT         CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- JWS: chain, number, hash, at
    PRIMARY KEY (chain, day)
) ENGINE = InnoDB;
