//! What the demo's people write: a few French sentences for each occasion, none of which tells
//! anything of a real person.

use entity::types::{
    AgendaItemKind, ExtensionGround, InterviewKind, LeaseReviewOutcome, ProgressReviewKind, SupportAxis,
    SupportIntensity,
};

/// Why the cell preselects a household.
pub(super) const PRESELECTED: [&str; 4] = [
    "Situation prioritaire\u{a0}; les freins repérés relèvent d’un accompagnement dans le logement.",
    "Ménage volontaire\u{a0}; le diagnostic conclut à un besoin d’accompagnement à l’entrée dans les lieux.",
    "Ressources stables mais gestion fragile\u{a0}: l’accompagnement sécurise l’accès au logement.",
    "Hébergé depuis plus d’un an\u{a0}; un logement adapté à la composition familiale est disponible.",
];

/// Why the cell does not retain a household.
pub(super) const NOT_RETAINED: [&str; 3] = [
    "Ménage autonome dans son logement\u{a0}: une attribution sans accompagnement convient.",
    "La situation relève d’un hébergement avec un accompagnement plus soutenu\u{a0}; orientation vers le SIAO.",
    "Le ménage ne donne pas suite\u{a0}: son adhésion n’est pas acquise.",
];

/// What the first minutes should have said, and why.
pub(super) const CORRECTION: [&str; 2] =
    ["Lire « la cellule se réunit toutes les quatre semaines ».", "La périodicité n’était pas dite."];

/// Why the cell puts a household off to another meeting.
pub(super) const ADJOURNED: &str = "Diagnostic social attendu pour la prochaine séance.";

/// Why the cell settles any other item as it does.
pub(super) fn settled(kind: AgendaItemKind) -> &'static str {
    match kind {
        AgendaItemKind::Preselection => PRESELECTED[0],
        AgendaItemKind::Diagnosis => "Le diagnostic est confié au CCAS, avec une visite à domicile.",
        AgendaItemKind::ProgressReview => "La cellule prend connaissance du bilan\u{a0}; l’accompagnement se poursuit.",
        AgendaItemKind::Extension => "Cas exceptionnel reconnu\u{a0}: la cellule est favorable à la prolongation.",
        AgendaItemKind::LeaseExam => {
            "L’examen périodique contradictoire peut se tenir dans les conditions de la convention."
        }
    }
}

/// The social and budget situation of a household, as a diagnosis tells it.
pub(super) fn diagnosis(no: usize) -> &'static str {
    const SITUATIONS: [&str; 4] = [
        "Ressources régulières mais modestes\u{a0}; le budget est tendu en fin de mois, sans impayé à ce jour.",
        "Parcours d’hébergement de plusieurs années\u{a0}; les droits sont ouverts, les démarches restent difficiles.",
        "Reprise d’emploi à temps partiel\u{a0}; une dette ancienne fait l’objet d’un plan d’apurement.",
        "Première location en titre\u{a0}; l’usage du logement et les relations de voisinage sont à travailler.",
    ];
    SITUATIONS[no % SITUATIONS.len()]
}

/// What a household needs, as a diagnosis tells it.
pub(super) const NEEDS: &str = "Un accompagnement régulier à domicile, dès l’entrée dans les lieux.";

/// The document for which an allocation waits.
pub(super) const MISSING_DOCUMENT: &str = "Dernier avis d’imposition";

/// Why the committee does not allocate a dwelling.
pub(super) const NOT_ALLOCATED: &str = "La composition familiale ne correspond pas à la taille du logement.";

/// Why a support measure is extended, in words.
pub(super) fn explanation(ground: ExtensionGround) -> &'static str {
    match ground {
        ExtensionGround::HousingNotSecured => "Le relogement n’est pas encore acquis.",
        ExtensionGround::RightsPending => "L’ouverture des droits demandés est toujours en cours d’instruction.",
        ExtensionGround::Health => "Un arrêt prolongé a suspendu les démarches.",
        ExtensionGround::FamilyChange => {
            "La composition du ménage a changé\u{a0}; le logement et le budget sont à revoir."
        }
        ExtensionGround::EmploymentChange => "Une reprise d’emploi récente reste à consolider.",
        ExtensionGround::Other => "Des circonstances particulières justifient un délai.",
    }
}

