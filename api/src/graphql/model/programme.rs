//! A programme in the schema: every field of the form, and where the form contradicts itself.

use async_graphql::{Context, ID, Json, Object, Result, SimpleObject};
use entity::model::programme::Model;
use entity::model::{programme_modality, unit_rate};
use entity::policy::{FieldClass, Relation, may_read};
use entity::rules::programme::{Contradiction, ContradictionKind, Stated, contradictions};
use entity::types::ProgrammeSettings;

use super::{Organisation, Staff};
use crate::graphql::access::{readable, refuse};
use crate::graphql::enums::{DwellingType, RateComponent, RateUnit, RegionalOpinion, RentalModality, Reproducibility};
use crate::graphql::ids::global;
use crate::graphql::loaders::{CarriersOf, ModalitiesOf, RatesOf, SharesOf, many};
use crate::graphql::scalars::Date;
use crate::graphql::session::RequestExt;

pub struct Programme(pub Model);

/// A programme: one answer to a call for projects, with every field of its form.
#[Object]
impl Programme {
    /// Its identifier.
    pub async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// The call it answers (*appel à projets*).
    async fn call_name(&self) -> &str {
        &self.0.call_name
    }

    /// Its name (*nom du projet*).
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where (*localisation du projet*).
    async fn location(&self) -> &str {
        &self.0.location
    }

    /// What it is for (*descriptif sommaire et objectifs poursuivis*).
    async fn summary(&self) -> &str {
        &self.0.summary
    }

    /// Households to be housed and supported (*nombre de ménages accompagnés*).
    async fn household_target(&self) -> i32 {
        self.0.household_target
    }

    /// Box « ménages éligibles au DALO ».
    async fn dalo_eligible(&self) -> bool {
        self.0.dalo_eligible
    }

    /// Box « accords collectifs ».
    async fn collective_agreement_eligible(&self) -> bool {
        self.0.collective_agreement_eligible
    }

    /// Box « publics cibles du PDALPD ».
    async fn pdalpd_eligible(&self) -> bool {
        self.0.pdalpd_eligible
    }

    /// Who is meant (*caractéristiques des publics cibles*).
    async fn public_characteristics(&self) -> &str {
        &self.0.public_characteristics
    }

    /// Box « création d'une offre nouvelle ».
    async fn mobilises_new_supply(&self) -> bool {
        self.0.mobilises_new_supply
    }

    /// Box « aménagement de logement existant ».
    async fn mobilises_with_works(&self) -> bool {
        self.0.mobilises_with_works
    }

    /// Box « mobilisation de logements existants sans aménagement ».
    async fn mobilises_without_works(&self) -> bool {
        self.0.mobilises_without_works
    }

    /// Box « reclassement offre existante en offre à bas loyer ».
    async fn mobilises_by_reclassification(&self) -> bool {
        self.0.mobilises_by_reclassification
    }

    /// Dwellings to be mobilised (*nombre de logements*): another count than that of households.
    async fn dwelling_target(&self) -> i32 {
        self.0.dwelling_target
    }

    /// How dwellings are allocated (*modalités de réservation et d'attribution*).
    async fn reservation_and_allocation(&self) -> &str {
        &self.0.reservation_and_allocation
    }

    /// Where the dwellings are (*localisation de l'offre*).
    async fn dwelling_location(&self) -> &str {
        &self.0.dwelling_location
    }

    /// How households are supported (*méthodologie de l'accompagnement*).
    async fn support_method(&self) -> &str {
        &self.0.support_method
    }

    /// How support goes with rental management (*complémentarité avec la gestion locative*).
    async fn rental_management_fit(&self) -> &str {
        &self.0.rental_management_fit
    }

    /// How the household's adhesion is sought (*démarche d'adhésion*).
    async fn adhesion_approach(&self) -> &str {
        &self.0.adhesion_approach
    }

    /// Who supports (*mobilisation de l'offre d'accompagnement*).
    async fn support_supply(&self) -> &str {
        &self.0.support_supply
    }

    /// How landlord and support work together (*relation bailleur/accompagnateur*).
    async fn landlord_support_relation(&self) -> &str {
        &self.0.landlord_support_relation
    }

    /// How the project fits the public's needs (*adéquation*).
    async fn fit_to_needs(&self) -> &str {
        &self.0.fit_to_needs
    }

    /// The partners (*partenariat*).
    async fn partnership(&self) -> &str {
        &self.0.partnership
    }

    /// The co-financing, in the form's words (*cofinancements apportés*).
    async fn financing(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        readable(ctx, "Programme", FieldClass::Money, Relation::default(), || Some(self.0.financing.as_str()))
    }

    /// How the project is meant to last (*inscription dans la durée*), free field.
    async fn commitment_note(&self) -> &str {
        &self.0.commitment_note
    }

