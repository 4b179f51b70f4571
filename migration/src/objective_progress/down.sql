DROP TABLE support_objective_progress;
CREATE TABLE support_objective_before AS SELECT * FROM support_objective;
DROP TABLE support_objective;
CREATE TABLE support_objective (
    id {id} PRIMARY KEY,
    support_measure_id {id} NOT NULL,
    axis text NOT NULL,
    label text NOT NULL CHECK (label <> ''),
    status text NOT NULL CHECK (status IN ('SET', 'IN_PROGRESS', 'ACHIEVED', 'ABANDONED')),
    position integer NOT NULL CHECK (position >= 1),
    UNIQUE (support_measure_id, position),
    FOREIGN KEY (support_measure_id, axis) REFERENCES support_axis (support_measure_id, axis)
){strict};
INSERT INTO support_objective (id, support_measure_id, axis, label, status, position)
    SELECT id, support_measure_id, axis, label, status, position FROM support_objective_before;
DROP TABLE support_objective_before;
