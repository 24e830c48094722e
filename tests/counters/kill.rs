//! A counter that is killed at any moment.

use std::io::{BufRead, BufReader, Write};

use loket::store::On;
use serde_json::{Value, json};

use crate::clinic::House;
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
}
