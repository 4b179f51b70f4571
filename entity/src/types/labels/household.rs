//! Households.

super::labels! {
    HouseholdStage {
        Proposed: ("Proposé", "Proposed");
        Preselected: ("Présélectionné", "Preselected");
        NotRetained: ("Non retenu", "Not retained");
        Housed: ("Logé", "Housed");
        Exited: ("Sorti du programme", "Out of the programme");
    }
    WaivedStep {
        DiagnosisBeforeAllocation: ("Diagnostic avant l’attribution", "Diagnosis before the allocation");
        DiagnosisBeforeAgreement: ("Diagnostic avant la convention", "Diagnosis before the agreement");
        AgreementBeforeSupport: ("Convention signée avant l’accompagnement", "Signed agreement before support");
        AllocationBeforeTenancy: ("Attribution avant l’entrée dans le logement", "Allocation before the tenancy");
        FurtherSupport: ("Un an avant un nouvel accompagnement", "A year before further support");
    }
    Relationship {
        Applicant: ("Demandeur", "Applicant");
        Partner: ("Conjoint", "Partner");
        Child: ("Enfant", "Child");
        Other: ("Autre personne", "Other person");
    }
    PriorityGround {
        Dalo: ("Droit au logement opposable (DALO)", "Enforceable right to housing (DALO)");
        CollectiveAgreement: ("Accords collectifs", "Collective agreements");
        Pdalpd: ("Publics cibles du PDALPD", "Target publics of the departmental housing plan (PDALPD)"),
            ALUR: (
                "Publics cibles du PDALHPD",
                "Target publics of the departmental housing and accommodation plan (PDALHPD)"
            );
    }
}
