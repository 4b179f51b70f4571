-- Only what was tried may have been received, and so answered.
ALTER TABLE reminder ADD COLUMN
    acknowledged_at {instant};
ALTER TABLE reminder ADD COLUMN acknowledged_by_id {id} REFERENCES staff (id)
    CONSTRAINT reminder_acknowledged_by_somebody CHECK ((acknowledged_by_id IS NULL) = (acknowledged_at IS NULL))
    CONSTRAINT reminder_acknowledged_once_tried CHECK (acknowledged_at IS NULL OR attempts > 0);
ALTER TABLE reminder ADD COLUMN
    snoozed_until {date} CONSTRAINT reminder_snoozed_once_tried CHECK (snoozed_until IS NULL OR attempts > 0);
-- The attempts before somebody had it tried again: they are numbered on, and count no more.
ALTER TABLE reminder ADD COLUMN tries_from integer NOT NULL DEFAULT 0 CONSTRAINT reminder_tries_within_attempts CHECK (tries_from BETWEEN 0 AND attempts);
CREATE INDEX reminder_answered ON reminder (household_id) WHERE acknowledged_at IS NOT NULL OR snoozed_until IS NOT NULL;
CREATE INDEX reminder_acknowledged_by ON reminder (acknowledged_by_id) WHERE acknowledged_by_id IS NOT NULL;
