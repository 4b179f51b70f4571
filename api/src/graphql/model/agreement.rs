//! A tripartite agreement in the schema, its objectives and its signatures.

use async_graphql::{ID, InputObject, Result};
use entity::model::tripartite_agreement::{Column, Entity, Relation};
use entity::model::{agreement_objective, agreement_signature};
use entity::policy::{Action, FieldClass, Viewer, scope};
use entity::types::HouseholdId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition};

use super::support::referent_of_household;
use super::{Household, Staff, described, listed};
use crate::graphql::comparators::{DateComparator, IdComparator};
use crate::graphql::enums::{AgreementParty, SupportAxis};
use crate::graphql::plan::{Encoding, Filter, Moment, Permission, Row, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    TripartiteAgreement = Type::of::<Entity>(
        "TripartiteAgreement",
        "A tripartite agreement (*convention tripartite de suivi social*): household, landlord and support organisation \
         sign it, each on a day of its own.",
    )
    .seen_by(|viewer, _| scope::tripartite_agreements(viewer))
    .referent(|row| referent_of_household(row.col(Column::HouseholdId)))
    .node("Its identifier.")
    .column::<i32>("rank", Column::Rank, "First, second… agreement of the household, amendments included.")
    .column::<Date>("drawnUpOn", Column::DrawnUpOn, "The day on which it was drawn up with the household.")
    .column::<Option<Date>>("signedOn", Column::SignedOn, "The day of the last of the three signatures.")
    .column::<Option<Date>>("cancelledOn", Column::CancelledOn, "The day on which it was cancelled before all had signed.")
    .column::<Option<String>>("cancellationReason", Column::CancellationReason, "Why it was cancelled. Identity.")
    .class(FieldClass::Identity)
    .all::<AgreementObjective>(
        "objectives",
        agreement_objective::Relation::TripartiteAgreement,
        agreement_objective::Column::Position,
        "The objectives set with the household, in their order. Identity: whoever signs it reads them.",
    )
    .class(FieldClass::Identity)
    .all::<AgreementSignature>(
        "signatures",
        agreement_signature::Relation::TripartiteAgreement,
        agreement_signature::Column::Party,
        "Its signatures, at most three.",
    )
    .named::<TripartiteAgreement>("amends", Column::AmendsId, "The agreement that it amends (*avenant*), if it does.")
    .maybe::<Household>("household", Relation::Household, "The household.")
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<TripartiteAgreement>(vec![
        Permission::new("sign", Action::SignAgreement, is_open, "Whether a signature may be recorded."),
        Permission::new("cancel", Action::DrawUpAgreement, is_open, "Whether it may be cancelled."),
    ])
);

/// Whether an agreement waits for a signature.
fn is_open(row: &Row, _: &Moment, _: &Viewer) -> Expr {
    row.col(Column::SignedOn).is_null().and(row.col(Column::CancelledOn).is_null())
}

/// Which tripartite agreements are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct TripartiteAgreementFilter {
    /// The household.
    household_id: Option<IdComparator>,
    /// True: neither signed by all nor cancelled. False: signed by all, or cancelled.
    open: Option<bool>,
    /// The day on which it was drawn up.
    drawn_up_on: Option<DateComparator>,
}

impl Filter for TripartiteAgreementFilter {
    fn condition(self) -> Result<Condition> {
        let open = |open| {
            if open {
                Column::SignedOn.is_null().and(Column::CancelledOn.is_null())
            } else {
                Column::SignedOn.is_not_null().or(Column::CancelledOn.is_not_null())
            }
        };
        Ok(Condition::all()
            .add_option(self.household_id.map(|id| id.on::<HouseholdId>(Column::HouseholdId)).transpose()?)
            .add_option(self.open.map(open))
            .add_option(self.drawn_up_on.map(|days| days.on(Column::DrawnUpOn))))
    }
}

listed!(TripartiteAgreement by TripartiteAgreementFilter, "tripartite agreements" {
    TripartiteAgreementOrderField TripartiteAgreementOrder:
    /// By the day on which it was drawn up.
    DrawnUpOn = Sort::by("DRAWN_UP_ON", Column::DrawnUpOn, Encoding::Date),
});

described!(
    AgreementObjective = Type::of::<agreement_objective::Entity>(
        "AgreementObjective",
        "An objective set with the household in a tripartite agreement. Only read by who may read its identity.",
    )
    .id("Its identifier.")
    .column::<SupportAxis>("axis", agreement_objective::Column::Axis, "Its axis.")
    .column::<String>("label", agreement_objective::Column::Label, "What it is.")
);

described!(
    AgreementSignature =
        Type::of::<agreement_signature::Entity>("AgreementSignature", "A signature of a tripartite agreement.",)
            .value::<ID>("id", "Its identifier.", |row, _| {
                row.pair(agreement_signature::Column::TripartiteAgreementId, agreement_signature::Column::Party)
            })
            .column::<AgreementParty>("party", agreement_signature::Column::Party, "Who signed.")
            .column::<Date>("signedOn", agreement_signature::Column::SignedOn, "The day.")
            .maybe::<Staff>(
                "signatory",
                agreement_signature::Relation::Staff,
                "The member of staff who signed for an organisation; nobody for the household.",
            )
);
