//! Errors of the API, each with a stable code, and the user errors that a mutation answers with.
//! What the database or Rust says goes to the log, never to the answer.

use async_graphql::{Error, ErrorExtensions, SimpleObject};
use entity::refusal::{OperationError, Refusal, Rule};
use sea_orm::DbErr;

/// Why a mutation changed nothing.
#[derive(SimpleObject, Debug, Clone)]
pub struct UserError {
    /// The input's field at fault; absent when no single field is.
    pub field: Option<&'static str>,
    /// The stable code of the rule broken, such as `END_BEYOND_CAP`.
    pub code: &'static str,
    /// What to tell the user, in French.
    pub message: &'static str,
}

impl From<&Refusal> for UserError {
    fn from(refusal: &Refusal) -> Self {
        Self {
            field: Some(refusal.field).filter(|field| !field.is_empty()),
            code: refusal.rule.code(),
            message: message(refusal.rule),
        }
    }
}

/// An operation's result as a payload: the entity, or the user errors. Only what nobody expected is an error.
pub(crate) fn payload<T>(result: Result<T, OperationError>) -> async_graphql::Result<(Option<T>, Vec<UserError>)> {
    match result {
        Ok(entity) => Ok((Some(entity), Vec::new())),
        Err(OperationError::Refused(refusals)) => Ok((None, refusals.iter().map(UserError::from).collect())),
        Err(OperationError::Database(error)) => Err(database(error)),
        Err(error @ OperationError::Hash) => Err(internal(&error)),
    }
}

/// The viewer has to sign in.
pub(crate) fn unauthenticated() -> Error {
    coded("Connectez-vous : un jeton valide est nécessaire.", "UNAUTHENTICATED")
}

/// A field of a type may not be read by the viewer.
pub(crate) fn forbidden_field(type_name: &str) -> Error {
    coded(&format!("Des champs du type {type_name} ne vous sont pas accessibles."), "FORBIDDEN_FIELD")
}

/// The page asked for is out of bounds.
pub(crate) fn bad_page(why: &str) -> Error {
    coded(why, "BAD_PAGE")
}

/// The cursor is not one of this list in this order.
pub(crate) fn bad_cursor() -> Error {
    coded("Ce curseur n’appartient pas à cette liste.", "BAD_CURSOR")
}

/// An argument's identifier is of another type.
pub(crate) fn refused(refusal: Refusal) -> Error {
    coded(message(refusal.rule), refusal.rule.code())
}

/// The database failed.
#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
pub(crate) fn database(error: DbErr) -> Error {
    internal(&error)
}

/// A relation could not be loaded; the loader has logged why.
pub(crate) fn not_loaded() -> Error {
    coded("Une erreur interne est survenue.", "INTERNAL")
}

fn internal(error: &dyn std::error::Error) -> Error {
    tracing::error!(error = %error, "request failed");
    not_loaded()
}

