//! The file: what may stand in it, under the schema's names. An organisation is named by its short name or its full one, a
//! person by their address. A key that is not known is refused: a slip of the pen must not leave something out.

use entity::model::programme;
use entity::model::programme_form::{Lists, StatedModality, StatedPartner, StatedTarget};
use entity::operations::dwelling::RecordDwelling;
use entity::operations::funding::{SetFundingShare, SetUnitRate};
use entity::operations::organisation::RecordOrganisation;
use entity::operations::programme::RecordProgramme;
use entity::operations::staff::RecordStaff;
use entity::rules::funding::{FundedModality, Share as FunderShare};
use entity::types::{
    DwellingType, OrganisationKind, PartnerKind, ProgrammeId, RateComponent, RateProration, RateUnit, RentalModality,
    Role, ShareBase,
};
use serde::Deserialize;
use toml::Spanned;

use super::amounts::{Day, Euros, Percent};
use super::directory::Directory;
use super::settings::Settings;
use crate::import::Fault;

/// What a file says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) organisations: Vec<Spanned<Organisation>>,
    pub(crate) staff: Vec<Spanned<Staff>>,
    pub(crate) programme: Option<Spanned<Programme>>,
    pub(crate) rates: Vec<Spanned<Rate>>,
    pub(crate) shares: Vec<Spanned<Share>>,
    pub(crate) dwellings: Vec<Spanned<Dwelling>>,
}

/// An organisation.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Organisation {
    pub(crate) kind: OrganisationKind,
    pub(crate) name: String,
    pub(crate) short_name: String,
    #[serde(default)]
    pub(crate) legal_status: String,
}

impl Organisation {
    /// What the operation is given.
    pub(crate) fn input(&self) -> RecordOrganisation {
        RecordOrganisation {
            kind: self.kind,
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            legal_status: self.legal_status.clone(),
        }
    }
}

/// A member of staff. They have no account until they are given a password.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Staff {
    pub(crate) organisation: String,
    pub(crate) email: String,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) role: Role,
}

impl Staff {
    /// What the operation is given, or why it is given nothing.
    pub(crate) fn input(&self, of: &Directory) -> Result<RecordStaff, Vec<Fault>> {
        Ok(RecordStaff {
            organisation_id: of.organisation(&self.organisation, "organisation").map_err(|fault| vec![fault])?,
            email: self.email.clone(),
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            role: self.role,
            password: None,
        })
    }
}

/// What a programme's form states, but for the opinions on it, which are given later.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Programme {
    pub(crate) call_name: String,
    pub(crate) name: String,
    pub(crate) location: String,
    #[serde(default)]
    pub(crate) summary: String,
    pub(crate) household_target: i32,
    #[serde(default)]
    pub(crate) dalo_eligible: bool,
    #[serde(default)]
    pub(crate) collective_agreement_eligible: bool,
    #[serde(default)]
    pub(crate) pdalpd_eligible: bool,
    #[serde(default)]
    pub(crate) public_characteristics: String,
    #[serde(default)]
    pub(crate) mobilises_new_supply: bool,
    #[serde(default)]
    pub(crate) mobilises_with_works: bool,
    #[serde(default)]
    pub(crate) mobilises_without_works: bool,
    #[serde(default)]
    pub(crate) mobilises_by_reclassification: bool,
    pub(crate) dwelling_target: i32,
    pub(crate) smallest_dwelling_type: DwellingType,
    pub(crate) largest_dwelling_type: DwellingType,
    #[serde(default)]
    pub(crate) reservation_and_allocation: String,
    #[serde(default)]
    pub(crate) dwelling_location: String,
    #[serde(default)]
    pub(crate) support_method: String,
    #[serde(default)]
    pub(crate) rental_management_fit: String,
    #[serde(default)]
    pub(crate) adhesion_approach: String,
    #[serde(default)]
    pub(crate) support_supply: String,
    #[serde(default)]
    pub(crate) landlord_support_relation: String,
    #[serde(default)]
    pub(crate) fit_to_needs: String,
    #[serde(default)]
    pub(crate) partnership: String,
    #[serde(default)]
    pub(crate) financing: String,
    pub(crate) fndollts_funded: Option<bool>,
    pub(crate) fndollts_applied: Option<bool>,
    #[serde(default)]
    pub(crate) commitment_note: String,
    pub(crate) commitment_years: i32,
    pub(crate) starts_on: Day,
    pub(crate) coordinator: String,
    pub(crate) supervisor: String,
    pub(crate) carriers: Vec<String>,
    #[serde(default)]
    pub(crate) modalities: Vec<Modality>,
    #[serde(default)]
    pub(crate) partners: Vec<Partner>,
    #[serde(default)]
    pub(crate) yearly_targets: Vec<YearlyTarget>,
    pub(crate) settings: Option<Settings>,
}

