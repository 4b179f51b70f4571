//! Applies the policy to fields: what may not be read is `null`, and the answer says so once for each
//! type. The decision itself is `entity::policy`'s.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use async_graphql::{Context, Result};
use entity::policy::{FieldClass, Relation, may_read};

use super::errors;
use super::session::RequestExt;

/// The types of which a field was already refused in this request.
#[derive(Debug, Default)]
pub(crate) struct Reported(Mutex<HashSet<&'static str>>);

/// A field's value if the viewer may read its class; otherwise nothing, with FORBIDDEN_FIELD the first
/// time in this request for the type.
pub(crate) fn readable<T>(
    ctx: &Context<'_>,
    type_name: &'static str,
    class: FieldClass,
    relation: Relation,
    value: impl FnOnce() -> Option<T>,
) -> Option<Result<T>> {
    let viewer = match ctx.viewer() {
        Ok(viewer) => viewer,
        Err(error) => return Some(Err(error)),
    };
    if may_read(viewer, class, relation) {
        return value().map(Ok);
    }
    refuse(ctx, type_name)
}

/// The refusal of a field of a type: an error the first time, nothing afterwards.
pub(crate) fn refuse<T>(ctx: &Context<'_>, type_name: &'static str) -> Option<Result<T>> {
    let reported: &Reported = ctx.data_unchecked();
    let first = reported.0.lock().unwrap_or_else(PoisonError::into_inner).insert(type_name);
    first.then(|| Err(errors::forbidden_field(type_name)))
}
