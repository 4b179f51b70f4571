CREATE TABLE support_suspension (
    id {id} PRIMARY KEY,
    support_measure_id {id} NOT NULL REFERENCES support_measure (id),
    ground text NOT NULL CHECK (ground IN ('HOSPITALISATION', 'DETENTION', 'ABSENCE', 'HOUSEHOLD_REQUEST', 'OTHER')),
    explanation text CHECK (explanation <> ''),
    start_on {date} NOT NULL,
    expected_end_on {date},
    ended_on {date},
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    CONSTRAINT suspension_expected_after_start CHECK (expected_end_on > start_on),
    CONSTRAINT suspension_ended_after_start CHECK (ended_on >= start_on)
){strict};
CREATE UNIQUE INDEX suspension_one_open ON support_suspension (support_measure_id) WHERE ended_on IS NULL;
CREATE INDEX suspension_measure ON support_suspension (support_measure_id);
CREATE INDEX suspension_by_start ON support_suspension (start_on, id);
-- Two suspensions of a measure never share a day. After the unique key of the open ones, which tells that plainer case.
@pg ALTER TABLE support_suspension ADD CONSTRAINT suspension_overlaps EXCLUDE USING gist (support_measure_id WITH =, daterange(start_on, ended_on, '[]') WITH &&);
@sqlite CREATE TRIGGER suspension_overlaps_when_written AFTER INSERT ON support_suspension WHEN EXISTS (SELECT 1 FROM support_suspension other WHERE other.support_measure_id = NEW.support_measure_id AND other.id <> NEW.id AND other.start_on <= coalesce(NEW.ended_on, '9999') AND coalesce(other.ended_on, '9999') >= NEW.start_on) BEGIN SELECT RAISE(ABORT, 'suspension_overlaps'); END;
@sqlite CREATE TRIGGER suspension_overlaps_when_changed AFTER UPDATE OF support_measure_id, start_on, ended_on ON support_suspension WHEN EXISTS (SELECT 1 FROM support_suspension other WHERE other.support_measure_id = NEW.support_measure_id AND other.id <> NEW.id AND other.start_on <= coalesce(NEW.ended_on, '9999') AND coalesce(other.ended_on, '9999') >= NEW.start_on) BEGIN SELECT RAISE(ABORT, 'suspension_overlaps'); END;
-- A suspension lies within its measure: it does not begin before it, and is over when it is closed.
CREATE VIEW suspension_outside AS
    SELECT s.support_measure_id FROM support_suspension s JOIN support_measure m ON m.id = s.support_measure_id
    WHERE s.start_on < m.start_on OR (m.closed_on IS NOT NULL AND (s.ended_on IS NULL OR s.ended_on > m.closed_on));
@pg CREATE FUNCTION passerelle_refuse_suspension() RETURNS trigger LANGUAGE plpgsql AS 'DECLARE wanted varchar; BEGIN IF TG_TABLE_NAME = ''support_measure'' THEN wanted := NEW.id; ELSE wanted := NEW.support_measure_id; END IF; IF EXISTS (SELECT 1 FROM suspension_outside WHERE support_measure_id = wanted) THEN RAISE EXCEPTION ''suspension_outside''; END IF; RETURN NULL; END';
@pg CREATE TRIGGER suspension_outside AFTER INSERT OR UPDATE ON support_suspension FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_suspension();
@pg CREATE TRIGGER suspension_outside AFTER UPDATE OF closed_on ON support_measure FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_suspension();
@sqlite CREATE TRIGGER suspension_outside_when_written AFTER INSERT ON support_suspension WHEN EXISTS (SELECT 1 FROM suspension_outside WHERE support_measure_id = NEW.support_measure_id) BEGIN SELECT RAISE(ABORT, 'suspension_outside'); END;
@sqlite CREATE TRIGGER suspension_outside_when_changed AFTER UPDATE ON support_suspension WHEN EXISTS (SELECT 1 FROM suspension_outside WHERE support_measure_id = NEW.support_measure_id) BEGIN SELECT RAISE(ABORT, 'suspension_outside'); END;
@sqlite CREATE TRIGGER suspension_outside_when_closed AFTER UPDATE OF closed_on ON support_measure WHEN EXISTS (SELECT 1 FROM suspension_outside WHERE support_measure_id = NEW.id) BEGIN SELECT RAISE(ABORT, 'suspension_outside'); END;
