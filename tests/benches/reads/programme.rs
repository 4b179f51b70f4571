//! The one programme of the measurement. No measured answer shows a word of it.

use chrono::NaiveDate;
use entity::model::programme;
use entity::types::{DwellingType, ProgrammeId, ProgrammeSettings, StaffId};

/// The form, with nothing on it but what it must have.
pub(crate) fn form(id: ProgrammeId, starts_on: NaiveDate, coordinator_id: &StaffId) -> programme::Model {
    programme::Model {
        id,
        call_name: "Appel de mesure".to_owned(),
        name: "Programme de mesure".to_owned(),
        location: "Caen".to_owned(),
        summary: String::new(),
        household_target: 120,
        dalo_eligible: true,
        collective_agreement_eligible: true,
        pdalpd_eligible: true,
        public_characteristics: String::new(),
        mobilises_new_supply: false,
        mobilises_with_works: false,
        mobilises_without_works: true,
        mobilises_by_reclassification: false,
        dwelling_target: 120,
        smallest_dwelling_type: DwellingType::T1,
        largest_dwelling_type: DwellingType::T5,
        reservation_and_allocation: String::new(),
        dwelling_location: String::new(),
        support_method: String::new(),
        rental_management_fit: String::new(),
        adhesion_approach: String::new(),
        support_supply: String::new(),
        landlord_support_relation: String::new(),
        fit_to_needs: String::new(),
        partnership: String::new(),
        financing: String::new(),
        fndollts_funded: None,
        fndollts_applied: None,
        commitment_note: String::new(),
        commitment_years: 3,
        departmental_opinion: String::new(),
        departmental_relevance: String::new(),
        reproducibility: None,
        departmental_conditions: String::new(),
        departmental_opinion_on: None,
        regional_opinion: None,
        regional_comment: String::new(),
        regional_opinion_on: None,
        starts_on,
        coordinator_id: coordinator_id.clone(),
        supervisor_id: coordinator_id.clone(),
        settings: ProgrammeSettings::default(),
        version: 1,
    }
}
