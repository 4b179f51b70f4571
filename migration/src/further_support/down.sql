-- A waiver that the schema before knew nothing of goes.
CREATE TABLE step_waiver_before AS SELECT * FROM step_waiver WHERE step <> 'FURTHER_SUPPORT';
DROP TABLE step_waiver;
CREATE TABLE step_waiver (
    id {id} PRIMARY KEY,
    household_id {id} NOT NULL REFERENCES household (id),
    step text NOT NULL CHECK (step IN ('DIAGNOSIS_BEFORE_ALLOCATION', 'DIAGNOSIS_BEFORE_AGREEMENT', 'AGREEMENT_BEFORE_SUPPORT', 'ALLOCATION_BEFORE_TENANCY')),
    reasons text NOT NULL CHECK (reasons <> ''),
    waived_by_id {id} NOT NULL REFERENCES staff (id),
    waived_on {date} NOT NULL,
    used_for_id {id},
    used_on {date},
    withdrawn_on {date},
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    CONSTRAINT step_waiver_used_for_an_act CHECK ((used_for_id IS NULL) = (used_on IS NULL)),
    CONSTRAINT step_waiver_used_or_withdrawn CHECK (used_on IS NULL OR withdrawn_on IS NULL)
){strict};
CREATE UNIQUE INDEX step_waiver_one_open ON step_waiver (household_id, step) WHERE used_on IS NULL AND withdrawn_on IS NULL;
CREATE INDEX step_waiver_household ON step_waiver (household_id);
CREATE INDEX step_waiver_by_day ON step_waiver (waived_on, id);
INSERT INTO step_waiver (id, household_id, step, reasons, waived_by_id, waived_on, used_for_id, used_on, withdrawn_on, version)
    SELECT id, household_id, step, reasons, waived_by_id, waived_on, used_for_id, used_on, withdrawn_on, version FROM step_waiver_before;
DROP TABLE step_waiver_before;
