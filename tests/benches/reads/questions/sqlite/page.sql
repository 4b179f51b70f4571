SELECT json_object('data', json_object('supportMeasures', json_object('nodes', json_group_array(
    json_object(
        'id', s.id,
        'endOn', s.end_on,
        'household', json_object(
            'reference', h.reference,
            'referent', CASE WHEN r.id IS NOT NULL THEN json_object(
                'givenName', r.given_name,
                'familyName', r.family_name
            ) END,
            'currentTenancy', CASE WHEN t.id IS NOT NULL THEN json_object(
                'dwelling', json_object(
                    'address', d.address,
                    'postalCode', d.postal_code,
                    'city', d.city,
                    'dwellingType', d.dwelling_type
                )
            ) END
        ),
        'objectives', json_object('nodes', (
            SELECT json_group_array(json_object(
                'axis', o.axis,
                'status', o.status,
                'label', o.label
            ) ORDER BY o.position)
            FROM support_objective o
            WHERE o.support_measure_id = s.id
        ))
    ) ORDER BY s.end_on, s.id
))))
FROM (
    SELECT id, end_on, household_id
    FROM support_measure
    WHERE closed_on IS NULL AND (end_on, id) > (?1, ?2)
    ORDER BY end_on, id
    LIMIT 50
) s
JOIN household h ON h.id = s.household_id
LEFT JOIN staff r ON r.id = h.referent_id
LEFT JOIN tenancy t ON t.household_id = h.id AND t.end_on IS NULL
LEFT JOIN dwelling d ON d.id = t.dwelling_id
