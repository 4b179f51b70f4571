//! JSON as the database writes it: pieces of constant text with expressions between them, put together
//! by `||`. Both databases know it, it has no limit on the number of keys, and the text comes out in
//! the order of the selection.

use async_graphql::{ID, Json as AnyJson, OutputType};
use sea_orm::Value;
use sea_orm::sea_query::{BinOper, CaseStatement, Expr, ExprTrait, Func};

use crate::graphql::scalars::{Date, DateTime, EmailAddress, Money};

/// The databases, as far as they write JSON differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Postgres,
    Sqlite,
}

/// How a column's value becomes JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// A text that needs no escaping: identifiers and names of enumerations.
    Name,
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A number of cents, as euros.
    Money,
    /// True or false.
    Flag,
    /// A day.
    Date,
    /// An instant, in UTC, as RFC 3339 writes it.
    Instant,
    /// JSON already.
    Json,
}

/// A Rust type whose GraphQL type is a scalar or an enumeration that a column holds.
pub(crate) trait Leaf: OutputType {
    /// How it becomes JSON.
    const ENCODING: Encoding;
    /// Whether the column may be null.
    const NULLABLE: bool = false;
}

impl<T: Leaf + Sync> Leaf for Option<T> {
    const ENCODING: Encoding = T::ENCODING;
    const NULLABLE: bool = true;
}

macro_rules! leaves {
    ($($type:ty => $encoding:ident,)*) => {$(
        impl crate::graphql::plan::Leaf for $type {
            const ENCODING: crate::graphql::plan::Encoding = crate::graphql::plan::Encoding::$encoding;
        }
    )*};
}
pub(crate) use leaves;

leaves! {
    ID => Name,
    String => Text,
    EmailAddress => Text,
    i32 => Number,
    i64 => Number,
    bool => Flag,
    Date => Date,
    DateTime => Instant,
    Money => Money,
    Vec<String> => Json,
    AnyJson<serde_json::Value> => Json,
}

/// A text in the making.
#[derive(Default)]
pub(super) struct Json(Vec<Piece>);

enum Piece {
    Text(String),
    Sql(Expr),
}

impl Json {
    /// Adds constant text.
    pub(super) fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.0.push(Piece::Text(text.to_owned())),
        }
    }

    /// Adds a text that the database makes.
    pub(super) fn sql(&mut self, expr: Expr) {
        self.0.push(Piece::Sql(expr));
    }

    /// Adds another.
    pub(super) fn json(&mut self, json: Self) {
        for piece in json.0 {
            match piece {
                Piece::Text(text) => self.text(&text),
                Piece::Sql(expr) => self.sql(expr),
            }
        }
    }

    /// The whole as one expression. Many pieces are put together two by two: one after the other, they
    /// would make an expression as deep as it is long, and databases have a limit to that.
    pub(super) fn into_expr(self) -> Expr {
        let pieces: Vec<Expr> = self
            .0
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => literal(text),
                Piece::Sql(expr) => expr,
            })
            .collect();
        let mut groups: Vec<Expr> = Vec::with_capacity(pieces.len() / GROUP + 1);
        let mut pieces = pieces.into_iter();
        loop {
            let Some(group) = pieces.by_ref().take(GROUP).reduce(concat) else { break };
            groups.push(group);
        }
        match groups.len() {
            0 => literal(""),
            1 => groups.remove(0),
            _ => groups.into_iter().map(bracketed).reduce(concat).unwrap_or_else(|| literal("")),
        }
    }
}

/// How many pieces stand in a row before they are put into brackets.
const GROUP: usize = 64;

fn bracketed(expr: Expr) -> Expr {
    Expr::tuple([expr])
}

/// A text constant, written into the statement: it belongs to the selection, not to the values.
pub(super) fn literal(text: impl Into<String>) -> Expr {
    Expr::Constant(Value::from(text.into()))
}

/// One text after the other.
pub(super) fn concat(left: Expr, right: Expr) -> Expr {
    left.binary(BinOper::Custom("||"), right)
}

/// A text, or JSON's null for SQL's.
pub(super) fn or_null(text: Expr) -> Expr {
    Func::coalesce([text, literal("null")]).into()
}

impl Dialect {
    /// A column's value as JSON.
    pub(super) fn encode(self, encoding: Encoding, nullable: bool, value: Expr) -> Json {
        let mut json = Json::default();
        let quoted = |text: Expr| {
            let mut json = Json::default();
            json.text("\"");
            json.sql(text);
            json.text("\"");
            json
        };
        match encoding {
            Encoding::Flag => json.sql(flag(value, nullable)),
            Encoding::Text => match self {
                Self::Postgres if nullable => json.sql(or_null(self.quote(value))),
                _ => json.sql(self.quote(value)),
            },
            Encoding::Number | Encoding::Json if nullable => json.sql(or_null(self.plain(encoding, value))),
            Encoding::Number | Encoding::Json => json.sql(self.plain(encoding, value)),
            Encoding::Name | Encoding::Date | Encoding::Instant | Encoding::Money if nullable => {
                json.sql(or_null(quoted(self.plain(encoding, value)).into_expr()));
            }
            Encoding::Name | Encoding::Date | Encoding::Instant | Encoding::Money => {
                json.json(quoted(self.plain(encoding, value)));
            }
        }
        json
    }

