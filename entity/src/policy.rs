//! Who may see and do what: the one place that decides.
//!
//! Three questions, one source. [`scope`]: which rows exist for a viewer (a `Condition` for every list and every
//! look-up, save the parts of a whole, which come with it). [`may_read`]: which classes of fields of a row they
//! read. [`may_act`]: which acts they may do. Source: the roles of the domain; what the domain leaves open is ours.

pub mod disclosure;
pub mod scope;

use crate::types::{OrganisationId, Role, StaffId};

/// A signed-in member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who they are.
    pub staff_id: StaffId,
    /// Whom they work for.
    pub organisation_id: OrganisationId,
    /// What they are here to do.
    pub role: Role,
}

/// Who acts: a person, or the product itself (the planner, the loading of a programme).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in member of staff.
    Staff(Viewer),
    /// The product itself.
    System,
}

impl Actor {
    /// The member of staff, if it is one.
    pub fn staff_id(&self) -> Option<&StaffId> {
        match self {
            Self::Staff(viewer) => Some(&viewer.staff_id),
            Self::System => None,
        }
    }
}

/// What a field tells. Every field of the schema has one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldClass {
    /// References, dates, stages: whoever sees the row sees these.
    Open,
    /// Names, birth dates, the national request number.
    Identity,
    /// Where a household lives.
    Dwelling,
    /// What a social worker learns: objectives, grounds, what was said.
    Social,
    /// What was told in confidence, and health: the referent's alone.
    Confidential,
    /// Which households a meeting speaks of.
    Agenda,
    /// Rates, shares, what funders were asked for, have granted, have paid. What is due is an amount and a count
    /// ([`disclosure::shown_due`]).
    Money,
    /// How many there are, of a whole programme: no person.
    Aggregate,
    /// Accounts: addresses of staff.
    Account,
}

/// What ties a viewer to a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Relation {
    /// They are its referent.
    pub referent: bool,
}

impl Relation {
    /// The tie of a viewer to a household with this referent.
    pub fn to_household(viewer: &Viewer, referent_id: Option<&StaffId>) -> Self {
        Self { referent: referent_id == Some(&viewer.staff_id) }
    }
}

/// Whether a viewer who sees the row may read its fields of a class.
pub fn may_read(viewer: &Viewer, class: FieldClass, relation: Relation) -> bool {
    match (class, viewer.role) {
        (FieldClass::Agenda, role) => role != Role::Funder,
        (FieldClass::Open, _)
        | (
            FieldClass::Identity | FieldClass::Dwelling | FieldClass::Social,
            Role::ProgrammeManager | Role::Coordinator,
        )
        | (FieldClass::Identity | FieldClass::Dwelling, Role::LandlordOfficer)
        | (FieldClass::Money, Role::ProgrammeManager | Role::Coordinator | Role::LandlordOfficer | Role::Funder)
        | (FieldClass::Aggregate, Role::ProgrammeManager | Role::Coordinator | Role::Funder)
        | (FieldClass::Account, Role::Administrator | Role::ProgrammeManager | Role::Coordinator) => true,
        (
            FieldClass::Identity | FieldClass::Dwelling | FieldClass::Social | FieldClass::Confidential,
            Role::SocialWorker,
        ) => relation.referent,
        _ => false,
    }
}

/// Whether whoever has this role opens the file of every household that they see. The others also see
/// households through an agenda: of these, neither support nor tenancies.
pub fn opens_every_file(role: Role) -> bool {
    !matches!(role, Role::SocialWorker | Role::MeetingMember)
}

