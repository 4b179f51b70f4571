//! The rules that an operation can break, by name. The name is the stable code that a user error
//! carries; the words a person reads are chosen where the answer is made.

use crate::rules::text::{is_kept, is_kept_in_line};

/// A broken rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rule {
    /// The text is not an identifier of the type wanted.
    WrongId,
    /// Nothing the viewer may see has this identifier.
    NotFound,
    /// The viewer may not do this.
    Forbidden,
    /// What is to be changed is no longer in the version expected.
    Conflict,
    /// The key was used for something else.
    IdempotencyKeyReused,
    /// The address or the password is wrong.
    BadCredentials,
    /// A text is empty.
    TextRequired,
    /// A text is longer than allowed.
    TextTooLong,
    /// A text holds a character that is not kept ([`crate::rules::text`]): in one line a control character, the end of a
    /// line included; in several lines one that is neither this nor a tab; in either what turns the direction.
    TextMalformed,
    /// The day is yet to come.
    DateInFuture,
    /// The day is over.
    DateInPast,
    /// The day is not between 1900 and 2200.
    DateOutOfRange,
    /// A household belongs to at least one priority public.
    PriorityGroundRequired,
    /// The programme does not take this priority public.
    PriorityGroundNotEligible,
    /// A household has exactly one applicant.
    ApplicantRequired,
    /// A household has more members than can be recorded.
    TooManyMembers,
    /// The national request number is made of 1 to 20 capitals and digits.
    NationalRequestNumberMalformed,
    /// Another household has this national request number.
    NationalRequestNumberTaken,
    /// The household that comes back has not left the programme.
    FormerHouseholdNotExited,
    /// The household that comes back was in another programme.
    FormerHouseholdOfOtherProgramme,
    /// The household has come back already: its latest file is the one to name.
    FormerHouseholdBackAlready,
    /// The person does not work for a landlord.
    NotLandlordStaff,
    /// The person is not a social worker of a support organisation.
    NotSupportStaff,
    /// The person no longer works here.
    StaffInactive,
    /// The household was not retained or has left the programme.
    HouseholdNotRetained,
    /// The cell has not preselected the household.
    HouseholdNotPreselected,
    /// The cell has not decided that the household is diagnosed, or a diagnosis has carried that decision out.
    DiagnosisNotDecided,
    /// A diagnosis of the household is ordered already.
    DiagnosisAlreadyOrdered,
    /// A diagnosis is due within six months.
    DiagnosisTooFarAhead,
    /// Whoever diagnoses a household that is supported is its referent.
    AuthorNotReferent,
    /// The diagnosis was already made or cancelled.
    DiagnosisClosed,
    /// The day comes before the one on which it was ordered.
    DayBeforeOrder,
    /// A diagnosis names at least one obstacle.
    ObstacleRequired,
    /// An obstacle is named twice.
    ObstacleRepeated,
    /// Support is recommended for one to twelve months.
    DurationOutOfRange,
    /// The household has not been diagnosed.
    DiagnosisMissing,
    /// The day comes before the diagnosis.
    DayBeforeDiagnosis,
    /// A household that is ranked has a place.
    CandidateRankRequired,
    /// Only a household that is ranked has a place.
    CandidateRankNotAllowed,
    /// A place lies between 1 and 20.
    CandidateRankOutOfRange,
    /// Another household has this place for the dwelling that day.
    CandidateRankTaken,
    /// Only a conditional decision waits for a document.
    MissingDocumentNotAllowed,
    /// The committee has decided on this household and this dwelling that day.
    AllocationAlreadyRecorded,
    /// The decision is not conditional.
    NotConditional,
    /// The condition was lifted already.
    ConditionAlreadyLifted,
    /// The missing document is not there yet.
    ConditionNotLifted,
    /// The day comes before the decision.
    DayBeforeDecision,
    /// The dwelling was not allocated to the household.
    NotAllocated,
    /// A household that is ranked better has not refused.
    BetterRankedFirst,
    /// The dwelling was offered to the household already.
    AlreadyOffered,
    /// The dwelling is offered to another household, which has not answered.
    DwellingOffered,
    /// Another household has accepted the dwelling, or has yet to answer.
    DwellingPromised,
    /// The household has accepted another dwelling.
    OtherDwellingAccepted,
    /// The household has not answered another offer.
    OfferUnanswered,
    /// A household has ten to sixty days to answer.
    AnswerPeriodOutOfRange,
    /// The dwelling was not offered.
    NotOffered,
    /// The household has answered already.
    AlreadyAnswered,
    /// The day comes before the offer.
    DayBeforeOffer,
    /// The household has not accepted the dwelling.
    NotAccepted,
    /// The dwelling waits for the household no more.
    AlreadyReleased,
    /// The household has moved into the dwelling: its tenancy ends.
    DwellingTaken,
    /// The day comes before the answer.
    DayBeforeAnswer,
    /// That the cell does not retain the household is the cell's to decide.
    ReleaseCauseNotAllowed,
    /// The time to accept is over.
    AnswerTooLate,
    /// The household may still answer.
    AnswerStillDue,
    /// No agreement with the household is signed by the three.
    AgreementMissing,
    /// The committee has not allocated this dwelling to the household, or the household has not accepted it.
    AllocationMissing,
    /// The step is done: there is nothing to waive.
    StepNotMissing,
    /// The step is waived already, and no act has used it.
    StepAlreadyWaived,
    /// The waiver was used or withdrawn.
    StepWaiverClosed,
    /// The household has an agreement that not all have signed.
    AgreementUnsigned,
    /// The agreement was signed by all, or cancelled.
    AgreementClosed,
    /// The party has signed already.
    AlreadySigned,
    /// An agreement sets at least one objective.
    ObjectiveRequired,
    /// Somebody signs for an organisation.
    SignatoryRequired,
    /// The household signs by itself.
    SignatoryNotAllowed,
    /// The person does not work for the household's landlord or for the organisation that follows it, or somebody else
    /// than their organisation records it.
    SignatoryOfAnotherParty,
    /// The day comes before the one on which the agreement that it amends was signed.
    DayBeforeAmended,
    /// The day comes before the one on which it was drawn up.
    DayBeforeDraft,
    /// The day comes before the one on which the agreement was signed.
    DayBeforeAgreement,
    /// The household is already supported.
    SupportAlreadyOpen,
    /// Another measure of the household covers this day.
    SupportOverlaps,
    /// The measure goes beyond what is left of the twelve months that it shares with the household's earlier ones.
    TwelveMonthsUsed,
    /// Support is started at most three months ahead.
    SupportTooFarAhead,
    /// The support measure is closed.
    SupportClosed,
    /// The support measure has begun: it may be closed, and is not taken back.
    SupportBegun,
    /// An extension is decided while the support measure runs or is overdue, not before it starts.
    SupportNotExtendable,
    /// The end does not come after the start.
    EndNotAfterStart,
    /// Support may not last more than twelve months, save an extension.
    EndBeyondCap,
    /// A support measure follows at least one axis.
    AxisRequired,
    /// An axis is named twice.
    AxisRepeated,
    /// The objective's axis is not one of the measure's axes.
    ObjectiveOffAxis,
    /// More objectives than can be recorded.
    TooManyObjectives,
    /// The person may not decide on an extension.
    DeciderNotEntitled,
    /// The new end does not come after the present one.
    ExtensionNotFurther,
    /// One decision extends support by twelve months at most.
    ExtensionTooLong,
    /// An extension of the measure is asked for already, and undecided.
    ExtensionAlreadyAsked,
    /// An extension of the measure is asked for and undecided: that request is granted, or refused.
    ExtensionUndecided,
    /// The request was decided or withdrawn, or has lapsed.
    ExtensionRequestClosed,
    /// The day comes before the one on which it was asked for.
    DayBeforeRequest,
    /// The intensity is this already.
    IntensityUnchanged,
    /// The day does not come after the one since which the intensity is what it is.
    IntensityNotLater,
    /// The objective is this far already.
    ObjectiveStatusUnchanged,
    /// The day comes before the last that is known of the objective.
    DayBeforeProgress,
    /// The day comes after the one on which the measure was closed.
    DayAfterClosing,
    /// The next appointment does not come after the interview.
    NextNotAfterInterview,
    /// The interview is told so already.
    InterviewUnchanged,
    /// The support is suspended already.
    SupportAlreadySuspended,
    /// Another suspension of the measure covers this day.
    SuspensionOverlaps,
    /// The suspension has ended.
    SuspensionEnded,
    /// The day comes before one on which the support was suspended.
    DayBeforeSuspension,
    /// The day comes before something that was done in the measure: an interview, an interim review, an objective set or
    /// moved on, another intensity, a suspension, an extension decided.
    DayBeforeLastDone,
    /// The day comes before the start.
    DayBeforeStart,
    /// The day comes before the last review held.
    DayBeforeReview,
    /// The final review of the measure was held already.
    FinalReviewHeld,
    /// An interim review is held while the measure runs.
    InterimReviewTooLate,
    /// The day comes before the one on which the lease slid.
    DayBeforeTransfer,
    /// The household already has a tenancy.
    TenancyAlreadyOpen,
    /// The dwelling is occupied.
    DwellingOccupied,
    /// Another tenancy of the household or of the dwelling covers this day.
    TenancyOverlaps,
    /// A tenancy is opened three months ahead at most.
    TenancyTooFarAhead,
    /// An organisation must be head tenant in this modality.
    HeadTenantRequired,
    /// The household itself is the tenant in direct access.
    HeadTenantNotAllowed,
    /// The head tenant of a sliding lease or a sublease is a support organisation.
    HeadTenantNotSupportOrganisation,
    /// Only a sliding lease has reviews.
    ReviewPeriodNotAllowed,
    /// The review period is 1 to 24 months.
    ReviewPeriodOutOfRange,
    /// Only a sliding lease has an exam period.
    ExamPeriodNotAllowed,
    /// An exam period is 3 to 36 months.
    ExamPeriodOutOfRange,
    /// The last exam period that was agreed has not begun.
    ExamPeriodToCome,
    /// The landlord has told the Prefect about this period already.
    PrefectAlreadyInformed,
    /// The landlord has told the Prefect that it does not offer the lease.
    LeaseNotOffered,
    /// The tenancy has ended.
    TenancyEnded,
    /// The tenancy has begun: it may be ended, and is not taken back.
    TenancyBegun,
    /// The tenancy is not a sliding lease.
    NotSlidingLease,
    /// The lease has already slid.
    LeaseAlreadyTransferred,
    /// The last review held did not conclude that the household can hold the lease.
    LeaseReviewNotReady,
    /// The review was already held or cancelled.
    LeaseReviewClosed,
    /// A review is planned at most two years ahead.
    LeaseReviewTooFarAhead,
    /// What each side said must be recorded.
    BothSidesMustBeHeard,
    /// The meeting would not be in the future.
    MeetingNotInFuture,
    /// A meeting ends on the day it starts.
    MeetingTooLong,
    /// Nothing is scheduled between 02:00 and 03:00.
    NothingBetweenTwoAndThree,
    /// A meeting convenes somebody besides its chair.
    ParticipantsRequired,
    /// More participants than can be convened.
    TooManyParticipants,
    /// The person's role gives them no part in meetings.
    CannotBeConvened,
    /// The move changes neither the hours nor the place.
    MeetingUnchanged,
    /// The meeting is cancelled.
    MeetingCancelled,
    /// The meeting has started or is over.
    MeetingStarted,
    /// The meeting has not started.
    MeetingNotStarted,
    /// A series recurs every one to twelve weeks or months.
    SeriesStepOutOfRange,
    /// The first day of a series has no such day in every month, or is not the last of its month.
    SeriesDayNotMonthly,
    /// A series ends after its first day, three years after it at most.
    SeriesEndOutOfRange,
    /// A series has sixty meetings at most.
    SeriesTooLong,
    /// The series ends on this day already.
    SeriesUnchanged,
    /// Nobody's attendance is given.
    AttendanceRequired,
    /// Somebody's attendance is given twice.
    ParticipantRepeated,
    /// The person is not convened to the meeting.
    ParticipantNotConvened,
    /// Whoever is represented is so by somebody.
    RepresentativeRequired,
    /// Only whoever is represented has somebody who stands in for them.
    RepresentativeNotAllowed,
    /// Whoever stands in is another member of the same organisation.
    RepresentativeNotColleague,
    /// Somebody's attendance is not recorded.
    AttendanceMissing,
    /// The cell has neither decided nor put off an item.
    AgendaUndecided,
    /// The minutes are approved: what they tell no longer changes.
    MinutesApproved,
    /// The minutes are not approved yet.
    MinutesNotApproved,
    /// The viewer is not convened to this meeting.
    NotConvened,
    /// An answer accepts, declines or says perhaps.
    AnswerRequired,
    /// The reminder is somebody else's to answer.
    NotRecipient,
    /// The reminder was not sent: there is nothing to answer yet.
    ReminderNotSent,
    /// The recipient has taken note of the reminder already.
    AlreadyAcknowledged,
    /// What the reminder recalls cannot wait.
    ReminderCannotWait,
    /// A reminder is put off to a later day, before the day recalled; once that is over, to the next escalation at most.
    SnoozeOutOfRange,
    /// The reminder has not failed.
    ReminderNotFailed,
    /// The household is already on the agenda for this.
    AlreadyOnAgenda,
    /// At least one proposal is chosen.
    ProposalRequired,
    /// Nothing is proposed (any more) to the cell about the household.
    NotProposed,
    /// The agenda holds no more items.
    AgendaFull,
    /// The cell has already decided.
    AlreadyDecided,
    /// A later meeting has decided on the same of the household.
    DecidedLater,
    /// The decision does not answer what the item asks.
    DecisionNotOfKind,
    /// The offsets of reminders are given from the farthest to the nearest, none twice.
    OffsetsNotDescending,
    /// A number of days, working days or months is beyond what a programme may set.
    SettingOutOfRange,
    /// How a rate is counted changes on the first day of a programme year only.
    RateChangesWithinYear,
    /// The amount is negative, nothing where something is recorded, or implausibly large.
    AmountOutOfRange,
    /// A diagnosis is paid once per household: it has no duration.
    RateUnitNotOfComponent,
    /// What is paid once is not prorated.
    ProrationNotOfUnit,
    /// A share is 0 to 100 %.
    ShareOutOfRange,
    /// A share of a component or of modalities names them.
    ShareBaseUnnamed,
    /// The integrated offer is the sum of the components, and no component.
    ComponentNotShared,
    /// A modality is named twice.
    ModalityRepeated,
    /// The shares that bear something are more than 100 % of it together.
    SharesExceedBase,
    /// The programme has no such year.
    YearOutOfRange,
    /// The organisation has no share in the programme.
    NotFunder,
    /// Nothing differs from what is recorded already.
    NothingRevised,
    /// Another programme has this name.
    ProgrammeNameTaken,
    /// A target lies between 1 and 100 000, in one year between 0 and 100 000.
    TargetOutOfRange,
    /// The smallest type of dwelling is larger than the largest.
    DwellingTypesReversed,
    /// A commitment lasts 1 to 10 years.
    CommitmentOutOfRange,
    /// An amount of a funder is recorded of a year beyond the commitment.
    CommitmentYearInUse,
    /// A programme has a carrier.
    CarrierRequired,
    /// A programme offers a rental modality.
    ModalityRequired,
    /// A household is or was housed in this modality, or a share names it.
    ModalityInUse,
    /// An organisation is named twice.
    OrganisationRepeated,
    /// More organisations than can be recorded.
    TooManyOrganisations,
    /// Of an operational partner it is said in what it takes part.
    InterventionRequired,
    /// A financial partner takes part in nothing else: it is named as an operational one too.
    InterventionNotAllowed,
    /// Targets are stated of every year of the commitment once, or of none.
    YearlyTargetsIncomplete,
    /// An opinion says something.
    OpinionRequired,
    /// The day comes before the one of the opinion that it takes the place of.
    DayBeforeOpinion,
    /// No such opinion is recorded.
    OpinionMissing,
    /// Another organisation goes by this name, as its full name or the one that people use.
    OrganisationNameTaken,
    /// The text is no address that mail goes to.
    AddressMalformed,
    /// Another member of staff has this address.
    AddressTaken,
    /// Organisations of this kind have nobody in this role.
    RoleNotOfOrganisation,
    /// The person's role does not let them run a programme's cell.
    CannotCoordinate,
    /// The person does not work for a support organisation, in a role that sees what its referents do.
    CannotSupervise,
    /// A password has twelve characters at least.
    PasswordTooShort,
    /// A postal code has five digits.
    PostalCodeMalformed,
    /// Another dwelling has this reference.
    DwellingReferenceTaken,
}

