//! Social diagnoses.

super::labels! {
    DiagnosisManner {
        Interview: ("Entretien au bureau", "Interview at the office");
        HomeVisit: ("Visite à domicile", "Home visit");
        JointInterview: ("Entretien avec le bailleur", "Interview with the landlord");
        FileStudy: ("Étude du dossier", "Study of the file");
    }
    AutonomyObstacle {
        Resources: ("Ressources insuffisantes", "Insufficient resources");
        Debt: ("Endettement", "Debt");
        BudgetManagement: ("Gestion du budget", "Budget management");
        AdministrativeSteps: ("Démarches administratives", "Administrative steps");
        Language: ("Maîtrise de la langue", "Command of the language");
        Employment: ("Emploi", "Employment");
        Isolation: ("Isolement", "Isolation");
        Family: ("Situation familiale", "Family situation");
        UseOfDwelling: ("Usage du logement", "Use of the dwelling");
        Neighbourhood: ("Relations de voisinage", "Relations with neighbours");
        PastEviction: ("Expulsion, passée ou redoutée", "Eviction, past or feared");
        Other: ("Autre frein", "Other obstacle");
    }
}
