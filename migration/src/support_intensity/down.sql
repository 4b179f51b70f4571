DROP TABLE support_intensity_period;
@pg DROP FUNCTION passerelle_refuse_intensity();
