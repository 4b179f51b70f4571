//! Decisions of the allocation committee, and offers.

super::labels! {
    AllocationOutcome {
        Allocated: ("Attribution", "Allocated");
        Ranked: ("Attribution avec classement", "Ranked");
        Conditional: ("Attribution sous condition", "Conditional");
        NotAllocated: ("Non-attribution", "Not allocated");
        Inadmissible: ("Rejet pour irrecevabilité", "Inadmissible");
    }
    OfferAnswer {
        Accepted: ("Offre acceptée", "Offer accepted");
        Refused: ("Offre refusée", "Offer refused");
        Silence: ("Sans réponse dans le délai", "No answer in time");
    }
    ReleaseCause {
        HouseholdWithdrew: ("Désistement du ménage", "The household withdrew");
        DwellingNotDelivered: ("Logement non livré par le bailleur", "The landlord could not deliver");
        NotRetained: ("Ménage non retenu par la cellule", "The cell did not retain the household");
    }
}
