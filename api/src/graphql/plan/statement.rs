//! A compiled selection as the text and the values that the database is sent.

use std::fmt::{self, Display, Write};

use sea_orm::sea_query::{
    PostgresQueryBuilder, QueryBuilder, SelectStatement, SqlWriter, SqlWriterValues, SqliteQueryBuilder, Value,
};
use sea_orm::{DbBackend, Statement};

use super::json::Dialect;

/// Writes a statement. How many rows are wanted stands in its text, everything else among its values:
/// the databases plan a statement once for whatever values it gets, and the number of rows decides the plan.
pub(super) fn write(select: &SelectStatement, dialect: Dialect) -> Statement {
    let (backend, mut writer) = match dialect {
        Dialect::Postgres => (DbBackend::Postgres, Writer(SqlWriterValues::new("$", true))),
        Dialect::Sqlite => (DbBackend::Sqlite, Writer(SqlWriterValues::new("?", false))),
    };
    match dialect {
        Dialect::Postgres => select.build_collect_any_into(&PostgresQueryBuilder, &mut writer),
        Dialect::Sqlite => select.build_collect_any_into(&SqliteQueryBuilder, &mut writer),
    }
    let (sql, values) = writer.0.into_parts();
    Statement { sql, values: Some(values), db_backend: backend }
}

struct Writer(SqlWriterValues);

impl Write for Writer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write_str(text)
    }
}

impl Display for Writer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl SqlWriter for Writer {
    fn push_param<T: QueryBuilder>(&mut self, value: Value, query_builder: &T) {
        // Nothing else in a statement is of this type: no column is.
        if let Value::BigUnsigned(Some(rows)) = value {
            let _ = write!(self.0, "{rows}");
        } else {
            self.0.push_param(value, query_builder);
        }
    }

    fn as_writer(&mut self) -> &mut dyn Write {
        self
    }
}
