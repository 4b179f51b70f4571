@sqlite DROP TRIGGER suspension_outside_when_closed;
@sqlite DROP TRIGGER suspension_outside_when_changed;
@sqlite DROP TRIGGER suspension_outside_when_written;
@pg DROP TRIGGER suspension_outside ON support_measure;
@pg DROP TRIGGER suspension_outside ON support_suspension;
@pg DROP FUNCTION passerelle_refuse_suspension();
DROP VIEW suspension_outside;
DROP TABLE support_suspension;
