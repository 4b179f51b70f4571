DROP TABLE allocation_decision;
