//! Whatever has a global identifier: the interface `Node` of the schema.

use std::borrow::Cow;
use std::collections::BTreeSet;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaField, MetaType, MetaTypeId, Registry};
use async_graphql::{ContextSelectionSet, ID, OutputType, PathSegment, Positioned, ServerResult, Value};
use entity::refusal::Rule;

use super::compile::Scope;
use super::{Type, document, has_id, resolve, resolve_all};
use crate::graphql::connection::LARGEST_PAGE;
use crate::graphql::errors;
use crate::graphql::model::NODES;

/// Whatever has a global identifier, read when it is resolved.
pub(crate) struct Node(ID);

impl Node {
    /// What has this identifier.
    pub(crate) fn by_id(id: ID) -> Self {
        Self(id)
    }
}

/// The types with a global identifier, by the letters that it begins with.
pub(super) fn nodes() -> impl Iterator<Item = (&'static str, fn() -> &'static Type)> {
    NODES.iter().map(|node| (node.prefix, node.described))
}

/// A type with a global identifier.
pub(crate) struct NodeType {
    /// The letters before the underscore.
    pub(crate) prefix: &'static str,
    /// Whether a text is such an identifier.
    pub(crate) is_id: fn(&str) -> bool,
    /// Its description.
    pub(crate) described: fn() -> &'static Type,
    /// Adds it to the schema.
    pub(crate) register: fn(&mut Registry) -> String,
}

impl OutputType for Node {
    fn type_name() -> Cow<'static, str> {
        "Node".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Interface, |registry| {
            for node in NODES {
                (node.register)(registry);
            }
            let mut id = MetaField::new("id", ID::create_type_info(registry));
            id.description = Some("The global identifier.".to_owned());
            MetaType::Interface {
                name: "Node".to_owned(),
                description: Some("Whatever has a global identifier.".to_owned()),
                fields: IndexMap::from_iter([("id".to_owned(), id)]),
                possible_types: nodes().map(|(_, described)| described().name.to_owned()).collect(),
                extends: false,
                keys: None,
                visible: None,
                inaccessible: false,
                tags: Vec::new(),
                rust_typename: Some(std::any::type_name::<Self>()),
                directive_invocations: Vec::new(),
                requires_scopes: Vec::new(),
            }
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        resolve(ctx, field, None, |compiler, fields| {
            let Some(node) = type_of(&self.0).map_err(|error| compiler.error(error, field))? else { return Ok(None) };
            let ty = (node.described)();
            compiler.one(ty, &document::sets(fields), has_id(ty, &self.0), Scope::Viewer).map(Some)
        })
        .await
    }
}

/// The type that an identifier is of; none when it is of no type, or else `WRONG_ID`.
fn type_of(id: &str) -> async_graphql::Result<Option<&'static NodeType>> {
    let prefix = id.split_once('_').map(|(prefix, _)| prefix);
    match NODES.iter().find(|node| Some(node.prefix) == prefix) {
        Some(node) if !(node.is_id)(id) => Err(errors::refused(Rule::WrongId.refuse("id"))),
        node => Ok(node),
    }
}

/// Whatever has one of some global identifiers, read by one statement when it is resolved.
pub(crate) struct Nodes(Vec<ID>);

impl Nodes {
    /// What has these identifiers.
    pub(crate) fn by_ids(ids: Vec<ID>) -> Self {
        Self(ids)
    }
}

impl OutputType for Nodes {
    fn type_name() -> Cow<'static, str> {
        "[Node]".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Node::create_type_info(registry);
        Self::qualified_type_name()
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let ids: Vec<&str> = self.0.iter().map(|id| id.as_str()).collect();
        resolve_all(ctx, field, &ids, |compiler, fields| {
            if u64::try_from(ids.len()).is_ok_and(|count| count > LARGEST_PAGE) {
                return Err(compiler.error(errors::bad_page("ids compte au plus 100 identifiants."), field));
            }
            let mut wanted: IndexMap<&str, (&'static Type, BTreeSet<&str>)> = IndexMap::new();
            for (place, id) in ids.iter().enumerate() {
                match type_of(id) {
                    Ok(Some(node)) => {
                        wanted.entry(node.prefix).or_insert_with(|| ((node.described)(), BTreeSet::new())).1.insert(id);
                    }
                    Ok(None) => {}
                    Err(error) => {
                        let mut error = compiler.error(error, field);
                        error.path.push(PathSegment::Index(place));
                        ctx.add_error(error);
                    }
                }
            }
            wanted.values().map(|(ty, ids)| compiler.by_ids(ty, &document::sets(fields), ids)).collect()
        })
        .await
    }
}
