//! Tripartite agreements.

super::labels! {
    AgreementParty {
        Household: ("Ménage", "Household");
        Landlord: ("Bailleur", "Landlord");
        SupportOrganisation: ("Organisme d’accompagnement", "Support organisation");
    }
}
