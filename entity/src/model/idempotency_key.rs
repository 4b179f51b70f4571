//! The key under which somebody did an act, so that sending it again does nothing twice.

use sea_orm::entity::prelude::*;

use crate::types::StaffId;

/// The key under which somebody did an act.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Who acted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub staff_id: StaffId,
    /// The key, of their choice.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The hash of what was asked.
    pub fingerprint: String,
    /// The identifier of what the act answered with; absent within its transaction, and once that is
    /// gone (a tenancy that was taken back).
    pub subject_id: Option<String>,
    /// When.
    pub used_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
