//! A clock that was wrong, or set: what is told of it, and that times are true again afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use loket::clock::{Clock, SharedClock, SystemClock};
use loket::desk::booking::OpenDay;
use loket::desk::event::{ListEvents, ResolveEvent};
use loket::desk::session::ListSessions;
use loket::desk::then::AsItWas;
use loket::desk::trail::ListTrail;
use loket::desk::{Approval, Desk, Fault};
use loket::domain::clinic::Language;
use loket::domain::event::EventKind;
use loket::domain::permission::Permission;
use loket::domain::time::Ts;
use loket::i18n::Words;

use crate::clinic::{House, PASSWORD, PEPPER, PIN, at, code, on};
use crate::people::events;
use crate::support::{Lab, on_both};

/// The seconds to wait that a try is answered with.
fn seconds<T>(done: Result<T, Fault>) -> i64 {
    let Err(Fault::Refused(refusal)) = done else { panic!("not refused") };
    refusal.details_json().get("seconds").and_then(serde_json::Value::as_i64).unwrap_or_default()
}

on_both! {
    async fn a_pause_that_began_while_the_clock_was_ahead_lasts_no_longer_than_a_pause(lab: &Lab) {
        let house = House::of(lab).await;
        house.clock.set(at(21, 30));
        for _ in 0..5 {
            assert_eq!(code(house.desk.unlock("000000").await), "pin.wrong");
            assert_eq!(code(house.desk.login("ratna", "bukan kata sandi").await), "login.failed");
        }
        house.clock.set(at(10, 0));
        let (pin, password) = (house.desk.unlock(PIN).await, house.desk.login("ratna", PASSWORD).await);
        let (pin, password) = (seconds(pin), seconds(password));
        assert!((1..=15 * 60).contains(&pin) && (1..=30).contains(&password), "{pin} {password}");
        // Asking again does not begin it anew.
        house.clock.set(at(10, 15));
        house.desk.unlock(PIN).await.unwrap();
        house.desk.login("ratna", PASSWORD).await.unwrap();
    }

    async fn a_log_in_made_while_the_clock_was_ahead_ends_when_it_is_right(lab: &Lab) {
        let house = House::of(lab).await;
        let today = OpenDay { day: house.desk.today() };
        let counter = house.another(lab, "Counter 2").await.nobodys();
        house.clock.set(on(22, 10, 0));
        let (ahead, token) = counter.login("ratna", PASSWORD).await.unwrap();
        ahead.ask(today.clone()).await.unwrap();
        house.clock.set(at(10, 10));
        assert_eq!(code(ahead.ask(today.clone()).await), "login.over");
        assert_eq!(code(counter.resume(&token).await), "login.over");
        // Who came in before goes on, and a clock that is put right by seconds ends nothing.
        house.desk.ask(today.clone()).await.unwrap();
        let begun = house.desk.now();
        let (soon, token) = counter.login("ratna", PASSWORD).await.unwrap();
        house.clock.set(Ts(begun.0 - 30 * 1_000_000));
        soon.ask(today).await.unwrap();
        counter.resume(&token).await.unwrap();
        let seats = house.desk.ask(ListSessions {}).await.unwrap();
        assert!(seats.iter().all(|seat| seat.created_at <= begun), "{seats:?}");
    }

    async fn a_clock_that_was_ahead_is_one_finding_until_its_event_is_settled(lab: &Lab) {
        let house = House::of(lab).await;
        house.clock.set(on(22, 10, 0));
        house.another(lab, "Counter 2").await;
        house.clock.set(at(10, 5));
        house.another(lab, "Counter 2").await;
        for minute in 6..30 {
            house.clock.set(at(10, minute));
            house.patient("Budi Santoso", &format!("0812-7000-10{minute}")).await;
        }
        let found = house.desk.verify(None).await.unwrap();
        assert!(found.whole(), "{found:?}");
        let times: Vec<_> = found.clock_back.iter().map(|time| (time.from, time.until, time.rows)).collect();
        // The event, the log-in, and the patients.
        assert_eq!(times, [(at(10, 5), at(10, 29), 26)]);
        let said = |found: &loket::domain::verify::Verdict, language| {
            loket::paper::verdict::lines(found, house.desk.zone(), &Words::new(language)).join("\n")
        };
        let english = said(&found, Language::English);
        assert!(english.contains("10:05") && english.contains("10:29") && english.contains("26 rows"), "{english}");
        let indonesian = said(&found, Language::Indonesian);
        assert!(indonesian.contains("26 baris"), "{indonesian}");
        let events = house.desk.ask(ListEvents {}).await.unwrap();
        let event = events.iter().find(|event| event.kind == EventKind::ClockJump).unwrap().id;
        house.desk.act(ResolveEvent { event, note: "jam diperbaiki".to_owned() }).await.unwrap();
        house.clock.set(at(10, 30));
        house.patient("Cici Amalia", "0812-7000-2000").await;
        let found = house.desk.verify(None).await.unwrap();
        assert_eq!(found.clock_back.iter().map(|time| time.settled).collect::<Vec<_>>(), [true]);
        let lines = said(&found, Language::English).lines().count();
        assert_eq!(lines, 2, "{}", said(&found, Language::English));
    }

    async fn a_clock_that_was_set_back_ends_no_pause(lab: &Lab) {
        let house = House::of(lab).await;
        house.clock.set(at(14, 0));
        for _ in 0..5 {
            assert_eq!(code(house.desk.unlock("000000").await), "pin.wrong");
        }
        // Two hours back, and further: whoever asks there waits there, and where the pause began they wait as well.
        for (hour, minute) in [(12, 0), (10, 30), (12, 10)] {
            house.clock.set(at(hour, minute));
            assert!((1..=15 * 60).contains(&seconds(house.desk.unlock(PIN).await)), "{hour}:{minute}");
        }
        for (minute, left) in [(1, 14 * 60), (14, 60)] {
            house.clock.set(at(14, minute));
            assert_eq!(seconds(house.desk.unlock(PIN).await), left);
        }
        house.clock.set(at(14, 15));
        assert_eq!(code(house.desk.unlock("000000").await), "pin.wrong");
        house.clock.set(at(13, 0));
        assert!(seconds(house.desk.unlock(PIN).await) > 0);
        // Nor does a pause begin anew where it was once: at the end of it, whoever is right comes in and is forgiven.
        house.clock.set(at(14, 30));
        house.desk.unlock(PIN).await.unwrap();
        house.clock.set(at(14, 16));
        house.desk.unlock(PIN).await.unwrap();
    }

    async fn no_more_is_guessed_by_setting_the_clock_back_and_right_again(lab: &Lab) {
        let house = House::of(lab).await;
        let mut looked = 0;
        for round in 0..20 {
            house.clock.set(if round % 2 == 0 { at(14, 1) } else { at(12, 0) });
            for _ in 0..10 {
                looked += i64::from(code(house.desk.unlock("000000").await) == "pin.wrong");
            }
        }
        assert_eq!(looked, 5);
    }

    async fn whoever_guesses_by_looking_is_told_that_the_clock_was_set_back(lab: &Lab) {
        let house = House::of(lab).await;
        house.clock.set(at(12, 0));
        house.patient("Budi Santoso", "0812-7000-1000").await;
        house.clock.set(at(10, 30));
        let approval = Approval { username: None, pin: "000000".to_owned() };
        assert_eq!(code(house.desk.prove(&approval, Permission::ReportSee).await.map(|_| ())), "pin.wrong");
        assert_eq!(events(&house.desk, EventKind::ClockJump).await, 1);
    }

    async fn what_is_told_once_is_told_again_after_a_clock_that_was_ahead(lab: &Lab) {
        let house = House::of(lab).await;
        let guess = async |name: &str| {
            for _ in 0..5 {
                assert!(house.desk.login(name, "bukan kata sandi").await.is_err());
            }
        };
        house.clock.set(on(22, 10, 0));
        guess("satu").await;
        house.clock.set(at(10, 0));
        guess("dua").await;
        guess("tiga").await;
        assert_eq!(events(&house.desk, EventKind::LoginPause).await, 2);
    }

    async fn a_clock_set_back_between_two_starts_is_told_once(lab: &Lab) {
        let house = House::of(lab).await;
        house.patient("Budi Santoso", "0812-7000-1000").await;
        house.clock.set(Ts(at(10, 0).0 - 50 * 1_000_000));
        house.another(lab, "Counter 1").await;
        assert_eq!(events(&house.desk, EventKind::ClockJump).await, 0);
        house.clock.set(at(8, 0));
        house.another(lab, "Counter 1").await;
        // What began while the clock was ahead is over.
        let desk = house.another(lab, "Counter 1").await;
        assert_eq!(events(&desk, EventKind::ClockJump).await, 1);
    }

    async fn rows_after_a_clock_that_was_ahead_say_when_they_were_written(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let booking = house.book(siti, "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap().id;
        // One log-in two days ahead, and the clock is right again.
        house.clock.set(on(22, 10, 30));
        house.another(lab, "Counter 1").await;
        for minute in [31, 32] {
            house.clock.set(at(10, minute));
            house.another(lab, "Counter 1").await;
        }
        house.clock.set(at(10, 40));
        let cancel = loket::desk::visit::CancelBooking {
            booking, version: None, by: None, reason: "sakit".to_owned(), deposit: None,
        };
        house.desk.act(cancel).await.unwrap();
        house.clock.set(at(11, 0));
        let lines = house.desk.ask(ListTrail::default()).await.unwrap();
        let told: Vec<_> = lines.iter().take(5).map(|line| (line.act.as_str(), line.at, line.clock_back, line.clock_ahead)).collect();
        assert_eq!(told, [
            ("cancel_booking", at(10, 40), false, false),
            ("login", at(10, 32), false, false),
            ("login", at(10, 31), false, false),
            // What tells of it is the first that was written when the clock was back.
            ("security_event", at(10, 31), true, false),
            ("login", on(22, 10, 30), false, true),
        ]);
        // The book as it was goes by them.
        for (minute, shown) in [(35, true), (45, false)] {
            let then = house.desk.ask(AsItWas { at: at(10, minute), day: None }).await.unwrap();
            let visit = then.bookings.iter().find(|row| row.booking == booking.0).unwrap();
            assert_eq!(visit.status == loket::domain::booking::Status::Booked, shown, "{minute}");
            let until = ListTrail { until: Some(at(10, minute)), ..ListTrail::default() };
            let last = house.desk.ask(until).await.unwrap().remove(0).act;
            assert_eq!(last, if shown { "login" } else { "cancel_booking" });
        }
        let found = house.desk.verify(None).await.unwrap();
        assert!(found.whole(), "{found:?}");
        assert_eq!(events(&house.desk, EventKind::ClockJump).await, 1);
    }
}

/// A computer's own clock, which somebody sets.
#[derive(Default)]
struct Set(AtomicI64);

impl Set {
    fn by_minutes(&self, minutes: i64) {
        self.0.store(minutes, Ordering::SeqCst);
    }
}

impl Clock for Set {
    fn now(&self) -> Ts {
        SystemClock.now().plus_minutes(self.0.load(Ordering::SeqCst))
    }

    fn may_be_wrong(&self) -> bool {
        true
    }
}

/// A counter whose clock can be set, with whoever works at it.
async fn counter(lab: &Lab) -> (Arc<Set>, Desk) {
    let clock = Arc::new(Set::default());
    let shared: SharedClock = clock.clone();
    let desk =
        Desk::open(lab.another().await, shared, "Counter 2".to_owned(), Some(PEPPER.to_vec())).await.unwrap();
    (clock, desk.login("ratna", PASSWORD).await.unwrap().0)
}

#[test]
#[cfg(target_os = "linux")]
fn on_a_file_a_clock_that_is_set_while_the_program_runs_is_told_at_once() {
    Lab::sqlite(async |lab| {
        let house = House::of(lab).await;
        house.clock.set(SystemClock.now().plus_minutes(-60));
        let (clock, desk) = counter(lab).await;
        let house = House { desk, ..house };
        house.patient("Budi Santoso", "0812-7000-1000").await;
        assert_eq!(events(&house.desk, EventKind::ClockJump).await, 0);
        for (nth, (minutes, told)) in [(3 * 60, 1), (20, 2), (5, 3), (5, 3)].into_iter().enumerate() {
            clock.by_minutes(minutes);
            house.patient("Cici Amalia", &format!("0812-7000-200{nth}")).await;
            assert_eq!(events(&house.desk, EventKind::ClockJump).await, told, "{minutes}");
        }
    });
}

#[test]
#[cfg(target_os = "linux")]
fn on_a_file_a_clock_that_is_set_before_somebody_leaves_is_told() {
    Lab::sqlite(async |lab| {
        let house = House::of(lab).await;
        house.clock.set(SystemClock.now().plus_minutes(-60));
        let (clock, desk) = counter(lab).await;
        clock.by_minutes(-24 * 60);
        let desk = desk.logout().await.unwrap().login("ratna", PASSWORD).await.unwrap().0;
        assert_eq!(events(&desk, EventKind::ClockJump).await, 1);
        clock.by_minutes(3 * 24 * 60);
        desk.speak(Language::English).await.unwrap();
        let desk = desk.nobodys().login("ratna", PASSWORD).await.unwrap().0;
        assert_eq!(events(&desk, EventKind::ClockJump).await, 2);
    });
}

#[test]
#[cfg(target_os = "linux")]
fn on_a_file_no_clock_that_is_set_ahead_ends_a_pause() {
    Lab::sqlite(async |lab| {
        let house = House::of(lab).await;
        house.clock.set(SystemClock.now().plus_minutes(-60));
        let (clock, desk) = counter(lab).await;
        for _ in 0..5 {
            assert_eq!(code(desk.unlock("000000").await), "pin.wrong");
            assert_eq!(code(desk.login("ratna", "bukan kata sandi").await), "login.failed");
        }
        // By less than what is told, by a day, after which tries are forgotten, and back: the program may be started anew.
        for minutes in [20, 90, 25 * 60, -30] {
            clock.by_minutes(minutes);
            let (anew, shared): (_, SharedClock) = (lab.another().await, clock.clone());
            let anew = Desk::open(anew, shared, "Counter 2".to_owned(), Some(PEPPER.to_vec())).await.unwrap();
            // After a day, and before it began, no log-in holds.
            if (0..24 * 60).contains(&minutes) {
                let pin = seconds(desk.unlock(PIN).await);
                assert!((13 * 60..=15 * 60).contains(&pin), "{minutes}: {pin}");
            }
            for desk in [&desk, &anew] {
                assert!((1..=30).contains(&seconds(desk.login("ratna", PASSWORD).await)), "{minutes}");
            }
        }
        drop(house);
    });
}

#[test]
fn on_a_server_every_time_is_the_server_s() {
    Lab::postgres(async |lab| {
        let house = House::of(lab).await;
        house.clock.set(SystemClock.now().plus_minutes(-60));
        let (clock, desk) = counter(lab).await;
        let house = House { desk, ..house };
        for minutes in [3 * 24 * 60, -3 * 24 * 60] {
            clock.by_minutes(minutes);
            house.patient("Budi Santoso", &format!("0812-7000-10{}", 10 + u8::from(minutes > 0))).await;
            let row = house.desk.ask(ListTrail::default()).await.unwrap().remove(0);
            for said in [row.at, house.desk.now(), house.desk.clock().now()] {
                assert!((said.0 - SystemClock.now().0).abs() < 60_000_000, "{minutes}: {said:?}");
            }
        }
        assert_eq!(events(&house.desk, EventKind::ClockJump).await, 0);
    });
}
