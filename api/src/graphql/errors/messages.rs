//! What a broken rule says to a user.

use entity::refusal::{Rule, Warning};

use crate::graphql::language::Language;

/// What a broken rule says to a user.
pub(crate) fn message(rule: Rule, language: Language) -> &'static str {
    let (french, english) = both(rule);
    match language {
        Language::French => french,
        Language::English => english,
    }
}

/// What a warning says to a user.
pub(crate) fn warning_message(warning: Warning, language: Language) -> &'static str {
    let (french, english) = match warning {
        Warning::PossibleDuplicate => (
            "Le programme connaît déjà un ménage dont le demandeur porte ce nom et est né ce jour.",
            "The programme already knows a household whose applicant has this name and date of birth.",
        ),
        Warning::MeetingOnDayOff => (
            "La séance tombe un samedi, un dimanche ou un jour férié.",
            "The meeting falls on a Saturday, a Sunday or a public holiday.",
        ),
        Warning::PrefectNotInformed => (
            "Le préfet aurait dû être informé, avant cette date, de la proposition de bail.",
            "The Prefect should have been told before this date that the lease is offered.",
        ),
        Warning::DwellingStillOccupied => (
            "Ce logement est encore occupé : il devra être libéré avant l’entrée du ménage.",
            "Somebody still lives in this dwelling: they have to move out before the household moves in.",
        ),
        Warning::ClosedLongAgo => (
            "Cette date est ancienne : c’est d’elle que court l’année après laquelle douze mois recommencent.",
            "This day is long past: the year after which twelve months begin anew runs from it.",
        ),
        Warning::LeaseNotTransferred => {
            ("Aucun bail n’a encore glissé vers ce ménage.", "No lease has slid to this household yet.")
        }
        Warning::DayBeforeProgramme => {
            ("Cette date précède le début du programme.", "This day comes before the programme begins.")
        }
        Warning::SupportLongerThanAdvised => (
            "L’accompagnement durerait plus longtemps que le diagnostic ne le préconise.",
            "The support would last longer than the diagnosis advises.",
        ),
        Warning::ModalityNotAdvised => {
            ("Le diagnostic préconise une autre modalité.", "The diagnosis advises another modality.")
        }
        Warning::ModalityNotOffered => {
            ("Le programme ne prévoit pas cette modalité.", "The programme does not offer this modality.")
        }
        Warning::RateDatedBack => (
            "Ce tarif modifierait les comptes d’une année échue du programme.",
            "This rate would alter the accounts of a year of the programme that is over.",
        ),
        Warning::SupportStillOpen => (
            "Le ménage est encore accompagné : il perdrait ce logement pendant la mesure.",
            "The household is still supported: it would lose this dwelling during the measure.",
        ),
    };
    match language {
        Language::French => french,
        Language::English => english,
    }
}

