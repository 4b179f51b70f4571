@pg DROP TRIGGER transfer_needs_exam ON tenancy;
@pg DROP FUNCTION passerelle_transfer_needs_exam();
@pg DROP TRIGGER allocation_needs_preselection ON allocation_decision;
@pg DROP FUNCTION passerelle_allocation_needs_preselection();
@sqlite DROP TRIGGER transfer_needs_exam_when_changed;
@sqlite DROP TRIGGER transfer_needs_exam_when_written;
@sqlite DROP TRIGGER allocation_needs_preselection_when_changed;
@sqlite DROP TRIGGER allocation_needs_preselection_when_written;
DROP TABLE step_waiver;
