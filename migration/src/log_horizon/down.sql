-- Undoes up.sql: whatever was trimmed stays gone.
DROP INDEX event_announced_once;
@pg DROP TRIGGER event_is_only_trimmed ON event;
@pg DROP TRIGGER event_is_not_updated ON event;
@pg CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION passerelle_refuse_change();
@sqlite DROP TRIGGER event_is_only_trimmed;
@sqlite CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
DROP TABLE log_horizon;
@pg DROP FUNCTION passerelle_refuse_deletion();
@pg DROP FUNCTION passerelle_refuse_way_back();
