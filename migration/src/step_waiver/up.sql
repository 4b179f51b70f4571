-- A step of a household's path that may be left out before one act, once, and why.
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

-- No allocation without a preselection, no transfer without an exam that found the household ready: these no waiver
-- opens. The committee decides on who was preselected before; what was decided since changes nothing of that.
@pg CREATE FUNCTION passerelle_allocation_needs_preselection() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NOT EXISTS (SELECT 1 FROM agenda_item WHERE household_id = NEW.household_id AND decision = ''PRESELECTED'') THEN RAISE EXCEPTION ''allocation_needs_preselection'' USING ERRCODE = ''check_violation''; END IF; RETURN NULL; END';
@pg CREATE TRIGGER allocation_needs_preselection AFTER INSERT OR UPDATE OF household_id ON allocation_decision FOR EACH ROW EXECUTE FUNCTION passerelle_allocation_needs_preselection();
@pg CREATE FUNCTION passerelle_transfer_needs_exam() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.transferred_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM lease_review WHERE tenancy_id = NEW.id AND outcome = ''READY'' AND held_on <= NEW.transferred_on) THEN RAISE EXCEPTION ''transfer_needs_exam'' USING ERRCODE = ''check_violation''; END IF; RETURN NULL; END';
@pg CREATE TRIGGER transfer_needs_exam AFTER INSERT OR UPDATE OF transferred_on ON tenancy FOR EACH ROW EXECUTE FUNCTION passerelle_transfer_needs_exam();
@sqlite CREATE TRIGGER allocation_needs_preselection_when_written AFTER INSERT ON allocation_decision WHEN NOT EXISTS (SELECT 1 FROM agenda_item WHERE household_id = NEW.household_id AND decision = 'PRESELECTED') BEGIN SELECT RAISE(ABORT, 'allocation_needs_preselection'); END;
@sqlite CREATE TRIGGER allocation_needs_preselection_when_changed AFTER UPDATE OF household_id ON allocation_decision WHEN NOT EXISTS (SELECT 1 FROM agenda_item WHERE household_id = NEW.household_id AND decision = 'PRESELECTED') BEGIN SELECT RAISE(ABORT, 'allocation_needs_preselection'); END;
@sqlite CREATE TRIGGER transfer_needs_exam_when_written AFTER INSERT ON tenancy WHEN NEW.transferred_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM lease_review WHERE tenancy_id = NEW.id AND outcome = 'READY' AND held_on <= NEW.transferred_on) BEGIN SELECT RAISE(ABORT, 'transfer_needs_exam'); END;
@sqlite CREATE TRIGGER transfer_needs_exam_when_changed AFTER UPDATE OF transferred_on ON tenancy WHEN NEW.transferred_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM lease_review WHERE tenancy_id = NEW.id AND outcome = 'READY' AND held_on <= NEW.transferred_on) BEGIN SELECT RAISE(ABORT, 'transfer_needs_exam'); END;
