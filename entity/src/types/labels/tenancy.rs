//! Dwellings, tenancies and the reviews of a sliding lease.

super::labels! {
    DwellingType {
        T1: ("T1 (une pièce principale)", "T1 (one main room)");
        T2: ("T2 (deux pièces principales)", "T2 (two main rooms)");
        T3: ("T3 (trois pièces principales)", "T3 (three main rooms)");
        T4: ("T4 (quatre pièces principales)", "T4 (four main rooms)");
        T5: ("T5 (cinq pièces principales ou plus)", "T5 (five main rooms or more)");
    }
    RentalModality {
        DirectAccess: ("Accès direct", "Direct access");
        TemporarySocialResidence: (
            "Relogement temporaire préalable en résidence sociale",
            "Prior temporary rehousing in a social residence"
        );
        SlidingLease: ("Bail glissant", "Sliding lease");
        Sublease: ("Sous-location préalable", "Prior sublease");
    }
    RentalManagement {
        Standard: ("Gestion locative classique", "Standard rental management");
        Adapted: ("Gestion locative adaptée", "Adapted rental management");
    }
    LeaseReviewOutcome {
        Ready: ("Le ménage peut devenir titulaire du bail", "The household can hold the lease");
        Continue: ("Le bail glissant se poursuit", "The sliding lease goes on");
        NotReady: ("Le ménage ne peut pas devenir titulaire du bail", "The household cannot hold the lease");
    }
}
