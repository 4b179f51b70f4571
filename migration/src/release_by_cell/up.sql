-- The columns are made anew, since SQLite changes no check. What the cell decides has its reasons there.
CREATE TABLE release_before AS SELECT id, released_on, release_cause, release_reasons FROM allocation_decision WHERE released_on IS NOT NULL;
ALTER TABLE allocation_decision DROP COLUMN release_reasons;
ALTER TABLE allocation_decision DROP COLUMN release_cause;
ALTER TABLE allocation_decision DROP COLUMN released_on;
ALTER TABLE allocation_decision ADD COLUMN
    released_on {date};
ALTER TABLE allocation_decision ADD COLUMN release_cause text CHECK (release_cause IN ('HOUSEHOLD_WITHDREW', 'DWELLING_NOT_DELIVERED', 'NOT_RETAINED'));
ALTER TABLE allocation_decision ADD COLUMN release_reasons text CHECK (release_reasons <> '')
    CONSTRAINT allocation_released_with_cause_and_reasons CHECK ((released_on IS NULL) = (release_cause IS NULL) AND (release_reasons IS NULL) = (released_on IS NULL OR release_cause = 'NOT_RETAINED'))
    CONSTRAINT allocation_released_once_accepted CHECK (released_on IS NULL OR (answer IS NOT NULL AND answer = 'ACCEPTED' AND released_on >= answered_on));
UPDATE allocation_decision SET
    released_on = (SELECT before.released_on FROM release_before before WHERE before.id = allocation_decision.id),
    release_cause = (SELECT before.release_cause FROM release_before before WHERE before.id = allocation_decision.id),
    release_reasons = (SELECT before.release_reasons FROM release_before before WHERE before.id = allocation_decision.id)
    WHERE id IN (SELECT before.id FROM release_before before);
DROP TABLE release_before;
-- Whoever was not retained before has accepted nothing any more, as from now on.
UPDATE allocation_decision SET released_on = answered_on, release_cause = 'NOT_RETAINED'
    WHERE answer = 'ACCEPTED' AND released_on IS NULL
    AND household_id IN (SELECT id FROM household WHERE stage = 'NOT_RETAINED')
    AND NOT EXISTS (SELECT 1 FROM tenancy WHERE tenancy.household_id = allocation_decision.household_id AND tenancy.dwelling_id = allocation_decision.dwelling_id);
