-- An opinion that was recorded by error is taken back, for a reason. The table is made anew, since SQLite changes no check.
CREATE TABLE programme_version_before AS SELECT * FROM programme_version;
DROP TABLE programme_version;
CREATE TABLE programme_version (
    id {id} PRIMARY KEY,
    programme_id {id} NOT NULL REFERENCES programme (id),
    version integer NOT NULL CHECK (version >= 1),
    kind text NOT NULL CHECK (kind IN ('RECORDED', 'REVISED', 'DEPARTMENTAL_OPINION', 'REGIONAL_OPINION', 'OPINION_WITHDRAWN')),
    decided_on {date} NOT NULL,
    reason text CHECK (reason <> ''),
    recorded_at {instant} NOT NULL,
    recorded_by_id {id} REFERENCES staff (id),
    changed_fields {json} NOT NULL,
    form {json} NOT NULL,
    UNIQUE (programme_id, version),
    CONSTRAINT version_has_reason CHECK ((kind IN ('REVISED', 'OPINION_WITHDRAWN')) = (reason IS NOT NULL)),
    CONSTRAINT first_version_is_recorded CHECK ((kind = 'RECORDED') = (version = 1))
){strict};
CREATE INDEX programme_version_recorded_by ON programme_version (recorded_by_id);
INSERT INTO programme_version (id, programme_id, version, kind, decided_on, reason, recorded_at, recorded_by_id, changed_fields, form)
    SELECT id, programme_id, version, kind, decided_on, reason, recorded_at, recorded_by_id, changed_fields, form FROM programme_version_before;
DROP TABLE programme_version_before;
@pg CREATE TRIGGER programme_version_is_kept BEFORE UPDATE OR DELETE ON programme_version FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_version_change();
@sqlite CREATE TRIGGER programme_version_is_not_changed BEFORE UPDATE ON programme_version BEGIN SELECT RAISE(ABORT, 'programme_version_is_kept'); END;
@sqlite CREATE TRIGGER programme_version_is_not_deleted BEFORE DELETE ON programme_version BEGIN SELECT RAISE(ABORT, 'programme_version_is_kept'); END;
