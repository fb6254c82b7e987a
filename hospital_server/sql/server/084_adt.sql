-- A stay that changes its patient is seen when it is stored, and the audit says so: nothing reads this any more.
ALTER TABLE his_stay DROP INDEX IF EXISTS moved, DROP COLUMN IF EXISTS moved_at;
