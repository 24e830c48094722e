//! The rights that are no act's own, but what an act needs beyond it: each played by such an act, as every role, with
//! every proof.

use loket::desk::booking::OpenDay;
use loket::desk::clinic::EditClinic;
use loket::desk::drawer::LookX;
use loket::desk::{Desk, Done, Fault, acts};
use loket::domain::account::Role;
use loket::domain::id::{BookingId, DrawerSessionId, MethodId, PatientId, PaymentId, StaffId, TreatmentId};
use loket::domain::payment::MethodKind;
use loket::domain::permission::{Grant, Permission};
use loket::domain::time::Ts;
use serde_json::{Value, json};

use crate::clinic::{House, on};
use crate::matrix::{PROOFS, gate};
use crate::people::{by_password, hire};
use crate::support::{Lab, on_both, policies};
use crate::table::says;

/// Where each cell is played: a visit that is still to come, of which the owner took a part.
struct Ground {
    patient: PatientId,
    treatment: TreatmentId,
    staff: StaffId,
    card: MethodId,
    starts: Ts,
    booking: BookingId,
    payment: PaymentId,
}

impl Ground {
    /// The `nth` of them, each at an hour of its own.
    async fn of(house: &House, patient: PatientId, nth: u32) -> Self {
        let hours = [9, 10, 11, 13, 14, 15];
        let (week, slot) = (nth / 36, nth % 36);
        let starts =
            on(23 + slot / 6, hours[(slot % 6) as usize], 0).plus_minutes(i64::from(week) * 7 * 24 * 60);
        let booking = house.book(patient, "Facial Basic", Some("Rina"), starts).await.unwrap().id;
        house.pay(booking, &[(MethodKind::Card, 20_000)]).await.unwrap();
        let payment = house.bill(booking).await.payments[0].id;
        let (treatment, staff) = (house.treatment("Facial Basic").await, house.staff("Rina").await);
        let card = house.method(MethodKind::Card).await;
        Self { patient, treatment, staff, card, starts, booking, payment }
    }

    /// An act that needs this right, and all else is right about it.
    async fn asks(&self, house: &House, permission: Permission) -> (&'static str, Value) {
        let Self { patient, treatment, staff, card, booking, payment, .. } = self;
        match permission {
            Permission::BookingOverride => {
                // Long before anybody works, and no other's time.
                let night = self.starts.plus_minutes(-8 * 60);
                (
                    "book",
                    json!({
                        "patient": patient, "treatment": treatment, "staff": staff, "starts_at": night, "source": "phone",
                        "override_reason": "x",
                    }),
                )
            }
            Permission::BillDiscountBeyond => (
                "give_discount",
                json!({"booking": booking, "version": null, "amount": 100_000, "reason": "x"}),
            ),
            Permission::PaymentTakeBeyond => (
                "take_payment",
                json!({"booking": booking, "tenders": [{"method": card, "tendered": 120_000, "reference": ""}]}),
            ),
            Permission::PaymentVoidOther => ("void_payment", json!({"payment": payment, "reason": "x"})),
            Permission::PaymentRefundBeyond => {
                house.pay(*booking, &[(MethodKind::Card, 60_000)]).await.unwrap();
                let payment = house.bill(*booking).await.payments[1].id;
                ("refund_payment", json!({"payment": payment, "amount": 50_000, "reason": "x"}))
            }
            Permission::DepositWaive => (
                "cancel_booking",
                json!({"booking": booking, "version": null, "by": "patient", "reason": "x", "deposit": "keep"}),
            ),
            Permission::ClinicSecure => {
                let minutes = house.desk.clinic().policies.void_minutes;
                let edit: EditClinic =
                    policies::edited(&house.desk, |edit| edit.policies.void_minutes = minutes + 1).await;
                ("edit_clinic", serde_json::to_value(edit).unwrap())
            }
            other => panic!("{other}"),
        }
    }
}

/// Those an act is refused for, and the right it has of its own.
const ASKED: &[(Permission, Permission)] = &[
    (Permission::BookingOverride, Permission::BookingMake),
    (Permission::DepositWaive, Permission::BookingCancel),
    (Permission::PaymentTakeBeyond, Permission::PaymentTake),
    (Permission::BillDiscountBeyond, Permission::BillEdit),
    (Permission::PaymentVoidOther, Permission::PaymentVoid),
    (Permission::PaymentRefundBeyond, Permission::PaymentRefund),
    (Permission::ClinicSecure, Permission::ClinicEdit),
];

/// Those that only show more.
const SHOWN: &[Permission] = &[Permission::DrawerExpected, Permission::PatientPhone, Permission::PatientName];

/// How it went: the code it was refused with for want of a right or of a proof of it, or none.
fn outcome(done: Done<Value>, cell: &str) -> Option<&'static str> {
    match done {
        Ok(_) => None,
        Err(Fault::Refused(refusal)) if refusal.code.starts_with("permission.") => Some(refusal.code),
        Err(fault) => panic!("{cell}: {fault:?}"),
    }
}

