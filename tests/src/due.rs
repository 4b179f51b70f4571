//! Many reminders at once.

use entity::rules::calendar;

use crate::World;

impl World {
    /// So many households like one, each with an open measure that ends in eleven weeks: one reminder of each is due,
    /// to the referent. Written behind the product's back, since the acts would take a minute for a thousand.
    pub async fn near_their_end(&self, count: usize) {
        self.measures(0, count, ("2025-06-01", "2026-05-20")).await;
    }

    /// So many households, numbered after `from`, each with an open measure from the first to the second of these days.
    pub async fn measures(&self, from: usize, count: usize, (start_on, end_on): (&str, &str)) {
        let household = self.preselected_household().await;
        self.start_support(&household.id).await;
        let (first, last) = (from + 1, from + count);
        let series = format!(
            "WITH RECURSIVE series (n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM series WHERE n < {last})"
        );
        self.sql(&format!(
            "{series} INSERT INTO household
                 (id, programme_id, reference, family_name, dalo, collective_agreement, pdalpd, stage,
                  registered_on, landlord_contact_id, referent_id)
             SELECT 'hh_01JD0000000000000000' || CAST(100000 + n AS text), programme_id, 'M-' || CAST(100000 + n AS text),
                    family_name, dalo, collective_agreement, pdalpd, stage, registered_on, landlord_contact_id, '{}'
             FROM household, series WHERE id = '{}'",
            self.people.social_worker.staff.id, household.id
        ))
        .await;
        let cap_on = calendar::add_months(start_on.parse().unwrap(), 12);
        self.sql(&format!(
            "{series} INSERT INTO support_measure (id, household_id, start_on, cap_on, end_on, intensity)
             SELECT 'sup_01JD0000000000000000' || CAST(100000 + n AS text), 'hh_01JD0000000000000000' || CAST(100000 + n AS text),
                    '{start_on}', '{cap_on}', '{end_on}', 'LIGHT'
             FROM series"
        ))
        .await;
    }
}
