CREATE TABLE support_interview (
    id {id} PRIMARY KEY,
    support_measure_id {id} NOT NULL REFERENCES support_measure (id),
    held_on {date} NOT NULL,
    kind text NOT NULL CHECK (kind IN ('HOME_VISIT', 'OFFICE', 'PHONE', 'WITH_PARTNER')),
    author_id {id} NOT NULL REFERENCES staff (id),
    attendees text CHECK (attendees <> ''),
    summary text NOT NULL CHECK (summary <> ''),
    confidential_note text CHECK (confidential_note <> ''),
    next_on {date},
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    CONSTRAINT interview_next_after CHECK (next_on > held_on)
){strict};
CREATE INDEX interview_measure ON support_interview (support_measure_id);
CREATE INDEX interview_author ON support_interview (author_id);
CREATE INDEX interview_by_day ON support_interview (held_on, id);
