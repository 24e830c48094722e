//! Slots, tickets and receipts under the rush of eight counters.

use std::collections::BTreeSet;

use loket::domain::payment::MethodKind;
use loket::store::On;
use serde_json::{Value, json};

use crate::clinic::{House, at, on};
use crate::process::Front;
use crate::support::{Lab, on_both};

const COUNTERS: usize = 8;
const TRIES: usize = 1_000;

async fn numbers(lab: &Lab, sql: &'static str) -> Vec<i64> {
    let rows: Vec<(i64,)> = On::from(&lab.db).all(sql, ()).await.unwrap();
    rows.into_iter().map(|row| row.0).collect()
}

/// The numbers are 1, 2, 3 … without a hole or a repeat.
fn complete(numbers: &[i64], count: usize) {
    let all: BTreeSet<i64> = numbers.iter().copied().collect();
    assert_eq!((numbers.len(), all), (count, (1..=count as i64).collect()));
}

on_both! {
    async fn slots(lab: &Lab) {
        let house = House::training(lab).await;
        let front = Front::of(lab, &house).await;
        let treatment = house.treatment("Facial Basic").await;
        let staff = [house.staff("Rina").await, house.staff("Tono").await, house.staff("Ayu").await];
        let mut patients = Vec::new();
        for index in 0..100 {
            patients.push(house.patient(&format!("Pasien {index}"), &format!("0812000{index:05}")).await);
        }
        let mut chance = fastrand::Rng::with_seed(42);
        let lines = (0..COUNTERS)
            .map(|_| {
                (0..TRIES)
                    .map(|_| {
                        let start = on(chance.u32(21..28), chance.u32(9..16), chance.u32(0..12) * 5);
                        json!({
                            "patient": patients[chance.usize(..patients.len())],
                            "treatment": treatment,
                            "staff": staff[chance.usize(..staff.len())],
                            "starts_at": start,
                            "source": "phone",
                        })
                    })
                    .collect()
            })
            .collect();
        let answers = front.rush("book", lines);
        let booked = answers.iter().filter(|answer| answer.get("id").is_some()).count();
        let kept = numbers(lab, "SELECT COUNT(*) FROM booking").await[0];
        assert_eq!(booked as i64, kept, "what was said to be booked is booked, and nothing else");
        assert!(booked > 20, "{booked}");
        for refused in answers.iter().filter_map(|answer| answer.get("refused")) {
            match refused["code"].as_str().unwrap() {
                "booking.staff_taken" | "booking.patient_taken" => {
                    assert!(refused["details"]["patient"].as_str().unwrap().starts_with("Pasien"), "{refused}");
                    assert_eq!(refused["details"]["by"], "Ratna Dewi");
                    assert!(refused["message"].as_str().unwrap().contains("Pasien"), "{refused}");
                }
                code => assert!(matches!(code, "booking.outside_hours" | "booking.off"), "{refused}"),
            }
        }
        for (who, sql) in [
            (
                "staff",
                "SELECT COUNT(*) FROM booking a JOIN booking b ON a.staff_id = b.staff_id AND a.id < b.id
                   AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at",
            ),
            (
                "patient",
                "SELECT COUNT(*) FROM booking a JOIN booking b ON a.patient_id = b.patient_id AND a.id < b.id
                   AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at",
            ),
        ] {
            assert_eq!(numbers(lab, sql).await, [0], "overlaps of one {who}");
        }
    }

    async fn tickets(lab: &Lab) {
        let house = House::training(lab).await;
        let front = Front::of(lab, &house).await;
        let lines = (0..COUNTERS)
            .map(|counter| {
                (0..TRIES)
                    .map(|index| {
                        json!({"form": {"name": format!("Orang {counter} {index}")}})
                    })
                    .collect()
            })
            .collect();
        let answers = front.rush("walk_in", lines);
        let said: BTreeSet<&str> =
            answers.iter().map(|answer| answer["ticket"]["label"].as_str().unwrap()).collect();
        assert_eq!(said.len(), COUNTERS * TRIES);
        complete(&numbers(lab, "SELECT number FROM ticket").await, COUNTERS * TRIES);
    }

    async fn receipts(lab: &Lab) {
        let house = House::training(lab).await;
        let front = Front::of(lab, &house).await;
        let roster = house.desk.roster().await.unwrap();
        let card = roster.methods.iter().find(|method| method.kind == MethodKind::Card).unwrap().id;
        let mut visits: Vec<Value> = Vec::new();
        for index in 0..80_u32 {
            let patient = house.patient(&format!("Pasien {index}"), &format!("0812000{index:05}")).await;
            let day = 21 + index / 16;
            let start = if index < 1 { at(11, 0) } else { on(day, 9 + index % 8, 0) };
            if let Ok(booked) = house.book(patient, "Facial Basic", None, start).await {
                visits.push(json!(booked.id));
            }
        }
        assert!(visits.len() >= 50, "{}", visits.len());
        // Every part payment fits under the price; every tenth try is refused after it began.
        let lines = (0..COUNTERS)
            .map(|_| {
                (0..TRIES)
                    .map(|index| {
                        let amount = if index % 10 == 9 { 10_000_000 } else { 10 };
                        json!({
                            "booking": visits[index % visits.len()],
                            "tenders": [{"method": card, "tendered": amount}],
                        })
                    })
                    .collect()
            })
            .collect();
        let answers = front.rush("take_payment", lines);
        let paid = answers.iter().filter(|answer| answer.get("receipt").is_some()).count();
        assert_eq!(paid, COUNTERS * TRIES * 9 / 10);
        complete(&numbers(lab, "SELECT number FROM receipt").await, paid);
        let applied = numbers(lab, "SELECT CAST(SUM(amount) AS BIGINT) FROM payment").await;
        assert_eq!(applied, [paid as i64 * 10]);
    }
}