impl Warning {
    /// The stable code, such as `POSSIBLE_DUPLICATE`.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// Whether to be warned so tells of another row, as [`Rule::tells_of_another`].
    pub fn tells_of_another(self) -> bool {
        matches!(self, Self::PossibleDuplicate | Self::DwellingStillOccupied)
    }
}

impl Rule {
    /// The stable code, such as `END_BEYOND_CAP`.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// Whether to be refused so tells of another row, which whoever is refused may not see: another household's number,
    /// offer, place or tenancy. Asked again and again it would search for one, so each time leaves a trace.
    pub fn tells_of_another(self) -> bool {
        matches!(
            self,
            Self::NationalRequestNumberTaken
                | Self::CandidateRankTaken
                | Self::BetterRankedFirst
                | Self::DwellingOffered
                | Self::DwellingPromised
                | Self::DwellingOccupied
                | Self::TenancyOverlaps
        )
    }

    /// The refusal of one field, named as in the schema; `""` when no single field is at fault.
    pub fn refuse(self, field: &'static str) -> Refusal {
        Refusal { rule: self, field }
    }
}

/// A broken rule and the field that broke it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// The input's field, as the schema names it; empty when no single field is at fault.
    pub field: &'static str,
}

/// What is allowed but probably not meant: it is done once it is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Warning {
    /// The programme has a household whose applicant has the same name and date of birth.
    PossibleDuplicate,
    /// The meeting is on a Saturday, a Sunday or a public holiday.
    MeetingOnDayOff,
    /// The household whose tenancy ends is still supported.
    SupportStillOpen,
    /// The landlord should have told the Prefect by now whether it offers the lease that slides.
    PrefectNotInformed,
    /// Somebody still lives in the dwelling that is offered.
    DwellingStillOccupied,
    /// The closing of a support measure is dated back by more than two months.
    ClosedLongAgo,
    /// Support is said to end with a lease that has slid, and none has.
    LeaseNotTransferred,
    /// The day comes before the programme begins.
    DayBeforeProgramme,
    /// Support lasts longer than the diagnosis advises.
    SupportLongerThanAdvised,
    /// The household is housed otherwise than the diagnosis advises.
    ModalityNotAdvised,
    /// The programme does not state that it offers the modality.
    ModalityNotOffered,
    /// The rate is valid in a year of the programme that is over.
    RateDatedBack,
}

