//! Households.

super::labels! {
    HouseholdStage {
        Proposed: ("Proposé", "Proposed");
        Preselected: ("Présélectionné", "Preselected");
        NotRetained: ("Non retenu", "Not retained");
        Housed: ("Logé", "Housed");
        Exited: ("Sorti du programme", "Out of the programme");
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
