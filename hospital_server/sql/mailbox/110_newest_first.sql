-- Asked in the order of the answer, newest first, so that a full page ends the scan however many cases there are
-- (docs/decisions/speed-of-search.md). Every statement may be run again.
ALTER TABLE case_word
    ADD COLUMN IF NOT EXISTS received_at DATETIME(6) NULL; -- of the case; never changes
UPDATE case_word AS w JOIN patient_case AS c ON c.id = w.case_id SET w.received_at = c.received_at
WHERE w.received_at IS NULL;
ALTER TABLE case_word
    MODIFY received_at DATETIME(6) NOT NULL,
    ADD KEY IF NOT EXISTS written_newest (field, word, received_at, case_id),
    ADD KEY IF NOT EXISTS spoken_newest (field, sound, received_at, case_id),
    DROP KEY IF EXISTS written,
    DROP KEY IF EXISTS spoken;

-- Visits that were linked to another case of late.
ALTER TABLE case_link ADD KEY IF NOT EXISTS of_late (current, linked_at);

-- What nothing asks by: each is a row to write for every case, far from the last one. `age` begins `received`.
ALTER TABLE patient_case
    DROP KEY IF EXISTS age,
    DROP KEY IF EXISTS live,
    DROP KEY IF EXISTS name,
    DROP KEY IF EXISTS insurant;
