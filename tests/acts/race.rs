//! Eight counters at once. (`benches` and `.ci` run the same with a thousand tries each.)

use std::collections::BTreeSet;

use futures::future::join_all;
use loket::desk::Desk;
use loket::desk::ticket::CallNext;
use loket::domain::payment::MethodKind;
use loket::store::On;

use crate::clinic::{House, at, booking};
use crate::queue::walk_in;
use crate::support::{Lab, on_both};

const COUNTERS: usize = 8;

async fn counters(house: &House, lab: &Lab) -> Vec<Desk> {
    join_all((0..COUNTERS).map(async |index| house.another(lab, &format!("Counter {index}")).await)).await
}

on_both! {
    async fn one_slot_has_one_winner_and_seven_who_know_who(lab: &Lab) {
        let house = House::of(lab).await;
        let desks = counters(&house, lab).await;
        let treatment = house.treatment("Facial Basic").await;
        let rina = house.staff("Rina").await;
        let mut patients = Vec::new();
        for index in 0..COUNTERS {
            patients.push(house.patient(&format!("Pasien {index}"), &format!("08121234000{index}")).await);
        }
        let tries = desks
            .iter()
            .zip(&patients)
            .map(async |(desk, patient)| desk.act(booking(*patient, treatment, Some(rina), at(13, 0))).await);
        let done = join_all(tries).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        for refused in done.into_iter().filter_map(Result::err) {
            let refusal = refused.refusal().unwrap_or_else(|| panic!("{refused:?}"));
            assert_eq!(refusal.code, "booking.staff_taken");
            assert!(refusal.details_json()["patient"].as_str().unwrap().starts_with("Pasien"));
        }
    }

    async fn numbers_have_no_hole_and_no_repeat(lab: &Lab) {
        let house = House::of(lab).await;
        let desks = counters(&house, lab).await;
        let each = 10;
        let tries = desks.iter().enumerate().map(async |(counter, desk)| {
            for index in 0..each {
                let name = format!("Orang {counter} {index}");
                let phone = format!("0813{counter:04}{index:04}");
                desk.act(walk_in(&name, &phone, None)).await.unwrap();
            }
        });
        join_all(tries).await;
        let rows: Vec<(i64,)> = On::from(&lab.db).all("SELECT number FROM ticket", ()).await.unwrap();
        let numbers: BTreeSet<i64> = rows.iter().map(|row| row.0).collect();
        let all = (COUNTERS * each) as i64;
        assert_eq!((rows.len() as i64, numbers), (all, (1..=all).collect()));
        // Called by all at once: nobody gets the same one.
        let call = || CallNext { to: None, prefix: None, staff: None };
        let called = join_all(desks.iter().map(async |desk| desk.act(call()).await.unwrap().label)).await;
        assert_eq!(called.iter().collect::<BTreeSet<_>>().len(), COUNTERS);
    }

    async fn one_bill_is_paid_once(lab: &Lab) {
        use loket::desk::payment::{TakePayment, Tender};
        use loket::domain::money::Money;
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let desks = counters(&house, lab).await;
        let roster = house.desk.roster().await.unwrap();
        let cash = roster.methods.iter().find(|method| method.kind == MethodKind::Cash).unwrap().id;
        let pay = || TakePayment {
            booking: visit,
            tenders: vec![Tender { method: cash, tendered: Money(175_000), reference: String::new() }],
            due: Some(Money(175_000)), paid_for: None };
        let done = join_all(desks.iter().map(async |desk| desk.act(pay()).await)).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        for refused in done.into_iter().filter_map(Result::err) {
            assert_eq!(refused.refusal().unwrap().code, "payment.twice");
        }
        let rows: Vec<(i64,)> = On::from(&lab.db).all("SELECT number FROM receipt", ()).await.unwrap();
        assert_eq!(rows, [(1,)]);
    }
}
