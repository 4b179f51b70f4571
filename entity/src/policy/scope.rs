//! Which rows exist for a viewer: one `Condition` for each table, to be added to every list and
//! every look-up of it. A row outside the scope is answered like one that was never there.
//!
//! Parts of a whole are reached through it only: the members of a household, the objectives of a support measure,
//! the participants of a meeting, the attempts to send a reminder. Whoever sees the whole, and may read the field
//! that leads to them, sees them, and no condition is added: their functions here say which rows these are, for the
//! tests to compare with.

use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition};

use super::{FieldClass, Relation, Viewer, may_read, opens_every_file};
use crate::model::{
    agenda_item, agreement_objective, agreement_signature, allocation_decision, dwelling, event, exam_period,
    household, household_member, lease_review, meeting, meeting_participant, meeting_series, progress_review, reminder,
    reminder_attempt, social_diagnosis, staff, step_waiver, support_extension, support_extension_request,
    support_intensity_period, support_interview, support_measure, support_objective, support_objective_progress,
    support_suspension, tenancy, tripartite_agreement,
};
use crate::types::{EventKind, Role, StaffId};

/// The households that a viewer sees at all: those whose file they open, and those on the agenda of
/// the meetings they sit in.
pub fn households(viewer: &Viewer) -> Condition {
    if opens_every_file(viewer.role) {
        return files(viewer);
    }
    Condition::any().add(files(viewer)).add(on_agenda_of_own_meetings(&viewer.staff_id))
}

/// The households whose file a viewer opens, if only to read dates: support, tenancy, reviews, history.
pub fn files(viewer: &Viewer) -> Condition {
    match viewer.role {
        Role::ProgrammeManager | Role::Coordinator => everything(),
        Role::Administrator | Role::Funder | Role::MeetingMember => nothing(),
        Role::LandlordOfficer => household::Column::LandlordContactId.in_subquery(colleagues(viewer)).into_condition(),
        Role::SocialWorker => household::Column::ReferentId.in_subquery(colleagues(viewer)).into_condition(),
    }
}

/// The households that a viewer sees and whose identity they may read: only these may be looked for by it.
pub fn identified_households(viewer: &Viewer) -> Condition {
    let may = |referent| may_read(viewer, FieldClass::Identity, Relation { referent });
    match (may(true), may(false)) {
        (_, true) => households(viewer),
        (true, false) => {
            Condition::all().add(households(viewer)).add(household::Column::ReferentId.eq(viewer.staff_id.clone()))
        }
        (false, false) => nothing(),
    }
}

/// The members of the households whose file a viewer opens.
pub fn household_members(viewer: &Viewer) -> Condition {
    through_household(viewer, household_member::Column::HouseholdId)
}

/// The social diagnoses of the households whose file a viewer opens.
pub fn social_diagnoses(viewer: &Viewer) -> Condition {
    through_household(viewer, social_diagnosis::Column::HouseholdId)
}

/// The waivers of steps of the households whose file a viewer opens.
pub fn step_waivers(viewer: &Viewer) -> Condition {
    through_household(viewer, step_waiver::Column::HouseholdId)
}

/// The allocation decisions on the households whose file a viewer opens.
pub fn allocation_decisions(viewer: &Viewer) -> Condition {
    through_household(viewer, allocation_decision::Column::HouseholdId)
}

/// The tripartite agreements of the households whose file a viewer opens.
pub fn tripartite_agreements(viewer: &Viewer) -> Condition {
    through_household(viewer, tripartite_agreement::Column::HouseholdId)
}

/// The objectives of the tripartite agreements that a viewer sees.
pub fn agreement_objectives(viewer: &Viewer) -> Condition {
    through_agreement(viewer, agreement_objective::Column::TripartiteAgreementId)
}

/// The signatures of the tripartite agreements that a viewer sees.
pub fn agreement_signatures(viewer: &Viewer) -> Condition {
    through_agreement(viewer, agreement_signature::Column::TripartiteAgreementId)
}

/// The support measures of the households whose file a viewer opens.
pub fn support_measures(viewer: &Viewer) -> Condition {
    through_household(viewer, support_measure::Column::HouseholdId)
}

/// The objectives of the support measures that a viewer sees.
pub fn support_objectives(viewer: &Viewer) -> Condition {
    through_support_measure(viewer, support_objective::Column::SupportMeasureId)
}

/// How the objectives went on of the support measures that a viewer sees.
pub fn support_objective_progress(viewer: &Viewer) -> Condition {
    if sees_everything(viewer) {
        return everything();
    }
    let visible = Query::select()
        .column(support_objective::Column::Id)
        .from(support_objective::Entity)
        .cond_where(support_objectives(viewer))
        .to_owned();
    support_objective_progress::Column::SupportObjectiveId.in_subquery(visible).into_condition()
}

/// The extensions of the support measures that a viewer sees.
pub fn support_extensions(viewer: &Viewer) -> Condition {
    through_support_measure(viewer, support_extension::Column::SupportMeasureId)
}

