//! What was paid in the days before: receipts without holes, by every method, a few debts.

use chrono::NaiveDate;
use fastrand::Rng;
use serde_json::Value;

use super::history::Visit;
use super::{Staffed, id};
use crate::desk::payment::number_shown;
use crate::desk::{Done, Fault};
use crate::domain::audit::{COMMITMENT, TrailKey, hex, take_personal};
use crate::domain::booking::Status;
use crate::domain::id::{BillId, DrawerSessionId, MethodId, PatientId, PaymentId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentKind};
use crate::domain::time::Ts;
use crate::paper::receipt::{Letterhead, Line, Paid, Receipt};
use crate::store::history_money::PastReceipt;
use crate::store::import::NewPatient;
use crate::store::method::MethodRow;
use crate::store::payment::NewPayment;
use crate::store::personal::PersonalRow;

/// The series of [`crate::desk::payment`].
pub(super) const SERIES: &str = "R";

/// One receipt to be written: whose visit, when, and its number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due {
    pub visit: usize,
    at: Ts,
    number: i64,
}

/// Who of the treated paid, in the order in which they did. Two in a hundred did not.
pub(super) fn receipts(staffed: &Staffed<'_>, people: &[NewPatient], visits: &[Visit]) -> Vec<Due> {
    debug_assert!(visits.iter().all(|visit| visit.slot.patient < people.len()), "a patient for each visit");
    let mut all: Vec<Due> = visits
        .iter()
        .enumerate()
        .filter(|(_, visit)| visit.status == Status::Done)
        .filter_map(|(place, visit)| {
            let mut rng = Rng::with_seed(visit.salt ^ staffed.seed);
            let at = visit.done?.plus_minutes(rng.i64(1..7));
            (rng.u8(..100) >= 2).then_some(Due { visit: place, at, number: 0 })
        })
        .collect();
    all.sort_by_key(|due| (due.at, due.visit));
    for (number, due) in (1..).zip(&mut all) {
        due.number = number;
    }
    all
}

impl Due {
    /// The rows of the receipt and its payments.
    pub fn row(&self, staffed: &Staffed<'_>, people: &[NewPatient], visits: &[Visit]) -> Done<PastReceipt> {
        let visit = &visits[self.visit];
        let floor = &staffed.floor;
        let treatment = floor.treatment(&visit.slot);
        let patient = &people[visit.slot.patient].row;
        let price = treatment.price;
        let mut rng = Rng::with_seed(visit.salt.wrapping_add(7));
        let receipt = ReceiptId(id(self.at, visit.salt, 2));
        let mut payments = Vec::new();
        let mut paid = Vec::new();
        let mut verified = Vec::new();
        for (nth, (kind, amount)) in (3_u8..).zip(parts(&mut rng, price)) {
            let method = method(&floor.roster.methods, kind)?;
            let tendered = if kind == MethodKind::Cash { handed_over(&mut rng, amount) } else { amount };
            let change = Money(tendered.0 - amount.0);
            let payment = NewPayment {
                id: PaymentId(id(self.at, visit.salt, nth)),
                bill_id: BillId(visit.id().0),
                patient_id: patient.id,
                receipt_id: receipt,
                method_id: MethodId(method.id.0),
                kind: PaymentKind::Payment,
                amount,
                tendered,
                change_given: change,
                reference: String::new(),
                reason: String::new(),
                refers_to: None,
                drawer_session_id: Some(session_of(visit.day, staffed.seed)),
                package_id: None,
                approved_by: None,
                business_day: visit.day,
                packages: Vec::new(),
            };
            if kind == MethodKind::Qris {
                verified.push((payment.id, self.at.plus_minutes(1)));
            }
            paid.push(Paid {
                payment: Some(payment.id),
                since: None,
                method: method.name.clone(),
                kind: PaymentKind::Payment,
                amount,
                tendered,
                change,
                reference: String::new(),
                packages: Money::ZERO,
                waiting: kind == MethodKind::Qris,
            });
            payments.push(payment);
        }
        let clinic = floor.clinic;
        let settled: i64 = payments.iter().map(|payment| payment.amount.0).sum();
        let snapshot = Receipt {
            clinic: Letterhead {
                name: clinic.name.clone(),
                address: clinic.address.clone(),
                phone: clinic.phone.clone(),
                footer: clinic.policies.receipt_footer.clone(),
            },
            number: format!("{SERIES}-{}", number_shown(self.number)),
            at: clinic.local(self.at),
            cashier: staffed.cashier_name.clone(),
            patient: patient.name.clone(),
            currency: clinic.currency.clone(),
            lines: vec![Line {
                description: treatment.name.clone(),
                quantity: 1,
                unit: price,
                amount: price,
            }],
            discounts: Vec::new(),
            others: Vec::new(),
            included: Vec::new(),
            rounding: Money(0),
            total: price,
            paid_before: Money(0),
            by_sessions: Money(0),
            payments: paid,
            due: Money(price.0 - settled),
            training: clinic.training,
            copy: 0,
            voided: Money(0),
        };
        let mut page = serde_json::to_value(&snapshot)?;
        let patient = confided(&mut page, patient.id, &staffed.key, &mut rng)?;
        Ok(PastReceipt {
            id: receipt,
            number: self.number,
            at: self.at,
            by: staffed.cashier,
            snapshot: page.to_string(),
            patient,
            payments,
            verified,
        })
    }
}

/// Takes what a page says of its patient out of it, as every receipt is written, so that it is erased with them.
fn confided(page: &mut Value, patient: PatientId, key: &TrailKey, rng: &mut Rng) -> Done<PersonalRow> {
    let said =
        take_personal("receipt_page", page).ok_or_else(|| Fault::Broken("a receipt of nobody".to_owned()))?;
    let salt = rng.u128(..).to_be_bytes();
    let value = said.to_string();
    let commitment = key.commitment(&salt, &value);
    page[COMMITMENT] = Value::from(commitment.as_str());
    Ok(PersonalRow { commitment, patient_id: patient, salt: hex(&salt), value })
}

/// How somebody pays: mostly by one method, some by two, one in a hundred only half for now.
fn parts(rng: &mut Rng, price: Money) -> Vec<(MethodKind, Money)> {
    let half = Money(price.0 / 2 / 1_000 * 1_000);
    match rng.u8(..100) {
        0..48 => vec![(MethodKind::Cash, price)],
        48..74 => vec![(MethodKind::Qris, price)],
        74..85 => vec![(MethodKind::Card, price)],
        85..91 => vec![(MethodKind::Transfer, price)],
        91..94 => vec![(MethodKind::EWallet, price)],
        94 => vec![(MethodKind::Cash, half)],
        _ => vec![(MethodKind::Cash, half), (MethodKind::Qris, Money(price.0 - half.0))],
    }
}

/// The one session of a day that is over.
pub(super) fn session_of(day: NaiveDate, seed: u64) -> DrawerSessionId {
    let noon = Ts::of(day.and_time(chrono::NaiveTime::MIN).and_utc());
    DrawerSessionId(id(noon, seed, 9))
}

/// Notes of fifty or a hundred thousand, mostly.
pub(super) fn handed_over(rng: &mut Rng, amount: Money) -> Money {
    let note = [1, 50_000, 50_000, 100_000][rng.usize(..4)];
    Money((amount.0 + note - 1) / note * note)
}

pub(super) fn method(methods: &[MethodRow], kind: MethodKind) -> Done<&MethodRow> {
    methods
        .iter()
        .find(|method| method.kind == kind)
        .ok_or_else(|| Fault::Broken(format!("no method for {kind}")))
}