fn coded(message: &str, code: &'static str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// What a broken rule says to a user.
fn message(rule: Rule) -> &'static str {
    match rule {
        Rule::WrongId => "Cet identifiant ne désigne pas le type attendu.",
        Rule::NotFound => "Introuvable, ou hors de votre périmètre.",
        Rule::Forbidden => "Votre rôle ne permet pas cet acte.",
        Rule::BadCredentials => "L’adresse ou le mot de passe est incorrect.",
        Rule::TextRequired => "Ce texte est obligatoire.",
        Rule::TextTooLong => "Ce texte est trop long.",
        Rule::TextMalformed => "Ce texte contient un caractère qui ne peut pas être conservé.",
        Rule::DateInFuture => "Cette date est à venir.",
        Rule::DateInPast => "Cette date est passée.",
        Rule::DateOutOfRange => "Cette date doit être comprise entre 1900 et 2200.",
        Rule::PriorityGroundRequired => "Le ménage doit relever d’au moins un public prioritaire.",
        Rule::PriorityGroundNotEligible => "Le programme n’accueille pas ce public.",
        Rule::ApplicantRequired => "Le ménage compte exactement un demandeur.",
        Rule::TooManyMembers => "Le ménage compte trop de membres.",
        Rule::NationalRequestNumberMalformed => "Le numéro unique comporte 1 à 20 majuscules et chiffres.",
        Rule::NationalRequestNumberTaken => "Ce numéro unique est déjà celui d’un autre ménage.",
        Rule::NotLandlordStaff => "Cette personne ne travaille pas chez un bailleur.",
        Rule::NotSupportStaff => "Cette personne n’est pas travailleur social d’un organisme d’accompagnement.",
        Rule::StaffInactive => "Cette personne n’est plus en poste.",
        Rule::HouseholdNotRetained => "Ce ménage n’est pas retenu ou a quitté le programme.",
        Rule::HouseholdNotPreselected => "La cellule n’a pas présélectionné ce ménage.",
        Rule::SupportAlreadyOpen => "Ce ménage est déjà accompagné.",
        Rule::SupportOverlaps => "Une autre mesure du ménage couvre cette date.",
        Rule::SupportClosed => "Cet accompagnement est clos.",
        Rule::SupportNotExtendable => "Une prolongation se décide une fois l’accompagnement commencé.",
        Rule::EndNotAfterStart => "La fin doit suivre le début.",
        Rule::EndBeyondCap => "L’accompagnement ne peut durer plus de douze mois, sauf prolongation.",
        Rule::AxisRequired => "Indiquez au moins un axe d’accompagnement.",
        Rule::AxisRepeated => "Un axe est indiqué deux fois.",
        Rule::ObjectiveOffAxis => "Un objectif ne relève d’aucun des axes retenus.",
        Rule::TooManyObjectives => "Les objectifs sont trop nombreux.",
        Rule::DeciderNotEntitled => "Cette personne n’est pas habilitée à décider d’une prolongation.",
        Rule::ExtensionNotFurther => "La nouvelle fin doit suivre la fin actuelle.",
        Rule::DayBeforeStart => "Cette date précède le début.",
        Rule::DayBeforeReview => "Cette date précède le dernier examen tenu.",
        Rule::DayBeforeTransfer => "Cette date précède le glissement du bail.",
        Rule::ExtensionTooLong => "Une prolongation va au plus douze mois au-delà de la fin actuelle.",
        Rule::TenancyAlreadyOpen => "Ce ménage occupe déjà un logement.",
        Rule::DwellingOccupied => "Ce logement est occupé.",
        Rule::TenancyOverlaps => "Une autre location du ménage ou du logement couvre cette date.",
        Rule::TenancyTooFarAhead => "Une location s’ouvre au plus trois mois à l’avance.",
        Rule::HeadTenantRequired => "Cette modalité suppose un organisme locataire en titre.",
        Rule::HeadTenantNotAllowed => "En accès direct, le ménage est lui-même locataire.",
        Rule::HeadTenantNotSupportOrganisation => {
            "En bail glissant et en sous-location, le locataire en titre est un organisme d’accompagnement."
        }
        Rule::ReviewPeriodNotAllowed => "Seul un bail glissant donne lieu à des examens.",
        Rule::ReviewPeriodOutOfRange => "La période d’examen va de 1 à 24 mois.",
        Rule::TenancyEnded => "Cette location a pris fin.",
        Rule::NotSlidingLease => "Cette location n’est pas un bail glissant.",
        Rule::LeaseAlreadyTransferred => "Ce bail a déjà glissé.",
        Rule::LeaseReviewNotReady => "Le dernier examen n’a pas conclu que le ménage peut être titulaire du bail.",
        Rule::LeaseReviewClosed => "Cet examen a déjà eu lieu ou est annulé.",
        Rule::BothSidesMustBeHeard => "L’examen est contradictoire : notez ce que chaque partie a dit.",
        Rule::MeetingNotInFuture => "La séance doit être à venir.",
        Rule::MeetingTooLong => "Une séance s’achève le jour où elle commence.",
        Rule::NothingBetweenTwoAndThree => "Rien ne se tient entre 2 h et 3 h.",
        Rule::ParticipantsRequired => "Convoquez au moins une personne outre la présidence.",
        Rule::TooManyParticipants => "Les personnes convoquées sont trop nombreuses.",
        Rule::CannotBeConvened => "Le rôle de cette personne ne permet pas de la convoquer.",
        Rule::MeetingUnchanged => "La séance a déjà ces horaires et ce lieu.",
        Rule::MeetingCancelled => "Cette séance est annulée.",
        Rule::MeetingStarted => "Cette séance a commencé ou est passée.",
        Rule::MeetingNotStarted => "Cette séance n’a pas commencé.",
        Rule::NotConvened => "Vous n’êtes pas convoqué à cette séance.",
        Rule::AnswerRequired => "Répondez par oui, non ou peut-être.",
        Rule::AlreadyOnAgenda => "Ce ménage est déjà à l’ordre du jour pour cet objet.",
        Rule::AgendaFull => "L’ordre du jour est complet.",
        Rule::AlreadyDecided => "La cellule a déjà décidé.",
        Rule::DecisionNotOfKind => "Cette décision ne répond pas à ce qui est demandé.",
        Rule::OffsetsNotDescending => "Les délais de rappel vont du plus lointain au plus proche, sans répétition.",
        Rule::SettingOutOfRange => "Ce réglage du programme est hors des bornes admises.",
    }
}
