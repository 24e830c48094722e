//! Ten thousand guesses over four counters: how many are looked at, and for how long whoever is meant is kept out.

use std::sync::Arc;

use loket::clock::{Clock, SharedClock, SystemClock};
use loket::desk::right::GiveGrant;
use loket::desk::session::ListSessions;
use loket::desk::user::ShowUser;
use loket::desk::{Approval, Desk, Fault};
use loket::domain::account::Role;
use loket::domain::permission::{Effect, Grant, Permission};
use loket::domain::time::Ts;
use loket::store::On;

use crate::clinic::{House, PASSWORD, PEPPER, PIN, at, code};
use crate::people::{by_password, hire};
use crate::support::{Lab, on_both};

const GUESSES: usize = 10_000;

/// Guesses a PIN at a counter: whether it was looked at, or the seconds to wait.
async fn guess(desk: &Desk) -> Option<i64> {
    let Err(Fault::Refused(refusal)) = desk.unlock("000000").await else { panic!("a wrong PIN was right") };
    match refusal.code {
        "pin.wrong" => None,
        "pin.locked" => refusal.details_json()["seconds"].as_i64(),
        code => panic!("{code}"),
    }
}

on_both! {
    async fn ten_thousand_guesses_at_four_counters_get_ten_looks_at_the_most(lab: &Lab) {
        let house = House::of(lab).await;
        let mut counters = vec![house.desk.clone()];
        for n in 2..=4 {
            counters.push(house.another(lab, &format!("Counter {n}")).await);
        }
        let (mut looked, mut longest) = (0, 0);
        for _ in 0..GUESSES / 4 {
            let [a, b, c, d] = counters.as_slice() else { unreachable!() };
            let (a, b, c, d) = tokio::join!(guess(a), guess(b), guess(c), guess(d));
            for wait in [a, b, c, d] {
                match wait {
                    None => looked += 1,
                    Some(seconds) => longest = longest.max(seconds),
                }
            }
        }
        assert!((5..=10).contains(&looked), "{looked} of {GUESSES} were looked at");
        assert!(longest <= 900, "{longest} s");
        // Whoever it is gets in a quarter of an hour later, at the latest.
        house.clock.set(at(10, 15));
        assert!(house.desk.unlock(PIN).await.is_ok());
    }

    async fn counters_that_are_started_anew_get_no_more_looks(lab: &Lab) {
        let house = House::of(lab).await;
        hire(lab, &house, "siti", Role::Receptionist).await;
        let mut looked = 0;
        // Two counters, each started anew after a few guesses.
        for start in 0..40 {
            let clock: SharedClock = house.clock.clone();
            let terminal = format!("Counter {}", start % 2);
            let desk = Desk::open(lab.another().await, clock, terminal, Some(PEPPER.to_vec())).await.unwrap();
            let siti = desk.login("siti", PASSWORD).await.unwrap().0;
            for _ in 0..3 {
                looked += i64::from(guess(&siti).await.is_none());
            }
            siti.close().await;
        }
        assert!((5..=10).contains(&looked), "{looked} of 120 were looked at");
    }

    async fn five_wrong_pins_lock_for_as_long_as_the_clinic_says(lab: &Lab) {
        let house = House::of(lab).await;
        let wait = async || {
            for _ in 0..5 {
                assert_eq!(guess(&house.desk).await, None);
            }
            let wait = guess(&house.desk).await;
            house.clock.set(house.desk.now().plus_minutes(15));
            house.desk.unlock(PIN).await.unwrap();
            wait
        };
        assert_eq!(wait().await, Some(15 * 60));
        let edit = crate::support::policies::edited(&house.desk, |edit| edit.policies.pin_lock_minutes = 3).await;
        assert_eq!(code(house.desk.act(edit.clone()).await), "permission.password");
        house.desk.act_as(edit, by_password()).await.unwrap();
        assert_eq!(wait().await, Some(3 * 60));
    }

    async fn patient_guessing_gets_one_look_for_each_pause(lab: &Lab) {
        let house = House::of(lab).await;
        let mut looked = 0;
        // A guess a minute for a day, by somebody who starts the program anew each time.
        for minute in 0..24 * 60 {
            house.clock.set(Ts(at(10, 0).0 + minute * 60_000_000));
            let approval = Approval { username: None, pin: "000000".to_owned() };
            let permission = loket::domain::permission::Permission::ReportSee;
            match house.desk.prove(&approval, permission).await {
                Err(Fault::Refused(refusal)) if refusal.code == "pin.wrong" => looked += 1,
                Err(Fault::Refused(refusal)) => assert_eq!(refusal.code, "pin.locked"),
                other => panic!("{other:?}"),
            }
        }
        // Fifteen minutes each, after the first few.
        assert!(looked <= 24 * 4 + 10, "{looked} in a day");
    }
}

