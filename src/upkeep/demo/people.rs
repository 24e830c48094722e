//! Patients as a clinic in Indonesia has them: names of many regions, families on one number, some with an alert.

use std::collections::{BTreeSet, HashSet};

use chrono::{Datelike, Days, NaiveDate};
use fastrand::Rng;
use serde::Deserialize;

use super::id;
use crate::desk::{Done, Fault};
use crate::domain::id::{AccountId, PatientId};
use crate::domain::name::Name;
use crate::domain::phone::Phone;
use crate::domain::text::words;
use crate::domain::time::Ts;
use crate::store::import::NewPatient;
use crate::store::patient::PatientRow;

/// What people and their visits are made of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    regions: Vec<Region>,
    streets: Vec<String>,
    towns: Vec<String>,
    alerts: Vec<String>,
    notes: Vec<String>,
    pub health_notes: Vec<String>,
    pub visit_notes: Vec<String>,
    pub cancel_reasons: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Region {
    #[serde(rename = "name")]
    _name: String,
    women: Vec<String>,
    men: Vec<String>,
    family: Vec<String>,
}

impl Region {
    fn given<'a>(&'a self, rng: &mut Rng) -> &'a str {
        let list = if rng.bool() { &self.women } else { &self.men };
        one_of(rng, list)
    }
}

impl Lists {
    pub fn read() -> Done<Self> {
        serde_json::from_str(include_str!("../../../assets/people.json"))
            .map_err(|error| Fault::Broken(format!("people: {error}")))
    }

    /// A name, for somebody who works here.
    pub fn somebody(&self, rng: &mut Rng) -> String {
        let region = &self.regions[rng.usize(..self.regions.len())];
        let given = region.given(rng);
        format!("{given} {}", one_of(rng, &region.family))
    }
}

/// Those of one household: one number, one family name.
#[derive(Debug)]
struct Household<'a> {
    region: &'a Region,
    family: &'a str,
    phone: String,
    given: BTreeSet<&'a str>,
    /// Members still to come.
    left: usize,
    grown: bool,
}

/// Chance, with the choices one makes of it.
pub(super) fn one_of<'a>(rng: &mut Rng, all: &'a [String]) -> &'a str {
    all.get(rng.usize(..all.len().max(1))).map_or("", String::as_str)
}

/// Makes `count` patients who were registered between `first` and `last`, in that order.
pub(super) fn patients(
    rng: &mut Rng,
    lists: &Lists,
    count: usize,
    (first, last): (Ts, Ts),
    today: NaiveDate,
    by: AccountId,
) -> Done<Vec<NewPatient>> {
    let mut taken = HashSet::new();
    let mut household: Option<Household<'_>> = None;
    let mut people = Vec::with_capacity(count);
    let step = (last.0 - first.0) / i64::try_from(count.max(1)).unwrap_or(1);
    for place in 0..count {
        if household.as_ref().is_none_or(|home| home.left == 0) {
            household = Some(found(rng, lists, &mut taken));
        }
        let Some(home) = household.as_mut() else { continue };
        home.left -= 1;
        let child = !home.given.is_empty() && (home.grown || rng.f32() < 0.5);
        home.grown = home.grown || !home.given.is_empty();
        let name = Name::parse(&named(rng, home))?;
        let phone = Phone::parse(&home.phone)?;
        let at = Ts(first.0 + step * place as i64);
        let age = if child { rng.u64(1..18) } else { rng.u64(19..70) };
        let birth = today.checked_sub_days(Days::new(age * 365 + rng.u64(..365)));
        let slug = words(name.as_str()).join(".");
        let pick = |rng: &mut Rng, share: f32, all: &[String]| {
            if rng.f32() < share { one_of(rng, all).to_owned() } else { String::new() }
        };
        let year = birth.map_or(0, |birth| birth.year());
        let row = PatientRow {
            id: PatientId(id(at, rng.u64(..), 0)),
            name: name.as_str().to_owned(),
            email: (!child && rng.f32() < 0.12).then(|| format!("{slug}{}@example.com", year % 100)),
            birth_date: birth.filter(|_| rng.f32() < 0.85),
            address: if rng.f32() < 0.45 { address(rng, lists) } else { String::new() },
            notes: pick(rng, 0.08, &lists.notes),
            alerts: pick(rng, 0.09, &lists.alerts),
            reminders: rng.f32() < 0.7,
            active: true,
            version: 1,
            updated_at: at,
            updated_by: by,
        };
        people.push(NewPatient {
            name_key: name.key(),
            phones: vec![(phone.as_str().to_owned(), phone.reversed(), home.phone.clone())],
            words: words(&row.name).into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
            row,
        });
    }
    Ok(people)
}

fn found<'a>(rng: &mut Rng, lists: &'a Lists, taken: &mut HashSet<u64>) -> Household<'a> {
    // The first regions of the list are the ones most people come from.
    let place = (rng.f64().powi(2) * lists.regions.len() as f64) as usize;
    let region = &lists.regions[place.min(lists.regions.len() - 1)];
    let left = match rng.u8(..100) {
        0..72 => 1,
        72..85 => 2,
        85..94 => 3,
        _ => 4,
    };
    let family = one_of(rng, &region.family);
    Household { region, family, phone: number(rng, taken), given: BTreeSet::new(), left, grown: false }
}

/// A mobile number nobody here has yet, written in one of the ways people write it.
fn number(rng: &mut Rng, taken: &mut HashSet<u64>) -> String {
    const NETWORKS: &[u64] =
        &[811, 812, 813, 815, 816, 817, 818, 819, 821, 822, 852, 853, 856, 857, 858, 877, 878, 895, 896, 899];
    loop {
        let (network, rest) = (NETWORKS[rng.usize(..NETWORKS.len())], rng.u64(10_000_000..100_000_000));
        if taken.insert(network * 100_000_000 + rest) {
            let (middle, end) = (rest / 10_000, rest % 10_000);
            return match rng.u8(..10) {
                0..6 => format!("0{network}-{middle:04}-{end:04}"),
                6..9 => format!("0{network}{rest}"),
                _ => format!("+62 {network} {middle:04} {end:04}"),
            };
        }
    }
}

/// Another name than the others of the household have.
fn named(rng: &mut Rng, home: &mut Household<'_>) -> String {
    let region = home.region;
    let mut given = region.given(rng);
    while !home.given.insert(given) {
        given = region.given(rng);
    }
    // One name is enough for some; a family shares its last one.
    let alone = home.given.len() == 1 && home.left == 0 && rng.f32() < 0.08;
    if alone { given.to_owned() } else { format!("{given} {}", home.family) }
}

fn address(rng: &mut Rng, lists: &Lists) -> String {
    let (street, town) = (one_of(rng, &lists.streets), one_of(rng, &lists.towns));
    format!("{street} No. {}, {town}", rng.u8(1..150))
}
