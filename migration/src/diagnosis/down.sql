DROP TABLE recommended_axis;
DROP TABLE autonomy_obstacle;
DROP TABLE social_diagnosis;
DROP INDEX agenda_item_of_household;
