//! The enumerations of the domain. Each is stored as its name in capitals and appears under the
//! same name in the schema; the database refuses any other text.

/// An enumeration stored as text: its values are written once, with their meaning.
macro_rules! stored_enums {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            sea_orm::EnumIter, sea_orm::DeriveActiveEnum, strum::IntoStaticStr,
            serde::Serialize, serde::Deserialize,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
        #[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// The value's name, as it is stored and as the schema shows it.
            pub fn name(self) -> &'static str {
                self.into()
            }
        }

        // Without labels (`types/labels`) it does not compile.
        const _: &str = <$name as super::labels::Labelled>::ENUM;
    )*};
}

stored_enums! {
    /// What an organisation is in the programme.
    OrganisationKind {
        /// A public landlord (*bailleur*).
        Landlord,
        /// The organisation that supports households (*CCAS*).
        SupportOrganisation,
        /// The State.
        State,
        /// The *département* (*Conseil général*, now *départemental*).
        Department,
        /// The town.
        Town,
        /// Another partner.
        Other,
    }

    /// What a member of staff is here to do; decides, with the relation to a household, what they see.
    Role {
        /// Accounts and settings, no social data.
        Administrator,
        /// Everything of the programme save confidential notes and health data.
        ProgrammeManager,
        /// Runs the coordination cell; sees what the programme manager sees.
        Coordinator,
        /// The full file of the households they follow.
        SocialWorker,
        /// Identity, dwelling, tenancy, dates; never the diagnosis nor the notes.
        LandlordOfficer,
        /// Aggregates only, no person.
        Funder,
        /// The agenda and the decisions of the meetings they sit in.
        MeetingMember,
    }

    /// Where a household stands on its path.
    HouseholdStage {
        /// Proposed by the landlord.
        Proposed,
        /// Preselected by the coordination cell.
        Preselected,
        /// Not retained by the coordination cell.
        NotRetained,
        /// Housed in one of the four modalities.
        Housed,
        /// Out of the programme.
        Exited,
    }

    /// A step that may be left out before one act, if it is waived (*dispense*). Source: ours; the form's order of the
    /// steps, and the cases that no form foresees.
    WaivedStep {
        /// The social diagnosis, before a decision of the allocation committee is recorded.
        DiagnosisBeforeAllocation,
        /// The social diagnosis, before an agreement is drawn up.
        DiagnosisBeforeAgreement,
        /// The signed tripartite agreement, before support starts.
        AgreementBeforeSupport,
        /// The allocation that the household accepted, before a tenancy is opened.
        AllocationBeforeTenancy,
        /// A year without support, before a further measure starts that goes beyond what is left of the twelve months.
        FurtherSupport,
    }

    /// A member's place in the household.
    Relationship {
        /// The applicant.
        Applicant,
        /// The applicant's partner.
        Partner,
        /// A child.
        Child,
        /// Another person.
        Other,
    }

    /// A dwelling's number of main rooms, T1 to T5.
    DwellingType {
        /// One main room.
        T1,
        /// Two main rooms.
        T2,
        /// Three main rooms.
        T3,
        /// Four main rooms.
        T4,
        /// Five main rooms or more.
        T5,
    }

    /// How a social diagnosis is made. Source: ours; the form lets the cell decide it.
    DiagnosisManner {
        /// An interview at the office.
        Interview,
        /// A visit to the household's present home.
        HomeVisit,
        /// An interview with the landlord's officer.
        JointInterview,
        /// From the file alone.
        FileStudy,
    }

    /// What keeps a household from managing a home alone (*frein*). Source: ours; health is left out, it belongs
    /// in the confidential note.
    AutonomyObstacle {
        /// Too little money comes in.
        Resources,
        /// Debts.
        Debt,
        /// The budget is not managed.
        BudgetManagement,
        /// Papers and rights.
        AdministrativeSteps,
        /// French is not spoken or read well enough.
        Language,
        /// No work, or none that lasts.
        Employment,
        /// Isolation.
        Isolation,
        /// The family's situation.
        Family,
        /// How the dwelling is used and kept.
        UseOfDwelling,
        /// Trouble with neighbours.
        Neighbourhood,
        /// An eviction in the past, or one that threatens.
        PastEviction,
        /// Another obstacle.
        Other,
    }

    /// What the allocation committee (*CAL*) decided. Source: CCH R441-3.
    AllocationOutcome {
        /// The dwelling is allocated to the household.
        Allocated,
        /// It is, if those ranked better refuse.
        Ranked,
        /// It is, once a document that is missing is there.
        Conditional,
        /// It is not.
        NotAllocated,
        /// The household may not have such a dwelling at all.
        Inadmissible,
    }

    /// What a household answered to an offer.
    OfferAnswer {
        /// Yes.
        Accepted,
        /// No.
        Refused,
        /// Nothing in the time it had: a refusal, of which somebody has taken note.
        Silence,
    }

    /// Why a dwelling that a household accepted waits for it no more. Source: ours.
    ReleaseCause {
        /// The household withdrew (*désistement*).
        HouseholdWithdrew,
        /// The landlord could not deliver the dwelling.
        DwellingNotDelivered,
        /// The cell did not retain the household.
        NotRetained,
    }

    /// Who signs a tripartite agreement.
    AgreementParty {
        /// The household.
        Household,
        /// The landlord.
        Landlord,
        /// The organisation that supports it.
        SupportOrganisation,
    }

    /// How close the support is.
    SupportIntensity {
        /// Light.
        Light,
        /// Medium.
        Medium,
        /// Intensive.
        Intensive,
    }

    /// How a support measure ended.
    SupportOutcome {
        /// The household holds a direct lease.
        DirectLease,
        /// The lease slid to the household (*glissement*).
        LeaseTransferred,
        /// The household keeps its home.
        HousingKept,
        /// The household moved to another home.
        MovedOn,
        /// The home was lost.
        Lost,
        /// The household left.
        Left,
    }

    /// An axis of support, as the form lists them.
    SupportAxis {
        /// Social and professional insertion (*insertion sociale et professionnelle*).
        SocialAndProfessionalInsertion,
        /// Budget management (*gestion budgétaire*).
        BudgetManagement,
        /// Housing path (*parcours locatif*).
        HousingPath,
        /// Use of the dwelling (*utilisation du logement*).
        UseOfDwelling,
        /// Another axis.
        Other,
    }

    /// Which review of a support measure (*bilan*).
    ProgressReviewKind {
        /// While it runs (*bilan intermédiaire*).
        Interim,
        /// At its end (*bilan final*).
        Final,
    }

    /// Why a support measure is extended, exceptionally.
    ExtensionGround {
        /// The home is not secured yet.
        HousingNotSecured,
        /// Rights claimed are still pending.
        RightsPending,
        /// Health.
        Health,
        /// A change in the family.
        FamilyChange,
        /// A change of employment.
        EmploymentChange,
        /// Another ground, explained.
        Other,
    }

    /// What became of an extension that was asked for.
    ExtensionRequestOutcome {
        /// It was granted: the measure is extended.
        Granted,
        /// It was refused, with reasons.
        Refused,
        /// It was withdrawn before it was decided.
        Withdrawn,
        /// The measure was closed before it was decided.
        Lapsed,
    }

    /// Why a support measure is suspended. Source: ours.
    SuspensionGround {
        /// A stay in hospital.
        Hospitalisation,
        /// Detention.
        Detention,
        /// A long absence.
        Absence,
        /// The household asked for it.
        HouseholdRequest,
        /// Another ground.
        Other,
    }

    /// Where an interview is held, and how. Source: ours.
    InterviewKind {
        /// At the household's home.
        HomeVisit,
        /// At the office.
        Office,
        /// By phone.
        Phone,
        /// With a partner: the landlord, a service.
        WithPartner,
    }

    /// How far an objective is.
    ObjectiveStatus {
        /// Set with the household.
        Set,
        /// Being worked on.
        InProgress,
        /// Achieved.
        Achieved,
        /// Abandoned.
        Abandoned,
    }

    /// One of the four ways of being housed.
    RentalModality {
        /// Direct access (*accès direct*).
        DirectAccess,
        /// Prior temporary rehousing in a *résidence sociale*.
        TemporarySocialResidence,
        /// Sliding lease (*bail glissant*).
        SlidingLease,
        /// Prior sublease (*sous-location*).
        Sublease,
    }

    /// The type of rental management (*gestion locative*).
    RentalManagement {
        /// Standard (*classique*).
        Standard,
        /// Adapted (*adaptée*).
        Adapted,
    }

    /// What a review of a sliding lease concluded.
    LeaseReviewOutcome {
        /// The household can hold the lease.
        Ready,
        /// The sliding lease goes on.
        Continue,
        /// The household cannot hold the lease.
        NotReady,
    }

    /// A participant's answer to a convocation (RFC 5545 PARTSTAT).
    ParticipantResponse {
        /// Not answered.
        NeedsAction,
        /// Accepted.
        Accepted,
        /// Declined.
        Declined,
        /// Perhaps.
        Tentative,
    }

    /// Whether somebody convened came to a meeting.
    Attendance {
        /// Present.
        Present,
        /// Represented by a colleague.
        Represented,
        /// Excused.
        Excused,
        /// Absent, without a word.
        Absent,
    }

    /// By what the days of a series follow from its first one (RFC 5545 FREQ, BYDAY).
    SeriesPattern {
        /// Every so many weeks, on its day of the week.
        Weekly,
        /// Every so many months, on its day of the week and with its rank: the first Tuesday.
        MonthlyByRank,
        /// Every so many months, on the last such day of the week.
        MonthlyLast,
    }

    /// What the cell is asked about a household.
    AgendaItemKind {
        /// Preselect the household.
        Preselection,
        /// Decide how the diagnosis is made.
        Diagnosis,
        /// Take note of a progress review (*bilan*).
        ProgressReview,
        /// Give a view on an extension.
        Extension,
        /// Prepare the exam of a sliding lease.
        LeaseExam,
    }

    /// What the cell decided.
    AgendaDecision {
        /// The household is preselected.
        Preselected,
        /// The household is not retained.
        NotRetained,
        /// Approved.
        Approved,
        /// Refused.
        Refused,
        /// Taken note of.
        Acknowledged,
        /// Put off to another meeting.
        Adjourned,
    }

    /// What a unit rate pays for.
    RateComponent {
        /// The diagnosis of a household.
        Diagnosis,
        /// The support of a household.
        Support,
        /// The adapted rental management of a dwelling.
        AdaptedRentalManagement,
        /// The integrated offer, as the form states its overall cost.
        IntegratedOffer,
    }

    /// What a unit rate is counted by.
    RateUnit {
        /// Once per household.
        PerHousehold,
        /// Per household and year.
        PerHouseholdYear,
        /// Per dwelling and year.
        PerDwellingYear,
    }

    /// How a part of a year is paid.
    RateProration {
        /// By days / days in the year, to the cent.
        DaysInYear,
        /// In full, on the first day on which it is owed: once, or once in each year of the programme.
        Undivided,
    }

    /// What a funder's share is a share of.
    ShareBase {
        /// The whole (*le financement global*).
        Whole,
        /// The component that it names.
        Component,
        /// What is spent in the modalities that it names; of the component that it names, if it does.
        Modality,
    }

    /// How far the money of a funder has come.
    FundingState {
        /// Asked for (*sollicité*).
        Requested,
        /// Promised (*accordé*).
        Granted,
        /// Paid (*versé*).
        Received,
    }

    /// As what somebody is a partner of a programme (*partenaires mobilisés*).
    PartnerKind {
        /// Takes part in what is done (*partenaire opérationnel*).
        Operational,
        /// Pays for it (*partenaire financier*).
        Financial,
    }

    /// By what a version of a programme's form came to be.
    FormVersionKind {
        /// The form was recorded.
        Recorded,
        /// The partners revised it (*avenant*).
        Revised,
        /// The departmental service gave its opinion.
        DepartmentalOpinion,
        /// The region gave its opinion.
        RegionalOpinion,
        /// An opinion that was recorded by error was taken back.
        OpinionWithdrawn,
    }

    /// Whose opinion on a programme (*avis*).
    OpinionLevel {
        /// The departmental service's (DDCS or DDT).
        Departmental,
        /// The region's.
        Regional,
    }

    /// How far the project could be reproduced, in the department's opinion.
    Reproducibility {
        /// Weak (*faible*).
        Weak,
        /// Medium (*moyen*).
        Medium,
        /// Strong (*fort*).
        Strong,
    }

    /// The region's opinion on the project.
    RegionalOpinion {
        /// Favourable.
        Favourable,
        /// Unfavourable.
        Unfavourable,
    }

    /// What became of a reminder.
    ReminderState {
        /// To be sent.
        Planned,
        /// Claimed by a sender.
        Sending,
        /// Accepted by the mail server.
        Sent,
        /// No longer true when it was to be sent.
        Suppressed,
        /// A more urgent one of its series was sent instead.
        Superseded,
        /// Refused for good by the mail server.
        Failed,
    }

    /// What an attempt to send ended in.
    AttemptOutcome {
        /// Accepted.
        Sent,
        /// Refused for now.
        Retry,
        /// Refused for good.
        Failed,
        /// Begun, and nobody knows how it ended: it is sent again, and may arrive twice.
        Ambiguous,
    }

    /// What happened.
    EventKind {
        /// A programme was recorded.
        ProgrammeRecorded,
        /// What a programme states was revised.
        ProgrammeRevised,
        /// The departmental service's opinion on a programme was recorded.
        DepartmentalOpinionRecorded,
        /// The region's opinion on a programme was recorded.
        RegionalOpinionRecorded,
        /// An opinion on a programme that was recorded by error was taken back.
        OpinionWithdrawn,
        /// What a component costs was set, from a day on.
        UnitRateSet,
        /// What a funder bears was set.
        FundingShareSet,
        /// An amount that a funder was asked for, has granted or has paid was recorded.
        FundingRecorded,
        /// A household was registered.
        HouseholdRegistered,
        /// A social diagnosis was ordered.
        DiagnosisOrdered,
        /// A social diagnosis was recorded as made.
        DiagnosisRecorded,
        /// A social diagnosis that was ordered was cancelled.
        DiagnosisCancelled,
        /// A decision of the allocation committee was recorded.
        AllocationRecorded,
        /// The condition of an allocation was lifted.
        AllocationConditionLifted,
        /// A dwelling was offered to a household.
        DwellingOffered,
        /// A household answered an offer, or let its time go by.
        OfferAnswered,
        /// The time to answer an offer ran out: somebody is to confirm the silence, or to note the answer.
        OfferExpired,
        /// A dwelling that a household had accepted waits for it no more.
        DwellingReleased,
        /// A tripartite agreement was drawn up.
        AgreementDrawnUp,
        /// A party signed a tripartite agreement.
        AgreementSigned,
        /// A tripartite agreement was cancelled before all had signed.
        AgreementCancelled,
        /// A step was waived before one act.
        StepWaived,
        /// The waiver of a step was withdrawn.
        StepWaiverWithdrawn,
        /// A support measure started.
        SupportStarted,
        /// A support measure was extended.
        SupportExtended,
        /// An extension of a support measure was asked for.
        ExtensionRequested,
        /// An extension that was asked for was refused.
        ExtensionRefused,
        /// An extension that was asked for was withdrawn.
        ExtensionRequestWithdrawn,
        /// An extension that was asked for lapsed: its measure was closed.
        ExtensionRequestLapsed,
        /// The intensity of a support measure changed.
        SupportIntensityChanged,
        /// An objective was set while support runs.
        SupportObjectiveSet,
        /// An objective of a support measure went on.
        SupportObjectiveMoved,
        /// A support measure was suspended.
        SupportSuspended,
        /// A suspension of a support measure ended.
        SupportSuspensionEnded,
        /// An interview with a household that is supported was recorded.
        InterviewRecorded,
        /// An interview was corrected by its author.
        InterviewCorrected,
        /// A review of a support measure was recorded.
        ProgressReviewRecorded,
        /// A support measure was closed.
        SupportClosed,
        /// A support measure that had not begun was taken back.
        SupportCancelled,
        /// A support measure comes near its end, or has passed it: a step of its reminders has opened.
        SupportNearingEnd,
        /// A tenancy began.
        TenancyOpened,
        /// A lease review was planned, or moved to another day.
        LeaseReviewPlanned,
        /// A lease review comes near its day, or has passed it: a step of its reminders has opened.
        LeaseReviewDue,
        /// A lease review was held and recorded.
        LeaseReviewRecorded,
        /// A lease review was cancelled, because its lease slid or its tenancy ended.
        LeaseReviewCancelled,
        /// A lease slid to the household.
        LeaseTransferred,
        /// A sliding lease got a further exam period.
        ExamPeriodRenewed,
        /// The landlord told the Prefect about a sliding lease.
        PrefectNoticeRecorded,
        /// A tenancy ended.
        TenancyEnded,
        /// A tenancy that had not begun was taken back.
        TenancyCancelled,
        /// A meeting was scheduled.
        MeetingScheduled,
        /// A meeting was moved.
        MeetingMoved,
        /// A meeting was cancelled.
        MeetingCancelled,
        /// A participant answered a convocation.
        ConvocationAnswered,
        /// A series of meetings was scheduled.
        MeetingSeriesScheduled,
        /// A series of meetings was extended, or ended earlier.
        MeetingSeriesChanged,
        /// Who came to a meeting was recorded.
        AttendanceRecorded,
        /// The minutes of a meeting were approved.
        MinutesApproved,
        /// The minutes of a meeting were corrected.
        MinutesCorrected,
        /// A household was put on an agenda.
        AgendaItemAdded,
        /// The cell decided on an agenda item.
        AgendaItemDecided,
        /// A member of staff signed in.
        SignedIn,
        /// A bearer token was revoked.
        SignedOut,
        /// A reminder could not be delivered.
        ReminderFailed,
        /// The recipient of a reminder took note of it.
        ReminderAcknowledged,
        /// The recipient of a reminder put it off.
        ReminderSnoozed,
        /// A reminder that could not be delivered is tried again.
        ReminderRetried,
        /// A list, a report or minutes were taken out as a file.
        ListExported,
        /// An organisation was recorded.
        OrganisationRecorded,
        /// A member of staff was recorded.
        StaffRecorded,
        /// A dwelling was recorded.
        DwellingRecorded,
        /// A member of staff was given a password; their bearer tokens are revoked.
        PasswordSet,
    }
}

/// Makes the enumeration of the rules from their list.
macro_rules! reminder_rule {
    ($($(#[$doc:meta])* $rule:ident $labels:tt $(in $file:ident)?;)*) => {
        stored_enums! {
            /// The rule that a reminder comes from.
            ReminderRule { $($(#[$doc])* $rule,)* }
        }
    };
}
crate::for_each_reminder_rule!(reminder_rule);
