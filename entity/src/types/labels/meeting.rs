//! Meetings of the coordination cell and their agendas.

super::labels! {
    ParticipantResponse {
        NeedsAction: ("Sans réponse", "Not answered");
        Accepted: ("Accepté", "Accepted");
        Declined: ("Décliné", "Declined");
        Tentative: ("Peut-être", "Perhaps");
    }
    AgendaItemKind {
        Preselection: ("Présélection", "Preselection");
        Diagnosis: ("Diagnostic social", "Social diagnosis");
        ProgressReview: ("Bilan", "Progress review");
        Extension: ("Prolongation de l’accompagnement", "Extension of support");
        LeaseExam: ("Examen périodique du bail glissant", "Periodic exam of the sliding lease");
    }
    AgendaDecision {
        Preselected: ("Présélectionné", "Preselected");
        NotRetained: ("Non retenu", "Not retained");
        Approved: ("Approuvé", "Approved");
        Refused: ("Refusé", "Refused");
        Acknowledged: ("Pris connaissance", "Taken note of");
        Adjourned: ("Reporté à une autre séance", "Put off to another meeting");
    }
}
