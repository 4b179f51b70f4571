//! Which reminders there are.

/// The one list of reminders. A line is a rule with its French and its English label; a deadline's also names its file in
/// `rules/reminder/kinds/`. From it come the enumeration, its labels, the table of kinds and the schema's enumeration, each by
/// a macro that takes the lines.
#[macro_export]
macro_rules! for_each_reminder_rule {
    ($then:ident) => {
        $then! {
            /// A support measure nears or passed its end.
            SupportEnd ("Fin d’accompagnement", "End of support") in support_end;
            /// An extension was asked for and is not decided on.
            ExtensionUndecided ("Prolongation à décider", "Extension to be decided on") in extension_undecided;
            /// A review of a sliding lease is due or late.
            LeaseReview ("Examen du bail glissant", "Review of a sliding lease") in lease_review;
            /// The landlord's notice to the Prefect about a sliding lease (*avis au préfet*) is due or late.
            PrefectNotice ("Avis au préfet", "Notice to the Prefect") in prefect_notice;
            /// The time to answer an offer runs out, or has run out.
            OfferAnswer ("Réponse à une proposition de logement", "Answer to an offer") in offer_answer;
            /// A tripartite agreement is not signed.
            AgreementUnsigned ("Convention à signer", "Agreement to be signed") in agreement_unsigned;
            /// A social diagnosis is late.
            DiagnosisLate ("Diagnostic en retard", "Late diagnosis") in diagnosis_late;
            /// A review of a support measure is missing.
            ReviewMissing ("Bilan manquant", "Missing review") in review_missing;
            /// A convocation to a meeting of the cell.
            MeetingConvocation ("Convocation à une séance", "Convocation to a meeting");
            /// A reminder shortly before a meeting.
            MeetingReminder ("Rappel d’une séance", "Reminder of a meeting");
            /// Convocations to a meeting are unanswered.
            MeetingUnanswered ("Convocations sans réponse", "Unanswered convocations");
            /// A meeting to which the recipient was convened is cancelled.
            MeetingCancellation ("Annulation d’une séance", "Cancellation of a meeting");
        }
    };
}
