//! Reminders and what became of them.

/// Labels the rules from their list, and the rest as ever.
macro_rules! with_rules {
    ($($(#[$doc:meta])* $rule:ident $labels:tt $(in $file:ident)?;)*) => {
        super::labels! {
            ReminderRule { $($rule: $labels;)* }
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
                Ambiguous: ("Fin inconnue", "End unknown");
            }
        }
    };
}
crate::for_each_reminder_rule!(with_rules);
