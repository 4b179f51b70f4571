SELECT json_build_object('data', json_build_object('household', json_build_object(
    'id', h.id,
    'reference', h.reference,
    'stage', h.stage,
    'registeredOn', h.registered_on,
    'familyName', h.family_name,
    'members', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object(
            'givenName', m.given_name,
            'familyName', m.family_name,
            'birthDate', m.birth_date,
            'relationship', m.relationship
        ) ORDER BY m.position), '[]')
        FROM household_member m
        WHERE m.household_id = h.id
    )),
    'referent', CASE WHEN r.id IS NOT NULL THEN json_build_object(
        'givenName', r.given_name,
        'familyName', r.family_name
    ) END,
    'currentSupport', CASE WHEN s.id IS NOT NULL THEN json_build_object(
        'startOn', s.start_on,
        'endOn', s.end_on,
        'intensity', s.intensity
    ) END,
    'currentTenancy', CASE WHEN t.id IS NOT NULL THEN json_build_object(
        'modality', t.modality,
        'startOn', t.start_on,
        'dwelling', json_build_object(
            'reference', d.reference,
            'address', d.address,
            'postalCode', d.postal_code,
            'city', d.city,
            'dwellingType', d.dwelling_type
        )
    ) END
)))::text
FROM household h
LEFT JOIN staff r ON r.id = h.referent_id
LEFT JOIN support_measure s ON s.household_id = h.id AND s.closed_on IS NULL
LEFT JOIN tenancy t ON t.household_id = h.id AND t.end_on IS NULL
LEFT JOIN dwelling d ON d.id = t.dwelling_id
WHERE h.id = $1