/// The extensions asked for of the support measures that a viewer sees.
pub fn support_extension_requests(viewer: &Viewer) -> Condition {
    through_support_measure(viewer, support_extension_request::Column::SupportMeasureId)
}

/// The intensity periods of the support measures that a viewer sees.
pub fn support_intensity_periods(viewer: &Viewer) -> Condition {
    through_support_measure(viewer, support_intensity_period::Column::SupportMeasureId)
}

/// The interviews of the support measures that a viewer sees.
pub fn support_interviews(viewer: &Viewer) -> Condition {
    through_support_measure(viewer, support_interview::Column::SupportMeasureId)
}

/// The suspensions of the support measures that a viewer sees.
pub fn support_suspensions(viewer: &Viewer) -> Condition {
    through_support_measure(viewer, support_suspension::Column::SupportMeasureId)
}

/// The reviews of the support measures that a viewer sees.
pub fn progress_reviews(viewer: &Viewer) -> Condition {
    through_support_measure(viewer, progress_review::Column::SupportMeasureId)
}

/// The tenancies of the households whose file a viewer opens.
pub fn tenancies(viewer: &Viewer) -> Condition {
    through_household(viewer, tenancy::Column::HouseholdId)
}

/// The tenancies of which a viewer may know the dwelling: it tells where a household lives.
pub fn located_tenancies(viewer: &Viewer) -> Condition {
    if viewer.role != Role::SocialWorker {
        return tenancies(viewer);
    }
    let followed = Query::select()
        .column(household::Column::Id)
        .from(household::Entity)
        .and_where(household::Column::ReferentId.eq(viewer.staff_id.clone()))
        .to_owned();
    tenancy::Column::HouseholdId.in_subquery(followed).into_condition()
}

/// The lease reviews of the tenancies that a viewer sees.
pub fn lease_reviews(viewer: &Viewer) -> Condition {
    if sees_everything(viewer) {
        return everything();
    }
    let visible =
        Query::select().column(tenancy::Column::Id).from(tenancy::Entity).cond_where(tenancies(viewer)).to_owned();
    lease_review::Column::TenancyId.in_subquery(visible).into_condition()
}

/// The exam periods of the tenancies that a viewer sees.
pub fn exam_periods(viewer: &Viewer) -> Condition {
    if sees_everything(viewer) {
        return everything();
    }
    let visible =
        Query::select().column(tenancy::Column::Id).from(tenancy::Entity).cond_where(tenancies(viewer)).to_owned();
    exam_period::Column::TenancyId.in_subquery(visible).into_condition()
}

/// The meetings that a viewer runs or sits in.
pub fn meetings(viewer: &Viewer) -> Condition {
    match viewer.role {
        Role::ProgrammeManager | Role::Coordinator => everything(),
        Role::Administrator => nothing(),
        _ => meeting::Column::Id.in_subquery(own_meetings(&viewer.staff_id)).into_condition(),
    }
}

/// The series of the meetings that a viewer sees.
pub fn meeting_series(viewer: &Viewer) -> Condition {
    if sees_everything(viewer) {
        return everything();
    }
    let visible =
        Query::select().column(meeting::Column::SeriesId).from(meeting::Entity).cond_where(meetings(viewer)).to_owned();
    meeting_series::Column::Id.in_subquery(visible).into_condition()
}

/// The people convened to the meetings that a viewer sees.
pub fn meeting_participants(viewer: &Viewer) -> Condition {
    if sees_everything(viewer) {
        return everything();
    }
    let visible =
        Query::select().column(meeting::Column::Id).from(meeting::Entity).cond_where(meetings(viewer)).to_owned();
    meeting_participant::Column::MeetingId.in_subquery(visible).into_condition()
}

/// The agendas of the meetings that a viewer runs or sits in.
pub fn agenda_items(viewer: &Viewer) -> Condition {
    if viewer.role == Role::Funder {
        return nothing();
    }
    let visible =
        Query::select().column(meeting::Column::Id).from(meeting::Entity).cond_where(meetings(viewer)).to_owned();
    agenda_item::Column::MeetingId.in_subquery(visible).into_condition()
}

/// The dwellings that a viewer sees in a list of dwellings, which never tells who lives there.
pub fn dwellings(viewer: &Viewer) -> Condition {
    match viewer.role {
        Role::ProgrammeManager | Role::Coordinator | Role::SocialWorker => everything(),
        Role::LandlordOfficer => dwelling::Column::OwnerId.eq(viewer.organisation_id.clone()).into_condition(),
        Role::Administrator | Role::Funder | Role::MeetingMember => nothing(),
    }
}

/// The reminders sent to a viewer or about a household whose file they open.
pub fn reminders(viewer: &Viewer) -> Condition {
    if sees_everything(viewer) {
        return everything();
    }
    if viewer.role == Role::Administrator {
        return nothing();
    }
    Condition::any()
        .add(reminder::Column::RecipientId.eq(viewer.staff_id.clone()))
        .add(through_household(viewer, reminder::Column::HouseholdId))
}

