//! A drawer under the rush of eight counters, and under one that is killed.

use std::io::{BufRead, BufReader, Write};

use loket::desk::drawer::{CountDrawer, LookX};
use loket::domain::money::Money;
use loket::store::On;
use serde_json::{Value, json};

use crate::clinic::House;
use crate::process::Front;
use crate::support::on_both;

async fn count(house: &House, total: i64) {
    let count = CountDrawer { session: None, pieces: None, total: Some(Money(total)), reason: String::new() };
    house.desk.act(count).await.unwrap();
}

on_both! {
    async fn it_is_closed_once(lab: &Lab) {
        let house = House::training(lab).await;
        let front = Front::of(lab, &house).await;
        let session = house.desk.ask(LookX { session: None }).await.unwrap().session;
        count(&house, 500_000).await;
        let lines = (0..8).map(|_| (0..20).map(|_| json!({"session": session})).collect()).collect();
        let answers = front.rush("close_drawer", lines);
        let closed: Vec<_> = answers.iter().filter_map(|answer| answer.get("number")).collect();
        assert_eq!(closed, [1]);
        for refused in answers.iter().filter_map(|answer| answer.get("refused")) {
            assert_eq!((&refused["code"], &refused["details"]["number"]), (&json!("drawer.closed_already"), &json!(1)));
        }
        let rows: Vec<(i64,)> = On::from(&lab.db).all("SELECT number FROM z_report", ()).await.unwrap();
        assert_eq!(rows, [(1,)]);
    }

    async fn what_was_said_to_have_moved_has_moved(lab: &Lab) {
        let house = House::training(lab).await;
        let front = Front::of(lab, &house).await;
        let mut chance = fastrand::Rng::with_seed(11);
        let mut said = Vec::new();
        for _ in 0..6 {
            let mut counter = front.counter("move_cash");
            let mut input = counter.stdin.take().unwrap();
            let writer = std::thread::spawn(move || {
                for index in 0..10_000 {
                    let kind = if index % 3 == 2 { "paid_out" } else { "paid_in" };
                    let line = json!({"kind": kind, "amount": 1_000, "reason": "receh"});
                    if writeln!(input, "{line}").is_err() {
                        return;
                    }
                }
            });
            let mut out = BufReader::new(counter.stdout.take().unwrap()).lines();
            for _ in 0..chance.usize(1..30) {
                let answer: Value = serde_json::from_str(&out.next().unwrap().unwrap()).unwrap();
                said.push(answer["id"].as_str().unwrap().to_owned());
            }
            (0..chance.u32(0..100_000)).for_each(|_| std::hint::spin_loop());
            counter.kill().unwrap();
            counter.wait().unwrap();
            writer.join().unwrap();
        }
        let x = house.desk.ask(LookX { session: None }).await.unwrap();
        for id in said {
            assert!(x.moves.iter().any(|moved| moved.id.to_string() == id), "{id} was said to have moved");
        }
        let net: i64 = x
            .moves
            .iter()
            .map(|moved| if moved.kind.as_str() == "paid_in" { moved.amount.0 } else { -moved.amount.0 })
            .sum();
        let sql = "SELECT COUNT(*) FROM drawer_move v LEFT JOIN audit a ON a.entity_id = v.id WHERE a.seq IS NULL";
        let untold: Vec<(i64,)> = On::from(&lab.db).all(sql, ()).await.unwrap();
        assert_eq!(untold, [(0,)], "each has its row of the trail");
        count(&house, 500_000 + net).await;
        let x = house.desk.ask(LookX { session: None }).await.unwrap();
        assert_eq!(x.difference, Some(Money(0)));
    }
}
