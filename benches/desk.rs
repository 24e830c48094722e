//! The desk's most frequent moments under criterion, on a small training copy in a file: a letter of a search, the
//! day, and a key until its frame is drawn. `benches/table` has the sizes, the servers and the bare engines.

#![allow(clippy::unwrap_used, missing_docs, reason = "a program for whoever measures")]

use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use loket::app::testing::Stage;
use loket::clock::{SharedClock, SystemClock};
use loket::config::DatabaseAddress;
use loket::desk::booking::OpenDay;
use loket::desk::patient::FindPatients;
use loket::desk::{Desk, Progress};
use loket::screens::FRONT;
use loket::screens::patients::Patients;
use loket::upkeep::demo::{LOGINS, PASSWORD, Plan, make};

const PEPPER: &[u8] = b"a pepper of thirty-two bytes....";

async fn desk(folder: &std::path::Path) -> Desk {
    let address = DatabaseAddress::Sqlite(folder.join("loket.db"));
    let clock: SharedClock = Arc::new(SystemClock);
    make(&address, clock.now(), PEPPER, &Plan::default(), &Progress::default()).await.unwrap();
    let door = Desk::at(&address, None, clock, "bench".to_owned(), Some(PEPPER.to_vec())).await.unwrap();
    door.login(LOGINS[0].username, PASSWORD).await.unwrap().0
}

fn moments(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let desk = runtime.block_on(desk(folder.path()));
    let find = |text: &str| {
        let text = text.to_owned();
        runtime.block_on(desk.ask(FindPatients { text })).unwrap()
    };
    criterion.bench_function("find: the beginning of a number", |b| b.iter(|| find("0812")));
    criterion.bench_function("find: a word of a name", |b| b.iter(|| find("sit")));
    criterion.bench_function("find: two words", |b| b.iter(|| find("ni mad")));
    let day = desk.today();
    criterion.bench_function("the day", |b| b.iter(|| runtime.block_on(desk.ask(OpenDay { day })).unwrap()));
    let inside = runtime.enter();
    let mut stage = Stage::new(FRONT, desk.clone(), Patients::new(), (120, 40));
    drop(inside);
    runtime.block_on(stage.keys("'a'"));
    criterion.bench_function("a letter until it is drawn", |b| {
        b.iter(|| {
            runtime.block_on(stage.keys("'n' Backspace"));
            stage.screen()
        });
    });
}

criterion_group!(benches, moments);
criterion_main!(benches);
