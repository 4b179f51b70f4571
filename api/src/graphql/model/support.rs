//! A support measure and its extensions in the schema.

use async_graphql::{InputObject, Result};
use entity::model::support_measure::{Column, Entity, Relation};
use entity::model::{
    household, progress_review, support_axis, support_extension, support_extension_request, support_intensity_period,
    support_interview, support_objective, support_suspension,
};
use entity::policy::{Action, FieldClass, Viewer, scope};
use entity::types::{HouseholdId, ProgressReviewKind, StaffId, SupportMeasureId};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Household, ProgressReview, Staff, SupportExtensionRequest, SupportIntensityPeriod, SupportInterview,
    SupportObjective, SupportSuspension, described, listed, there_is,
};
use crate::graphql::comparators::{DateComparator, IdComparator};
use crate::graphql::enums::{ExtensionGround, SupportAxis, SupportIntensity, SupportOutcome};
use crate::graphql::plan::{Encoding, Filter, Moment, Permission, Row, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    SupportMeasure = Type::of::<Entity>(
        "SupportMeasure",
        "A support measure (*mesure d'accompagnement*): twelve months at most, save an extension.",
    )
    .seen_by(|viewer, _| scope::support_measures(viewer))
    .referent(|row| referent_of_household(row.col(Column::HouseholdId)))
    .node("Its identifier.")
    .column::<Date>("startOn", Column::StartOn, "First day.")
    .column::<Date>("endOn", Column::EndOn, "Last day as now decided, extensions included.")
    .column::<Date>("capOn", Column::CapOn, "Last day of the twelve months that it may last without an extension.")
    .column::<Option<Date>>(
        "sharedCapOn",
        Column::SharedCapOn,
        "Last day of the twelve months of an earlier measure, closed less than a year before, with which it goes on: past it \
         only a waiver or an extension leads. Absent when its twelve months are its own.",
    )
    .value::<Option<i32>>(
        "daysLeft",
        "Days left until the end; negative when it is past, absent once closed.",
        |row, moment| {
            let left = moment.dialect.days_between(Expr::val(moment.today), row.col(Column::EndOn));
            Expr::case(row.col(Column::ClosedOn).is_null(), left).into()
        },
    )
    .column::<SupportIntensity>("intensity", Column::Intensity, "How close the support is at present. Social content.")
    .class(FieldClass::Social)
    .page::<SupportIntensityPeriod>(
        "intensityPeriods",
        support_intensity_period::Relation::SupportMeasure,
        "How close the support has been since its start. Social content.",
    )
    .class(FieldClass::Social)
    .column::<Option<Date>>("closedOn", Column::ClosedOn, "The day on which it was closed.")
    .column::<Option<SupportOutcome>>("outcome", Column::Outcome, "How it ended.")
    .values::<SupportAxis, support_axis::Entity>(
        "axes",
        support_axis::Relation::SupportMeasure,
        support_axis::Column::Axis,
        "Its axes. Social content.",
    )
    .class(FieldClass::Social)
    .page::<SupportObjective>(
        "objectives",
        support_objective::Relation::SupportMeasure,
        "The objectives set with the household. Social content.",
    )
    .class(FieldClass::Social)
    .page::<SupportExtension>(
        "extensions",
        support_extension::Relation::SupportMeasure,
        "Its extensions (*prolongations*)."
    )
    .page::<SupportExtensionRequest>(
        "extensionRequests",
        support_extension_request::Relation::SupportMeasure,
        "The extensions asked for (*demandes de prolongation*), whatever became of them.",
    )
    .page::<SupportSuspension>(
        "suspensions",
        support_suspension::Relation::SupportMeasure,
        "Its suspensions: they move neither its end nor its cap.",
    )
    .page::<SupportInterview>(
        "interviews",
        support_interview::Relation::SupportMeasure,
        "The interviews with the household (*entretiens*)."
    )
    .page::<ProgressReview>("progressReviews", progress_review::Relation::SupportMeasure, "Its reviews (*bilans*).")
    .maybe::<Household>("household", Relation::Household, "The household.")
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<SupportMeasure>(vec![
        Permission::new(
            "extend",
            Action::DecideExtension,
            |row, moment, viewer| begun(row, moment, viewer).and(undecided_request(row).not()),
            "Whether it may be extended: an extension that is asked for is granted or refused itself."
        ),
        Permission::new(
            "requestExtension",
            Action::RequestExtension,
            |row, moment, viewer| begun(row, moment, viewer).and(undecided_request(row).not()),
            "Whether an extension of it may be asked for."
        ),
        Permission::new(
            "recordProgressReview",
            Action::RecordProgressReview,
            |row, moment, _| row.col(Column::StartOn).lte(moment.today).and(no_final_review(row)),
            "Whether a review of it may be recorded."
        ),
        Permission::new(
            "changeIntensity",
            Action::ChangeSupportIntensity,
            begun,
            "Whether its intensity may be changed."
        ),
        Permission::new(
            "followObjectives",
            Action::FollowObjectives,
            begun,
            "Whether objectives of it may be set, and their progress recorded."
        ),
        Permission::new(
            "suspend",
            Action::SuspendSupport,
            |row, moment, viewer| begun(row, moment, viewer).and(open_suspension(row).not()),
            "Whether it may be suspended."
        ),
        Permission::new(
            "recordInterview",
            Action::RecordInterview,
            |row, moment, _| row.col(Column::StartOn).lte(moment.today),
            "Whether an interview may be recorded."
        ),
        Permission::new("close", Action::CloseSupport, begun, "Whether it may be closed."),
        Permission::new(
            "cancel",
            Action::StartSupport,
            |row, moment, _| row.col(Column::StartOn).gt(moment.today),
            "Whether it may be taken back: it has not begun.",
        ),
    ])
);

