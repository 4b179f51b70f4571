-- A release that the schema before knew nothing of goes.
CREATE TABLE release_before AS SELECT id, released_on, release_cause, release_reasons FROM allocation_decision WHERE released_on IS NOT NULL AND release_cause <> 'NOT_RETAINED';
ALTER TABLE allocation_decision DROP COLUMN release_reasons;
ALTER TABLE allocation_decision DROP COLUMN release_cause;
ALTER TABLE allocation_decision DROP COLUMN released_on;
ALTER TABLE allocation_decision ADD COLUMN
    released_on {date};
ALTER TABLE allocation_decision ADD COLUMN release_cause text CHECK (release_cause IN ('HOUSEHOLD_WITHDREW', 'DWELLING_NOT_DELIVERED'));
ALTER TABLE allocation_decision ADD COLUMN release_reasons text CHECK (release_reasons <> '')
    CONSTRAINT allocation_released_with_cause_and_reasons CHECK ((released_on IS NULL) = (release_cause IS NULL) AND (released_on IS NULL) = (release_reasons IS NULL))
    CONSTRAINT allocation_released_once_accepted CHECK (released_on IS NULL OR (answer IS NOT NULL AND answer = 'ACCEPTED' AND released_on >= answered_on));
UPDATE allocation_decision SET
    released_on = (SELECT before.released_on FROM release_before before WHERE before.id = allocation_decision.id),
    release_cause = (SELECT before.release_cause FROM release_before before WHERE before.id = allocation_decision.id),
    release_reasons = (SELECT before.release_reasons FROM release_before before WHERE before.id = allocation_decision.id)
    WHERE id IN (SELECT before.id FROM release_before before);
DROP TABLE release_before;
