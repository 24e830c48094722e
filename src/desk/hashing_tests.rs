//! What a guess costs, counted and not timed: the same whether it is the name or the secret that is wrong.

use std::sync::Arc;

use super::Desk;
use super::fault::Fault;
use super::found::{Founding, found};
use super::hashing::HASHED;
use crate::clock::{FixedClock, SharedClock};
use crate::config::DatabaseAddress;
use crate::domain::clinic::Language;
use crate::domain::time::Ts;
use crate::store::Db;

const PEPPER: &[u8] = b"a pepper of thirty-two bytes....";
const PASSWORD: &str = "jalan mawar nomor tujuh";
const PIN: &str = "274951";

/// How many hashes it took to say no, and why it was said.
async fn refused<T>(asked: impl Future<Output = Result<T, Fault>>) -> (usize, &'static str) {
    let before = HASHED.get();
    let code = match asked.await {
        Ok(_) => "let in",
        Err(fault) => fault.refusal().map_or("a fault", |refusal| refusal.code),
    };
    (HASHED.get() - before, code)
}

#[tokio::test]
async fn a_wrong_name_costs_as_many_hashes_as_a_wrong_secret() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&DatabaseAddress::Sqlite(folder.path().join("hashes"))).await.unwrap();
    let clock: SharedClock = Arc::new(FixedClock::at(Ts(1_795_000_000_000_000)));
    let founding = Founding {
        name: "Klinik Melati".to_owned(),
        slug: "melati".to_owned(),
        timezone: "Asia/Jakarta".to_owned(),
        currency: "IDR".to_owned(),
        decimals: 0,
        language: Language::English,
        owner: "Ratna Dewi".to_owned(),
        username: "ratna".to_owned(),
        password: PASSWORD.to_owned(),
        pin: PIN.to_owned(),
        training: false,
        example: false,
    };
    found(&db, &clock, PEPPER, &founding).await.unwrap();
    let desk = Desk::open(db.clone(), clock, "Counter 1".to_owned(), Some(PEPPER.to_vec())).await.unwrap();
    let clinic = desk.clinic().id;
    for name in ["sari", "lama", "baru"] {
        let owner = crate::store::account::by_username(&db, clinic, "ratna").await.unwrap().unwrap();
        let row = crate::store::account::AccountRow {
            id: crate::domain::id::AccountId::new(),
            username: name.to_owned(),
            password_hash: if name == "baru" { String::new() } else { owner.password_hash.clone() },
            pin_hash: owner.pin_hash.clone().filter(|_| name != "baru"),
            ..owner
        };
        let mut tx = db.begin().await.unwrap();
        crate::store::account::insert(tx.on(), clinic, &row, desk.now()).await.unwrap();
        if name == "lama" {
            let user = crate::store::user::get(tx.on(), clinic, row.id).await.unwrap().unwrap();
            let blocked = crate::store::user::UserRow { active: false, ..user };
            crate::store::user::update(tx.on(), clinic, &blocked, desk.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let wrong = "bukan kata sandi";
    for (who, name) in [
        ("nobody", "siapa"),
        ("somebody", "ratna"),
        ("somebody else", "sari"),
        ("blocked", "lama"),
        ("one without a password", "baru"),
    ] {
        assert_eq!(refused(desk.login(name, wrong)).await, (1, "login.failed"), "a password of {who}");
        assert_eq!(refused(desk.by_pin(name, "000000")).await, (1, "pin.wrong"), "a PIN of {who}");
    }
    // Whoever is blocked and knows the secret learns no more by the time it takes.
    assert_eq!(refused(desk.login("lama", PASSWORD)).await, (1, "login.blocked"));
    assert_eq!(refused(desk.by_pin("lama", PIN)).await, (1, "pin.wrong"));
    // While they wait, nobody's secret is looked at, whether there is such a name or not.
    for name in ["siapa", "sari"] {
        for _ in 0..4 {
            assert_eq!(refused(desk.login(name, wrong)).await, (1, "login.failed"), "{name}");
            assert_eq!(refused(desk.by_pin(name, "000000")).await, (1, "pin.wrong"), "{name}");
        }
        for secret in [wrong, PASSWORD] {
            assert_eq!(refused(desk.login(name, secret)).await, (0, "login.locked"), "{name}");
        }
        assert_eq!(refused(desk.by_pin(name, PIN)).await, (0, "pin.locked"), "{name}");
    }
    db.close().await;
}