/// A rental modality that a programme offers, in the form's words.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Modality {
    pub(crate) modality: RentalModality,
    pub(crate) description: String,
}

/// A partner of a programme.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Partner {
    pub(crate) organisation: String,
    pub(crate) kind: PartnerKind,
    #[serde(default)]
    pub(crate) identifies_demand: bool,
    #[serde(default)]
    pub(crate) mobilises_supply: bool,
    #[serde(default)]
    pub(crate) supports_households: bool,
    #[serde(default)]
    pub(crate) role: String,
}

/// What is aimed at in a year of the commitment.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct YearlyTarget {
    pub(crate) year: i32,
    pub(crate) households: i32,
    pub(crate) dwellings: i32,
}

impl Programme {
    /// What the operation is given, or why it is given nothing. `id` is replaced when it is recorded.
    pub(crate) fn input(&self, of: &Directory, id: ProgrammeId) -> Result<RecordProgramme, Vec<Fault>> {
        let mut faults = Vec::new();
        let lists = self.lists(of, &mut faults);
        let coordinator = of.person(&self.coordinator, "coordinator").map_err(|fault| faults.push(fault));
        let supervisor = of.person(&self.supervisor, "supervisor").map_err(|fault| faults.push(fault));
        let (Ok(coordinator_id), Ok(supervisor_id), true) = (coordinator, supervisor, faults.is_empty()) else {
            faults.dedup();
            return Err(faults);
        };
        let form = programme::Model {
            id,
            call_name: self.call_name.clone(),
            name: self.name.clone(),
            location: self.location.clone(),
            summary: self.summary.clone(),
            household_target: self.household_target,
            dalo_eligible: self.dalo_eligible,
            collective_agreement_eligible: self.collective_agreement_eligible,
            pdalpd_eligible: self.pdalpd_eligible,
            public_characteristics: self.public_characteristics.clone(),
            mobilises_new_supply: self.mobilises_new_supply,
            mobilises_with_works: self.mobilises_with_works,
            mobilises_without_works: self.mobilises_without_works,
            mobilises_by_reclassification: self.mobilises_by_reclassification,
            dwelling_target: self.dwelling_target,
            smallest_dwelling_type: self.smallest_dwelling_type,
            largest_dwelling_type: self.largest_dwelling_type,
            reservation_and_allocation: self.reservation_and_allocation.clone(),
            dwelling_location: self.dwelling_location.clone(),
            support_method: self.support_method.clone(),
            rental_management_fit: self.rental_management_fit.clone(),
            adhesion_approach: self.adhesion_approach.clone(),
            support_supply: self.support_supply.clone(),
            landlord_support_relation: self.landlord_support_relation.clone(),
            fit_to_needs: self.fit_to_needs.clone(),
            partnership: self.partnership.clone(),
            financing: self.financing.clone(),
            fndollts_funded: self.fndollts_funded,
            fndollts_applied: self.fndollts_applied,
            commitment_note: self.commitment_note.clone(),
            commitment_years: self.commitment_years,
            departmental_opinion: String::new(),
            departmental_relevance: String::new(),
            reproducibility: None,
            departmental_conditions: String::new(),
            departmental_opinion_on: None,
            regional_opinion: None,
            regional_comment: String::new(),
            regional_opinion_on: None,
            starts_on: self.starts_on.0,
            coordinator_id,
            supervisor_id,
            settings: self.settings.clone().unwrap_or_default().into(),
            version: 1,
        };
        Ok(RecordProgramme { form, lists })
    }

