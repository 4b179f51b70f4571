//! Relay connections over keyset paging: a page starts at a row, not at a count, so it stays gap-free
//! while rows are inserted and deleted.
//!
//! A cursor holds the order's name, the row's sort key and its identifier. Every sort key is a column
//! that is never null, with the identifier to settle ties.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::connection::PageInfo;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field as AstField;
use async_graphql::registry::{MetaField, MetaInputValue, MetaTypeId, Registry};
use async_graphql::{ContextSelectionSet, InputType, OutputType, Positioned, Result, ServerResult, Value};
use entity::event_log::Position;
use sea_orm::Condition;
use sea_orm::sea_query::{DynIden, Expr, ExprTrait, IntoIden};

use super::describe::{Described, Type, object};
use super::document::Document;
use super::json::{Dialect, Encoding, concat, literal};
use super::{Planned, Row};
use crate::graphql::connection::{OrderDirection, Window, size};
use crate::graphql::{errors, scalars};

/// A type of which there are lists.
pub(crate) trait Listed: Described {
    /// Which rows are wanted.
    type Filter: InputType + Default + Filter;
    /// In which order.
    type Order: InputType + Default + Sorted;

    /// What the compiler needs to know of its lists.
    fn list() -> List {
        List {
            target: Self::described,
            read: read::<Self>,
            filter: Self::Filter::create_type_info,
            order: Self::Order::create_type_info,
            default_order: || Self::Order::default().to_value(),
        }
    }
}

/// An input that says which rows are wanted.
pub(crate) trait Filter {
    /// The condition on the table's columns.
    ///
    /// # Errors
    /// `WRONG_ID`, or another refusal of an argument.
    fn condition(self) -> Result<Condition>;
}

/// An input that says in which order rows are wanted.
pub(crate) trait Sorted {
    /// The order's name, for its cursors, and its column.
    fn sort(&self) -> Sort;
    /// Which way.
    fn direction(&self) -> OrderDirection;
}

/// What rows are sorted by.
#[derive(Clone)]
pub(crate) struct Sort {
    pub(super) name: &'static str,
    pub(super) column: DynIden,
    pub(super) encoding: Encoding,
    /// What settles ties.
    pub(super) id: DynIden,
    pub(super) form: Form,
}

/// How a cursor is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As letters and digits that mean nothing to a client.
    Opaque,
    /// As a place in the event log: `transaction.sequence`.
    Position,
}

impl Sort {
    /// By a column that is never null, then by `id`.
    pub(crate) fn by(name: &'static str, column: impl IntoIden, encoding: Encoding) -> Self {
        Self { name, column: column.into_iden(), encoding, id: "id".into_iden(), form: Form::Opaque }
    }

    /// By the place in the event log.
    pub(crate) fn by_position() -> Self {
        Self {
            name: "LOG",
            column: "tx".into_iden(),
            encoding: Encoding::Number,
            id: "seq".into_iden(),
            form: Form::Position,
        }
    }

    /// A row's cursor, as text.
    pub(crate) fn cursor(&self, dialect: Dialect, row: &Row) -> Expr {
        let key = dialect.plain(self.encoding, row.col(self.column.clone()));
        match self.form {
            Form::Position => {
                concat(concat(key, literal(".")), dialect.plain(Encoding::Number, row.col(self.id.clone())))
            }
            Form::Opaque => {
                let text = concat(concat(literal(format!("{}\n", self.name)), key), literal("\n"));
                dialect.opaque(concat(text, row.col(self.id.clone())))
            }
        }
    }

    /// Settles ties by another column.
    pub(crate) fn then(mut self, id: impl IntoIden) -> Self {
        self.id = id.into_iden();
        self
    }

    /// The rows on the far side of a cursor.
    pub(super) fn beyond(&self, table: &DynIden, cursor: &str, greater: bool) -> Result<Expr> {
        let (key, id) = match self.form {
            Form::Opaque => self.read(cursor).ok_or_else(errors::bad_cursor)?,
            Form::Position => {
                let position: Position = cursor.parse().map_err(|_| errors::bad_cursor())?;
                (Expr::val(position.tx), Expr::val(position.seq))
            }
        };
        let column = |column: &DynIden| Expr::col((table.clone(), column.clone()));
        let place = Expr::tuple([column(&self.column), column(&self.id)]);
        let bound = Expr::tuple([key, id]);
        Ok(if greater { place.gt(bound) } else { place.lt(bound) })
    }

