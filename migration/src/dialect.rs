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
    let words: [(&str, &str); 4] = if postgres {
        [
            // "C": identifiers are compared byte by byte, whatever the database's language.
            ("{id}", "varchar(40) COLLATE \"C\""),
            ("{flag}", "boolean"),
            ("{json}", "jsonb"),
            ("{strict}", ""),
        ]
    } else {
        [
            ("{id}", "text"),
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
        sql.push_str(&with_times(line.strip_prefix(ours).unwrap_or(line), postgres));
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

/// Fills in the type of a column of days or instants. SQLite has none and would keep any text, so a check
/// goes with the column, whose name begins the line: the day or the instant exists, and is written as the
/// product writes it, since texts are compared character by character.
fn with_times(line: &str, postgres: bool) -> String {
    if postgres {
        return line.replace("{date}", "date").replace("{instant}", "timestamptz");
    }
    let column = line.split_whitespace().next().unwrap_or_default();
    // SQLite reads 30 February as 2 March, and `now` as the present.
    let date = format!("text CHECK (date({column}) IS {column})");
    // In UTC, to the second or with 3, 6 or 9 digits more, which `strftime` would round.
    let instant = format!(
        "text CHECK (length({column}) IN (25, 29, 32, 35) \
         AND strftime('%Y-%m-%dT%H:%M:%S', substr({column}, 1, 19)) IS substr({column}, 1, 19) \
         AND (substr({column}, 20) = '+00:00' \
         OR (substr({column}, 20, 1) = '.' AND ltrim(substr({column}, 21), '0123456789') = '+00:00')))"
    );
    line.replace("{date}", &date).replace("{instant}", &instant)
}
