//! One SQL text for two databases: the few words they name differently are filled in, and a line
//! that begins with `@pg` or `@sqlite` is kept for that database only.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Runs a script written for both databases, in the connection's own dialect.
pub(crate) async fn run(manager: &SchemaManager<'_>, script: &str) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let sql = render(script, backend);
    manager.get_connection().execute_unprepared(&sql).await?;
    Ok(())
}

fn render(script: &str, backend: DbBackend) -> String {
    let postgres = backend == DbBackend::Postgres;
    let (ours, theirs) = if postgres { ("@pg ", "@sqlite ") } else { ("@sqlite ", "@pg ") };
    let words: [(&str, &str); 6] = if postgres {
        [
            // "C": identifiers are compared byte by byte, whatever the database's language.
            ("{id}", "varchar(40) COLLATE \"C\""),
            ("{instant}", "timestamptz"),
            ("{date}", "date"),
            ("{flag}", "boolean"),
            ("{json}", "jsonb"),
            ("{strict}", ""),
        ]
    } else {
        [
            ("{id}", "text"),
            ("{instant}", "text"),
            ("{date}", "text"),
            ("{flag}", "integer"),
            ("{json}", "text"),
            // STRICT: SQLite then refuses a value of another type, as PostgreSQL does.
            ("{strict}", " STRICT"),
        ]
    };
    let mut sql = String::with_capacity(script.len());
    for line in script.lines() {
        if line.starts_with(theirs) || line.starts_with("--") {
            continue;
        }
        sql.push_str(line.strip_prefix(ours).unwrap_or(line));
        sql.push('\n');
    }
    for (word, type_name) in words {
        sql = sql.replace(word, type_name);
    }
    if !postgres {
        // STRICT tables know only `integer`.
        sql = sql.replace(" bigint ", " integer ");
    }
    sql
}
