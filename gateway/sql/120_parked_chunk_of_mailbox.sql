-- What is due is looked for one mailbox at a time: a silent hospital must not hold up the others. May be run again.
ALTER TABLE parked_chunk ADD KEY IF NOT EXISTS of_mailbox (mailbox, due_at);
