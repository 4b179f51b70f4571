-- The place up to which the event log was trimmed: one row, which only moves on and never goes away, or a
-- reader would take events that are gone for events that never were. What lies beyond it is append-only.
CREATE TABLE log_horizon (
    one integer PRIMARY KEY CHECK (one = 1),
    tx bigint NOT NULL,
    seq bigint NOT NULL
){strict};
INSERT INTO log_horizon (one, tx, seq) VALUES (1, 0, 0);

@pg CREATE FUNCTION passerelle_refuse_deletion() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NOT EXISTS (SELECT 1 FROM log_horizon WHERE (tx, seq) >= (OLD.tx, OLD.seq)) THEN RAISE EXCEPTION ''the event log is append-only''; END IF; RETURN OLD; END';
@pg DROP TRIGGER event_is_append_only ON event;
@pg CREATE TRIGGER event_is_not_updated BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_change();
@pg CREATE TRIGGER event_is_only_trimmed BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_deletion();
@pg CREATE FUNCTION passerelle_refuse_way_back() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the horizon of the event log only moves on''; END';
@pg CREATE TRIGGER log_horizon_moves_on BEFORE UPDATE ON log_horizon FOR EACH ROW WHEN ((NEW.tx, NEW.seq) < (OLD.tx, OLD.seq)) EXECUTE FUNCTION passerelle_refuse_way_back();
@pg CREATE TRIGGER log_horizon_stays BEFORE DELETE OR TRUNCATE ON log_horizon FOR EACH STATEMENT EXECUTE FUNCTION passerelle_refuse_way_back();
@sqlite DROP TRIGGER event_is_not_deleted;
@sqlite CREATE TRIGGER event_is_only_trimmed BEFORE DELETE ON event WHEN NOT EXISTS (SELECT 1 FROM log_horizon WHERE (tx, seq) >= (OLD.tx, OLD.seq)) BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
@sqlite CREATE TRIGGER log_horizon_moves_on BEFORE UPDATE ON log_horizon WHEN (NEW.tx, NEW.seq) < (OLD.tx, OLD.seq) BEGIN SELECT RAISE(ABORT, 'the horizon of the event log only moves on'); END;
@sqlite CREATE TRIGGER log_horizon_stays BEFORE DELETE ON log_horizon BEGIN SELECT RAISE(ABORT, 'the horizon of the event log only moves on'); END;

-- One announcement for each subject, day and step, however many planners run and whoever is written to.
@pg CREATE UNIQUE INDEX event_announced_once ON event (subject_id, kind, (changes ->> 'dueOn'), (changes ->> 'step')) WHERE kind IN ('SUPPORT_NEARING_END', 'LEASE_REVIEW_DUE');
@sqlite CREATE UNIQUE INDEX event_announced_once ON event (subject_id, kind, json_extract(changes, '$.dueOn'), json_extract(changes, '$.step')) WHERE kind IN ('SUPPORT_NEARING_END', 'LEASE_REVIEW_DUE');
