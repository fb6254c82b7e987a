-- What a board's configuration was before it was changed, so that it can be brought back. Words of the operator alone.
CREATE TABLE IF NOT EXISTS board_former (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    board           CHAR(16)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- first 16 hex digits of proof_sha256
    kept_at         DATETIME(6)  NOT NULL,
    kept_by         VARCHAR(64)  NOT NULL,
    config          JSON         NOT NULL,
    KEY of_board (board, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
