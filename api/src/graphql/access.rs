//! What may not be read is `null`, and the answer says so once for each type. The decision itself is
//! `entity::policy`'s.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// The types of which a field was already refused in this request.
#[derive(Debug, Default)]
pub(crate) struct Reported(Mutex<HashSet<&'static str>>);

impl Reported {
    /// Whether this is the type's first refusal.
    pub(crate) fn first(&self, type_name: &'static str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(type_name)
    }
}
