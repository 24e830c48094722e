//! A counter that is killed at any moment.

use std::io::{BufRead, BufReader, Write};

use loket::desk::verify::VerifyTrail;
use loket::domain::payment::MethodKind;
use loket::store::On;
use serde_json::{Value, json};

use crate::clinic::{House, at};
use crate::process::Front;
use crate::support::on_both;

on_both! {
    async fn what_was_said_to_be_done_is_done(lab: &Lab) {
        let house = House::training(lab).await;
        let front = Front::of(lab, &house).await;
        let mut chance = fastrand::Rng::with_seed(7);
        let mut said = Vec::new();
        for round in 0..12 {
            let mut counter = front.counter("walk_in");
            let mut input = counter.stdin.take().unwrap();
            let writer = std::thread::spawn(move || {
                for index in 0..10_000 {
                    let line = json!({"form": {"name": format!("Orang {round} {index}")}});
                    if writeln!(input, "{line}").is_err() {
                        return;
                    }
                }
            });
            let mut out = BufReader::new(counter.stdout.take().unwrap()).lines();
            // Killed after so many answers and a little more: somewhere in the middle of the next.
            for _ in 0..chance.usize(1..40) {
                let answer: Value = serde_json::from_str(&out.next().unwrap().unwrap()).unwrap();
                said.push(answer["ticket"]["label"].as_str().unwrap().to_owned());
            }
            (0..chance.u32(0..100_000)).for_each(|_| std::hint::spin_loop());
            counter.kill().unwrap();
            counter.wait().unwrap();
            writer.join().unwrap();
        }
        let rows: Vec<(i64,)> =
            On::from(&lab.db).all("SELECT number FROM ticket ORDER BY number", ()).await.unwrap();
        let kept: Vec<i64> = rows.into_iter().map(|row| row.0).collect();
        assert_eq!(kept, (1..=kept.len() as i64).collect::<Vec<_>>(), "no hole and no repeat");
        for label in said {
            assert!(kept.contains(&label[1..].parse().unwrap()), "{label} was said to be given");
        }
        // Nothing half-done: each ticket has its patient, its step and its row of the trail.
        for sql in [
            "SELECT COUNT(*) FROM ticket k LEFT JOIN ticket_step e ON e.ticket_id = k.id WHERE e.seq IS NULL",
            "SELECT COUNT(*) FROM ticket k LEFT JOIN audit a ON a.entity_id = k.id WHERE a.seq IS NULL",
            "SELECT COUNT(*) FROM patient p LEFT JOIN ticket k ON k.patient_id = p.id WHERE k.id IS NULL",
        ] {
            let rows: Vec<(i64,)> = On::from(&lab.db).all(sql, ()).await.unwrap();
            assert_eq!(rows, [(0,)], "{sql}");
        }
    }

    async fn what_was_said_to_be_paid_is_paid(lab: &Lab) {
        let house = House::training(lab).await;
        let front = Front::of(lab, &house).await;
        let roster = house.desk.roster().await.unwrap();
        let card = roster.methods.iter().find(|method| method.kind == MethodKind::Card).unwrap().id;
        let patient = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(patient, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        let mut chance = fastrand::Rng::with_seed(13);
        let mut said = Vec::new();
        for _ in 0..10 {
            let mut counter = front.counter("take_payment");
            let mut input = counter.stdin.take().unwrap();
            let line = json!({"booking": visit, "tenders": [{"method": card, "tendered": 10}]}).to_string();
            let writer = std::thread::spawn(move || while writeln!(input, "{line}").is_ok() {});
            let mut out = BufReader::new(counter.stdout.take().unwrap()).lines();
            for _ in 0..chance.usize(1..30) {
                let answer: Value = serde_json::from_str(&out.next().unwrap().unwrap()).unwrap();
                said.push(answer["receipt"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned());
            }
            (0..chance.u32(0..100_000)).for_each(|_| std::hint::spin_loop());
            counter.kill().unwrap();
            counter.wait().unwrap();
            writer.join().unwrap();
        }
        let rows: Vec<(i64, uuid::Uuid)> =
            On::from(&lab.db).all("SELECT number, id FROM receipt ORDER BY number", ()).await.unwrap();
        let numbers: Vec<i64> = rows.iter().map(|row| row.0).collect();
        assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>(), "no hole and no repeat");
        for receipt in said {
            assert!(rows.iter().any(|row| row.1.to_string() == receipt), "{receipt} was said to be paid");
        }
        // Nothing half-done: each receipt has its payment, the bill is short by all of them, and the trail vouches for it.
        for (sql, wanted) in [
            ("SELECT COUNT(*) FROM receipt r LEFT JOIN payment m ON m.receipt_id = r.id WHERE m.id IS NULL", 0),
            ("SELECT COUNT(*) FROM payment", numbers.len() as i64),
            ("SELECT CAST(SUM(amount) AS BIGINT) FROM payment", numbers.len() as i64 * 10),
        ] {
            let rows: Vec<(i64,)> = On::from(&lab.db).all(sql, ()).await.unwrap();
            assert_eq!(rows, [(wanted,)], "{sql}");
        }
        let verdict = house.desk.ask(VerifyTrail { head: None }).await.unwrap();
        assert!(verdict.whole(), "{verdict:?}");
    }

    async fn a_number_that_is_given_back_is_drawn_again(lab: &Lab) {
        let house = House::of(lab).await;
        let patient = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(patient, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        let method = house.desk.roster().await.unwrap().methods.iter()
            .find(|method| method.kind == MethodKind::Card).unwrap().id;
        let clinic = house.desk.clinic().id;
        let mut given_back = 0;
        for nth in 0..1_000_u32 {
            if nth % 5 == 3 {
                // Somebody who came as far as the number, and no further.
                let mut tx = lab.db.begin().await.unwrap();
                loket::store::payment::draw_number(tx.on(), clinic, "R", patient).await.unwrap();
                tx.rollback().await;
                given_back += 1;
                continue;
            }
            let tender = loket::desk::payment::Tender {
                method, tendered: loket::domain::money::Money(10), reference: String::new(),
            };
            let pay = loket::desk::payment::TakePayment { booking: visit, tenders: vec![tender], due: None, paid_for: None };
            house.desk.act(pay).await.unwrap();
        }
        let rows: Vec<(i64,)> = On::from(&lab.db).all("SELECT number FROM receipt ORDER BY number", ()).await.unwrap();
        let numbers: Vec<i64> = rows.into_iter().map(|row| row.0).collect();
        assert_eq!(given_back, 200);
        assert_eq!(numbers, (1..=800).collect::<Vec<_>>());
    }
}