    /// What it states in lists, of what can be told.
    fn lists(&self, of: &Directory, faults: &mut Vec<Fault>) -> Lists {
        let mut named = |name: &str, field| of.organisation(name, field).map_err(|fault| faults.push(fault)).ok();
        let carriers = self.carriers.iter().filter_map(|name| named(name, "carriers")).collect();
        let partners = self.partners.iter().filter_map(|partner| {
            Some(StatedPartner {
                organisation_id: named(&partner.organisation, "partners")?,
                kind: partner.kind,
                identifies_demand: partner.identifies_demand,
                mobilises_supply: partner.mobilises_supply,
                supports_households: partner.supports_households,
                role: partner.role.clone(),
            })
        });
        let partners = partners.collect();
        let modalities = self
            .modalities
            .iter()
            .map(|stated| StatedModality { modality: stated.modality, description: stated.description.clone() });
        let yearly_targets = self.yearly_targets.iter().map(|target| StatedTarget {
            year: target.year,
            households: target.households,
            dwellings: target.dwellings,
        });
        Lists { carriers, modalities: modalities.collect(), partners, yearly_targets: yearly_targets.collect() }
    }
}

/// What a component of the file's programme costs; from the first day of the programme unless it says otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rate {
    pub(crate) component: RateComponent,
    pub(crate) unit: RateUnit,
    pub(crate) amount: Euros,
    pub(crate) proration: Option<RateProration>,
    pub(crate) valid_from: Option<Day>,
}

impl Rate {
    /// What the operation is given.
    pub(crate) fn input(&self, of: &programme::Model) -> SetUnitRate {
        let valid_from = self.valid_from.map_or(of.starts_on, |day| day.0);
        let stated = SetUnitRate::stated(&of.id, (self.component, self.unit, self.amount.0), valid_from);
        SetUnitRate { proration: self.proration.unwrap_or(stated.proration), ..stated }
    }
}

/// What a funder bears of the file's programme; of the whole unless it says otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Share {
    pub(crate) funder: String,
    pub(crate) percent: Percent,
    #[serde(default = "whole")]
    pub(crate) base: ShareBase,
    pub(crate) component: Option<RateComponent>,
    #[serde(default)]
    pub(crate) modalities: Vec<ShareModality>,
    #[serde(default)]
    pub(crate) purpose: String,
}

fn whole() -> ShareBase {
    ShareBase::Whole
}

/// A modality that a share is said to fund.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ShareModality {
    pub(crate) modality: RentalModality,
    #[serde(default)]
    pub(crate) where_applicable: bool,
}

impl Share {
    /// What the operation is given, or why it is given nothing.
    pub(crate) fn input(&self, of: &Directory, programme_id: &ProgrammeId) -> Result<SetFundingShare, Vec<Fault>> {
        let named = |stated: &ShareModality| FundedModality {
            modality: stated.modality,
            where_applicable: stated.where_applicable,
        };
        Ok(SetFundingShare {
            programme_id: programme_id.clone(),
            funder_id: of.organisation(&self.funder, "funder").map_err(|fault| vec![fault])?,
            share: FunderShare {
                base: self.base,
                basis_points: self.percent.0,
                component: self.component,
                modalities: self.modalities.iter().map(named).collect(),
            },
            purpose: self.purpose.clone(),
        })
    }
}

/// A dwelling.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the schema's names")]
pub(crate) struct Dwelling {
    pub(crate) reference: String,
    pub(crate) owner: String,
    pub(crate) address: String,
    pub(crate) postal_code: String,
    pub(crate) city: String,
    pub(crate) dwelling_type: DwellingType,
    #[serde(default)]
    pub(crate) insertion_stock: bool,
}

impl Dwelling {
    /// What the operation is given, or why it is given nothing.
    pub(crate) fn input(&self, of: &Directory) -> Result<RecordDwelling, Vec<Fault>> {
        Ok(RecordDwelling {
            reference: self.reference.clone(),
            owner_id: of.organisation(&self.owner, "owner").map_err(|fault| vec![fault])?,
            address: self.address.clone(),
            postal_code: self.postal_code.clone(),
            city: self.city.clone(),
            dwelling_type: self.dwelling_type,
            insertion_stock: self.insertion_stock,
        })
    }
}
