//! Whatever has a global identifier: the interface `Node` of the schema.

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaField, MetaType, MetaTypeId, Registry};
use async_graphql::{ContextSelectionSet, ID, OutputType, Positioned, ServerResult, Value};
use entity::refusal::Rule;

use super::compile::Scope;
use super::{Type, document, has_id, resolve};
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
        let prefix = self.0.split_once('_').map(|(prefix, _)| prefix);
        let Some(node) = NODES.iter().find(|node| Some(node.prefix) == prefix) else { return Ok(Value::Null) };
        if !(node.is_id)(&self.0) {
            let error = errors::refused(Rule::WrongId.refuse("id"));
            return Err(ctx.set_error_path(error.into_server_error(field.pos)));
        }
        let ty = (node.described)();
        resolve(ctx, field, |compiler, fields| {
            compiler.one(ty, &document::sets(fields), has_id(ty, &self.0), Scope::Viewer)
        })
        .await
    }
}