    /// How long the carriers commit themselves, in years.
    async fn commitment_years(&self) -> i32 {
        self.0.commitment_years
    }

    /// The departmental service's opinion (*avis DDCS ou DDT*), free field.
    async fn departmental_opinion(&self) -> &str {
        &self.0.departmental_opinion
    }

    /// Its view of the project's relevance (*pertinence*).
    async fn departmental_relevance(&self) -> &str {
        &self.0.departmental_relevance
    }

    /// The conditions it finds necessary.
    async fn departmental_conditions(&self) -> &str {
        &self.0.departmental_conditions
    }

    /// The region's comment.
    async fn regional_comment(&self) -> &str {
        &self.0.regional_comment
    }

    /// The smallest dwellings (*typologie*).
    async fn smallest_dwelling_type(&self) -> DwellingType {
        self.0.smallest_dwelling_type.into()
    }

    /// The largest dwellings (*typologie*).
    async fn largest_dwelling_type(&self) -> DwellingType {
        self.0.largest_dwelling_type.into()
    }

    /// Box « financement du FNDOLLTS »; absent when neither box is ticked.
    async fn fndollts_funded(&self) -> Option<bool> {
        self.0.fndollts_funded
    }

    /// Box « ayant candidaté à un appel à projets en cours »; absent when neither box is ticked.
    async fn fndollts_applied(&self) -> Option<bool> {
        self.0.fndollts_applied
    }

    /// How far the project could be reproduced (*caractère reproductible*); absent while no box is ticked.
    async fn reproducibility(&self) -> Option<Reproducibility> {
        self.0.reproducibility.map(Into::into)
    }

    /// The region's opinion (*avis global*); absent while no box is ticked.
    async fn regional_opinion(&self) -> Option<RegionalOpinion> {
        self.0.regional_opinion.map(Into::into)
    }

    /// First day of the commitment.
    async fn starts_on(&self) -> Date {
        self.0.starts_on.into()
    }

    /// The offsets of its reminders, in days and months, and its default periods.
    async fn settings(&self) -> Json<&ProgrammeSettings> {
        Json(&self.0.settings)
    }

    /// Who runs the coordination cell and is told of what is late.
    async fn coordinator(&self, ctx: &Context<'_>) -> Result<Staff> {
        super::staff(ctx, &self.0.coordinator_id).await
    }

    /// Who supervises the referents.
    async fn supervisor(&self, ctx: &Context<'_>) -> Result<Staff> {
        super::staff(ctx, &self.0.supervisor_id).await
    }

    /// Its carriers (*porteurs*), in the form's order.
    async fn carriers(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        let rows = many(ctx.loaders()?, CarriersOf(self.0.id.clone())).await?;
        futures::future::try_join_all(rows.iter().map(|row| super::organisation(ctx, &row.organisation_id))).await
    }

    /// The rental modalities it offers (*modalités d'intermédiation*), in the form's words.
    async fn modalities(&self, ctx: &Context<'_>) -> Result<Vec<ProgrammeModality>> {
        let rows = many(ctx.loaders()?, ModalitiesOf(self.0.id.clone())).await?;
        Ok(rows.into_iter().map(ProgrammeModality::from).collect())
    }

    /// What each component costs (*coûts*), as stated.
    async fn rates(&self, ctx: &Context<'_>) -> Option<Result<Vec<UnitRate>>> {
        if !money(ctx) {
            return refuse(ctx, "Programme");
        }
        Some(self.load_rates(ctx).await.map(|rows| rows.iter().map(UnitRate::from).collect()))
    }

    /// The funders' shares of the overall funding (*cofinancements*), as stated.
    async fn shares(&self, ctx: &Context<'_>) -> Option<Result<Vec<FundingShare>>> {
        if !money(ctx) {
            return refuse(ctx, "Programme");
        }
        Some(self.load_shares(ctx).await)
    }

    /// Where the form contradicts itself: what it states, and what follows from the rest of it.
    async fn warnings(&self, ctx: &Context<'_>) -> Option<Result<Vec<ProgrammeWarning>>> {
        if !money(ctx) {
            return refuse(ctx, "Programme");
        }
        Some(self.find_warnings(ctx).await)
    }
}

impl Programme {
    async fn load_rates(&self, ctx: &Context<'_>) -> Result<Vec<unit_rate::Model>> {
        many(ctx.loaders()?, RatesOf(self.0.id.clone())).await
    }

    async fn load_shares(&self, ctx: &Context<'_>) -> Result<Vec<FundingShare>> {
        let rows = many(ctx.loaders()?, SharesOf(self.0.id.clone())).await?;
        let shares = rows.into_iter().map(async |row| {
            let funder = super::organisation(ctx, &row.funder_id).await?;
            Ok(FundingShare { id: global(&row.id), funder, basis_points: row.basis_points, purpose: row.purpose })
        });
        futures::future::try_join_all(shares).await
    }