#[expect(clippy::too_many_lines, reason = "a table, with a line for each rule")]
fn both(rule: Rule) -> (&'static str, &'static str) {
    match rule {
        Rule::WrongId => {
            ("Cet identifiant ne désigne pas le type attendu.", "This identifier is not of the type expected.")
        }
        Rule::NotFound => ("Introuvable, ou hors de votre périmètre.", "Not found, or outside what you may see."),
        Rule::Forbidden => ("Votre rôle ne permet pas cet acte.", "Your role does not allow this act."),
        Rule::Conflict => (
            "Quelqu’un a modifié cet élément entre-temps : relisez-le avant de recommencer.",
            "Somebody has changed this meanwhile: read it again before you go on.",
        ),
        Rule::IdempotencyKeyReused => {
            ("Cette clé a déjà servi à une autre demande.", "This key was used for another request.")
        }
        Rule::BadCredentials => {
            ("L’adresse ou le mot de passe est incorrect.", "The address or the password is wrong.")
        }
        Rule::TextRequired => ("Ce texte est obligatoire.", "This text is required."),
        Rule::TextTooLong => ("Ce texte est trop long.", "This text is too long."),
        Rule::TextMalformed => (
            "Ce texte contient un caractère qui ne peut pas être conservé, tel qu’un saut de ligne dans un nom.",
            "This text holds a character that cannot be kept, such as the end of a line in a name.",
        ),
        Rule::DateInFuture => ("Cette date est à venir.", "This date is yet to come."),
        Rule::DateInPast => ("Cette date est passée.", "This date is past."),
        Rule::DateOutOfRange => {
            ("Cette date doit être comprise entre 1900 et 2200.", "This date must lie between 1900 and 2200.")
        }
        Rule::PriorityGroundRequired => (
            "Le ménage doit relever d’au moins un public prioritaire.",
            "The household must belong to at least one priority public.",
        ),
        Rule::PriorityGroundNotEligible => {
            ("Le programme n’accueille pas ce public.", "The programme does not take this public.")
        }
        Rule::ApplicantRequired => {
            ("Le ménage compte exactement un demandeur.", "A household has exactly one applicant.")
        }
        Rule::TooManyMembers => ("Le ménage compte trop de membres.", "The household has too many members."),
        Rule::NationalRequestNumberMalformed => (
            "Le numéro unique comporte 1 à 20 majuscules et chiffres.",
            "The national request number is made of 1 to 20 capitals and digits.",
        ),
        Rule::FormerHouseholdNotExited => (
            "Ce ménage n’est pas sorti du programme : son parcours se poursuit dans son dossier.",
            "This household has not left the programme: its path goes on in its own file.",
        ),
        Rule::FormerHouseholdOfOtherProgramme => {
            ("Ce ménage était dans un autre programme.", "This household was in another programme.")
        }
        Rule::FormerHouseholdBackAlready => (
            "Ce ménage est déjà revenu dans le programme : désignez son dossier le plus récent.",
            "This household has come back to the programme already: name its latest file.",
        ),
        Rule::NationalRequestNumberTaken => (
            "Ce numéro unique est déjà celui d’un autre ménage.",
            "Another household has this national request number.",
        ),
        Rule::NotLandlordStaff => {
            ("Cette personne ne travaille pas chez un bailleur.", "This person does not work for a landlord.")
        }
        Rule::NotSupportStaff => (
            "Cette personne n’est pas travailleur social d’un organisme d’accompagnement.",
            "This person is not a social worker of a support organisation.",
        ),
        Rule::StaffInactive => ("Cette personne n’est plus en poste.", "This person no longer works here."),
        Rule::HouseholdNotRetained => (
            "Ce ménage n’est pas retenu ou a quitté le programme.",
            "This household was not retained, or has left the programme.",
        ),
        Rule::HouseholdNotPreselected => {
            ("La cellule n’a pas présélectionné ce ménage.", "The cell has not preselected this household.")
        }
        Rule::DiagnosisNotDecided => (
            "La cellule n’a pas décidé de ce diagnostic, ou il est déjà ordonné.",
            "The cell has not decided on this diagnosis, or it is ordered already.",
        ),
        Rule::DiagnosisAlreadyOrdered => {
            ("Un diagnostic de ce ménage est déjà en cours.", "A diagnosis of this household is under way already.")
        }
        Rule::DiagnosisTooFarAhead => {
            ("Un diagnostic est attendu dans les six mois.", "A diagnosis is due within six months.")
        }
        Rule::AuthorNotReferent => (
            "Ce ménage est accompagné : son référent établit le diagnostic.",
            "This household is supported: its referent makes the diagnosis.",
        ),
        Rule::DiagnosisClosed => {
            ("Ce diagnostic est déjà établi ou annulé.", "This diagnosis was made or cancelled already.")
        }
        Rule::DayBeforeOrder => {
            ("Cette date précède celle de la commande.", "This date comes before the day of the order.")
        }
        Rule::ObstacleRequired => ("Indiquez au moins un frein.", "Name at least one obstacle."),
        Rule::ObstacleRepeated => ("Un frein est indiqué deux fois.", "An obstacle is named twice."),
        Rule::DurationOutOfRange => (
            "L’accompagnement préconisé dure de un à douze mois.",
            "The support that is recommended lasts one to twelve months.",
        ),
        Rule::DiagnosisMissing => {
            ("Le diagnostic de ce ménage n’est pas établi.", "This household has not been diagnosed.")
        }
        Rule::DayBeforeDiagnosis => ("Cette date précède le diagnostic.", "This date comes before the diagnosis."),
        Rule::CandidateRankRequired => ("Indiquez le rang du ménage.", "Give the household’s rank."),
        Rule::CandidateRankNotAllowed => {
            ("Seul un ménage classé a un rang.", "Only a household that is ranked has a rank.")
        }
        Rule::CandidateRankOutOfRange => ("Le rang va de 1 à 20.", "A rank goes from 1 to 20."),
        Rule::CandidateRankTaken => (
            "Un autre ménage a ce rang pour ce logement ce jour-là.",
            "Another household has this rank for this dwelling that day.",
        ),
        Rule::MissingDocumentNotAllowed => (
            "Seule une attribution sous condition attend une pièce.",
            "Only a conditional decision waits for a document.",
        ),
        Rule::AllocationAlreadyRecorded => (
            "La commission a déjà statué ce jour-là sur ce ménage et ce logement.",
            "The committee has decided on this household and this dwelling that day.",
        ),
        Rule::NotConditional => ("Cette décision n’est pas conditionnelle.", "This decision is not conditional."),
        Rule::ConditionAlreadyLifted => ("La condition est déjà levée.", "The condition was lifted already."),
        Rule::ConditionNotLifted => {
            ("La pièce manquante n’est pas encore fournie.", "The missing document is not there yet.")
        }
        Rule::DayBeforeDecision => ("Cette date précède la décision.", "This date comes before the decision."),
        Rule::NotAllocated => {
            ("Ce logement n’a pas été attribué à ce ménage.", "This dwelling was not allocated to this household.")
        }
        Rule::BetterRankedFirst => {
            ("Un ménage mieux classé n’a pas refusé.", "A household that is ranked better has not refused.")
        }
        Rule::AlreadyOffered => {
            ("Ce logement a déjà été proposé à ce ménage.", "This dwelling was offered to this household already.")
        }
        Rule::DwellingOffered => (
            "Ce logement est proposé à un autre ménage, qui n’a pas répondu.",
            "This dwelling is offered to another household, which has not answered.",
        ),
        Rule::OfferUnanswered => {
            ("Ce ménage n’a pas répondu à une autre offre.", "This household has not answered another offer.")
        }
        Rule::AnswerPeriodOutOfRange => {
            ("Le ménage a de dix à soixante jours pour répondre.", "A household has ten to sixty days to answer.")
        }
        Rule::NotOffered => ("Ce logement n’a pas été proposé.", "This dwelling was not offered."),
        Rule::AlreadyAnswered => ("Ce ménage a déjà répondu.", "This household has answered already."),
        Rule::DayBeforeOffer => ("Cette date précède l’offre.", "This date comes before the offer."),
        Rule::NotAccepted => {
            ("Ce ménage n’a pas accepté ce logement.", "This household has not accepted this dwelling.")
        }
        Rule::AlreadyReleased => {
            ("Ce logement n’attend plus ce ménage.", "This dwelling waits for this household no more.")
        }
        Rule::DwellingTaken => (
            "Ce ménage est entré dans le logement : c’est la location qui prend fin.",
            "This household has moved into the dwelling: it is the tenancy that ends.",
        ),
        Rule::DecidedLater => {
            ("Une séance plus récente a déjà décidé sur ce point.", "A later meeting has decided on this already.")
        }
        Rule::LeaseReviewTooFarAhead => {
            ("Un examen se prévoit dans les deux ans.", "A review is planned for the two years to come.")
        }
        Rule::ReleaseCauseNotAllowed => (
            "Que la cellule ne retient pas un ménage se décide à son ordre du jour.",
            "That the cell does not retain a household is decided on its agenda.",
        ),
        Rule::DayBeforeAnswer => ("Cette date précède la réponse.", "This date comes before the answer."),
        Rule::AnswerTooLate => ("Le délai pour accepter est écoulé.", "The time to accept is over."),
        Rule::AnswerStillDue => ("Le ménage peut encore répondre.", "The household may still answer."),
        Rule::AgreementMissing => (
            "La convention tripartite n’est pas encore signée par les trois parties.",
            "The three have not signed the tripartite agreement yet.",
        ),
        Rule::AllocationMissing => (
            "Ce logement n’a pas été attribué au ménage, ou le ménage ne l’a pas accepté.",
            "This dwelling was not allocated to the household, or the household has not accepted it.",
        ),
        Rule::StepNotMissing => ("Cette étape ne manque pas.", "This step is not missing."),
        Rule::StepAlreadyWaived => (
            "Une dispense de cette étape attend déjà d’être utilisée.",
            "A waiver of this step already waits to be used.",
        ),
        Rule::StepWaiverClosed => ("Cette dispense est utilisée ou retirée.", "This waiver was used, or withdrawn."),
        Rule::DayBeforeAgreement => (
            "Cette date précède la signature de la convention.",
            "This date comes before the signature of the agreement.",
        ),
        Rule::AgreementUnsigned => (
            "Une convention de ce ménage attend encore une signature.",
            "An agreement of this household still waits for a signature.",
        ),
        Rule::AgreementClosed => ("Cette convention est signée ou annulée.", "This agreement is signed, or cancelled."),
        Rule::AlreadySigned => ("Cette partie a déjà signé.", "This party has signed already."),
        Rule::ObjectiveRequired => ("Fixez au moins un objectif.", "Set at least one objective."),
        Rule::SignatoryRequired => ("Indiquez qui signe pour l’organisme.", "Name who signs for the organisation."),
        Rule::SignatoryNotAllowed => ("Le ménage signe lui-même.", "The household signs by itself."),
        Rule::SignatoryOfAnotherParty => (
            "Cette personne ne signe pas pour cette partie, ou un autre organisme enregistre sa signature.",
            "This person does not sign for this party, or another organisation records it.",
        ),
        Rule::DayBeforeAmended => (
            "Cette date précède la signature de la convention modifiée.",
            "This date comes before the agreement that it amends was signed.",
        ),
        Rule::DwellingPromised => (
            "Un autre ménage a accepté ce logement, ou doit encore répondre.",
            "Another household has accepted this dwelling, or has yet to answer.",
        ),
        Rule::OtherDwellingAccepted => {
            ("Ce ménage a déjà accepté un autre logement.", "This household has accepted another dwelling.")
        }
        Rule::RateChangesWithinYear => (
            "La façon de compter un tarif ne change qu’au premier jour d’une année du programme.",
            "How a rate is counted changes on the first day of a programme year only.",
        ),
        Rule::DayBeforeDraft => {
            ("Cette date précède la rédaction de la convention.", "This date comes before the agreement was drawn up.")
        }
        Rule::SupportAlreadyOpen => ("Ce ménage est déjà accompagné.", "This household is already supported."),
        Rule::SupportOverlaps => {
            ("Une autre mesure du ménage couvre cette date.", "Another measure of the household covers this date.")
        }
        Rule::TwelveMonthsUsed => (
            "Cette mesure dépasse ce qui reste des douze mois du ménage : il y faut une dispense.",
            "This measure goes beyond what is left of the household's twelve months: it wants a waiver.",
        ),
        Rule::SupportTooFarAhead => (
            "Un accompagnement commence au plus trois mois à l’avance.",
            "Support is started at most three months ahead.",
        ),
        Rule::SupportClosed => ("Cet accompagnement est clos.", "This support measure is closed."),
        Rule::SupportBegun => (
            "Cet accompagnement a commencé : il se clôt, il ne s’annule pas.",
            "This support measure has begun: it is closed, not cancelled.",
        ),
        Rule::SupportNotExtendable => (
            "Une prolongation se décide une fois l’accompagnement commencé.",
            "An extension is decided once the support has begun.",
        ),
        Rule::EndNotAfterStart => ("La fin doit suivre le début.", "The end must come after the start."),
        Rule::EndBeyondCap => (
            "L’accompagnement ne peut durer plus de douze mois, sauf prolongation.",
            "Support may not last more than twelve months, save an extension.",
        ),
        Rule::AxisRequired => ("Indiquez au moins un axe d’accompagnement.", "Name at least one axis of support."),
        Rule::AxisRepeated => ("Un axe est indiqué deux fois.", "An axis is named twice."),
        Rule::ObjectiveOffAxis => {
            ("Un objectif ne relève d’aucun des axes retenus.", "An objective is on none of the axes chosen.")
        }
        Rule::TooManyObjectives => ("Les objectifs sont trop nombreux.", "There are too many objectives."),
        Rule::ExtensionAlreadyAsked => (
            "Une prolongation est déjà demandée et attend une décision.",
            "An extension is asked for already and waits for a decision.",
        ),
        Rule::ExtensionUndecided => (
            "Une prolongation est demandée : c’est cette demande qui s’accorde ou se refuse.",
            "An extension is asked for: that request is granted, or refused.",
        ),
        Rule::ExtensionRequestClosed => (
            "Cette demande est décidée, retirée ou sans objet.",
            "This request is decided or withdrawn, or has lapsed.",
        ),
        Rule::DayBeforeRequest => ("Cette date précède la demande.", "This date comes before the request."),
        Rule::IntensityUnchanged => ("L’intensité est déjà celle-ci.", "The intensity is this already."),
        Rule::IntensityNotLater => (
            "Cette date ne suit pas celle depuis laquelle l’intensité est ce qu’elle est.",
            "This date does not come after the one since which the intensity is what it is.",
        ),
        Rule::ObjectiveStatusUnchanged => ("L’objectif en est déjà là.", "The objective is this far already."),
        Rule::DayBeforeProgress => (
            "Cette date précède ce qui est connu de l’objectif.",
            "This date comes before the last that is known of the objective.",
        ),
        Rule::SupportAlreadySuspended => {
            ("Cet accompagnement est déjà suspendu.", "This support is suspended already.")
        }
        Rule::SuspensionOverlaps => ("Une autre suspension couvre cette date.", "Another suspension covers this date."),
        Rule::SuspensionEnded => ("Cette suspension a pris fin.", "This suspension has ended."),
        Rule::DayBeforeSuspension => (
            "Cette date précède un jour où l’accompagnement était suspendu.",
            "This date comes before one on which the support was suspended.",
        ),
        Rule::DayAfterClosing => {
            ("Cette date suit la clôture de l’accompagnement.", "This date comes after the support was closed.")
        }
        Rule::NextNotAfterInterview => {
            ("Le prochain rendez-vous doit suivre l’entretien.", "The next appointment must come after the interview.")
        }
        Rule::InterviewUnchanged => ("Rien ne change dans cet entretien.", "Nothing of this interview changes."),
        Rule::DeciderNotEntitled => (
            "Cette personne n’est pas habilitée à décider d’une prolongation.",
            "This person is not entitled to decide on an extension.",
        ),
        Rule::ExtensionNotFurther => {
            ("La nouvelle fin doit suivre la fin actuelle.", "The new end must come after the present one.")
        }
        Rule::DayBeforeLastDone => (
            "Cette date précède ce qui s’est fait pendant l’accompagnement.",
            "This date comes before something that was done during the support.",
        ),
        Rule::DayBeforeStart => ("Cette date précède le début.", "This date comes before the start."),
        Rule::DayBeforeReview => {
            ("Cette date précède le dernier examen tenu.", "This date comes before the last review held.")
        }
        Rule::FinalReviewHeld => {
            ("Le bilan final de cette mesure est déjà établi.", "The final review of this measure was held already.")
        }
        Rule::InterimReviewTooLate => {
            ("Un bilan intermédiaire se tient pendant la mesure.", "An interim review is held while the measure runs.")
        }
        Rule::DayBeforeTransfer => {
            ("Cette date précède le glissement du bail.", "This date comes before the transfer of the lease.")
        }
        Rule::ExtensionTooLong => (
            "Une prolongation va au plus douze mois au-delà de la fin actuelle.",
            "An extension goes at most twelve months beyond the present end.",
        ),
        Rule::TenancyAlreadyOpen => ("Ce ménage occupe déjà un logement.", "This household already has a dwelling."),
        Rule::DwellingOccupied => ("Ce logement est occupé.", "This dwelling is occupied."),
        Rule::TenancyOverlaps => (
            "Une autre location du ménage ou du logement couvre cette date.",
            "Another tenancy of the household or of the dwelling covers this date.",
        ),
        Rule::TenancyTooFarAhead => {
            ("Une location s’ouvre au plus trois mois à l’avance.", "A tenancy is opened at most three months ahead.")
        }
        Rule::HeadTenantRequired => (
            "Cette modalité suppose un organisme locataire en titre.",
            "This modality wants an organisation as head tenant.",
        ),
        Rule::HeadTenantNotAllowed => (
            "En accès direct, le ménage est lui-même locataire.",
            "With direct access the household is the tenant itself.",
        ),
        Rule::HeadTenantNotSupportOrganisation => (
            "En bail glissant et en sous-location, le locataire en titre est un organisme d’accompagnement.",
            "With a sliding lease or a sublease the head tenant is a support organisation.",
        ),
        Rule::ReviewPeriodNotAllowed => {
            ("Seul un bail glissant donne lieu à des examens.", "Only a sliding lease is reviewed.")
        }
        Rule::ReviewPeriodOutOfRange => {
            ("La période d’examen va de 1 à 24 mois.", "The period between reviews goes from 1 to 24 months.")
        }
        Rule::ExamPeriodNotAllowed => {
            ("Seul un bail glissant a une période d’examen.", "Only a sliding lease has an exam period.")
        }
        Rule::ExamPeriodOutOfRange => ("La période d’examen dure de 3 à 36 mois.", "An exam period is 3 to 36 months."),
        Rule::ExamPeriodToCome => (
            "La dernière période d’examen convenue n’a pas encore commencé.",
            "The last exam period that was agreed has not begun.",
        ),
        Rule::PrefectAlreadyInformed => (
            "L’avis au préfet est déjà enregistré pour cette période.",
            "The notice to the Prefect is recorded for this period already.",
        ),
        Rule::LeaseNotOffered => (
            "Le bailleur a informé le préfet qu’il ne propose pas le bail.",
            "The landlord has told the Prefect that it does not offer the lease.",
        ),
        Rule::TenancyEnded => ("Cette location a pris fin.", "This tenancy has ended."),
        Rule::TenancyBegun => (
            "Cette location a commencé : elle prend fin, elle ne s’annule pas.",
            "This tenancy has begun: it is ended, not cancelled.",
        ),
        Rule::NotSlidingLease => ("Cette location n’est pas un bail glissant.", "This tenancy is not a sliding lease."),
        Rule::LeaseAlreadyTransferred => ("Ce bail a déjà glissé.", "This lease has already slid."),
        Rule::LeaseReviewNotReady => (
            "Le dernier examen n’a pas conclu que le ménage peut être titulaire du bail.",
            "The last review did not find that the household can hold the lease.",
        ),
        Rule::LeaseReviewClosed => ("Cet examen a déjà eu lieu ou est annulé.", "This review was held or cancelled."),
        Rule::BothSidesMustBeHeard => (
            "L’examen est contradictoire : notez ce que chaque partie a dit.",
            "Both sides are heard: note what each has said.",
        ),
        Rule::MeetingNotInFuture => ("La séance doit être à venir.", "The meeting must be yet to come."),
        Rule::MeetingTooLong => {
            ("Une séance s’achève le jour où elle commence.", "A meeting ends on the day on which it begins.")
        }
        Rule::NothingBetweenTwoAndThree => {
            ("Rien ne se tient entre 2 h et 3 h.", "Nothing takes place between 2 and 3 in the morning.")
        }
        Rule::ParticipantsRequired => {
            ("Convoquez au moins une personne outre la présidence.", "Convene at least one person besides the chair.")
        }
        Rule::TooManyParticipants => {
            ("Les personnes convoquées sont trop nombreuses.", "Too many people are convened.")
        }
        Rule::CannotBeConvened => (
            "Le rôle de cette personne ne permet pas de la convoquer.",
            "The role of this person does not allow convening them.",
        ),
        Rule::MeetingUnchanged => {
            ("La séance a déjà ces horaires et ce lieu.", "The meeting has these hours and this place already.")
        }
        Rule::MeetingCancelled => ("Cette séance est annulée.", "This meeting is cancelled."),
        Rule::MeetingStarted => ("Cette séance a commencé ou est passée.", "This meeting has begun, or is over."),
        Rule::MeetingNotStarted => ("Cette séance n’a pas commencé.", "This meeting has not begun."),
        Rule::NotConvened => ("Vous n’êtes pas convoqué à cette séance.", "You are not convened to this meeting."),
        Rule::AnswerRequired => ("Répondez par oui, non ou peut-être.", "Answer yes, no or perhaps."),
        Rule::NotRecipient => ("Ce rappel ne vous est pas adressé.", "This reminder is not addressed to you."),
        Rule::ReminderNotSent => ("Ce rappel n’a pas été envoyé.", "This reminder has not been sent."),
        Rule::AlreadyAcknowledged => {
            ("Vous avez déjà pris connaissance de ce rappel.", "You have taken note of this reminder already.")
        }
        Rule::ReminderCannotWait => ("Ce rappel ne peut pas être reporté.", "This reminder cannot be put off."),
        Rule::SnoozeOutOfRange => (
            "Un rappel se reporte à un jour à venir, avant l’échéance ; une fois celle-ci passée, jusqu’à la relance \
             suivante.",
            "A reminder is put off to a day to come, before the day recalled; once that is over, to the next escalation.",
        ),
        Rule::ReminderNotFailed => ("Ce rappel n’a pas échoué.", "This reminder has not failed."),
        Rule::AlreadyOnAgenda => (
            "Ce ménage est déjà à l’ordre du jour pour cet objet.",
            "This household is on the agenda for this already.",
        ),
        Rule::SeriesStepOutOfRange => (
            "Une série revient toutes les 1 à 12 semaines, ou tous les 1 à 12 mois.",
            "A series recurs every 1 to 12 weeks or months.",
        ),
        Rule::SeriesDayNotMonthly => (
            "Le premier jour n’a pas ce rang chaque mois, ou n’est pas le dernier de son mois.",
            "The first day does not have this rank in every month, or is not the last of its month.",
        ),
        Rule::SeriesEndOutOfRange => (
            "Une série se termine au plus tôt le jour de sa première séance, au plus tard trois ans après.",
            "A series ends on its first day at the earliest, three years later at the latest.",
        ),
        Rule::SeriesTooLong => ("Une série compte au plus 60 séances.", "A series has 60 meetings at most."),
        Rule::SeriesUnchanged => ("La série se termine déjà ce jour-là.", "The series ends on this day already."),
        Rule::AttendanceRequired => ("Il faut dire qui était là.", "It takes somebody’s attendance."),
        Rule::ParticipantRepeated => {
            ("La présence d’une personne est donnée deux fois.", "Somebody’s attendance is given twice.")
        }
        Rule::ParticipantNotConvened => {
            ("Cette personne n’est pas convoquée à cette séance.", "This person is not convened to this meeting.")
        }
        Rule::RepresentativeRequired => {
            ("Il faut dire qui a représenté cette personne.", "It takes who stood in for this person.")
        }
        Rule::RepresentativeNotAllowed => {
            ("Seule une personne représentée l’est par quelqu’un.", "Only who is represented is so by somebody.")
        }
        Rule::RepresentativeNotColleague => (
            "On est représenté par un collègue de la même organisation.",
            "A colleague of the same organisation stands in for somebody.",
        ),
        Rule::AttendanceMissing => (
            "La présence d’une personne convoquée n’est pas enregistrée.",
            "The attendance of somebody convened is not recorded.",
        ),
        Rule::AgendaUndecided => (
            "Un point de l’ordre du jour n’est ni décidé ni reporté.",
            "An item of the agenda is neither decided nor put off.",
        ),
        Rule::MinutesApproved => (
            "Le compte rendu est approuvé : décisions et présences ne changent plus.",
            "The minutes are approved: neither decisions nor attendance change any more.",
        ),
        Rule::MinutesNotApproved => ("Le compte rendu n’est pas encore approuvé.", "The minutes are not approved yet."),
        Rule::ProposalRequired => ("Il faut choisir au moins une proposition.", "It takes at least one proposal."),
        Rule::NotProposed => (
            "Ce n’est pas, ou plus, à proposer à la cellule pour ce ménage.",
            "This is not, or no longer, to be proposed to the cell about the household.",
        ),
        Rule::AgendaFull => ("L’ordre du jour est complet.", "The agenda is full."),
        Rule::AlreadyDecided => ("La cellule a déjà décidé.", "The cell has already decided."),
        Rule::DecisionNotOfKind => {
            ("Cette décision ne répond pas à ce qui est demandé.", "This decision does not answer what is asked.")
        }
        Rule::OffsetsNotDescending => (
            "Les délais de rappel vont du plus lointain au plus proche, sans répétition.",
            "The offsets of reminders go from the furthest to the nearest, each once.",
        ),
        Rule::SettingOutOfRange => {
            ("Ce réglage du programme est hors des bornes admises.", "This setting of the programme is out of bounds.")
        }
        Rule::AmountOutOfRange => ("Ce montant est hors des bornes admises.", "This amount is out of bounds."),
        Rule::RateUnitNotOfComponent => (
            "Un diagnostic est payé une fois par ménage : il n’a pas de durée.",
            "A diagnosis is paid once per household: it has no duration.",
        ),
        Rule::ProrationNotOfUnit => {
            ("Ce qui est payé une seule fois n’est pas proratisé.", "What is paid once is not prorated.")
        }
        Rule::ShareOutOfRange => ("Une part va de 0 à 100 %.", "A share goes from 0 to 100 %."),
        Rule::ShareBaseUnnamed => (
            "Nommez la composante ou les modalités dont c’est une part.",
            "Name the component or the modalities of which it is a share.",
        ),
        Rule::ComponentNotShared => (
            "L’offre intégrée est la somme des composantes : nommez l’une d’elles.",
            "The integrated offer is the sum of the components: name one of these.",
        ),
        Rule::ModalityRepeated => ("Une modalité est nommée deux fois.", "A modality is named twice."),
        Rule::SharesExceedBase => (
            "Les parts dépassent ensemble 100 % de ce qu’elles financent.",
            "Together the shares are more than 100 % of what they bear.",
        ),
        Rule::YearOutOfRange => ("Le programme ne compte pas cette année.", "The programme does not have this year."),
        Rule::NotFunder => {
            ("Cet organisme n’a pas de part dans le programme.", "This organisation has no share in the programme.")
        }
        Rule::NothingRevised => {
            ("Rien ne diffère de ce qui est enregistré.", "Nothing differs from what is recorded already.")
        }
        Rule::ProgrammeNameTaken => ("Un autre programme porte ce nom.", "Another programme has this name."),
        Rule::TargetOutOfRange => (
            "Un objectif chiffré est compris entre 1 et 100 000 (pour une année, entre 0 et 100 000).",
            "A target lies between 1 and 100,000 (of one year, between 0 and 100,000).",
        ),
        Rule::DwellingTypesReversed => (
            "Le plus petit type de logement est plus grand que le plus grand.",
            "The smallest type of dwelling is larger than the largest.",
        ),
        Rule::CommitmentOutOfRange => ("Un engagement dure de 1 à 10 ans.", "A commitment lasts 1 to 10 years."),
        Rule::CommitmentYearInUse => (
            "Un montant est enregistré pour une année qui ne serait plus couverte par l’engagement.",
            "An amount is recorded of a year that the commitment would no longer cover.",
        ),
        Rule::CarrierRequired => ("Un programme a au moins un porteur.", "A programme has at least one carrier."),
        Rule::ModalityRequired => (
            "Un programme offre au moins une modalité d’intermédiation.",
            "A programme offers at least one rental modality.",
        ),
        Rule::ModalityInUse => (
            "Un ménage est ou a été logé selon cette modalité, ou la part d’un financeur la nomme.",
            "A household is or was housed in this modality, or a funder’s share names it.",
        ),
        Rule::OrganisationRepeated => ("Un organisme est nommé deux fois.", "An organisation is named twice."),
        Rule::TooManyOrganisations => (
            "La liste compte plus d’organismes qu’on ne peut en enregistrer.",
            "The list has more organisations than can be recorded.",
        ),
        Rule::InterventionRequired => (
            "Précisez à quoi participe ce partenaire opérationnel.",
            "Say what this operational partner takes part in.",
        ),
        Rule::InterventionNotAllowed => (
            "Un partenaire financier qui intervient aussi est nommé une seconde fois, comme partenaire opérationnel.",
            "A financial partner who takes part as well is named a second time, as an operational partner.",
        ),
        Rule::YearlyTargetsIncomplete => (
            "Les objectifs annuels sont donnés une fois pour chaque année de l’engagement, ou pour aucune.",
            "Yearly targets are stated once for each year of the commitment, or for none.",
        ),
        Rule::OpinionRequired => ("Un avis dit quelque chose.", "An opinion says something."),
        Rule::DayBeforeOpinion => (
            "Cette date précède celle de l’avis que celui-ci remplace.",
            "This date comes before the one of the opinion that it takes the place of.",
        ),
        Rule::OpinionMissing => ("Aucun avis de ce niveau n’est enregistré.", "No such opinion is recorded."),
        Rule::OrganisationNameTaken => {
            ("Un autre organisme porte déjà ce nom.", "Another organisation goes by this name already.")
        }
        Rule::AddressMalformed => (
            "Ceci n’est pas une adresse électronique, comme prenom.nom@ville.fr.",
            "This is no e-mail address, such as prenom.nom@ville.fr.",
        ),
        Rule::AddressTaken => {
            ("Une autre personne a déjà cette adresse.", "Another member of staff has this address already.")
        }
        Rule::RoleNotOfOrganisation => (
            "Un organisme de cette nature n’a personne dans ce rôle.",
            "Organisations of this kind have nobody in this role.",
        ),
        Rule::CannotCoordinate => (
            "Un programme est coordonné par un coordinateur ou un responsable de programme.",
            "A programme is coordinated by a coordinator or a programme manager.",
        ),
        Rule::CannotSupervise => (
            "Les référents sont encadrés par un travailleur social, un coordinateur ou un responsable de l’organisme d’accompagnement.",
            "Referents are supervised by a social worker, a coordinator or a programme manager of a support organisation.",
        ),
        Rule::PasswordTooShort => {
            ("Un mot de passe compte au moins douze caractères.", "A password has twelve characters at least.")
        }
        Rule::PostalCodeMalformed => ("Un code postal compte cinq chiffres.", "A postal code has five digits."),
        Rule::DwellingReferenceTaken => {
            ("Un autre logement porte déjà cette référence.", "Another dwelling has this reference already.")
        }
    }
}
