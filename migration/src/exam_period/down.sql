DROP TABLE exam_period;
