//! Support measures.

super::labels! {
    SupportIntensity {
        Light: ("Légère", "Light");
        Medium: ("Moyenne", "Medium");
        Intensive: ("Soutenue", "Intensive");
    }
    SupportOutcome {
        DirectLease: ("Bail direct", "Direct lease");
        LeaseTransferred: ("Glissement du bail", "Lease transferred");
        HousingKept: ("Maintien dans le logement", "Housing kept");
        MovedOn: ("Relogement", "Moved on");
        Lost: ("Perte du logement", "Housing lost");
        Left: ("Départ du ménage", "Household left");
    }
    SupportAxis {
        SocialAndProfessionalInsertion: (
            "Insertion sociale et professionnelle",
            "Social and professional insertion"
        );
        BudgetManagement: ("Gestion budgétaire", "Budget management");
        HousingPath: ("Parcours locatif", "Housing path");
        UseOfDwelling: ("Utilisation du logement", "Use of the dwelling");
        Other: ("Autre axe", "Other axis");
    }
    ProgressReviewKind {
        Interim: ("Bilan intermédiaire", "Interim review");
        Final: ("Bilan final", "Final review");
    }
    ExtensionGround {
        HousingNotSecured: ("Logement pas encore stabilisé", "Housing not secured yet");
        RightsPending: ("Droits en cours d’ouverture", "Rights still pending");
        Health: ("Santé", "Health");
        FamilyChange: ("Changement familial", "Change in the family");
        EmploymentChange: ("Changement d’emploi", "Change of employment");
        Other: ("Autre motif", "Other ground");
    }
    ExtensionRequestOutcome {
        Granted: ("Accordée", "Granted");
        Refused: ("Refusée", "Refused");
        Withdrawn: ("Retirée", "Withdrawn");
        Lapsed: ("Sans objet : accompagnement clos", "Lapsed: support closed");
    }
    SuspensionGround {
        Hospitalisation: ("Hospitalisation", "Hospital stay");
        Detention: ("Incarcération", "Detention");
        Absence: ("Absence prolongée", "Long absence");
        HouseholdRequest: ("À la demande du ménage", "At the household’s request");
        Other: ("Autre motif", "Other ground");
    }
    InterviewKind {
        HomeVisit: ("Visite à domicile", "Home visit");
        Office: ("Entretien au bureau", "At the office");
        Phone: ("Entretien téléphonique", "By phone");
        WithPartner: ("Entretien avec un partenaire", "With a partner");
    }
    ObjectiveStatus {
        Set: ("Fixé", "Set");
        InProgress: ("En cours", "In progress");
        Achieved: ("Atteint", "Achieved");
        Abandoned: ("Abandonné", "Abandoned");
    }
}
