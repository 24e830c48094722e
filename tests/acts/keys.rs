//! Passwords and codes that meet each other, and what looked wrong: who did it, and who may settle it.

use loket::desk::account::LogIn;
use loket::desk::booking::OpenDay;
use loket::desk::event::{ListEvents, ResolveEvent};
use loket::desk::lost::{ChangeOwnPassword, ResetPassword, ResetPin};
use loket::desk::session::ListSessions;
use loket::desk::{Approval, Asked, Desk};
use loket::domain::account::Role;
use loket::domain::event::EventKind;
use loket::domain::id::{AccountId, EventId};
use loket::store::On;
use loket::store::account::{AccountRow, KeysRow};

use crate::clinic::{House, PASSWORD, PIN, at, code};
use crate::people::{by_password, colleague, hire};
use crate::support::on_both;

const NEW: &str = "kuda makan rumput";

fn reset(user: AccountId) -> ResetPassword {
    ResetPassword { user, reason: "lupa".to_owned() }
}

fn renewed(code: &str, new: &str) -> LogIn {
    LogIn {
        username: "siti".to_owned(),
        password: code.to_owned(),
        new_password: Some(new.to_owned()),
        ..LogIn::default()
    }
}

fn changed(new: &str) -> ChangeOwnPassword {
    ChangeOwnPassword { new_password: new.to_owned() }
}

async fn last(desk: &Desk, kind: EventKind) -> EventId {
    let all = desk.ask(ListEvents {}).await.unwrap();
    all.iter().find(|event| event.kind == kind && event.resolved_at.is_none()).unwrap().id
}

fn settled(event: EventId) -> ResolveEvent {
    ResolveEvent { event, note: "sudah ditanya".to_owned() }
}

on_both! {
    async fn a_reset_code_opens_once_even_for_two_at_once(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let other = house.another(lab, "Counter 2").await;
        let done = house.desk.act_as(reset(siti), by_password()).await.unwrap();
        let (a, b) = (renewed(&done.code, NEW), renewed(&done.code, "sapi minum air"));
        let (a, b) = tokio::join!(house.desk.enter(&a), other.enter(&b));
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        let (right, wrong) = if a.is_ok() { (NEW, "sapi minum air") } else { ("sapi minum air", NEW) };
        assert!(house.desk.login("siti", right).await.is_ok());
        assert_eq!(code(house.desk.login("siti", wrong).await), "login.failed");
    }

    async fn a_password_is_written_only_over_the_one_that_was_typed(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let sql = "SELECT password_hash FROM account WHERE username = $1";
        let (old,): (String,) = On::from(&lab.db).one(sql, ("siti",)).await.unwrap();
        house.desk.act_as(reset(siti), by_password()).await.unwrap();
        let (clinic, now) = (house.desk.clinic().id, house.desk.now());
        let mut tx = lab.db.begin().await.unwrap();
        // It was reset meanwhile: neither the old password nor a code from before is good for a new one.
        for keys in [(old.clone(), None), (String::new(), Some("another".to_owned()))] {
            let set = loket::store::account::set_password(tx.on(), clinic, siti, keys, "new".to_owned(), now);
            assert_eq!(set.await.unwrap(), 0);
        }
        assert_eq!(loket::store::account::rehash(tx.on(), clinic, siti, &old, "new").await.unwrap(), 0);
        tx.rollback().await;
    }

    async fn the_password_one_has_is_no_new_one(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        assert_eq!(code(siti.act_as(changed(PASSWORD), by_password()).await), "password.same");
        let wrong = Asked { request: None, approval: Some(Approval { username: None, pin: NEW.to_owned() }) };
        assert_eq!(code(siti.act_as(changed(NEW), wrong).await), "password.wrong");
        siti.act_as(changed(NEW), by_password()).await.unwrap();
        assert!(house.desk.login("siti", NEW).await.is_ok());
    }

    async fn nobody_settles_what_they_did_or_what_is_above_them(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let rani = colleague(lab, &house, "rani", Role::Manager).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        manager.act_as(ResetPin { user: siti, reason: "lupa".to_owned() }, by_password()).await.unwrap();
        let by_manager = last(&house.desk, EventKind::PinReset).await;
        let all = house.desk.ask(ListEvents {}).await.unwrap();
        assert_eq!((all[0].actor.as_deref(), all[0].account.as_deref()), (Some("Orang hendra"), Some("Orang siti")));
        assert_eq!(code(manager.act(settled(by_manager)).await), "event.own");
        assert_eq!(code(rani.act(settled(by_manager)).await), "user.above");
        house.desk.act(settled(by_manager)).await.unwrap();
        // The only owner settles their own: there is nobody else. Where there is, nobody does.
        house.desk.act_as(ResetPin { user: siti, reason: "lupa".to_owned() }, by_password()).await.unwrap();
        house.desk.act_as(reset(siti), by_password()).await.unwrap();
        house.desk.act(settled(last(&house.desk, EventKind::PinReset).await)).await.unwrap();
        let second = colleague(lab, &house, "kedua", Role::Owner).await;
        let by_owner = last(&house.desk, EventKind::PasswordReset).await;
        assert_eq!(code(house.desk.act(settled(by_owner)).await), "event.own");
        second.act(settled(by_owner)).await.unwrap();
    }

    async fn what_a_screen_reads_by_itself_is_no_use_of_it(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let id = siti.who().unwrap().session_id;
        let used = async || {
            let seats = house.desk.ask(ListSessions {}).await.unwrap();
            seats.iter().find(|seat| seat.id == id).unwrap().last_seen_at
        };
        siti.touched();
        for minute in [5, 10, 15] {
            house.clock.set(at(10, minute));
            siti.ask(OpenDay { day: siti.today() }).await.unwrap();
            siti.holds().await;
            siti.at_rest().await;
        }
        assert_eq!(used().await, at(10, 0));
        siti.touched();
        house.clock.set(at(10, 16));
        siti.ask(OpenDay { day: siti.today() }).await.unwrap();
        siti.at_rest().await;
        assert_eq!(used().await, at(10, 15));
    }

    async fn a_day_of_the_book_is_read_by_its_patients_however_often_it_is_looked_at(lab: &Lab) {
        let house = House::of(lab).await;
        let budi = house.patient("Budi Santoso", "0812-7000-1000").await;
        house.book(budi, "Facial Basic", Some("Rina"), at(14, 0)).await.unwrap();
        for _ in 0..700 {
            house.desk.ask(OpenDay { day: house.desk.today() }).await.unwrap();
        }
        let all = house.desk.ask(ListEvents {}).await.unwrap();
        assert!(all.iter().all(|event| event.kind != EventKind::ManyRead));
    }
}

#[test]
fn what_opens_a_door_is_shown_in_no_log() {
    let secret = || "rahasia".to_owned();
    let asked = Asked { request: None, approval: Some(Approval { username: None, pin: secret() }) };
    let account = AccountRow {
        id: AccountId::new(),
        username: secret(),
        full_name: secret(),
        language: None,
        role: Role::Owner,
        password_hash: secret(),
        pin_hash: Some(secret()),
        active: true,
    };
    let keys = KeysRow {
        reset_hash: Some(secret()),
        reset_until: None,
        factor_secret: Some(secret()),
        factor_pending: Some(secret()),
        factor_step: None,
    };
    let shown = format!("{asked:?} {account:?} {keys:?}");
    assert!(!shown.contains("rahasia") && !shown.contains(PIN), "{shown}");
}
