//! Global identifiers: the prefix tells the type, so an identifier of another type is refused at once.

use async_graphql::ID;
use entity::refusal::{Refusal, Rule};
use entity::types::Identifier;

/// The identifier of the type wanted that an input's `field` holds.
pub(crate) fn parse<T: Identifier>(id: &ID, field: &'static str) -> Result<T, Refusal> {
    id.as_str().parse().map_err(|_| Rule::WrongId.refuse(field))
}

/// The same for a field that may be absent.
pub(crate) fn parse_optional<T: Identifier>(id: Option<&ID>, field: &'static str) -> Result<Option<T>, Refusal> {
    id.map(|id| parse(id, field)).transpose()
}