/// Whether a measure has begun and is not closed.
fn begun(row: &Row, moment: &Moment, _: &Viewer) -> Expr {
    row.col(Column::ClosedOn).is_null().and(row.col(Column::StartOn).lte(moment.today))
}

/// Whether the final review of a measure was not held yet.
fn no_final_review(row: &Row) -> Expr {
    use progress_review::Column as Review;
    let of_measure = Review::SupportMeasureId.into_expr().eq(row.col(Column::Id));
    there_is::<progress_review::Entity>([of_measure, Review::Kind.eq(ProgressReviewKind::Final)]).not()
}

/// Whether an extension of a measure was asked for, and is undecided.
fn undecided_request(row: &Row) -> Expr {
    use support_extension_request::Column as Request;
    let of_measure = Request::SupportMeasureId.into_expr().eq(row.col(Column::Id));
    there_is::<support_extension_request::Entity>([of_measure, Request::DecidedOn.is_null()])
}

/// Whether a measure is suspended.
fn open_suspension(row: &Row) -> Expr {
    use support_suspension::Column as Suspension;
    let of_measure = Suspension::SupportMeasureId.into_expr().eq(row.col(Column::Id));
    there_is::<support_suspension::Entity>([of_measure, Suspension::EndedOn.is_null()])
}

/// The referent of the household with an identifier.
pub(super) fn referent_of_household(household_id: Expr) -> Expr {
    let id = (household::Entity, household::Column::Id);
    let referent = Query::select()
        .column(household::Column::ReferentId)
        .from(household::Entity)
        .and_where(Expr::col(id).eq(household_id))
        .take();
    super::subquery(referent)
}

/// The referent of the household of the support measure with an identifier.
pub(super) fn referent_of_measure(measure_id: Expr) -> Expr {
    let household = Query::select()
        .column(Column::HouseholdId)
        .from(Entity)
        .and_where(Expr::col((Entity, Column::Id)).eq(measure_id))
        .take();
    referent_of_household(super::subquery(household))
}

/// Which support measures are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct SupportMeasureFilter {
    /// The household.
    household_id: Option<IdComparator>,
    /// Still open, or closed.
    open: Option<bool>,
    /// The last day.
    end_on: Option<DateComparator>,
}

impl Filter for SupportMeasureFilter {
    fn condition(self) -> Result<Condition> {
        let open = |open| if open { Column::ClosedOn.is_null() } else { Column::ClosedOn.is_not_null() };
        Ok(Condition::all()
            .add_option(self.household_id.map(|id| id.on::<HouseholdId>(Column::HouseholdId)).transpose()?)
            .add_option(self.open.map(open))
            .add_option(self.end_on.map(|days| days.on(Column::EndOn))))
    }
}

listed!(SupportMeasure by SupportMeasureFilter, "support measures" {
    SupportMeasureOrderField SupportMeasureOrder:
    /// By last day.
    EndOn = Sort::by("END_ON", Column::EndOn, Encoding::Date),
    /// By first day.
    StartOn = Sort::by("START_ON", Column::StartOn, Encoding::Date),
});

described!(
    SupportExtension = Type::of::<support_extension::Entity>(
        "SupportExtension",
        "An extension of a support measure (*prolongation*).",
    )
    .seen_by(|viewer, _| scope::support_extensions(viewer))
    .referent(|row| referent_of_measure(row.col(support_extension::Column::SupportMeasureId)))
    .node("Its identifier.")
    .column::<i32>("rank", support_extension::Column::Rank, "First, second… extension.")
    .column::<Date>("previousEndOn", support_extension::Column::PreviousEndOn, "The end before it.")
    .column::<Date>("endOn", support_extension::Column::EndOn, "The end it decided.")
    .column::<Date>("decidedOn", support_extension::Column::DecidedOn, "The day of the decision.")
    .one::<Staff>("decidedBy", support_extension::Relation::Staff, "Who decided.")
    .column::<ExtensionGround>(
        "ground",
        support_extension::Column::Ground,
        "Why (*motif*). Social content: it can tell of health or family.",
    )
    .class(FieldClass::Social)
    .column::<String>("explanation", support_extension::Column::Explanation, "Why, in words. Social content.")
    .class(FieldClass::Social)
    .maybe::<SupportMeasure>(
        "supportMeasure",
        support_extension::Relation::SupportMeasure,
        "The measure that it extends.",
    )
);

/// Which extensions are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct SupportExtensionFilter {
    /// The support measure.
    support_measure_id: Option<IdComparator>,
    /// Who decided.
    decided_by_id: Option<IdComparator>,
    /// The day of the decision.
    decided_on: Option<DateComparator>,
}

impl Filter for SupportExtensionFilter {
    fn condition(self) -> Result<Condition> {
        use support_extension::Column;
        Ok(Condition::all()
            .add_option(
                self.support_measure_id.map(|id| id.on::<SupportMeasureId>(Column::SupportMeasureId)).transpose()?,
            )
            .add_option(self.decided_by_id.map(|id| id.on::<StaffId>(Column::DecidedById)).transpose()?)
            .add_option(self.decided_on.map(|days| days.on(Column::DecidedOn))))
    }
}

listed!(SupportExtension by SupportExtensionFilter, "extensions" {
    SupportExtensionOrderField SupportExtensionOrder:
    /// First, second… extension.
    Rank = Sort::by("RANK", support_extension::Column::Rank, Encoding::Number),
    /// By the day of the decision.
    DecidedOn = Sort::by("DECIDED_ON", support_extension::Column::DecidedOn, Encoding::Date),
});
