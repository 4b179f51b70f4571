//! What a column is for, by its heading: the schema's name of the field, or what French files call it. Capitals,
//! accents, spaces and signs do not count.

use unicode_normalization::UnicodeNormalization;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    NationalRequestNumber,
    FamilyName,
    GivenName,
    BirthDate,
    Relationship,
    Dalo,
    CollectiveAgreement,
    Pdalpd,
    LandlordContact,
}

impl Column {
    pub(super) const ALL: [Self; 9] = [
        Self::NationalRequestNumber,
        Self::FamilyName,
        Self::GivenName,
        Self::BirthDate,
        Self::Relationship,
        Self::Dalo,
        Self::CollectiveAgreement,
        Self::Pdalpd,
        Self::LandlordContact,
    ];

    /// Without these there is no household. That a file has no column of the numbers is not meant: only a line may
    /// be without.
    pub(super) const NEEDED: [Self; 3] = [Self::NationalRequestNumber, Self::FamilyName, Self::GivenName];

    /// The schema's name.
    pub(super) const fn name(self) -> &'static str {
        self.headings().0
    }

    /// The column that has a heading.
    pub(super) fn named(heading: &str) -> Option<Self> {
        let heading = plain(heading);
        Self::ALL.into_iter().find(|column| {
            let (name, others) = column.headings();
            std::iter::once(&name).chain(others).any(|known| plain(known) == heading)
        })
    }

    const fn headings(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::NationalRequestNumber => (
                "nationalRequestNumber",
                &[
                    "numéro unique",
                    "n° unique",
                    "numéro unique d’enregistrement",
                    "numéro unique départemental",
                    "NUR",
                    "NUD",
                ],
            ),
            Self::FamilyName => ("familyName", &["nom", "nom de famille", "name", "last name", "surname"]),
            Self::GivenName => ("givenName", &["prénom", "first name"]),
            Self::BirthDate => {
                ("birthDate", &["date de naissance", "né le", "née le", "né(e) le", "naissance", "date of birth"])
            }
            Self::Relationship => ("relationship", &["lien", "lien de parenté", "lien avec le demandeur", "qualité"]),
            Self::Dalo => ("dalo", &["ménage DALO"]),
            Self::CollectiveAgreement => ("collectiveAgreement", &["accord collectif", "accords collectifs"]),
            Self::Pdalpd => ("pdalpd", &["PDALHPD"]),
            Self::LandlordContact => (
                "landlordContact",
                &[
                    "landlordContact.email",
                    "contact bailleur",
                    "chargé de clientèle",
                    "proposé par",
                    "adresse du contact bailleur",
                    "contact bailleur : adresse électronique",
                ],
            ),
        }
    }
}

/// A text without what is written in many ways.
pub(super) fn plain(text: &str) -> String {
    text.nfkd().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
