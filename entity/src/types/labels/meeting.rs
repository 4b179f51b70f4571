//! Meetings of the coordination cell and their agendas.

super::labels! {
    ParticipantResponse {
        NeedsAction: ("Sans réponse", "Not answered");
        Accepted: ("Accepté", "Accepted");
        Declined: ("Décliné", "Declined");
        Tentative: ("Peut-être", "Perhaps");
    }
    Attendance {
        Present: ("Présent", "Present");
        Represented: ("Représenté", "Represented");
        Excused: ("Excusé", "Excused");
        Absent: ("Absent", "Absent");
    }
    SeriesPattern {
        Weekly: ("Toutes les n semaines", "Every n weeks");
        MonthlyByRank: ("Tous les n mois, le même jour de la semaine de même rang", "Every n months, on the day of the week of the same rank");
        MonthlyLast: ("Tous les n mois, le dernier de ces jours de la semaine", "Every n months, on the last such day of the week");
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
