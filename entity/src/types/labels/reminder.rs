//! Reminders and what became of them.

super::labels! {
    ReminderRule {
        SupportEnd: ("Fin d’accompagnement", "End of support");
        LeaseReview: ("Examen du bail glissant", "Review of a sliding lease");
        MeetingConvocation: ("Convocation à une séance", "Convocation to a meeting");
        MeetingReminder: ("Rappel d’une séance", "Reminder of a meeting");
        MeetingUnanswered: ("Convocations sans réponse", "Unanswered convocations");
        MeetingCancellation: ("Annulation d’une séance", "Cancellation of a meeting");
    }
    ReminderState {
        Planned: ("Prévu", "Planned");
        Sending: ("En cours d’envoi", "Being sent");
        Sent: ("Envoyé", "Sent");
        Suppressed: ("Devenu sans objet", "No longer true");
        Superseded: ("Remplacé par un plus urgent", "Superseded by a more urgent one");
        Failed: ("Échec définitif", "Failed for good");
    }
    AttemptOutcome {
        Sent: ("Accepté", "Accepted");
        Retry: ("Refusé pour l’instant", "Refused for now");
        Failed: ("Refusé définitivement", "Refused for good");
    }
}
