DROP TABLE support_interview;
