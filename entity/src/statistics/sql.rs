//! One text of SQL for two databases: the few words that they name differently are filled in. `$1` is the last day
//! that counts, `{ids}` are the programmes.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};

use crate::database::is_postgres;

/// What the databases say in different words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    postgres: bool,
}

impl Words {
    /// Those of a connection.
    pub(super) fn of(db: &impl ConnectionTrait) -> Self {
        Self { postgres: is_postgres(db) }
    }

    /// The days from one day to another, as a number.
    pub(super) fn days(self, from: &str, to: &str) -> String {
        if self.postgres {
            format!("CAST({to} - {from} AS bigint)")
        } else {
            format!("CAST(julianday({to}) - julianday({from}) AS integer)")
        }
    }

    /// The first day of a day's month.
    pub(super) fn month(self, day: &str) -> String {
        if self.postgres {
            format!("date_trunc('month', {day})::date")
        } else {
            format!("date({day}, 'start of month')")
        }
    }

    /// The same day so many years later, or else the last of its month (CPC 641): 29 February is 28 February in a common
    /// year. SQLite would go on to 1 March.
    pub(super) fn years_later(self, day: &str, years: &str) -> String {
        if self.postgres {
            return format!("({day} + make_interval(years => {years}))::date");
        }
        let later = format!("{day}, '+' || ({years}) || ' years'");
        let too_far = format!("strftime('%d', date({later})) <> strftime('%d', {day})");
        format!("date({later}, CASE WHEN {too_far} THEN '-1 day' ELSE '+0 days' END)")
    }

    /// The day in Paris of an instant. SQLite knows no time zones: summer time is from 01:00 UTC on the last Sunday of
    /// March to 01:00 UTC on the last Sunday of October. Source: directive 2000/84/EC.
    pub(super) fn local_day(self, instant: &str) -> String {
        if self.postgres {
            return format!("({instant} AT TIME ZONE 'Europe/Paris')::date");
        }
        let turn = |month: &str| format!("date(strftime('%Y-{month}-25', {instant}), 'weekday 0') || 'T01:00:00'");
        let (spring, autumn) = (turn("03"), turn("10"));
        format!(
            "date({instant}, CASE WHEN {instant} >= {spring} AND {instant} < {autumn} THEN '+2 hours' ELSE '+1 hour' END)"
        )
    }
}

/// The rows of a statement about some programmes, up to a day and with it.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    text: &str,
    programme_ids: &[&str],
    until: NaiveDate,
) -> Result<Vec<QueryResult>, DbErr> {
    if programme_ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (2..).take(programme_ids.len()).map(|place| format!("${place}")).collect();
    let values = [Value::from(until)].into_iter().chain(programme_ids.iter().map(|id| Value::from(*id)));
    let text = text.replace("{ids}", &places.join(", "));
    db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), text, values)).await
}

/// Which of so many values in a row, from 1, is a percentile of them: the smallest value that so many per cent of all
/// do not exceed. That is the nearest rank, ⌈p · n / 100⌉, and so always a value that occurs. Source: Hyndman and Fan,
/// "Sample Quantiles in Statistical Packages" (1996), definition 1, which is SQL's `percentile_disc`; SQLite has none.
pub(super) fn nearest_rank(percent: u32, cases: &str) -> String {
    format!("({cases} * {percent} + 99) / 100")
}
