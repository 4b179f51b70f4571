-- The exam period of a sliding lease, set by its convention, and what the landlord told the Prefect before its end.
CREATE TABLE exam_period (
    id {id} PRIMARY KEY,
    tenancy_id {id} NOT NULL REFERENCES tenancy (id),
    rank integer NOT NULL CHECK (rank >= 1),
    start_on {date} NOT NULL,
    end_on {date} NOT NULL,
    notice_due_on {date} NOT NULL,
    prefect_informed_on {date},
    lease_offered {flag},
    notice_reasons text CHECK (notice_reasons <> ''),
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    UNIQUE (tenancy_id, rank),
    CONSTRAINT exam_period_ends_after_start CHECK (end_on > start_on),
    CONSTRAINT exam_period_notice_within CHECK (notice_due_on > start_on AND notice_due_on < end_on),
    CONSTRAINT exam_period_notice_says_whether CHECK ((prefect_informed_on IS NULL) = (lease_offered IS NULL)),
    CONSTRAINT exam_period_notice_from_the_start CHECK (prefect_informed_on >= start_on),
@pg     CONSTRAINT exam_period_refusal_has_reasons CHECK (lease_offered IS NULL OR lease_offered OR notice_reasons IS NOT NULL),
@sqlite     CONSTRAINT exam_period_refusal_has_reasons CHECK (lease_offered IS NULL OR lease_offered = 1 OR notice_reasons IS NOT NULL),
    CONSTRAINT exam_period_reasons_of_notice CHECK (notice_reasons IS NULL OR prefect_informed_on IS NOT NULL)
){strict};
CREATE INDEX exam_period_by_notice ON exam_period (notice_due_on, id);

-- Sliding leases opened before periods were recorded: a year from the start, as most conventions have it. Its notice is
-- not moved to a working day here: the rules do that for what is recorded from now on.
INSERT INTO exam_period (id, tenancy_id, rank, start_on, end_on, notice_due_on)
SELECT 'exp' || substr(id, 4), id, 1, start_on,
@pg     (start_on + interval '12 months')::date, ((start_on + interval '12 months')::date - interval '2 months')::date
@sqlite     date(start_on, '+12 months', 'floor'), date(start_on, '+12 months', 'floor', '-2 months', 'floor')
FROM tenancy WHERE modality = 'SLIDING_LEASE';
