//! Where a programme's form contradicts itself, in the schema.

use async_graphql::{Result, SimpleObject};
use chrono::NaiveDate;
use entity::funding::shares;
use entity::model::programme::{Column, Entity};
use entity::model::{programme_modality, programme_partner, unit_rate, yearly_target};
use entity::rules::funding::Rate;
use entity::rules::programme::{Contradiction, ContradictionKind, Stated, contradictions, names_a_creation};
use entity::types::{PartnerKind, ProgrammeId};
use futures::future::{BoxFuture, FutureExt};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::graphql::errors;
use crate::graphql::plan::{Asker, Computed, Wanted};

/// A gap between what the form states and what follows from it.
#[derive(SimpleObject, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProgrammeWarning {
    /// The stable code, such as `OVERALL_COST_DIFFERS`.
    code: &'static str,
    /// What to tell the user, in French.
    message: &'static str,
    /// What the form states: an amount in cents, a share in hundredths of a per cent, or a count; absent where it is
    /// no number.
    stated: Option<i64>,
    /// What follows from the rest of the form, in the same unit; absent where no number does.
    computed: Option<i64>,
}

impl From<&Contradiction> for ProgrammeWarning {
    fn from(gap: &Contradiction) -> Self {
        Self { code: gap.kind.code(), message: message(gap.kind), stated: gap.stated, computed: gap.computed }
    }
}

/// The warnings of the programmes with some identifiers.
pub(super) fn warnings<'a>(asker: Asker<'a>, wanted: Wanted<'a>) -> BoxFuture<'a, Result<Computed>> {
    async move {
        let stated = stated(asker.db, wanted.ids, asker.today).await.map_err(errors::database)?;
        let shown = stated.into_iter().map(|(id, stated)| {
            let gaps = contradictions(&stated);
            let gaps = gaps.iter().map(|gap| serde_json::to_value(ProgrammeWarning::from(gap)).unwrap_or_default());
            (id.to_string(), gaps.collect())
        });
        Ok(shown.collect())
    }
    .boxed()
}

/// What the forms of the programmes state on a day.
async fn stated(db: &DatabaseConnection, ids: &[&str], today: NaiveDate) -> Result<Vec<(ProgrammeId, Stated)>, DbErr> {
    let ids = || ids.iter().copied();
    let forms = Entity::find().filter(Column::Id.is_in(ids())).all(db).await?;
    let rates = unit_rate::Entity::find().filter(unit_rate::Column::ProgrammeId.is_in(ids())).all(db).await?;
    let shares = shares(db, ids()).await?;
    let modalities = programme_modality::Entity::find()
        .filter(programme_modality::Column::ProgrammeId.is_in(ids()))
        .order_by_asc(programme_modality::Column::Modality)
        .all(db)
        .await?;
    let targets = yearly_target::Entity::find()
        .filter(yearly_target::Column::ProgrammeId.is_in(ids()))
        .order_by_asc(yearly_target::Column::Year)
        .all(db)
        .await?;
    let partners = programme_partner::Entity::find()
        .filter(programme_partner::Column::ProgrammeId.is_in(ids()))
        .filter(programme_partner::Column::Kind.eq(PartnerKind::Financial))
        .all(db)
        .await?;
    let stated = forms.into_iter().map(|form| {
        let rates = rates.iter().filter(|rate| rate.programme_id == form.id).map(Rate::from);
        let shares = || shares.iter().filter(|(row, _)| row.programme_id == form.id);
        let targets = targets.iter().filter(|target| target.programme_id == form.id);
        let partners = partners.iter().filter(|partner| partner.programme_id == form.id);
        let modalities = modalities.iter().filter(|modality| modality.programme_id == form.id);
        let stated = Stated {
            rates: Stated::rates_on(&rates.collect::<Vec<_>>(), today, form.starts_on),
            shares: shares().map(|(_, share)| share.clone()).collect(),
            funders: shares().map(|(row, _)| row.funder_id.clone()).collect(),
            financial_partners: partners.map(|partner| partner.organisation_id.clone()).collect(),
            yearly_targets: targets.map(|target| (target.households, target.dwellings)).collect(),
            household_target: form.household_target,
            dwelling_target: form.dwelling_target,
            modalities: modalities.map(|modality| modality.modality).collect(),
            takes_a_public: form.dalo_eligible || form.collective_agreement_eligible || form.pdalpd_eligible,
            named_a_creation: names_a_creation(&form.name),
            mobilises_new_supply: form.mobilises_new_supply,
            fndollts: (form.fndollts_funded, form.fndollts_applied),
        };
        (form.id, stated)
    });
    Ok(stated.collect())
}

fn message(kind: ContradictionKind) -> &'static str {
    match kind {
        ContradictionKind::OverallCostDiffers => {
            "Le coût global annoncé par ménage et par an diffère de la somme de ses composantes (en centimes)."
        }
        ContradictionKind::TotalCostDiffers => {
            "Le coût total pour l’ensemble des ménages diffère de la somme de ses composantes (en centimes)."
        }
        ContradictionKind::OneOffInYearlyTotal => {
            "Un coût payé une seule fois par ménage entre dans un coût global annuel (en centimes)."
        }
        ContradictionKind::SharesNotWhole => {
            "Les parts des financeurs ne totalisent pas 100 % de tout ce qui est offert (en points de base)."
        }
        ContradictionKind::RentalManagementShareExceedsCost => {
            "Les parts affectées à la gestion locative dépassent son poids dans le coût unitaire (en points de base)."
        }
        ContradictionKind::SupportUnfunded => {
            "Aucun financeur n’est nommé pour l’accompagnement (en centimes par ménage et par an)."
        }
        ContradictionKind::SocialResidenceUnfunded => "Aucun financeur n’est nommé pour la résidence sociale.",
        ContradictionKind::DirectAccessUnfunded => "Aucun financeur n’est nommé pour l’accès direct.",
        ContradictionKind::SlidingLeaseUnfunded => "Aucun financeur n’est nommé pour le bail glissant.",
        ContradictionKind::SubleaseUnfunded => "Aucun financeur n’est nommé pour la sous-location.",
        ContradictionKind::SubleaseConditionallyFunded => "La sous-location n’est financée que « le cas échéant ».",
        ContradictionKind::HouseholdsAndDwellingsCountedAlike => {
            "Ménages et logements sont annoncés en même nombre, alors qu’un logement peut servir plusieurs fois."
        }
        ContradictionKind::YearlyHouseholdsDiffer => {
            "Le nombre de ménages annoncé diffère de la somme des objectifs annuels."
        }
        ContradictionKind::YearlyDwellingsDiffer => {
            "Le nombre de logements annoncé diffère de la somme des objectifs annuels."
        }
        ContradictionKind::FunderNotPartner => {
            "Un financeur qui a une part n’est pas nommé parmi les partenaires financiers (en nombre de financeurs)."
        }
        ContradictionKind::FinancialPartnerWithoutShare => {
            "Un partenaire financier n’a pas de part dans le financement (en nombre de partenaires)."
        }
        ContradictionKind::NoPublic => {
            "Aucun public n’est coché : aucun ménage ne peut être proposé (en nombre de ménages)."
        }
        ContradictionKind::CreationWithoutNewSupply => {
            "Le nom parle de création d’une offre, la case cochée de logements existants sans aménagement."
        }
        ContradictionKind::FndolltsAppliedNotFunded => {
            "Le projet ne bénéficie pas du FNDOLLTS, mais déclare y avoir candidaté."
        }
    }
}
