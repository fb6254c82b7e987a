-- On the live list or in the archive: by age, unless a person has moved the case. The ages stand here alone.
ALTER TABLE patient_case
    ADD COLUMN IF NOT EXISTS moved_until DATETIME(6) NULL, -- what a person said: now (archived), or twelve hours on (returned)
    ADD COLUMN IF NOT EXISTS live_until DATETIME(6) AS (COALESCE(moved_until,
        IF(arrived_at IS NULL, received_at + INTERVAL 48 HOUR, arrived_at + INTERVAL 12 HOUR))) PERSISTENT,
    ADD KEY IF NOT EXISTS live_until (live_until),
    ADD KEY IF NOT EXISTS born (birth_date),
    ADD KEY IF NOT EXISTS received (received_at, id);

-- The words of a case that the archive is searched by: folded, and names as they sound (common/names). Kept by the
-- transaction that stores a transmission; cases from before are indexed when the server starts. Goes with its case.
CREATE TABLE IF NOT EXISTS case_word (
    case_id         CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    field           ENUM('family', 'given', 'keyword', 'vehicle') NOT NULL,
    word            VARCHAR(80)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    sound           VARCHAR(80)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- Kölner Phonetik; empty where nothing sounds
    PRIMARY KEY (case_id, field, word),
    KEY written (field, word),
    KEY spoken (field, sound),
    CONSTRAINT word_of_case FOREIGN KEY (case_id) REFERENCES patient_case (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

ALTER TABLE patient_case
    ADD COLUMN IF NOT EXISTS words_kept BOOLEAN NOT NULL DEFAULT FALSE, -- case_word holds this case's words
    ADD KEY IF NOT EXISTS without_words (words_kept, id);