/// A computer's own clock that is wrong by so many minutes.
struct Wrong(i64);

impl Clock for Wrong {
    fn now(&self) -> Ts {
        SystemClock.now().plus_minutes(self.0)
    }

    fn may_be_wrong(&self) -> bool {
        true
    }
}

#[test]
fn names_nobody_has_are_told_of_once_an_hour_whatever_the_counters_clocks_say() {
    Lab::postgres(async |lab| {
        let house = House::of(lab).await;
        for minutes in [-2 * 60, 0, 2 * 60] {
            let clock: SharedClock = Arc::new(Wrong(minutes));
            let terminal = format!("Counter {minutes}");
            let desk = Desk::open(lab.another().await, clock, terminal, Some(PEPPER.to_vec())).await.unwrap();
            for name in ["satu", "dua"] {
                for _ in 0..5 {
                    assert!(desk.login(&format!("{name} {minutes}"), "bukan kata sandi").await.is_err());
                }
            }
        }
        let text = "SELECT COUNT(*) FROM security_event WHERE kind = 'login_pause'";
        let (told,): (i64,) = On::from(&lab.db).one(text, ()).await.unwrap();
        assert_eq!(told, 1);
        drop(house);
    });
}

#[test]
fn no_counter_s_clock_shortens_a_pause_or_lengthens_a_log_in() {
    Lab::postgres(async |lab| {
        let house = House::of(lab).await;
        let counter = async |minutes: i64| {
            let clock: SharedClock = Arc::new(Wrong(minutes));
            let terminal = format!("Counter {minutes}");
            let desk = Desk::open(lab.another().await, clock, terminal, Some(PEPPER.to_vec())).await.unwrap();
            desk.login("ratna", PASSWORD).await.unwrap().0
        };
        let (right, ahead, late) = (counter(0).await, counter(60).await, counter(13 * 60).await);
        for _ in 0..5 {
            assert_eq!(code(right.unlock("000000").await), "pin.wrong");
        }
        for desk in [&ahead, &late] {
            assert_eq!(code(desk.unlock(PIN).await), "pin.locked");
        }
        let seats = late.ask(ListSessions {}).await.unwrap();
        let ends = |desk: &Desk| {
            let id = desk.who().unwrap().session_id;
            seats.iter().find(|seat| seat.id == id).unwrap().expires_at.0
        };
        assert!((ends(&late) - ends(&right)).abs() < 60_000_000, "{} {}", ends(&late), ends(&right));
        drop(house);
    });
}

#[test]
fn a_counter_whose_clock_is_ahead_shows_the_rights_that_hold() {
    Lab::postgres(async |lab| {
        let house = House::of(lab).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let clock: SharedClock = Arc::new(Wrong(13 * 60));
        let terminal = "Counter 2".to_owned();
        let desk = Desk::open(lab.another().await, clock, terminal, Some(PEPPER.to_vec())).await.unwrap();
        let ahead = desk.login("ratna", PASSWORD).await.unwrap().0;
        let give = GiveGrant {
            user: siti,
            permission: Permission::DayClose,
            effect: Effect::Allow,
            expires_at: Some(SystemClock.now().plus_minutes(60)),
            reason: "pindah tugas".to_owned(),
        };
        ahead.act_as(give, by_password()).await.unwrap();
        let shown = ahead.ask(ShowUser { user: siti }).await.unwrap();
        let right = shown.rights.iter().find(|right| right.permission == Permission::DayClose).unwrap();
        assert_eq!((right.grant, right.rules.len()), (Grant::OwnPin, 1));
        drop(house);
    });
}
