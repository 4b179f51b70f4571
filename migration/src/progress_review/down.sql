DROP TABLE progress_review;
