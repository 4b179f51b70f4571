//! What a rule forbids, the database refuses too, whoever writes: each forbidden write is tried in plain
//! SQL beside one that differs by a word and is accepted.

mod cases;
mod funding;
mod path;
mod programme;
mod rows;
mod support;

use entity::database::begin;
use sea_orm::ConnectionTrait;
use tests::{World, both_databases, sqlite_only};

use rows::Rows;

/// What refuses a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// A check that has a name.
    Check(&'static str),
    /// A check of one column.
    Value,
    /// A unique key.
    Twice,
    /// A day that another row covers.
    Overlap,
    /// A text that is no day or no instant.
    Time,
    /// A foreign key.
    Nowhere,
    /// A column that must be filled in.
    Missing,
    /// The event log only grows.
    AppendOnly,
    /// How far it was trimmed is never taken back.
    Trimmed,
    /// Nobody was preselected whom the committee decides on.
    Preselection,
    /// No exam found the household ready whose lease slides.
    Exam,
    /// Shares of more than 100 %.
    Exceeded,
    /// An intensity that begins on another day than the support.
    FromStart,
    /// A suspension on days that its measure does not have.
    Outside,
    /// What approved minutes tell no longer changes.
    Approved,
    /// What a version of a programme states is never changed.
    Kept,
}

impl Why {
    /// Whether a driver's words name this reason.
    fn explains(self, words: &str) -> bool {
        let words = words.to_lowercase();
        match self {
            Self::Check(name) => words.contains("check constraint") && words.contains(name),
            Self::Value => words.contains("check constraint"),
            Self::Twice => words.contains("unique constraint"),
            Self::Overlap => words.contains("overlaps"),
            // SQLite knows them by a check, PostgreSQL by their type.
            Self::Time => {
                let sqlite = words.contains("check constraint") || words.contains("non-deterministic");
                sqlite || words.contains("invalid input syntax") || words.contains("out of range")
            }
            Self::Nowhere => words.contains("foreign key constraint"),
            Self::Missing => words.contains("not null constraint") || words.contains("not-null constraint"),
            Self::AppendOnly => words.contains("append-only"),
            Self::Trimmed => words.contains("only moves on"),
            Self::Preselection => words.contains("allocation_needs_preselection"),
            Self::Exam => words.contains("transfer_needs_exam"),
            Self::Kept => words.contains("programme_version_is_kept"),
            Self::Approved => words.contains("minutes_approved"),
            Self::Exceeded => words.contains("shares_exceed_base"),
            Self::FromStart => words.contains("intensity_from_start"),
            Self::Outside => words.contains("suspension_outside"),
        }
    }
}

/// A forbidden write and its neighbour.
struct Case {
    what: String,
    /// Written before, for both.
    before: Vec<String>,
    accepted: String,
    refused: String,
    why: Why,
}

sqlite_only! {
    /// PostgreSQL reads these and keeps the instant; SQLite would keep the text, and compare it as such.
    async fn a_time_is_written_as_the_product_writes_it(world: World) {
        let rows = Rows::of(&world).await;
        for (table, column, wrong) in cases::OTHERWISE_WRITTEN {
            let written = world.db.execute_unprepared(&rows.insert(table, &[(column, wrong)])).await;
            let words = written.expect_err(wrong).to_string();
            assert!(Why::Time.explains(&words), "{wrong}: {words}");
        }
    }
}

both_databases! {
    async fn the_database_refuses_what_a_rule_forbids(world: World) {
        let rows = Rows::of(&world).await;
        let cases = cases::all(&rows);
        assert!(cases.len() > 70);
        let mut wrong = Vec::new();
        for case in cases {
            if let Err(error) = attempt(&world, &case, &case.accepted).await {
                wrong.push(format!("{}: should be accepted: {error}\n    {}", case.what, case.accepted));
            }
            match attempt(&world, &case, &case.refused).await {
                Ok(()) => wrong.push(format!("{}: should be refused by {:?}\n    {}", case.what, case.why, case.refused)),
                Err(words) if case.why.explains(&words) => {}
                Err(words) => wrong.push(format!("{}: refused, but not by {:?}: {words}", case.what, case.why)),
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn a_value_that_is_not_of_its_enumeration_is_refused(world: World) {
        let rows = Rows::of(&world).await;
        let mut wrong = Vec::new();
        for (table, column, good, others) in cases::ENUMERATIONS {
            for value in ["'NONSENSE'", "''", &good.to_lowercase()] {
                let with = |value| [others, &[(column, value)]].concat();
                let case = Case {
                    what: format!("{table}.{column} = {value}"),
                    before: rows.before(table),
                    accepted: rows.insert(table, &with(good)),
                    refused: rows.insert(table, &with(value)),
                    why: Why::Value,
                };
                if let Err(error) = attempt(&world, &case, &case.accepted).await {
                    wrong.push(format!("{table}: should be accepted: {error}"));
                }
                match attempt(&world, &case, &case.refused).await {
                    Err(words) if case.why.explains(&words) => {}
                    other => wrong.push(format!("{}: {other:?}", case.what)),
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// Writes in a transaction of its own that is then rolled back.
async fn attempt(world: &World, case: &Case, sql: &str) -> Result<(), String> {
    let tx = begin(&world.db).await.unwrap();
    for sql in &case.before {
        tx.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{}: {error}\n    {sql}", case.what));
    }
    let written = tx.execute_unprepared(sql).await;
    tx.rollback().await.unwrap();
    written.map(|_| ()).map_err(|error| error.to_string())
}
