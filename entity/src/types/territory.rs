//! Where a programme runs, as far as the law differs by it: whose public holidays its deadlines step over.

/// A part of France with public holidays of its own, or the rest of it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, strum::IntoStaticStr, serde::Serialize, serde::Deserialize,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Territory {
    /// Metropolitan France but for Alsace and Moselle, and whatever has no holiday of its own.
    #[default]
    MetropolitanFrance,
    /// Bas-Rhin, Haut-Rhin, Moselle: a commune with neither a Protestant temple nor a mixed church.
    AlsaceMoselle,
    /// Bas-Rhin, Haut-Rhin, Moselle: a commune with a Protestant temple or a mixed church.
    AlsaceMoselleWithTemple,
    /// Guadeloupe.
    Guadeloupe,
    /// Guyane.
    Guyane,
    /// Martinique.
    Martinique,
    /// Mayotte.
    Mayotte,
    /// La Réunion.
    Reunion,
    /// Saint-Barthélemy.
    SaintBarthelemy,
    /// Saint-Martin.
    SaintMartin,
}

impl Territory {
    /// Its name, as it is stored in a programme's settings.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
