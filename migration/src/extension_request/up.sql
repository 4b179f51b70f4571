-- An extension that is granted is that of the request's own measure.
CREATE UNIQUE INDEX support_extension_of_measure ON support_extension (id, support_measure_id);

CREATE TABLE support_extension_request (
    id {id} PRIMARY KEY,
    support_measure_id {id} NOT NULL REFERENCES support_measure (id),
    ground text NOT NULL CHECK (ground IN ('HOUSING_NOT_SECURED', 'RIGHTS_PENDING', 'HEALTH', 'FAMILY_CHANGE', 'EMPLOYMENT_CHANGE', 'OTHER')),
    explanation text NOT NULL CHECK (explanation <> ''),
    asked_by_id {id} NOT NULL REFERENCES staff (id),
    asked_on {date} NOT NULL,
    proposed_end_on {date} NOT NULL,
    outcome text CHECK (outcome IN ('GRANTED', 'REFUSED', 'WITHDRAWN', 'LAPSED')),
    decided_on {date},
    decided_by_id {id} REFERENCES staff (id),
    reasons text CHECK (reasons <> ''),
    support_extension_id {id} UNIQUE,
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    FOREIGN KEY (support_extension_id, support_measure_id) REFERENCES support_extension (id, support_measure_id),
    CONSTRAINT extension_request_decided_with_outcome CHECK ((decided_on IS NULL) = (outcome IS NULL)),
    CONSTRAINT extension_request_decided_by_somebody CHECK ((decided_by_id IS NOT NULL) = (coalesce(outcome, '') IN ('GRANTED', 'REFUSED'))),
    CONSTRAINT extension_request_granted_is_extension CHECK ((support_extension_id IS NOT NULL) = (coalesce(outcome, '') = 'GRANTED')),
    CONSTRAINT extension_request_refused_with_reasons CHECK ((reasons IS NOT NULL) = (coalesce(outcome, '') = 'REFUSED')),
    CONSTRAINT extension_request_decided_once_asked CHECK (decided_on >= asked_on)
){strict};
CREATE UNIQUE INDEX extension_request_one_undecided ON support_extension_request (support_measure_id) WHERE decided_on IS NULL;
CREATE INDEX extension_request_measure ON support_extension_request (support_measure_id);
CREATE INDEX extension_request_asked_by ON support_extension_request (asked_by_id);
CREATE INDEX extension_request_decided_by ON support_extension_request (decided_by_id);
CREATE INDEX extension_request_by_day ON support_extension_request (asked_on, id);
CREATE INDEX extension_request_undecided_by_day ON support_extension_request (asked_on, id) WHERE decided_on IS NULL;
