-- An objective has the day on which it was set: the table is made anew, since SQLite adds no column that must be filled
-- in. Those that are there were set when the support started.
CREATE TABLE support_objective_before AS SELECT o.*, m.start_on FROM support_objective o JOIN support_measure m ON m.id = o.support_measure_id;
DROP TABLE support_objective;
CREATE TABLE support_objective (
    id {id} PRIMARY KEY,
    support_measure_id {id} NOT NULL,
    axis text NOT NULL,
    label text NOT NULL CHECK (label <> ''),
    set_on {date} NOT NULL,
    status text NOT NULL CHECK (status IN ('SET', 'IN_PROGRESS', 'ACHIEVED', 'ABANDONED')),
    position integer NOT NULL CHECK (position >= 1),
    UNIQUE (support_measure_id, position),
    FOREIGN KEY (support_measure_id, axis) REFERENCES support_axis (support_measure_id, axis)
){strict};
INSERT INTO support_objective (id, support_measure_id, axis, label, set_on, status, position)
    SELECT id, support_measure_id, axis, label, start_on, status, position FROM support_objective_before;
DROP TABLE support_objective_before;

-- How an objective went on; the last row says what the objective does.
CREATE TABLE support_objective_progress (
    id {id} PRIMARY KEY,
    support_objective_id {id} NOT NULL REFERENCES support_objective (id),
    rank integer NOT NULL CHECK (rank >= 1),
    status text NOT NULL CHECK (status IN ('SET', 'IN_PROGRESS', 'ACHIEVED', 'ABANDONED')),
    moved_on {date} NOT NULL,
    comment text CHECK (comment <> ''),
    author_id {id} NOT NULL REFERENCES staff (id),
    UNIQUE (support_objective_id, rank)
){strict};
CREATE INDEX objective_progress_author ON support_objective_progress (author_id);
