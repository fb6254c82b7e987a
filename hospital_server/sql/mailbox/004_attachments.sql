-- An attachment's id is its sender's choice, so it is unique within its case and nowhere else.
ALTER TABLE attachment DROP PRIMARY KEY, ADD PRIMARY KEY (case_id, id), DROP KEY IF EXISTS of_case;

-- How far each attachment is: counted with every chunk, so that nobody has to read gigabytes to know.
CREATE TABLE IF NOT EXISTS attachment_progress (
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    attachment      CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    chunks          INT          NOT NULL,
    bytes           BIGINT       NOT NULL,
    state           ENUM('open', 'complete', 'refused') NOT NULL DEFAULT 'open', -- complete: compared with its record
    changed_at      DATETIME(6)  NOT NULL,
    PRIMARY KEY (case_id, attachment),
    KEY age (state, changed_at)
) ENGINE = InnoDB;
INSERT IGNORE INTO attachment_progress (case_id, attachment, chunks, bytes, changed_at)
    SELECT case_id, attachment, COUNT(*), SUM(LENGTH(sealed)), MAX(received_at) FROM attachment_chunk
    GROUP BY case_id, attachment;
