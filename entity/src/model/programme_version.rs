//! A version of what a programme states: never changed, another follows it.

use sea_orm::entity::prelude::*;

use super::programme_form::{FieldNames, ProgrammeForm};
use crate::types::{FormVersionKind, ProgrammeId, ProgrammeVersionId, StaffId};

/// A version of what a programme states: never changed, another follows it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_version")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProgrammeVersionId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// 1 for the form as it was recorded, then one more for each revision.
    pub version: i32,
    /// By what it came to be.
    pub kind: FormVersionKind,
    /// The day on which the partners agreed on it, or gave their opinion.
    pub decided_on: Date,
    /// Why; of a revision only.
    pub reason: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
    /// By whom; absent of what the product recorded.
    pub recorded_by_id: Option<StaffId>,
    /// The fields in which it differs from the version before, as the schema names them.
    pub changed_fields: FieldNames,
    /// All that the form states.
    pub form: ProgrammeForm,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programme::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "RecordedBy", from = "recorded_by_id", to = "id")]
    pub recorded_by: BelongsTo<Option<super::staff::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
