-- When each row was changed, by the database's own clock: so that every server can ask what others changed.
ALTER TABLE board_entry
    ADD COLUMN IF NOT EXISTS changed_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    ADD KEY IF NOT EXISTS changes (changed_at);

ALTER TABLE board_licence
    ADD COLUMN IF NOT EXISTS changed_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    ADD KEY IF NOT EXISTS changes (changed_at);
