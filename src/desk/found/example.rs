//! The example a clinic may begin with: rooms, staff and a price list.

use std::collections::HashMap;

use serde::Deserialize;

use crate::desk::fault::{Done, Fault};
use crate::domain::bill::TaxMode;
use crate::domain::id::{ClinicId, RoomId, StaffId, TreatmentId};
use crate::domain::money::{Currency, Money};
use crate::domain::name::Name;
use crate::domain::schedule::HoursKind;
use crate::domain::time::Ts;
use crate::store::staff::{HoursRow, StaffRow};
use crate::store::treatment::{CanRow, TreatmentRow};
use crate::store::{self, Tx};

/// The example's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    room: Vec<String>,
    staff: Vec<ExampleStaff>,
    treatment: Vec<ExampleTreatment>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleStaff {
    name: String,
    title: String,
    skills: String,
    room: Option<String>,
    /// Monday is 1.
    days: Vec<i64>,
    /// Hours of the day: from, to, and the break.
    from: i64,
    to: i64,
    pause: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleTreatment {
    category: String,
    name: String,
    minutes: i64,
    /// In rupiah; another currency has a price like it.
    price: i64,
    prefix: String,
    room: Option<String>,
    staff: Vec<String>,
}

/// What an example price in rupiah is in a clinic's own currency, in its smallest unit: nobody's rate of today, but a price
/// somebody could ask there.
fn example_price(rupiah: i64, currency: &Currency) -> Money {
    match (currency.code.as_str(), currency.scale()) {
        // Money of as little worth.
        ("IDR" | "VND", scale) => Money(rupiah * scale),
        (_, 1) => Money(rupiah / 100),
        (_, scale) => Money(rupiah * scale / 10_000),
    }
}

/// Puts it into a clinic that is being founded.
pub(super) async fn put(tx: &mut Tx, clinic: ClinicId, currency: &Currency, now: Ts) -> Done<()> {
    let broken = |what: &str| Fault::Broken(format!("example: {what}"));
    let example: Example = toml::from_str(include_str!("../../../assets/example.toml"))
        .map_err(|error| broken(error.message()))?;
    let mut rooms = HashMap::new();
    for name in &example.room {
        let id = RoomId::new();
        store::staff::insert_room(tx.on(), clinic, id, name).await?;
        rooms.insert(name.as_str(), id);
    }
    let room = |name: &Option<String>| name.as_deref().and_then(|name| rooms.get(name).copied());
    let mut staff = HashMap::new();
    for one in &example.staff {
        let row = StaffRow {
            id: StaffId::new(),
            name: one.name.clone(),
            title: one.title.clone(),
            skills: one.skills.clone(),
            room_id: room(&one.room),
            commission_bp: None,
            position: 0,
            active: true,
            version: 1,
        };
        store::staff::insert(tx.on(), clinic, &row, now).await?;
        for weekday in &one.days {
            let lines = [(HoursKind::Work, one.from, one.to), (HoursKind::Break, one.pause, one.pause + 1)];
            for (kind, starts, ends) in lines {
                let line = HoursRow {
                    staff_id: row.id,
                    weekday: *weekday,
                    kind,
                    starts: starts * 60,
                    ends: ends * 60,
                };
                store::staff::add_hours(tx.on(), clinic, &line).await?;
            }
        }
        staff.insert(one.name.as_str(), row.id);
    }
    for one in &example.treatment {
        let name = Name::parse(&one.name)?;
        let row = TreatmentRow {
            id: TreatmentId::new(),
            name: one.name.clone(),
            category: one.category.clone(),
            minutes: one.minutes,
            price: example_price(one.price, currency),
            deposit: Money::ZERO,
            tax_mode: TaxMode::None,
            tax_bp: 0,
            queue_prefix: one.prefix.clone(),
            room_id: room(&one.room),
            active: true,
            version: 1,
        };
        store::treatment::insert(tx.on(), clinic, &row, &name.key(), now).await?;
        for who in &one.staff {
            let staff_id = *staff.get(who.as_str()).ok_or_else(|| broken(who))?;
            let can = CanRow { treatment_id: row.id, staff_id };
            store::treatment::add_who_can(tx.on(), clinic, &can).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_asks_what_somebody_could_ask_there() {
        let price = |code: &str, decimals| {
            let currency = Currency::new(code, decimals).unwrap();
            currency.shown(example_price(175_000, &currency))
        };
        assert_eq!(price("IDR", 0), "Rp175.000");
        assert_eq!(price("IDR", 2), "Rp175.000,00");
        assert!(price("USD", 2).ends_with("17.50"), "{}", price("USD", 2));
        assert!(price("KWD", 3).ends_with("17.500"), "{}", price("KWD", 3));
        assert!(price("JPY", 0).ends_with("1,750"), "{}", price("JPY", 0));
    }
}
