//! Everything a database holds, as text: what a refusal must leave as it was.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

use crate::database::Kind;

/// The rows of every table, each with its table's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot(Vec<(String, String)>);

impl Snapshot {
    /// Reads every table.
    pub async fn take(db: &DatabaseConnection, query: &str) -> Self {
        let statement = Statement::from_string(db.get_database_backend(), query);
        let rows = db.query_all_raw(statement).await.unwrap();
        let read = |row: sea_orm::QueryResult| -> Result<_, DbErr> {
            Ok((row.try_get("", "name")?, row.try_get("", "content")?))
        };
        Self(rows.into_iter().map(|row| read(row).unwrap()).collect())
    }

    /// The query that reads every table of the model, to be made once.
    pub async fn query(db: &DatabaseConnection, kind: Kind) -> String {
        let tables = match kind {
            Kind::Sqlite => {
                "SELECT m.name AS name, group_concat('quote(\"' || c.name || '\")', ' || ''|'' || ') AS content
                 FROM sqlite_master m JOIN pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT IN ('Jobs', 'Workers')
                 GROUP BY m.name"
            }
            Kind::Postgres => {
                "SELECT tablename::text AS name, '\"' || tablename || '\"::text' AS content
                 FROM pg_tables WHERE schemaname = 'public'"
            }
        };
        let tables = Self::take(db, tables).await.0;
        let selects =
            tables.iter().map(|(name, row)| format!("SELECT '{name}' AS name, {row} AS content FROM \"{name}\""));
        format!("{} ORDER BY 1, 2", selects.collect::<Vec<_>>().join(" UNION ALL "))
    }

    /// How many rows a table holds.
    pub fn count(&self, table: &str) -> usize {
        self.0.iter().filter(|(name, _)| name == table).count()
    }

    /// Fails with the rows that differ, unless none does.
    #[track_caller]
    pub fn assert_same(&self, after: &Self, case: &str) {
        if self == after {
            return;
        }
        let (old, new): (BTreeSet<_>, BTreeSet<_>) = (self.0.iter().collect(), after.0.iter().collect());
        let removed: Vec<_> = old.difference(&new).collect();
        let added: Vec<_> = new.difference(&old).collect();
        panic!("{case}: the database changed\n gone: {removed:#?}\n come: {added:#?}");
    }
}