    /// A value as text, without quotes.
    pub(super) fn plain(self, encoding: Encoding, value: Expr) -> Expr {
        match (self, encoding) {
            (Self::Postgres, Encoding::Date | Encoding::Json) | (_, Encoding::Number) => value.cast_as("text"),
            (Self::Postgres, Encoding::Money) => Expr::cust_with_exprs(
                "($1 / 100)::text || '.' || lpad(($2 % 100)::text, 2, '0')",
                [value.clone(), value],
            ),
            // Joined, so that nothing comes of nothing: `printf` makes 0 of it.
            (Self::Sqlite, Encoding::Money) => {
                Expr::cust_with_exprs("((? / 100) || printf('.%02d', ? % 100))", [value.clone(), value])
            }
            // As many digits as SQLite keeps: none, three or six.
            (Self::Postgres, Encoding::Instant) => Expr::cust_with_exprs(
                "to_char($1 AT TIME ZONE 'UTC', CASE WHEN extract(microseconds FROM $2) % 1000000 = 0 \
                 THEN 'YYYY-MM-DD\"T\"HH24:MI:SS' WHEN extract(microseconds FROM $3) % 1000 = 0 \
                 THEN 'YYYY-MM-DD\"T\"HH24:MI:SS.MS' ELSE 'YYYY-MM-DD\"T\"HH24:MI:SS.US' END) || '+00:00'",
                [value.clone(), value.clone(), value],
            ),
            _ => value,
        }
    }

    /// A text as a JSON string.
    fn quote(self, text: Expr) -> Expr {
        match self {
            Self::Postgres => Func::cust("to_json").arg(text).cast_as("text"),
            Self::Sqlite => Func::cust("json_quote").arg(text).into(),
        }
    }

    /// The rows' texts one after the other, between commas, in an order; of those kept, if not all are.
    pub(super) fn gather(self, text: Expr, order: Vec<Expr>, descending: bool, kept: Option<Expr>) -> Expr {
        let place = |number: usize| match self {
            Self::Postgres => format!("${number}"),
            Self::Sqlite => "?".to_owned(),
        };
        let function = match self {
            Self::Postgres => "string_agg",
            Self::Sqlite => "group_concat",
        };
        let way = if descending { " DESC" } else { "" };
        let keys: Vec<_> = (2..).take(order.len()).map(|number| format!("{}{way}", place(number))).collect();
        let filter = kept.as_ref().map_or_else(String::new, |_| format!(" FILTER (WHERE {})", place(order.len() + 2)));
        let template = format!("{function}({}, ',' ORDER BY {}){filter}", place(1), keys.join(", "));
        Expr::cust_with_exprs(template, [text].into_iter().chain(order).chain(kept))
    }

    /// A text as letters and digits only.
    pub(super) fn opaque(self, text: Expr) -> Expr {
        match self {
            Self::Postgres => Expr::cust_with_exprs("encode(convert_to($1, 'UTF8'), 'hex')", [text]),
            Self::Sqlite => Func::lower(Func::cust("hex").arg(text)).into(),
        }
    }

    /// The member of a JSON object that has a name, as text.
    pub(crate) fn member(self, object: Expr, name: &str) -> Expr {
        match self {
            Self::Postgres => Func::cust("jsonb_extract_path_text").args([object, literal(name)]).into(),
            Self::Sqlite => Func::cust("json_extract").args([object, literal(format!("$.{name}"))]).into(),
        }
    }

    /// The days from one day to another.
    pub(crate) fn days_between(self, from: Expr, to: Expr) -> Expr {
        match self {
            Self::Postgres => to.sub(from),
            Self::Sqlite => {
                let number = |day: Expr| Expr::from(Func::cust("julianday").arg(day));
                number(to).sub(number(from)).cast_as("integer")
            }
        }
    }

    /// The day before a day.
    pub(crate) fn eve(self, day: Expr) -> Expr {
        match self {
            Self::Postgres => day.sub(1),
            Self::Sqlite => Func::cust("date").arg(day).arg("-1 day").into(),
        }
    }
}

fn flag(value: Expr, nullable: bool) -> Expr {
    let case = CaseStatement::new().case(value.clone(), literal("true"));
    if nullable {
        case.case(value.is_null(), literal("null")).finally(literal("false")).into()
    } else {
        case.finally(literal("false")).into()
    }
}
