-- The call of the team, as the hospital tells it: one word, nothing of the patient.
ALTER TABLE board_entry
    ADD COLUMN IF NOT EXISTS alarm VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL;