/// The objectives that are set along an axis.
pub(super) fn objectives(axis: SupportAxis) -> [&'static str; 2] {
    match axis {
        SupportAxis::SocialAndProfessionalInsertion => {
            ["Ouvrir ou maintenir les droits sociaux.", "Reprendre contact avec un conseiller emploi."]
        }
        SupportAxis::BudgetManagement => {
            ["Établir un budget mensuel et s’y tenir.", "Mettre en place un plan d’apurement et le respecter."]
        }
        SupportAxis::HousingPath => {
            ["Préparer l’accès à un bail au nom du ménage.", "Comprendre ses droits et ses devoirs de locataire."]
        }
        SupportAxis::UseOfDwelling => {
            ["S’approprier le logement et ses équipements.", "Maîtriser les consommations d’énergie et d’eau."]
        }
        SupportAxis::Other => ["Renouer des liens dans le quartier.", "Trouver une solution de garde d’enfants."],
    }
}

/// What the household said at a review of its support, what the social worker tells of it, and what the landlord reads.
pub(super) fn progress(kind: ProgressReviewKind) -> [&'static str; 3] {
    match kind {
        ProgressReviewKind::Interim => [
            "Le ménage se dit soulagé d’être suivi et souhaite continuer.",
            "Les rendez-vous sont tenus\u{a0}; le budget est suivi chaque mois, les droits restent à compléter.",
            "Loyer réglé, logement occupé paisiblement\u{a0}; l’accompagnement se poursuit.",
        ],
        ProgressReviewKind::Final => [
            "Le ménage estime pouvoir continuer seul.",
            "Les objectifs de la convention ont été revus un à un avec le ménage.",
            "Fin de l’accompagnement\u{a0}; le ménage sait à qui s’adresser en cas de difficulté.",
        ],
    }
}

/// What the household and the organisation said at a review of a sliding lease.
pub(super) fn views(outcome: LeaseReviewOutcome) -> [&'static str; 2] {
    match outcome {
        LeaseReviewOutcome::Ready => [
            "Le ménage souhaite devenir titulaire du bail.",
            "Loyer réglé chaque mois, logement bien tenu\u{a0}: le bail peut glisser.",
        ],
        LeaseReviewOutcome::Continue => [
            "Le ménage demande un peu de temps avant de signer le bail.",
            "Des retards de paiement se résorbent\u{a0}; poursuite de la sous-location.",
        ],
        LeaseReviewOutcome::NotReady => [
            "Le ménage ne se sent pas prêt à tenir seul un bail.",
            "La dette locative s’aggrave\u{a0}: une autre solution est à rechercher.",
        ],
    }
}

/// Who was at an interview, and what was said.
pub(super) fn interview(kind: InterviewKind) -> [&'static str; 2] {
    match kind {
        InterviewKind::HomeVisit => [
            "Le ménage, le référent",
            "Visite du logement\u{a0}; courriers triés ensemble, consommations d’énergie relevées.",
        ],
        InterviewKind::Office => {
            ["Le demandeur, le référent", "Point sur le budget du mois et sur les démarches en cours."]
        }
        InterviewKind::Phone => ["Le demandeur, le référent", "Le rendez-vous à la caisse d’allocations est confirmé."],
        InterviewKind::WithPartner => [
            "Le ménage, le référent, le bailleur",
            "Le loyer est à jour\u{a0}; l’entretien de la chaudière est prévu avec le bailleur.",
        ],
    }
}

/// What a referent notes for themselves.
pub(super) const IN_CONFIDENCE: &str = "À reprendre au prochain entretien, sans témoin.";

/// Why support becomes more or less close.
pub(super) fn intensity(intensity: SupportIntensity) -> &'static str {
    match intensity {
        SupportIntensity::Light => "Les démarches aboutissent\u{a0}: un rendez-vous par mois suffit.",
        SupportIntensity::Medium => "Le rythme est revu avec le ménage\u{a0}: un rendez-vous tous les quinze jours.",
        SupportIntensity::Intensive => "Des difficultés nouvelles appellent un suivi chaque semaine.",
    }
}

/// Why an extension is refused.
pub(super) const EXTENSION_REFUSED: &str =
    "Les objectifs sont atteints pour l’essentiel\u{a0}; le service social de secteur prend le relais.";

/// Why support starts before the agreement is signed.
pub(super) const AGREEMENT_WAIVED: &str =
    "Entrée dans les lieux avancée\u{a0}; la convention sera signée dans les deux semaines.";

/// Why the landlord does not offer the lease yet.
pub(super) const LEASE_NOT_OFFERED: &str =
    "Des retards de paiement se résorbent\u{a0}; le bailleur propose une nouvelle période d’examen.";
