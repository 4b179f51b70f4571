CREATE TABLE progress_review (
    id {id} PRIMARY KEY,
    support_measure_id {id} NOT NULL REFERENCES support_measure (id),
    kind text NOT NULL CHECK (kind IN ('INTERIM', 'FINAL')),
    rank integer NOT NULL CHECK (rank >= 1),
    held_on {date} NOT NULL,
    author_id {id} NOT NULL REFERENCES staff (id),
    household_view text NOT NULL CHECK (household_view <> ''),
    account text NOT NULL CHECK (account <> ''),
    landlord_account text NOT NULL CHECK (landlord_account <> ''),
    confidential_note text CHECK (confidential_note <> ''),
    agenda_item_id {id} REFERENCES agenda_item (id),
    acknowledged_on {date},
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    UNIQUE (support_measure_id, rank),
    CONSTRAINT progress_review_acknowledged_by_the_cell CHECK ((agenda_item_id IS NULL) = (acknowledged_on IS NULL)),
    CONSTRAINT progress_review_acknowledged_once_held CHECK (acknowledged_on >= held_on)
){strict};
CREATE UNIQUE INDEX progress_review_one_final ON progress_review (support_measure_id) WHERE kind = 'FINAL';
CREATE INDEX progress_review_author ON progress_review (author_id);
CREATE INDEX progress_review_agenda_item ON progress_review (agenda_item_id);
CREATE INDEX progress_review_by_day ON progress_review (held_on, id);
