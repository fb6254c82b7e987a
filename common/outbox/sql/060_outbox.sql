-- Made for a hundred thousand waiting jobs (docs/decisions/outbox.md). Every statement may be run again.
ALTER TABLE delivery
    MODIFY state ENUM('pending', 'sending', 'delivered', 'rejected', 'discarded') NOT NULL DEFAULT 'pending',
    -- pending: next attempt, NULL while an earlier job of the same case and target is open; sending: end of the lease
    MODIFY due_at DATETIME(6) NULL,
    ADD COLUMN IF NOT EXISTS owner VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL, -- the process that is sending it
    ADD COLUMN IF NOT EXISTS decision ENUM('resend', 'discard') NULL,                       -- a person's last one
    ADD COLUMN IF NOT EXISTS decided_by VARCHAR(130) CHARACTER SET utf8mb4 NULL,
    ADD COLUMN IF NOT EXISTS decided_at DATETIME(6) NULL,
    ADD COLUMN IF NOT EXISTS decision_reason VARCHAR(200) CHARACTER SET utf8mb4 NULL,
    ADD KEY IF NOT EXISTS case_line (case_id, state, channel, target, id),
    ADD KEY IF NOT EXISTS age (state, created_at),
    DROP KEY IF EXISTS of_case;

UPDATE delivery AS job SET due_at = NULL
WHERE state = 'pending' AND due_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM delivery AS earlier
    WHERE earlier.case_id = job.case_id AND earlier.channel = job.channel AND earlier.target = job.target
        AND earlier.state IN ('pending', 'sending') AND earlier.id < job.id);
