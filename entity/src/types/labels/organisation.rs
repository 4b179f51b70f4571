//! Organisations and their staff.

super::labels! {
    OrganisationKind {
        Landlord: ("Bailleur", "Landlord");
        SupportOrganisation: ("Organisme d’accompagnement (CCAS)", "Support organisation (CCAS)");
        State: ("État", "State");
        Department: ("Conseil général", "General council of the département"),
            DEPARTMENTAL_COUNCILS: ("Conseil départemental", "Departmental council");
        Town: ("Ville", "Town");
        Other: ("Autre partenaire", "Other partner");
    }
    Role {
        Administrator: ("Administrateur", "Administrator");
        ProgrammeManager: ("Responsable de programme", "Programme manager");
        Coordinator: ("Coordinateur", "Coordinator");
        SocialWorker: ("Travailleur social", "Social worker");
        LandlordOfficer: ("Chargé de mission du bailleur", "Landlord’s officer");
        Funder: ("Financeur", "Funder");
        MeetingMember: ("Membre de la cellule", "Meeting member");
    }
    PublicBody {
        DepartmentalService: (
            "Direction départementale des affaires sanitaires et sociales (DDASS)",
            "Departmental directorate for health and social affairs (DDASS)"
        ),
            DEPARTMENTAL_DIRECTORATES: (
                "Direction départementale de la cohésion sociale (DDCS)",
                "Departmental directorate for social cohesion (DDCS)"
            ),
            LABOUR_AND_SOLIDARITY: (
                "Direction départementale de l’emploi, du travail et des solidarités (DDETS)",
                "Departmental directorate for employment, labour and solidarity (DDETS)"
            );
        DepartmentalCouncil: ("Conseil général", "General council of the département"),
            DEPARTMENTAL_COUNCILS: ("Conseil départemental", "Departmental council");
        AllocationCommittee: ("Commission d’attribution des logements (CAL)", "Dwelling allocation committee (CAL)"),
            ELAN: (
                "Commission d’attribution des logements et d’examen de l’occupation des logements (CALEOL)",
                "Committee for dwelling allocation and review of occupancy (CALEOL)"
            );
    }
}
