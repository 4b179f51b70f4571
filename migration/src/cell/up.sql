CREATE TABLE meeting_series (
    id {id} PRIMARY KEY,
    programme_id {id} NOT NULL REFERENCES programme (id),
    pattern text NOT NULL CHECK (pattern IN ('WEEKLY', 'MONTHLY_BY_RANK', 'MONTHLY_LAST')),
    every integer NOT NULL CHECK (every BETWEEN 1 AND 12),
    first_on {date} NOT NULL,
    until_on {date} NOT NULL,
    starts_minute integer NOT NULL CHECK (starts_minute BETWEEN 0 AND 1439),
    ends_minute integer NOT NULL CHECK (ends_minute BETWEEN 0 AND 1439),
    location text NOT NULL CHECK (location <> ''),
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    CONSTRAINT meeting_series_ends_after_start CHECK (ends_minute > starts_minute),
    CONSTRAINT meeting_series_within_three_years CHECK (
@pg     until_on BETWEEN first_on AND first_on + interval '3 years'
@sqlite until_on BETWEEN first_on AND date(first_on, '+3 years')
    )
){strict};
CREATE INDEX meeting_series_programme ON meeting_series (programme_id);

-- The day is the one that the series gave the meeting, wherever it was moved since (RFC 5545 RECURRENCE-ID).
ALTER TABLE meeting ADD COLUMN series_id {id} REFERENCES meeting_series (id);
ALTER TABLE meeting ADD COLUMN
    series_day {date} CONSTRAINT meeting_of_series_has_its_day CHECK ((series_day IS NULL) = (series_id IS NULL));
CREATE UNIQUE INDEX meeting_once_in_series ON meeting (series_id, series_day) WHERE cancelled_at IS NULL;
CREATE INDEX meeting_series_meeting ON meeting (series_id, series_day);
CREATE INDEX meeting_programme ON meeting (programme_id, starts_at);

ALTER TABLE meeting_participant ADD COLUMN attendance text CHECK (attendance IN ('PRESENT', 'REPRESENTED', 'EXCUSED', 'ABSENT'));
ALTER TABLE meeting_participant ADD COLUMN represented_by_id {id} REFERENCES staff (id) CONSTRAINT participant_represented_by_somebody_else CHECK ((represented_by_id IS NOT NULL) = (attendance IS NOT NULL AND attendance = 'REPRESENTED') AND (represented_by_id IS NULL OR represented_by_id <> staff_id));
CREATE INDEX meeting_participant_represented_by ON meeting_participant (represented_by_id);

-- The first edition is the approval; each later one says what it corrects, and why.
CREATE TABLE meeting_minutes (
    meeting_id {id} NOT NULL REFERENCES meeting (id),
    edition integer NOT NULL CHECK (edition >= 1),
    recorded_at {instant} NOT NULL,
    recorded_by_id {id} NOT NULL REFERENCES staff (id),
    correction text CHECK (correction <> ''),
    reason text CHECK (reason <> ''),
    PRIMARY KEY (meeting_id, edition),
    CONSTRAINT minutes_correction_has_reason CHECK ((edition = 1) = (correction IS NULL) AND (edition = 1) = (reason IS NULL))
){strict};
CREATE INDEX meeting_minutes_recorded_by ON meeting_minutes (recorded_by_id);

-- Once the minutes are approved, what they tell no longer changes.
@pg CREATE FUNCTION passerelle_refuse_after_minutes() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF EXISTS (SELECT 1 FROM meeting_minutes m WHERE m.meeting_id = NEW.meeting_id) THEN RAISE EXCEPTION ''minutes_approved''; END IF; RETURN NEW; END';
@pg CREATE TRIGGER agenda_item_minutes_approved BEFORE INSERT OR UPDATE OF decision, reasons, decided_at ON agenda_item FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_after_minutes();
@pg CREATE TRIGGER participant_minutes_approved BEFORE INSERT OR UPDATE OF attendance, represented_by_id ON meeting_participant FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_after_minutes();
@pg CREATE FUNCTION passerelle_refuse_minutes_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''minutes_approved''; END';
@pg CREATE TRIGGER minutes_are_not_changed BEFORE UPDATE ON meeting_minutes FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_minutes_change();
@sqlite CREATE TRIGGER agenda_item_minutes_approved_when_added BEFORE INSERT ON agenda_item WHEN EXISTS (SELECT 1 FROM meeting_minutes m WHERE m.meeting_id = NEW.meeting_id) BEGIN SELECT RAISE(ABORT, 'minutes_approved'); END;
@sqlite CREATE TRIGGER agenda_item_minutes_approved_when_decided BEFORE UPDATE OF decision, reasons, decided_at ON agenda_item WHEN EXISTS (SELECT 1 FROM meeting_minutes m WHERE m.meeting_id = NEW.meeting_id) BEGIN SELECT RAISE(ABORT, 'minutes_approved'); END;
@sqlite CREATE TRIGGER participant_minutes_approved_when_added BEFORE INSERT ON meeting_participant WHEN EXISTS (SELECT 1 FROM meeting_minutes m WHERE m.meeting_id = NEW.meeting_id) BEGIN SELECT RAISE(ABORT, 'minutes_approved'); END;
@sqlite CREATE TRIGGER participant_minutes_approved_when_attended BEFORE UPDATE OF attendance, represented_by_id ON meeting_participant WHEN EXISTS (SELECT 1 FROM meeting_minutes m WHERE m.meeting_id = NEW.meeting_id) BEGIN SELECT RAISE(ABORT, 'minutes_approved'); END;
@sqlite CREATE TRIGGER minutes_are_not_changed BEFORE UPDATE ON meeting_minutes BEGIN SELECT RAISE(ABORT, 'minutes_approved'); END;