    async fn find_warnings(&self, ctx: &Context<'_>) -> Result<Vec<ProgrammeWarning>> {
        let loaders = ctx.loaders()?;
        let (rates, shares, modalities) = futures::future::try_join3(
            self.load_rates(ctx),
            many(loaders, SharesOf(self.0.id.clone())),
            many(loaders, ModalitiesOf(self.0.id.clone())),
        )
        .await?;
        let form = &self.0;
        let management = shares.iter().filter(|share| share.purpose.contains("gestion locative"));
        let stated = Stated {
            rates: rates.iter().map(|rate| (rate.component, rate.unit, rate.amount_cents)).collect(),
            share_basis_points: shares.iter().map(|share| share.basis_points).sum(),
            rental_management_basis_points: management.map(|share| share.basis_points).sum(),
            household_target: form.household_target,
            dwelling_target: form.dwelling_target,
            modalities: modalities.iter().map(|modality| modality.modality).collect(),
            named_a_creation: form.name.contains("Création"),
            mobilises_new_supply: form.mobilises_new_supply,
            fndollts: (form.fndollts_funded, form.fndollts_applied),
        };
        Ok(contradictions(&stated).iter().map(ProgrammeWarning::from).collect())
    }
}

fn money(ctx: &Context<'_>) -> bool {
    ctx.viewer().is_ok_and(|viewer| may_read(viewer, FieldClass::Money, Relation::default()))
}

/// A rental modality that a programme offers.
#[derive(SimpleObject)]
pub struct ProgrammeModality {
    /// The modality.
    modality: RentalModality,
    /// The form's words.
    description: String,
}

impl From<programme_modality::Model> for ProgrammeModality {
    fn from(row: programme_modality::Model) -> Self {
        Self { modality: row.modality.into(), description: row.description }
    }
}

/// What one component costs (*tarif*), as stated.
#[derive(SimpleObject)]
pub struct UnitRate {
    /// Its identifier.
    id: ID,
    /// What it pays for.
    component: RateComponent,
    /// What it is counted by.
    unit: RateUnit,
    /// In euro cents.
    amount_cents: i64,
}

impl From<&unit_rate::Model> for UnitRate {
    fn from(row: &unit_rate::Model) -> Self {
        Self {
            id: global(&row.id),
            component: row.component.into(),
            unit: row.unit.into(),
            amount_cents: row.amount_cents,
        }
    }
}

/// A funder's share of the overall funding (*part*), as stated.
#[derive(SimpleObject)]
pub struct FundingShare {
    /// Its identifier.
    id: ID,
    /// Who funds.
    funder: Organisation,
    /// In hundredths of a per cent: 7100 is 71 %.
    basis_points: i32,
    /// What the form says it funds.
    purpose: String,
}

/// A gap between what the form states and what follows from it.
#[derive(SimpleObject)]
pub struct ProgrammeWarning {
    /// The stable code, such as `OVERALL_COST_DIFFERS`.
    code: &'static str,
    /// What to tell the user, in French.
    message: &'static str,
    /// What the form states, in the unit that the message names.
    stated: Option<i64>,
    /// What follows from the rest of the form, in the same unit.
    computed: Option<i64>,
}

impl From<&Contradiction> for ProgrammeWarning {
    fn from(gap: &Contradiction) -> Self {
        Self { code: gap.kind.code(), message: message(gap.kind), stated: gap.stated, computed: gap.computed }
    }
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
        ContradictionKind::SharesNotWhole => "Les parts des financeurs ne totalisent pas 100 % (en points de base).",
        ContradictionKind::RentalManagementShareExceedsCost => {
            "Les parts affectées à la gestion locative dépassent son poids dans le coût unitaire (en points de base)."
        }
        ContradictionKind::SupportUnfunded => {
            "Aucun financeur n’est nommé pour l’accompagnement (en centimes par ménage et par an)."
        }
        ContradictionKind::SocialResidenceUnfunded => "Aucun financeur n’est nommé pour la résidence sociale.",
        ContradictionKind::SubleaseConditionallyFunded => "La sous-location n’est financée que « le cas échéant ».",
        ContradictionKind::HouseholdsAndDwellingsCountedAlike => {
            "Ménages et logements sont annoncés en même nombre, alors qu’un logement peut servir plusieurs fois."
        }
        ContradictionKind::CreationWithoutNewSupply => {
            "Le nom parle de création d’une offre, la case cochée de logements existants sans aménagement."
        }
        ContradictionKind::FndolltsAppliedNotFunded => {
            "Le projet ne bénéficie pas du FNDOLLTS, mais déclare y avoir candidaté."
        }
    }
}
