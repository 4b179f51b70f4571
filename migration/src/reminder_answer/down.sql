DROP INDEX reminder_acknowledged_by;
DROP INDEX reminder_answered;
ALTER TABLE reminder DROP COLUMN tries_from;
ALTER TABLE reminder DROP COLUMN snoozed_until;
ALTER TABLE reminder DROP COLUMN acknowledged_by_id;
ALTER TABLE reminder DROP COLUMN acknowledged_at;
