//! That somebody took a list, a report or minutes out, as a file: what leaves the product is recorded, as the reading of
//! a file is.

use sea_orm::{TransactionSession, TransactionTrait};

use super::Act;
use crate::database::begin;
use crate::event_log::{self, Draft};
use crate::refusal::{OperationError, Rule};
use crate::types::EventKind;

/// What was taken.
#[derive(Debug, Clone, Copy)]
pub struct ListExport<'a> {
    /// The list, or the document.
    pub list: &'static str,
    /// The format.
    pub format: &'static str,
    /// The identifier of what it is of: the programme of a report, the meeting of minutes. None of a list.
    pub of: Option<&'a str>,
}

/// Records that the actor takes a file out. Only a person does.
///
/// # Errors
/// FORBIDDEN, or the database's.
pub async fn record<C: TransactionTrait>(db: &C, act: &Act<'_>, export: ListExport<'_>) -> Result<(), OperationError> {
    let staff_id = act.actor.staff_id().ok_or_else(|| Rule::Forbidden.refuse(""))?;
    let tx = begin(db).await?;
    let draft = Draft::new(EventKind::ListExported, staff_id)
        .change("list", export.list)
        .change("format", export.format)
        .change_if_any("of", export.of);
    event_log::append(&tx, act, draft).await?;
    tx.commit().await?;
    Ok(())
}
