DROP TABLE agreement_signature;
DROP TABLE agreement_objective;
DROP TABLE tripartite_agreement;
