//! Many reminders at once, and many measures of which few are due.

use chrono::NaiveDate;
use entity::operations::reminder::watch_all;
use entity::rules::calendar;

use crate::{Kind, World};

impl World {
    /// So many households like one, each with an open measure that ends in eleven weeks: one reminder of each is due,
    /// to the referent.
    pub async fn near_their_end(&self, count: usize) {
        self.supported(count, count, self.day(79)).await;
    }

    /// So many households, each with an open measure that began ten days ago: the first `due` of them end on a day, the others
    /// later, within ten months. Written behind the product's back, since the acts would take a minute for a thousand.
    pub async fn supported(&self, count: usize, due: usize, end_on: NaiveDate) {
        let series = numbers(0, count);
        self.households(&series).await;
        let days = format!("CASE WHEN n <= {due} THEN 0 ELSE 2 + n % 200 END");
        let ends = match self.kind {
            Kind::Sqlite => format!("date('{end_on}', '+' || ({days}) || ' days')"),
            Kind::Postgres => format!("date '{end_on}' + ({days})"),
        };
        let (start_on, cap_on) = (self.day(-10), self.day(355));
        let (start_on, cap_on) = match self.kind {
            Kind::Sqlite => (format!("'{start_on}'"), format!("'{cap_on}'")),
            Kind::Postgres => (format!("date '{start_on}'"), format!("date '{cap_on}'")),
        };
        self.sql(&format!(
            "{series} INSERT INTO support_measure (id, household_id, start_on, cap_on, end_on, intensity)
             SELECT 'sup_01JD000000000000000' || CAST(1000000 + n AS text), 'hh_01JD000000000000000' || CAST(1000000 + n AS text),
                    {start_on}, {cap_on}, {ends}, 'LIGHT'
             FROM series"
        ))
        .await;
        // No event tells of them.
        watch_all(&self.db, self.clock.now()).await.unwrap();
    }

    /// So many households, numbered after `from`, each with an open measure from the first to the second of these days, of
    /// which the reviews are held.
    pub async fn measures(&self, from: usize, count: usize, (start_on, end_on): (&str, &str)) {
        let series = numbers(from, count);
        self.households(&series).await;
        let cap_on = calendar::add_months(start_on.parse().unwrap(), 12);
        self.sql(&format!(
            "{series} INSERT INTO support_measure (id, household_id, start_on, cap_on, end_on, intensity)
             SELECT 'sup_01JD000000000000000' || CAST(1000000 + n AS text), 'hh_01JD000000000000000' || CAST(1000000 + n AS text),
                    '{start_on}', '{cap_on}', '{end_on}', 'LIGHT'
             FROM series"
        ))
        .await;
        self.sql(&format!(
            "{series} INSERT INTO progress_review
                 (id, support_measure_id, kind, rank, held_on, author_id, household_view, account, landlord_account)
             SELECT 'bil_01JD000000000000000' || CAST(1000000 + n AS text), 'sup_01JD000000000000000' || CAST(1000000 + n AS text),
                    'FINAL', 1, '{start_on}', '{}', 'x', 'x', 'x'
             FROM series",
            self.people.social_worker.staff.id
        ))
        .await;
        watch_all(&self.db, self.clock.now()).await.unwrap();
    }

    /// Households like one, of these numbers.
    async fn households(&self, series: &str) {
        let household = self.preselected_household().await;
        self.sql(&format!(
            "{series} INSERT INTO household
                 (id, programme_id, reference, family_name, dalo, collective_agreement, pdalpd, stage,
                  registered_on, landlord_contact_id, referent_id)
             SELECT 'hh_01JD000000000000000' || CAST(1000000 + n AS text), programme_id, 'M-' || CAST(1000000 + n AS text),
                    family_name, dalo, collective_agreement, pdalpd, stage, registered_on, landlord_contact_id, '{}'
             FROM household, series WHERE id = '{}'",
            self.people.social_worker.staff.id, household.id
        ))
        .await;
    }
}

fn numbers(from: usize, count: usize) -> String {
    let (first, last) = (from + 1, from + count);
    format!("WITH RECURSIVE series (n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM series WHERE n < {last})")
}
