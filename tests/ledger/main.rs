//! The books, over generated histories: whatever is done at the desk in whatever order, on both engines, the figures
//! reconcile to the last rupiah, and what is locked stays as it was.
//!
//! Three histories come from fixed seeds, so that what passed once passes again; `LOKET_SEED` takes the third one's
//! place, a number or `any`, and a failure prints it. An act is added as one arm of `world::World::step`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "../acts/clinic.rs"]
mod clinic;
#[path = "../support/mod.rs"]
mod support;

mod audit;
mod payable;
mod purpose;
mod recount;
mod till;
mod world;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use support::Lab;
use world::World;

/// Days of one history, and acts of one day.
const DAYS: usize = 9;
const ACTS: std::ops::Range<usize> = 24..44;

/// What is done on each day: which act, and two numbers it makes of what it will.
fn history(seed: [u8; 32]) -> Vec<Vec<(u8, u16, u16)>> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let act = (0..world::ARMS, proptest::num::u16::ANY, proptest::num::u16::ANY);
    let day = proptest::collection::vec(act, ACTS);
    proptest::collection::vec(day, DAYS).new_tree(&mut runner).unwrap().current()
}

/// `known`: what such a history brings is known, so it must.
async fn lives(lab: &Lab, seed: [u8; 32], known: bool) {
    let mut world = World::begin(lab).await;
    for (nth, day) in history(seed).into_iter().enumerate() {
        for (act, a, b) in day {
            world.step(act, a, b).await;
        }
        // Of three days two are locked at their end.
        world.night(nth % 3 != 2).await;
    }
    world.known = known;
    world.audit().await;
    let verdict = world.house.desk.verify(None).await.unwrap();
    assert!(verdict.whole(), "{verdict:?}");
    assert!(!known || world.done > 100, "most acts of a history are done: {}", world.done);
}

support::on_both! {
    async fn a_clinic_s_days_reconcile(lab: &Lab) {
        lives(lab, [2; 32], true).await;
    }

    async fn other_days_reconcile_too(lab: &Lab) {
        lives(lab, [7; 32], true).await;
    }

    #[expect(clippy::print_stderr, reason = "whoever reads of the failure lives it again with this")]
    async fn days_somebody_asks_for_reconcile(lab: &Lab) {
        let seed = match std::env::var("LOKET_SEED").as_deref() {
            Ok("any") => u64::try_from(uuid::Uuid::now_v7().as_u128() & u128::from(u64::MAX)).unwrap(),
            Ok(seed) => seed.parse::<u64>().unwrap(),
            Err(_) => 11,
        };
        eprintln!("LOKET_SEED={seed}");
        let mut bytes = [0; 32];
        for part in bytes.chunks_mut(8) {
            part.copy_from_slice(&seed.to_le_bytes());
        }
        lives(lab, bytes, false).await;
    }
}
