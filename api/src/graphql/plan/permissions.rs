//! What the viewer may do with an object, as the object itself tells: `viewerCan`. The policy decides by role
//! and by tie, the row's present state does the rest; what an act is then given may still be refused.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaField, MetaTypeId, Registry};
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use entity::policy::{Action, Viewer};
use sea_orm::sea_query::Expr;

use super::Row;
use super::describe::{Described, Moment, object};

/// An act that an object may be the subject of.
pub(crate) struct Permission {
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    pub(super) action: Action,
    /// What must hold of the row, and of the viewer's place in it.
    pub(super) when: fn(&Row, &Moment, &Viewer) -> Expr,
}

impl Permission {
    /// An act, by the name that its mutation has.
    pub(crate) const fn new(
        name: &'static str,
        action: Action,
        when: fn(&Row, &Moment, &Viewer) -> Expr,
        doc: &'static str,
    ) -> Self {
        Self { name, doc, action, when }
    }
}

/// The permissions on a type's objects. It is only a type: the statement answers.
pub(super) struct PermissionsOf<T>(PhantomData<fn() -> T>);

impl<T: Described> OutputType for PermissionsOf<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Permissions", T::described().name).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |registry| {
            let fields = T::described().permissions.iter().map(|permission| {
                let mut field = MetaField::new(permission.name, <bool as OutputType>::create_type_info(registry));
                field.description = Some(permission.doc.to_owned());
                (permission.name.to_owned(), field)
            });
            let fields: IndexMap<_, _> = fields.collect();
            object::<Self>(
                &Self::type_name(),
                "What the viewer may do now, by their role, their tie and its state. What they give is still checked.",
                fields,
            )
        })
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::Null)
    }
}
