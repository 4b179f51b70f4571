ALTER TABLE allocation_decision ADD COLUMN
    released_on {date};
ALTER TABLE allocation_decision ADD COLUMN release_cause text CHECK (release_cause IN ('HOUSEHOLD_WITHDREW', 'DWELLING_NOT_DELIVERED'));
ALTER TABLE allocation_decision ADD COLUMN release_reasons text CHECK (release_reasons <> '')
    CONSTRAINT allocation_released_with_cause_and_reasons CHECK ((released_on IS NULL) = (release_cause IS NULL) AND (released_on IS NULL) = (release_reasons IS NULL))
    CONSTRAINT allocation_released_once_accepted CHECK (released_on IS NULL OR (answer IS NOT NULL AND answer = 'ACCEPTED' AND released_on >= answered_on));
