//! An extension of a support measure that is asked for (*demande de prolongation*), and what was decided.

use sea_orm::entity::prelude::*;

use crate::types::{
    ExtensionGround, ExtensionRequestOutcome, StaffId, SupportExtensionId, SupportExtensionRequestId, SupportMeasureId,
};

/// An extension of a support measure that is asked for (*demande de prolongation*), and what was decided.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_extension_request")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SupportExtensionRequestId,
    /// The support measure.
    pub support_measure_id: SupportMeasureId,
    /// Why; social content, as are the explanation and the reasons.
    pub ground: ExtensionGround,
    /// Why, in words.
    pub explanation: String,
    /// Who asked.
    pub asked_by_id: StaffId,
    /// The day on which they asked.
    pub asked_on: Date,
    /// The last day that they propose.
    pub proposed_end_on: Date,
    /// What became of it; nothing while it is undecided.
    pub outcome: Option<ExtensionRequestOutcome>,
    /// The day on which it was decided, withdrawn, or lapsed.
    pub decided_on: Option<Date>,
    /// Who granted or refused it.
    pub decided_by_id: Option<StaffId>,
    /// Why it was refused.
    pub reasons: Option<String>,
    /// The extension that it became: its end may be another than the one proposed.
    pub support_extension_id: Option<SupportExtensionId>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "support_measure_id", to = "id")]
    pub support_measure: BelongsTo<super::support_measure::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "AskedBy", from = "asked_by_id", to = "id")]
    pub asked_by: BelongsTo<super::staff::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "DecidedBy", from = "decided_by_id", to = "id")]
    pub decided_by: BelongsTo<Option<super::staff::Entity>>,
    /// Relation.
    #[sea_orm(belongs_to, from = "support_extension_id", to = "id")]
    pub support_extension: BelongsTo<Option<super::support_extension::Entity>>,
}

super::versioned::versioned!();