/// A warning and the field that gave rise to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Caution {
    /// The warning.
    pub warning: Warning,
    /// The input's field, as the schema names it.
    pub field: &'static str,
}

/// Why an operation changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// Rules were broken: at least one.
    #[error("refused: {}", .0.iter().map(|refusal| refusal.rule.code()).collect::<Vec<_>>().join(", "))]
    Refused(Vec<Refusal>),
    /// Warnings were not confirmed: at least one.
    #[error("to be confirmed: {} warnings", .0.len())]
    Unconfirmed(Vec<Caution>),
    /// What has this identifier is no longer in the version expected.
    #[error("changed meanwhile: {0}")]
    Conflict(String),
    /// The act was done before, under the same key, and answered with what has this identifier.
    #[error("done before: {0}")]
    Replayed(String),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sea_orm::DbErr),
    /// A password could not be hashed.
    #[error("a password could not be hashed")]
    Hash,
}

impl OperationError {
    /// The codes of what was refused or warned of by which another row is told of.
    pub fn codes_that_tell_of_another(&self) -> Vec<&'static str> {
        match self {
            Self::Refused(refusals) => {
                let telling = refusals.iter().filter(|refusal| refusal.rule.tells_of_another());
                telling.map(|refusal| refusal.rule.code()).collect()
            }
            Self::Unconfirmed(cautions) => {
                let telling = cautions.iter().filter(|caution| caution.warning.tells_of_another());
                telling.map(|caution| caution.warning.code()).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl From<Refusal> for OperationError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

/// Collects every broken rule of an input, so that a form shows them all at once.
#[derive(Debug, Default)]
#[must_use]
pub struct Checks {
    refusals: Vec<Refusal>,
    cautions: Vec<Caution>,
}

impl Checks {
    /// No rule broken yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a broken rule unless the condition holds; once, however many lines of a list break it.
    pub fn require(&mut self, holds: bool, rule: Rule, field: &'static str) {
        let refusal = rule.refuse(field);
        if !holds && !self.refusals.contains(&refusal) {
            self.refusals.push(refusal);
        }
    }

    /// Notes a warning unless the condition holds.
    pub fn warn(&mut self, holds: bool, warning: Warning, field: &'static str) {
        if !holds {
            self.cautions.push(Caution { warning, field });
        }
    }

    /// A text of one line that must say something in at most `longest` characters: a name, a title, a place.
    pub fn line(&mut self, text: &str, longest: usize, field: &'static str) {
        self.require(text.chars().all(is_kept_in_line), Rule::TextMalformed, field);
        self.text(text, longest, field);
    }

    /// A text that must say something in at most `longest` characters.
    pub fn text(&mut self, text: &str, longest: usize, field: &'static str) {
        self.require(text.chars().any(is_seen), Rule::TextRequired, field);
        self.bounded(text, longest, field);
    }

    /// A text of at most `longest` characters, in lines. PostgreSQL would refuse U+0000 itself.
    pub fn bounded(&mut self, text: &str, longest: usize, field: &'static str) {
        self.require(text.chars().all(is_kept), Rule::TextMalformed, field);
        self.require(text.chars().count() <= longest, Rule::TextTooLong, field);
    }

    /// A day that calendars and both databases agree on.
    pub fn day(&mut self, day: chrono::NaiveDate, field: &'static str) {
        use chrono::Datelike;
        self.require((1900..=2200).contains(&day.year()), Rule::DateOutOfRange, field);
    }

    /// Refuses if any rule was broken. There are no warnings.
    pub fn done(self) -> Result<(), OperationError> {
        self.confirmed(|_| true)
    }

    /// Refuses if any rule was broken, or else if a warning is not confirmed.
    pub fn confirmed(self, is: impl Fn(Warning) -> bool) -> Result<(), OperationError> {
        if !self.refusals.is_empty() {
            return Err(OperationError::Refused(self.refusals));
        }
        let open: Vec<_> = self.cautions.into_iter().filter(|caution| !is(caution.warning)).collect();
        if open.is_empty() { Ok(()) } else { Err(OperationError::Unconfirmed(open)) }
    }

    /// The broken rules so far.
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }
}

/// Whether a character shows: neither a space, nor a control character, nor one that only formats the others.
fn is_seen(character: char) -> bool {
    const FORMATS: [std::ops::RangeInclusive<char>; 11] = [
        '\u{ad}'..='\u{ad}',
        '\u{61c}'..='\u{61c}',
        '\u{115f}'..='\u{1160}',
        '\u{180e}'..='\u{180e}',
        '\u{200b}'..='\u{200f}',
        '\u{202a}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{3164}'..='\u{3164}',
        '\u{feff}'..='\u{feff}',
        '\u{fff9}'..='\u{fffb}',
        '\u{e0000}'..='\u{e007f}',
    ];
    // U+0000 is refused by another name.
    let shows = !character.is_control() || character == '\0';
    shows && !character.is_whitespace() && !FORMATS.iter().any(|range| range.contains(&character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_something_that_is_seen() {
        for (text, says) in [
            ("é", true),
            ("–", true),
            ("👍", true),
            ("\u{200b}x", true),
            ("", false),
            (" \u{a0}\n", false),
            ("\u{200b}", false),
            ("\u{2060}\u{202e}", false),
            ("\u{7}", false),
        ] {
            let mut checks = Checks::new();
            checks.text(text, 10, "text");
            assert_eq!(checks.refusals().is_empty(), says, "{text:?}");
        }
    }

    #[test]
    fn what_tells_of_another_row_is_found() {
        let taken = Rule::NationalRequestNumberTaken.refuse("nationalRequestNumber");
        let refused = OperationError::Refused(vec![Rule::TextRequired.refuse("familyName"), taken]);
        assert_eq!(refused.codes_that_tell_of_another(), ["NATIONAL_REQUEST_NUMBER_TAKEN"]);
        let doubt = Caution { warning: Warning::PossibleDuplicate, field: "members" };
        assert_eq!(OperationError::Unconfirmed(vec![doubt]).codes_that_tell_of_another(), ["POSSIBLE_DUPLICATE"]);
        let nothing = OperationError::from(Rule::TextRequired.refuse("familyName"));
        assert!(nothing.codes_that_tell_of_another().is_empty());
    }

    #[test]
    fn a_line_has_no_end_of_a_line_and_a_text_has() {
        let broken = |text: &str, check: fn(&mut Checks, &str, usize, &'static str)| {
            let mut checks = Checks::new();
            check(&mut checks, text, 10, "text");
            checks.refusals().iter().map(|refusal| refusal.rule).collect::<Vec<_>>()
        };
        for (text, in_line, in_lines) in [
            ("a b", vec![], vec![]),
            ("a\nb\tc", vec![Rule::TextMalformed], vec![]),
            ("a\rb", vec![Rule::TextMalformed], vec![]),
            ("a\u{202e}b", vec![Rule::TextMalformed], vec![Rule::TextMalformed]),
            ("\n", vec![Rule::TextMalformed, Rule::TextRequired], vec![Rule::TextRequired]),
        ] {
            assert_eq!((broken(text, Checks::line), broken(text, Checks::text)), (in_line, in_lines), "{text:?}");
        }
    }
}
