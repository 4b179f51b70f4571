//! Events.

super::labels! {
    EventKind {
        ProgrammeRecorded: ("Programme enregistré", "Programme recorded");
        ProgrammeRevised: ("Programme révisé", "Programme revised");
        DepartmentalOpinionRecorded: ("Avis du service départemental enregistré", "Departmental opinion recorded");
        RegionalOpinionRecorded: ("Avis du niveau régional enregistré", "Regional opinion recorded");
        OpinionWithdrawn: ("Avis sur le programme retiré", "Opinion on the programme withdrawn");
        UnitRateSet: ("Tarif fixé", "Rate set");
        FundingShareSet: ("Part d’un financeur fixée", "Funder’s share set");
        FundingRecorded: ("Montant d’un financeur enregistré", "Amount of a funder recorded");
        HouseholdRegistered: ("Ménage enregistré", "Household registered");
        DiagnosisOrdered: ("Diagnostic commandé", "Diagnosis ordered");
        DiagnosisRecorded: ("Diagnostic établi", "Diagnosis made");
        DiagnosisCancelled: ("Diagnostic annulé", "Diagnosis cancelled");
        AllocationRecorded: ("Décision d’attribution", "Allocation decision");
        AllocationConditionLifted: ("Condition d’attribution levée", "Condition of the allocation lifted");
        DwellingOffered: ("Logement proposé", "Dwelling offered");
        OfferAnswered: ("Réponse à une offre", "Offer answered");
        DwellingReleased: ("Logement accepté rendu disponible", "Accepted dwelling released");
        AgreementDrawnUp: ("Convention rédigée", "Agreement drawn up");
        AgreementSigned: ("Convention signée par une partie", "Agreement signed by a party");
        AgreementCancelled: ("Convention annulée", "Agreement cancelled");
        StepWaived: ("Dispense d’une étape", "Step waived");
        StepWaiverWithdrawn: ("Dispense retirée", "Waiver of a step withdrawn");
        SupportStarted: ("Accompagnement commencé", "Support started");
        SupportExtended: ("Accompagnement prolongé", "Support extended");
        ExtensionRequested: ("Prolongation demandée", "Extension asked for");
        ExtensionRefused: ("Prolongation refusée", "Extension refused");
        ExtensionRequestWithdrawn: ("Demande de prolongation retirée", "Request for an extension withdrawn");
        ExtensionRequestLapsed: ("Demande de prolongation sans objet", "Request for an extension lapsed");
        SupportIntensityChanged: ("Intensité de l’accompagnement modifiée", "Intensity of the support changed");
        SupportObjectiveSet: ("Objectif fixé", "Objective set");
        SupportObjectiveMoved: ("Avancement d’un objectif", "Progress of an objective");
        SupportSuspended: ("Accompagnement suspendu", "Support suspended");
        SupportSuspensionEnded: ("Fin d’une suspension", "Suspension ended");
        InterviewRecorded: ("Entretien enregistré", "Interview recorded");
        InterviewCorrected: ("Entretien corrigé", "Interview corrected");
        ProgressReviewRecorded: ("Bilan enregistré", "Progress review recorded");
        SupportClosed: ("Accompagnement clos", "Support closed");
        SupportNearingEnd: ("Accompagnement proche de sa fin, ou au-delà", "Support near its end, or past it");
        TenancyOpened: ("Entrée dans le logement", "Tenancy opened");
        LeaseReviewPlanned: ("Examen du bail prévu ou déplacé", "Lease review planned or moved");
        LeaseReviewDue: ("Examen du bail proche, ou en retard", "Lease review near, or late");
        LeaseReviewRecorded: ("Examen du bail tenu", "Lease review held");
        LeaseReviewCancelled: ("Examen du bail annulé", "Lease review cancelled");
        LeaseTransferred: ("Bail glissé au ménage", "Lease transferred to the household");
        ExamPeriodRenewed: ("Période d’examen renouvelée", "Exam period renewed");
        PrefectNoticeRecorded: ("Avis au préfet enregistré", "Notice to the Prefect recorded");
        TenancyEnded: ("Sortie du logement", "Tenancy ended");
        MeetingScheduled: ("Séance prévue", "Meeting scheduled");
        MeetingMoved: ("Séance déplacée", "Meeting moved");
        MeetingCancelled: ("Séance annulée", "Meeting cancelled");
        ConvocationAnswered: ("Réponse à une convocation", "Convocation answered");
        MeetingSeriesScheduled: ("Série de séances prévue", "Series of meetings scheduled");
        MeetingSeriesChanged: ("Série de séances prolongée ou écourtée", "Series of meetings extended or shortened");
        AttendanceRecorded: ("Présences enregistrées", "Attendance recorded");
        MinutesApproved: ("Compte rendu approuvé", "Minutes approved");
        MinutesCorrected: ("Compte rendu rectifié", "Minutes corrected");
        AgendaItemAdded: ("Ménage inscrit à l’ordre du jour", "Household put on an agenda");
        AgendaItemDecided: ("Décision de la cellule", "Decision of the cell");
        SignedIn: ("Connexion", "Signed in");
        SignedOut: ("Déconnexion", "Signed out");
        ReminderFailed: ("Rappel non délivré", "Reminder not delivered");
        ListExported: ("Liste exportée", "List exported");
    }
}
