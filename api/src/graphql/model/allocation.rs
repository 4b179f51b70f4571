//! A decision of the allocation committee in the schema, and the offer that followed.

use async_graphql::{InputObject, Result};
use entity::model::allocation_decision::{Column, Entity, Relation};
use entity::model::tenancy;
use entity::policy::{Action, FieldClass, Viewer, scope};
use entity::types::{AllocationOutcome as Outcome, HouseholdId, OfferAnswer as Answer};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition};

use super::support::referent_of_household;
use super::{Dwelling, Household, described, listed, there_is};
use crate::graphql::comparators::{DateComparator, EnumComparator, IdComparator};
use crate::graphql::enums::{AllocationOutcome, OfferAnswer, ReleaseCause};
use crate::graphql::plan::{Encoding, Filter, Moment, Permission, Row, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    AllocationDecision = Type::of::<Entity>(
        "AllocationDecision",
        "What the allocation committee (*commission d'attribution*, CAL) decided on a household and a dwelling, and what \
         became of the offer.",
    )
    .seen_by(|viewer, _| scope::allocation_decisions(viewer))
    .referent(|row| referent_of_household(row.col(Column::HouseholdId)))
    .node("Its identifier.")
    .column::<Date>("decidedOn", Column::DecidedOn, "The day on which the committee decided.")
    .column::<AllocationOutcome>("outcome", Column::Outcome, "What it decided.")
    .column::<Option<i32>>(
        "candidateRank",
        Column::CandidateRank,
        "The household's place among those ranked for the dwelling that day."
    )
    .column::<Option<String>>(
        "missingDocument",
        Column::MissingDocument,
        "The document for which a conditional decision waits. Identity."
    )
    .class(FieldClass::Identity)
    .column::<Option<Date>>("conditionLiftedOn", Column::ConditionLiftedOn, "The day on which that document was there.")
    .column::<Option<String>>("reasons", Column::Reasons, "Why the committee decided so (*motifs*). Identity.")
    .class(FieldClass::Identity)
    .column::<Option<Date>>("offeredOn", Column::OfferedOn, "The day on which the household was notified of the offer.")
    .column::<Option<Date>>("answerDueOn", Column::AnswerDueOn, "The last day on which it may answer (CCH R441-10).")
    .column::<Option<OfferAnswer>>("answer", Column::Answer, "What it answered.")
    .column::<Option<Date>>(
        "answeredOn",
        Column::AnsweredOn,
        "The day of the answer; of a silence, the day on which somebody took note of it."
    )
    .column::<Option<Date>>(
        "releasedOn",
        Column::ReleasedOn,
        "The day since which the dwelling that it accepted waits for it no more, though it never moved in."
    )
    .column::<Option<ReleaseCause>>("releaseCause", Column::ReleaseCause, "Whose doing that was.")
    .column::<Option<String>>("releaseReasons", Column::ReleaseReasons, "Why (*motifs*). Identity.")
    .class(FieldClass::Identity)
    .value::<bool>("lapsed", "Whether that last day is over without an answer: somebody has to take note of it.", |row, moment| {
        row.col(Column::Answer).is_null().and(answer_was_due(row, moment))
    })
    .one::<Dwelling>("dwelling", Relation::Dwelling, "The dwelling; for those who may know where the household lives.")
    .class(FieldClass::Dwelling)
    .maybe::<Household>("household", Relation::Household, "The household.")
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<AllocationDecision>(vec![
        Permission::new(
            "liftCondition",
            Action::RecordAllocation,
            |row, _, _| is(row, Outcome::Conditional).and(row.col(Column::ConditionLiftedOn).is_null()),
            "Whether its condition may be lifted.",
        ),
        Permission::new("offer", Action::RecordAllocation, may_be_offered, "Whether its dwelling may be offered."),
        Permission::new(
            "answer",
            Action::AnswerOffer,
            |row, _, _| row.col(Column::OfferedOn).is_not_null().and(row.col(Column::Answer).is_null()),
            "Whether an answer to the offer may be recorded.",
        ),
        Permission::new(
            "release",
            Action::AnswerOffer,
            |row, _, _| {
                let accepted = row.col(Column::Answer).eq(Answer::Accepted);
                accepted.and(row.col(Column::ReleasedOn).is_null()).and(moved_in(row).not())
            },
            "Whether it may be recorded that the household withdrew, or that the dwelling could not be delivered.",
        ),
    ])
);

fn is(row: &Row, outcome: Outcome) -> Expr {
    row.col(Column::Outcome).eq(outcome)
}

/// Whether the household lives in the dwelling, or has lived there.
fn moved_in(row: &Row) -> Expr {
    use tenancy::Column as Tenancy;
    there_is::<tenancy::Entity>([
        Tenancy::HouseholdId.into_expr().eq(row.col(Column::HouseholdId)),
        Tenancy::DwellingId.into_expr().eq(row.col(Column::DwellingId)),
    ])
}

/// Whether a dwelling is allocated and not offered yet. Of those ranked, the better ones come first: that is checked
/// when it is offered.
fn may_be_offered(row: &Row, _: &Moment, _: &Viewer) -> Expr {
    let lifted = is(row, Outcome::Conditional).and(row.col(Column::ConditionLiftedOn).is_not_null());
    let allocated = is(row, Outcome::Allocated).or(is(row, Outcome::Ranked)).or(lifted);
    row.col(Column::OfferedOn).is_null().and(allocated)
}

fn answer_was_due(row: &Row, moment: &Moment) -> Expr {
    row.col(Column::OfferedOn).is_not_null().and(row.col(Column::AnswerDueOn).lt(moment.today))
}

/// Which decisions are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct AllocationDecisionFilter {
    /// The household.
    household_id: Option<IdComparator>,
    /// What was decided.
    outcome: Option<EnumComparator<AllocationOutcome>>,
    /// The day of the decision.
    decided_on: Option<DateComparator>,
    /// True: offered, and not answered. False: not offered, or answered.
    unanswered: Option<bool>,
    /// The last day on which the household may answer.
    answer_due_on: Option<DateComparator>,
}

impl Filter for AllocationDecisionFilter {
    fn condition(self) -> Result<Condition> {
        let unanswered = |unanswered| {
            if unanswered {
                Column::OfferedOn.is_not_null().and(Column::Answer.is_null())
            } else {
                Column::OfferedOn.is_null().or(Column::Answer.is_not_null())
            }
        };
        Ok(Condition::all()
            .add_option(self.household_id.map(|id| id.on::<HouseholdId>(Column::HouseholdId)).transpose()?)
            .add_option(self.outcome.map(|names| names.on::<Outcome>(Column::Outcome)))
            .add_option(self.decided_on.map(|days| days.on(Column::DecidedOn)))
            .add_option(self.unanswered.map(unanswered))
            .add_option(self.answer_due_on.map(|days| days.on(Column::AnswerDueOn))))
    }
}

listed!(AllocationDecision by AllocationDecisionFilter, "allocation decisions" {
    AllocationDecisionOrderField AllocationDecisionOrder:
    /// By the day of the decision.
    DecidedOn = Sort::by("DECIDED_ON", Column::DecidedOn, Encoding::Date),
});