/// An act of the work, as a mutation offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum Action {
    /// Register a household.
    RegisterHousehold,
    /// Order a social diagnosis, or cancel it.
    OrderDiagnosis,
    /// Record a social diagnosis.
    RecordDiagnosis,
    /// Record what the allocation committee decided, and offer the dwelling.
    RecordAllocation,
    /// Record what a household answered to an offer.
    AnswerOffer,
    /// Draw up a tripartite agreement, or cancel it.
    DrawUpAgreement,
    /// Record a signature of a tripartite agreement.
    SignAgreement,
    /// Waive a step of a household's path.
    WaiveStep,
    /// Start a support measure.
    StartSupport,
    /// Ask for an extension of a support measure, or withdraw that.
    RequestExtension,
    /// Decide on an extension of a support measure, asked for or not.
    DecideExtension,
    /// Change the intensity of a support measure.
    ChangeSupportIntensity,
    /// Set an objective of a support measure that runs, or say how far one is.
    FollowObjectives,
    /// Suspend a support measure, or end that.
    SuspendSupport,
    /// Record an interview with a household that is supported; its author corrects it.
    RecordInterview,
    /// Record a review of a support measure.
    RecordProgressReview,
    /// Close a support measure.
    CloseSupport,
    /// Open a tenancy.
    OpenTenancy,
    /// End a tenancy.
    EndTenancy,
    /// Plan a lease review.
    PlanLeaseReview,
    /// Record a lease review.
    RecordLeaseReview,
    /// Renew the exam period of a sliding lease.
    RenewExamPeriod,
    /// Record what the landlord told the Prefect about a sliding lease.
    RecordPrefectNotice,
    /// Let a lease slide to its household.
    TransferLease,
    /// Schedule, move or cancel a meeting, record who came, and decide on its agenda.
    RunMeeting,
    /// Put a household on an agenda.
    PutOnAgenda,
    /// Answer a convocation.
    AnswerConvocation,
    /// Approve or correct the minutes of a meeting that they chair; of any, for who runs meetings.
    ApproveMinutes,
    /// Take note of a reminder that was sent to them, or put it off.
    AnswerReminder,
    /// Have a reminder that could not be delivered tried again.
    RetryReminder,
    /// Set rates and shares, and record what funders were asked for, have granted, have paid.
    ManageFunding,
    /// Revise what a programme states, and record the opinions on it.
    ReviseProgramme,
}

/// Whether an actor who sees the subject may do the act.
pub fn may_act(actor: &Actor, action: Action, relation: Relation) -> bool {
    let viewer = match actor {
        Actor::System => return true,
        Actor::Staff(viewer) => viewer,
    };
    #[expect(clippy::match_same_arms, reason = "one arm for each role reads as the table it is")]
    match (viewer.role, action) {
        // Whoever runs the steps does not waive them. The administrator, who keeps accounts, sees no household.
        (Role::Coordinator, Action::WaiveStep) => false,
        (Role::ProgrammeManager | Role::Coordinator, _) => true,
        (
            Role::SocialWorker,
            Action::RecordDiagnosis
            | Action::AnswerOffer
            | Action::DrawUpAgreement
            | Action::SignAgreement
            | Action::StartSupport
            | Action::RequestExtension
            | Action::ChangeSupportIntensity
            | Action::FollowObjectives
            | Action::SuspendSupport
            | Action::RecordInterview
            | Action::RecordProgressReview
            | Action::CloseSupport
            | Action::OpenTenancy
            | Action::EndTenancy
            | Action::PlanLeaseReview
            | Action::RecordLeaseReview
            | Action::RenewExamPeriod
            | Action::PutOnAgenda,
        ) => relation.referent,
        (
            Role::LandlordOfficer,
            Action::RegisterHousehold
            | Action::RecordAllocation
            | Action::AnswerOffer
            | Action::SignAgreement
            | Action::OpenTenancy
            | Action::EndTenancy
            | Action::RenewExamPeriod
            | Action::RecordPrefectNotice
            | Action::TransferLease
            | Action::PutOnAgenda
            | Action::AnswerConvocation
            | Action::ApproveMinutes
            | Action::AnswerReminder,
        )
        | (
            Role::SocialWorker | Role::MeetingMember | Role::Funder,
            Action::AnswerConvocation | Action::ApproveMinutes | Action::AnswerReminder,
        ) => true,
        _ => false,
    }
}

/// Whether a role may be convened to a meeting: whoever could not answer is not asked. Source: ours; an
/// administrator keeps accounts and settings, and sees no social data.
pub fn may_be_convened(role: Role) -> bool {
    role != Role::Administrator
}

/// Whether a role may decide that a support measure is extended. Source: the form wants a decision
/// by someone entitled; that these roles are is ours.
pub fn may_decide_extension(role: Role) -> bool {
    matches!(role, Role::ProgrammeManager | Role::Coordinator)
}