/// The attempts to send the reminders that a viewer sees.
pub fn reminder_attempts(viewer: &Viewer) -> Condition {
    if sees_everything(viewer) {
        return everything();
    }
    let visible =
        Query::select().column(reminder::Column::Id).from(reminder::Entity).cond_where(reminders(viewer)).to_owned();
    reminder_attempt::Column::ReminderId.in_subquery(visible).into_condition()
}

/// The events of what a viewer sees.
pub fn events(viewer: &Viewer) -> Condition {
    let about_accounts = event::Column::Kind.is_in([
        EventKind::SignedIn,
        EventKind::SignedOut,
        EventKind::ListExported,
        EventKind::OrganisationRecorded,
        EventKind::StaffRecorded,
        EventKind::PasswordSet,
    ]);
    let own = event::Column::SubjectId.eq(viewer.staff_id.as_str());
    let accounts = match viewer.role {
        Role::Administrator => about_accounts.clone().into_condition(),
        _ => about_accounts.clone().and(own).into_condition(),
    };
    let mut of_programme = event::Column::HouseholdId.is_null().and(event::Column::MeetingId.is_null());
    // Which dwellings there are is not told to everybody ([`dwellings`]); that one was recorded, to who sees them all.
    of_programme = of_programme.and(event::Column::Kind.ne(EventKind::DwellingRecorded));
    if !may_read(viewer, FieldClass::Money, Relation::default()) {
        let of_money = [EventKind::UnitRateSet, EventKind::FundingShareSet, EventKind::FundingRecorded];
        of_programme = of_programme.and(event::Column::Kind.is_not_in(of_money));
    }
    let work = match viewer.role {
        Role::ProgrammeManager | Role::Coordinator => everything(),
        Role::Administrator | Role::Funder => of_programme.into_condition(),
        _ => Condition::any()
            .add(of_programme)
            // What a meeting decided is told to its members only.
            .add(
                Condition::all()
                    .add(event::Column::MeetingId.is_null())
                    .add(through_household(viewer, event::Column::HouseholdId)),
            )
            .add(event::Column::MeetingId.in_subquery(own_meetings(&viewer.staff_id))),
    };
    Condition::any().add(accounts).add(Condition::all().add(about_accounts.not()).add(work))
}

/// The events, of those that a viewer may see, about reminders that they see. The members of a meeting may know
/// that somebody was not convened; the reminder itself is the recipient's.
pub fn reminder_events(viewer: &Viewer) -> Condition {
    if sees_everything(viewer) {
        return everything();
    }
    let visible =
        Query::select().column(reminder::Column::Id).from(reminder::Entity).cond_where(reminders(viewer)).to_owned();
    event::Column::SubjectId.in_subquery(visible).into_condition()
}

fn sees_everything(viewer: &Viewer) -> bool {
    matches!(viewer.role, Role::ProgrammeManager | Role::Coordinator)
}

fn everything() -> Condition {
    Condition::all()
}

fn nothing() -> Condition {
    Condition::all().add(Expr::val(1).eq(0))
}

fn through_household(viewer: &Viewer, column: impl ColumnTrait) -> Condition {
    if sees_everything(viewer) {
        return everything();
    }
    let visible =
        Query::select().column(household::Column::Id).from(household::Entity).cond_where(files(viewer)).to_owned();
    column.in_subquery(visible).into_condition()
}

fn through_support_measure(viewer: &Viewer, column: impl ColumnTrait) -> Condition {
    if sees_everything(viewer) {
        return everything();
    }
    let visible = Query::select()
        .column(support_measure::Column::Id)
        .from(support_measure::Entity)
        .cond_where(support_measures(viewer))
        .to_owned();
    column.in_subquery(visible).into_condition()
}

fn through_agreement(viewer: &Viewer, column: impl ColumnTrait) -> Condition {
    if sees_everything(viewer) {
        return everything();
    }
    let visible = Query::select()
        .column(tripartite_agreement::Column::Id)
        .from(tripartite_agreement::Entity)
        .cond_where(tripartite_agreements(viewer))
        .to_owned();
    column.in_subquery(visible).into_condition()
}

fn colleagues(viewer: &Viewer) -> SelectStatement {
    Query::select()
        .column(staff::Column::Id)
        .from(staff::Entity)
        .and_where(staff::Column::OrganisationId.eq(viewer.organisation_id.clone()))
        .to_owned()
}

fn own_meetings(staff_id: &StaffId) -> SelectStatement {
    Query::select()
        .column(meeting_participant::Column::MeetingId)
        .from(meeting_participant::Entity)
        .and_where(meeting_participant::Column::StaffId.eq(staff_id.clone()))
        .to_owned()
}

fn on_agenda_of_own_meetings(staff_id: &StaffId) -> Condition {
    let households = Query::select()
        .column(agenda_item::Column::HouseholdId)
        .from(agenda_item::Entity)
        .and_where(agenda_item::Column::MeetingId.in_subquery(own_meetings(staff_id)))
        .to_owned();
    household::Column::Id.in_subquery(households).into_condition()
}