    fn read(&self, cursor: &str) -> Option<(Expr, Expr)> {
        let text = String::from_utf8(unhex(cursor)?).ok()?;
        // A key may hold a line break; the order's name and the identifier do not.
        let (name, rest) = text.split_once('\n')?;
        let (key, id) = rest.rsplit_once('\n')?;
        if name != self.name || text.contains('\0') {
            return None;
        }
        let key = match self.encoding {
            Encoding::Date => Expr::val(scalars::day(key)?),
            Encoding::Instant => Expr::val(scalars::instant(key)?),
            Encoding::Number => Expr::val(key.parse::<i32>().ok()?),
            _ => Expr::val(key.to_owned()),
        };
        Some((key, Expr::val(id)))
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    if text.len() % 2 == 1 {
        return None;
    }
    text.as_bytes().chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// The lists of a type.
pub(crate) struct List {
    pub(super) target: fn() -> &'static Type,
    pub(super) read: fn(Document<'_>, &AstField) -> Result<Wanted>,
    filter: fn(&mut Registry) -> String,
    order: fn(&mut Registry) -> String,
    default_order: fn() -> Value,
}

impl List {
    /// The type of its rows.
    pub(crate) fn target(&self) -> &'static Type {
        (self.target)()
    }
}

/// Which rows of a list are wanted, as read from the arguments.
pub(super) struct Wanted {
    pub(super) condition: Condition,
    pub(super) sort: Sort,
    /// Whether the list, not the page, ascends.
    pub(super) ascending: bool,
    pub(super) window: Window,
    /// The most rows.
    pub(super) size: u64,
    /// Whether they are counted from the end.
    pub(super) backward: bool,
}

fn read<T: Listed>(document: Document<'_>, field: &AstField) -> Result<Wanted> {
    let filter: T::Filter = input(document, field, "filter")?.unwrap_or_default();
    let order: T::Order = input(document, field, "orderBy")?.unwrap_or_default();
    let window = Window {
        first: input(document, field, "first")?,
        after: input(document, field, "after")?,
        last: input(document, field, "last")?,
        before: input(document, field, "before")?,
    };
    let (size, backward) = size(&window)?;
    Ok(Wanted {
        condition: filter.condition()?,
        sort: order.sort(),
        ascending: order.direction() == OrderDirection::Asc,
        window,
        size,
        backward,
    })
}

/// An argument's value; none when it is left out or null.
fn input<T: InputType>(document: Document<'_>, field: &AstField, name: &str) -> Result<Option<T>> {
    match document.argument(field, name) {
        None | Some(Value::Null) => Ok(None),
        value => T::parse(value)
            .map(Some)
            .map_err(|error| error.into_server_error(field_position(field, name)).message.into()),
    }
}

fn field_position(field: &AstField, name: &str) -> async_graphql::Pos {
    field.get_argument(name).map(|value| value.pos).unwrap_or_default()
}

/// The arguments of a list.
pub(crate) fn arguments(list: &List, registry: &mut Registry) -> IndexMap<String, MetaInputValue> {
    let optional = |name: &str, ty: String, doc: &str| {
        let mut argument = MetaInputValue::new(name, ty.trim_end_matches('!'));
        argument.description = Some(doc.to_owned());
        (name.to_owned(), argument)
    };
    let defaulted = |name: &str, ty: String, doc: &str, value: Value| {
        let mut argument = MetaInputValue::new(name, ty);
        argument.description = Some(doc.to_owned());
        argument.default_value = Some(value.to_string());
        (name.to_owned(), argument)
    };
    let int = <i32 as InputType>::create_type_info(registry);
    let text = <String as InputType>::create_type_info(registry);
    IndexMap::from_iter([
        optional("first", int.clone(), "How many, 1 to 100, from the start; 20 when neither first nor last is given."),
        optional("after", text.clone(), "After this cursor."),
        optional("last", int, "How many, 1 to 100, from the end."),
        optional("before", text, "Before this cursor."),
        defaulted("filter", (list.filter)(registry), "Which ones.", Value::Object(IndexMap::new())),
        defaulted("orderBy", (list.order)(registry), "In which order.", (list.default_order)()),
    ])
}

/// A connection of the schema. It is only a type: its pages are made by the statement.
pub(crate) struct PageOf<T>(PhantomData<fn() -> T>);

/// An edge of a connection. It is only a type.
struct EdgeOf<T>(PhantomData<fn() -> T>);

impl<T: Listed> OutputType for PageOf<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::described().name).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |registry| {
            let node = Planned::<T>::create_type_info(registry);
            let fields = [
                field("pageInfo", PageInfo::create_type_info(registry), "Where the page lies in the list."),
                field(
                    "edges",
                    format!("[{}]!", EdgeOf::<T>::create_type_info(registry)),
                    "The rows, with their cursors.",
                ),
                field("nodes", format!("[{node}]!"), "The rows."),
                field(
                    "totalCount",
                    <i32 as OutputType>::create_type_info(registry),
                    "How many rows the filter finds, whatever the page. Counted when asked for.",
                ),
            ];
            object::<Self>(&Self::type_name(), "A page of a list.", IndexMap::from_iter(fields))
        })
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<AstField>) -> ServerResult<Value> {
        Ok(Value::Null)
    }
}

impl<T: Listed> OutputType for EdgeOf<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::described().name).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |registry| {
            let fields = [
                field("node", Planned::<T>::create_type_info(registry), "The row."),
                field("cursor", <String as OutputType>::create_type_info(registry), "Its place in the list."),
            ];
            object::<Self>(&Self::type_name(), "A row of a page.", IndexMap::from_iter(fields))
        })
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<AstField>) -> ServerResult<Value> {
        Ok(Value::Null)
    }
}

fn field(name: &str, ty: String, doc: &str) -> (String, MetaField) {
    let mut field = MetaField::new(name, ty);
    field.description = Some(doc.to_owned());
    (name.to_owned(), field)
}
