-- Undoes up.sql, last created first: the meetings of a series stay, by themselves.
@pg DROP TRIGGER participant_minutes_approved ON meeting_participant;
@pg DROP TRIGGER agenda_item_minutes_approved ON agenda_item;
@sqlite DROP TRIGGER participant_minutes_approved_when_attended;
@sqlite DROP TRIGGER participant_minutes_approved_when_added;
@sqlite DROP TRIGGER agenda_item_minutes_approved_when_decided;
@sqlite DROP TRIGGER agenda_item_minutes_approved_when_added;
DROP TABLE meeting_minutes;
@pg DROP FUNCTION passerelle_refuse_minutes_change();
@pg DROP FUNCTION passerelle_refuse_after_minutes();
DROP INDEX meeting_participant_represented_by;
ALTER TABLE meeting_participant DROP COLUMN represented_by_id;
ALTER TABLE meeting_participant DROP COLUMN attendance;
DROP INDEX meeting_programme;
DROP INDEX meeting_series_meeting;
DROP INDEX meeting_once_in_series;
ALTER TABLE meeting DROP COLUMN series_day;
ALTER TABLE meeting DROP COLUMN series_id;
DROP TABLE meeting_series;
