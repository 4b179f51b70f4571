//! Programmes: their money, the opinions on them, where they run.

super::labels! {
    RateComponent {
        Diagnosis: ("Diagnostic", "Diagnosis");
        Support: ("Accompagnement", "Support");
        AdaptedRentalManagement: ("Gestion locative adaptée", "Adapted rental management");
        IntegratedOffer: ("Offre intégrée (coût global)", "Integrated offer (overall cost)");
    }
    RateUnit {
        PerHousehold: ("Par ménage", "Per household");
        PerHouseholdYear: ("Par ménage et par an", "Per household and year");
        PerDwellingYear: ("Par logement et par an", "Per dwelling and year");
    }
    RateProration {
        DaysInYear: ("Au prorata des jours de l’année", "By the days of the year");
        Undivided: ("En entier", "Undivided");
    }
    ShareBase {
        Whole: ("Financement global", "Overall funding");
        Component: ("Une composante", "A component");
        Modality: ("Des modalités", "Modalities");
    }
    FundingState {
        Requested: ("Sollicité", "Requested");
        Granted: ("Accordé", "Granted");
        Received: ("Versé", "Received");
    }
    PartnerKind {
        Operational: ("Partenaire opérationnel", "Operational partner");
        Financial: ("Partenaire financier", "Financial partner");
    }
    FormVersionKind {
        Recorded: ("Dépôt", "As recorded");
        Revised: ("Avenant", "Revision");
        DepartmentalOpinion: ("Avis du service départemental", "Departmental opinion");
        RegionalOpinion: ("Avis du niveau régional", "Regional opinion");
        OpinionWithdrawn: ("Avis retiré", "Opinion withdrawn");
    }
    OpinionLevel {
        Departmental: ("Service départemental", "Departmental service");
        Regional: ("Niveau régional", "Region");
    }
    Reproducibility {
        Weak: ("Faible", "Weak");
        Medium: ("Moyen", "Medium");
        Strong: ("Fort", "Strong");
    }
    RegionalOpinion {
        Favourable: ("Favorable", "Favourable");
        Unfavourable: ("Défavorable", "Unfavourable");
    }
    Territory {
        MetropolitanFrance: ("France métropolitaine", "Metropolitan France");
        AlsaceMoselle: ("Alsace-Moselle", "Alsace-Moselle");
        AlsaceMoselleWithTemple: (
            "Alsace-Moselle (commune ayant un temple protestant ou une église mixte)",
            "Alsace-Moselle (commune with a Protestant temple or a mixed church)"
        );
        Guadeloupe: ("Guadeloupe", "Guadeloupe");
        Guyane: ("Guyane", "French Guiana");
        Martinique: ("Martinique", "Martinique");
        Mayotte: ("Mayotte", "Mayotte");
        Reunion: ("La Réunion", "Réunion");
        SaintBarthelemy: ("Saint-Barthélemy", "Saint Barthélemy");
        SaintMartin: ("Saint-Martin", "Saint Martin");
    }
}
