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
}