async fn asked(lab: &Lab) {
    let house = House::of(lab).await;
    hire(lab, &house, "kedua", Role::Owner).await;
    let limits = policies::edited(&house.desk, |edit| {
        edit.policies.payment_limit = 100_000;
        edit.policies.refund_limit = 40_000;
    });
    house.desk.act_as(limits.await, by_password()).await.unwrap();
    let siti = house.patient("Siti Rahma", "081234567890").await;
    let mut nth = 0;
    for role in Role::ALL.iter().copied() {
        hire(lab, &house, role.as_str(), role).await;
        let desk = house.desk.login(role.as_str(), crate::clinic::PASSWORD).await.unwrap().0;
        for (permission, own) in ASKED.iter().copied() {
            let act = |name| acts::find(name).unwrap();
            for proof in PROOFS {
                let ground = Ground::of(&house, siti, nth).await;
                nth += 1;
                let (name, input) = ground.asks(&house, permission).await;
                assert_eq!(act(name).needs, own.as_str());
                let cell = format!("{permission} {role} {proof:?}");
                let done = outcome((act(name).call)(desk.clone(), input, proof.asked()).await, &cell);
                // Nobody's PIN helps whoever has no right to the owner's alone.
                let (of_own, beyond) = (gate(says(role, own), proof), gate(says(role, permission), proof));
                let expected = [of_own, beyond];
                match (of_own, beyond) {
                    (None, None) => assert_eq!(done, None, "{cell}"),
                    (Some("permission.denied"), _) => assert_eq!(done, of_own, "{cell}"),
                    (None, _) => assert_eq!(done, beyond, "{cell}"),
                    // What is still to be signed is said for the one or for the other.
                    _ => assert!(done.is_some() && expected.contains(&done), "{cell}: {done:?}"),
                }
            }
        }
    }
    assert_eq!(nth as usize, ASKED.len() * Role::ALL.len() * PROOFS.len());
}

/// What of a right that shows more somebody was shown; none where they do not come so far as to see anything.
async fn sees(desk: &Desk, permission: Permission, drawer: DrawerSessionId) -> Option<bool> {
    if permission == Permission::DrawerExpected {
        let x = desk.ask(LookX { session: Some(drawer) }).await.ok()?;
        return Some(x.expected.is_some() && x.cash.is_some());
    }
    let rows = desk.ask(OpenDay { day: desk.today() }).await.ok()?;
    let row = rows.first()?;
    Some(match permission {
        Permission::PatientPhone => row.phone.as_ref().is_some_and(|phone| !phone.contains('•')),
        _ => row.patient == "Siti Rahma",
    })
}

async fn shown(lab: &Lab) {
    let house = House::of(lab).await;
    let siti = house.patient("Siti Rahma", "081234567890").await;
    let rina = house.staff("Rina").await;
    house.book(siti, "Facial Basic", Some("Rina"), crate::clinic::at(15, 0)).await.unwrap();
    let drawer = house.desk.ask(LookX { session: None }).await.unwrap().session;
    for role in Role::ALL.iter().copied() {
        let id = hire(lab, &house, role.as_str(), role).await;
        let owner = lab.owner().await;
        let mut tx = owner.begin().await.unwrap();
        let seat = Some(rina).filter(|_| role == Role::Therapist);
        loket::store::user::seat(tx.on(), house.desk.clinic().id, id, seat).await.unwrap();
        tx.commit().await.unwrap();
        let desk = house.desk.login(role.as_str(), crate::clinic::PASSWORD).await.unwrap().0;
        for permission in SHOWN.iter().copied() {
            let expected = says(role, permission) == Grant::Yes;
            // Whoever may not look at a drawer at all does not see what should be in it either.
            let seen = sees(&desk, permission, drawer).await;
            assert!(
                seen.is_some() || permission == Permission::DrawerExpected && role == Role::Therapist,
                "{permission} {role}"
            );
            assert_eq!(seen.unwrap_or_default(), expected, "{permission} {role}");
        }
    }
}

on_both! {
    async fn what_an_act_needs_beyond_its_own_right_is_what_the_table_says(lab: &Lab) {
        asked(lab).await;
    }

    async fn what_is_shown_beyond_is_what_the_table_says(lab: &Lab) {
        shown(lab).await;
    }

    async fn every_right_is_some_act_s_own_or_played_here(lab: &Lab) {
        let _ = lab;
        for permission in Permission::ALL {
            let own = acts::ACTS.iter().any(|act| act.needs == permission.as_str() || act.own == Some(permission.as_str()));
            let here = SHOWN.contains(permission) || ASKED.iter().any(|(beyond, _)| beyond == permission);
            assert!(own != here, "{permission}");
        }
    }
}
