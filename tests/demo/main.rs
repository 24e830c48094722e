//! The training copy: a day with everything in it, and books that are right.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod command;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDateTime;
use loket::clock::FixedClock;
use loket::desk::booking::{NoteBooking, OpenDay};
use loket::desk::patient::{FindPatients, OpenPatient};
use loket::desk::queue::OpenQueue;
use loket::desk::receipt::OpenReceipt;
use loket::desk::{Desk, Progress};
use loket::domain::booking::Status;
use loket::domain::id::ReceiptId;
use loket::domain::queue::TicketStatus;
use loket::domain::time::{Ts, at_local};
use loket::domain::zone::Zone;
use loket::store::{Db, On};
use loket::upkeep::demo::{LOGINS, PASSWORD, Plan, make_in, new_day_in};
use support::{Lab, on_both};

const PEPPER: &[u8] = b"a pepper of the tests";

/// Half past two on a Friday in Jakarta.
fn now() -> Ts {
    let wall = NaiveDateTime::parse_from_str("2026-11-20 14:30", "%Y-%m-%d %H:%M").unwrap();
    at_local(wall, Zone::home()).unwrap()
}

fn plan() -> Plan {
    Plan { patients: 120, bookings: 400, seed: 7, ..Plan::default() }
}

async fn opened(db: &Db, now: Ts) -> Desk {
    let clock = Arc::new(FixedClock::at(now));
    let door = Desk::open(db.clone(), clock, "Loket 1".into(), Some(PEPPER.to_vec())).await.unwrap();
    door.login("siti", PASSWORD).await.unwrap().0
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    let (count,): (i64,) = On::from(db).one(sql, ()).await.unwrap();
    count
}

/// What the till of the day shows besides payments.
const TILL: &[(&str, &str)] = &[
    ("a tip", "SELECT COUNT(*) FROM bill_line WHERE kind = 'tip'"),
    (
        "a kept deposit",
        "SELECT COUNT(*) FROM bill_line l JOIN bill b ON b.id = l.bill_id
        JOIN booking k ON k.id = b.booking_id WHERE l.kind = 'forfeit' AND k.status = 'no_show'",
    ),
    ("a write-off", "SELECT COUNT(*) FROM bill_line WHERE kind = 'write_off'"),
    ("a package", "SELECT COUNT(*) FROM patient_package"),
    ("a session used", "SELECT COUNT(*) FROM payment WHERE package_id IS NOT NULL"),
    ("a void", "SELECT COUNT(*) FROM payment WHERE kind = 'void'"),
    (
        "a refund",
        "SELECT COUNT(*) FROM payment p JOIN receipt r ON r.id = p.receipt_id
        WHERE p.kind = 'refund' AND r.series = 'RF'",
    ),
    (
        "credit",
        "SELECT COUNT(*) FROM payment p JOIN payment_method m ON m.id = p.method_id
        WHERE m.kind = 'credit' AND p.amount < 0",
    ),
];

on_both! {
    async fn the_day_has_everything_in_it(lab: &Lab) {
        make_in(&lab.db, now(), PEPPER, &plan(), &Progress::default()).await.unwrap();
        let desk = opened(&lab.db, now()).await;
        assert!(desk.clinic().training);
        let verdict = desk.verify(None).await.unwrap();
        assert!(verdict.whole(), "{verdict:?}");
        assert_eq!(verdict.clock_back, [], "nobody sets the clock of a training clinic back");
        let day = desk.ask(OpenDay { day: desk.today() }).await.unwrap();
        assert!((25..60).contains(&day.len()), "{} bookings", day.len());
        // Whoever treats has a day of their own.
        let rina = desk.nobodys().login("rina", PASSWORD).await.unwrap().0;
        let hers = rina.ask(OpenDay { day: desk.today() }).await.unwrap();
        assert!(!hers.is_empty() && hers.iter().all(|row| row.staff.as_deref() == Some("Rina Wulandari")));
        let states: BTreeSet<Status> = day.iter().map(|row| row.status).collect();
        assert_eq!(states.len(), Status::ALL.len(), "{states:?}");
        let owing = |paid: fn(i64, i64) -> bool| {
            day.iter().filter(|row| row.status == Status::Done && paid(row.paid.0, row.total.0)).count()
        };
        assert!(owing(|paid, total| paid == total) > 3);
        assert!(owing(|paid, _| paid == 0) > 0);
        assert!(owing(|paid, total| paid > 0 && paid < total) > 0);
        assert!(day.iter().any(|row| row.unverified > loket::domain::money::Money::ZERO), "no QRIS waits");
        assert!(day.iter().any(|row| row.status == Status::Booked && row.paid.0 > 0), "no deposit");
        assert!(day.iter().any(|row| row.status.pending() && row.held.0 > 0), "no deposit is held");
        for (what, sql) in TILL {
            assert!(count(&lab.db, sql).await > 0, "{what}");
        }
        let queue = desk.ask(OpenQueue {}).await.unwrap();
        let states: BTreeSet<TicketStatus> = queue.lines.iter().map(|line| line.ticket.status).collect();
        assert_eq!(states.len(), TicketStatus::ALL.len(), "{states:?}");
        assert!(queue.waiting > 2);
        // Families: somebody else on the same number.
        let (phone,): (String,) = On::from(&lab.db)
            .one("SELECT phone FROM patient_phone GROUP BY phone HAVING COUNT(*) > 2 ORDER BY phone LIMIT 1", ())
            .await
            .unwrap();
        let family = desk.ask(FindPatients { text: phone }).await.unwrap();
        let card = desk.ask(OpenPatient { patient: family[0].id }).await.unwrap();
        assert_eq!(card.family.len() + 1, family.len());
    }

    async fn the_books_are_right(lab: &Lab) {
        make_in(&lab.db, now(), PEPPER, &plan(), &Progress::default()).await.unwrap();
        let db = &lab.db;
        let before = "SELECT COUNT(*) FROM booking WHERE business_day <> '2026-11-20'";
        assert_eq!(count(db, before).await, 400);
        assert_eq!(count(db, "SELECT COUNT(*) FROM booking a JOIN booking b ON a.id <> b.id AND a.clinic_id = b.clinic_id
            AND (a.staff_id = b.staff_id OR a.patient_id = b.patient_id OR a.room_id = b.room_id)
            AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
            WHERE a.staff_id IS NOT NULL AND b.staff_id IS NOT NULL
              AND a.status NOT IN ('cancelled', 'no_show', 'left') AND b.status NOT IN ('cancelled', 'no_show', 'left')").await, 0);
        // Numbers without holes, and counters that know them.
        let receipts = count(db, "SELECT COUNT(*) FROM receipt WHERE series = 'R'").await;
        assert!(receipts > 250, "{receipts}");
        assert_eq!(count(db, "SELECT MAX(number) FROM receipt WHERE series = 'R'").await, receipts);
        assert_eq!(count(db, "SELECT value FROM counter WHERE kind = 'receipt' AND scope = 'R'").await, receipts);
        assert_eq!(count(db, "SELECT COUNT(*) FROM receipt a JOIN receipt b ON b.series = a.series AND b.number = a.number + 1
            WHERE b.issued_at < a.issued_at").await, 0);
        assert_eq!(count(db, "SELECT COUNT(*) FROM (SELECT MAX(number) - COUNT(*) AS holes FROM ticket
            GROUP BY business_day, prefix) t WHERE holes <> 0").await, 0);
        assert_eq!(count(db, "SELECT COUNT(*) FROM (SELECT COUNT(*) AS n, CAST(business_day AS TEXT) || '/' || prefix AS scope
            FROM ticket GROUP BY business_day, prefix) t JOIN counter c ON c.kind = 'ticket' AND c.scope = t.scope
            WHERE c.value <> t.n").await, 0);
        assert_eq!(count(db, "SELECT COUNT(*) FROM counter WHERE kind = 'ticket'").await,
            count(db, "SELECT COUNT(*) FROM (SELECT DISTINCT business_day, prefix FROM ticket) t").await);
        // The last step is the state, and the first comes from nowhere.
        assert_eq!(count(db, "SELECT COUNT(*) FROM booking b WHERE b.status <> (SELECT s.to_status FROM booking_step s
            WHERE s.booking_id = b.id ORDER BY s.seq DESC LIMIT 1)").await, 0);
        assert_eq!(count(db, "SELECT COUNT(*) FROM booking_step a LEFT JOIN booking_step b
            ON b.booking_id = a.booking_id AND b.seq = a.seq - 1
            WHERE COALESCE(a.from_status, '-') <> COALESCE(b.to_status, '-')").await, 0);
        assert_eq!(count(db, "SELECT COUNT(*) FROM ticket t WHERE t.status <> COALESCE((SELECT s.to_status FROM ticket_step s
            WHERE s.ticket_id = t.id ORDER BY s.seq DESC LIMIT 1), '-')").await, 0);
        assert_eq!(count(db, "SELECT COUNT(*) FROM ticket_step a LEFT JOIN ticket_step b
            ON b.ticket_id = a.ticket_id AND b.seq = a.seq - 1
            WHERE COALESCE(a.from_status, '-') <> COALESCE(b.to_status, '-') OR a.at < b.at").await, 0);
        // No more was paid than was owed.
        assert_eq!(count(db, "SELECT COUNT(*) FROM bill b WHERE
            (SELECT COALESCE(SUM(amount), 0) FROM payment m WHERE m.bill_id = b.id)
            > (SELECT SUM(amount) FROM bill_line l WHERE l.bill_id = b.id AND l.voided_at IS NULL)").await, 0);
        // Receipts of the past open like any other.
        let desk = opened(db, now()).await;
        let (id,): (ReceiptId,) = On::from(db).one("SELECT id FROM receipt WHERE number = 17", ()).await.unwrap();
        let receipt = desk.ask(OpenReceipt { receipt: id }).await.unwrap().receipt;
        assert_eq!(receipt.number, "R-000017");
        assert!(receipt.training);
    }

    async fn the_same_seed_makes_the_same_clinic(lab: &Lab) {
        make_in(&lab.db, now(), PEPPER, &plan(), &Progress::default()).await.unwrap();
        let other = tempfile::tempdir().unwrap();
        let address = loket::config::DatabaseAddress::Sqlite(other.path().join("other.db"));
        let again = Db::open(&address).await.unwrap();
        make_in(&again, now(), PEPPER, &plan(), &Progress::default()).await.unwrap();
        assert_eq!(rows(&lab.db).await, rows(&again).await);
        again.close().await;
    }

    async fn a_later_day_is_played_into_the_same_clinic(lab: &Lab) {
        make_in(&lab.db, now(), PEPPER, &plan(), &Progress::default()).await.unwrap();
        // Somebody tried something on the first day.
        let desk = opened(&lab.db, now()).await;
        let booked = desk.ask(OpenDay { day: desk.today() }).await.unwrap();
        let mine = booked.iter().find(|row| row.status == Status::Booked).unwrap();
        let note = NoteBooking { booking: mine.id, version: None, note: "punya saya".into() };
        desk.act(note).await.unwrap();
        let receipts = count(&lab.db, "SELECT COUNT(*) FROM receipt").await;
        // Too early for anything to have happened, then in the middle of the next day.
        let early = now().plus_minutes(24 * 60 - 5 * 60);
        assert!(!new_day_in(&lab.db, early, PEPPER, 7, "Loket 1").await.unwrap());
        let next = now().plus_minutes(24 * 60);
        assert!(new_day_in(&lab.db, next, PEPPER, 7, "Loket 1").await.unwrap());
        let desk = opened(&lab.db, next).await;
        let day = desk.ask(OpenDay { day: desk.today() }).await.unwrap();
        assert!((25..60).contains(&day.len()), "{} bookings", day.len());
        let states: BTreeSet<Status> = day.iter().map(|row| row.status).collect();
        assert!(states.len() >= 7, "{states:?}");
        let late = day.iter().filter(|row| {
            matches!(row.status, Status::Booked | Status::Confirmed) && next.minutes_since(row.starts_at) > 30
        });
        assert_eq!(late.count(), 0, "nobody is forgotten");
        let queue = desk.ask(OpenQueue {}).await.unwrap();
        assert!(queue.waiting > 1, "{}", queue.waiting);
        assert!(count(&lab.db, "SELECT COUNT(*) FROM receipt").await > receipts + 3);
        let before = desk.ask(OpenDay { day: now().day(Zone::home()) }).await.unwrap();
        assert_eq!((before.len(), before.iter().filter(|row| row.note == "punya saya").count()), (booked.len(), 1));
        // The trail only goes on.
        assert_eq!(count(&lab.db, "SELECT COUNT(*) FROM audit a JOIN audit b ON b.seq = a.seq + 1
            WHERE b.at < a.at").await, 0);
        // Once a day.
        assert!(!new_day_in(&lab.db, next.plus_minutes(1), PEPPER, 7, "Loket 1").await.unwrap());
    }

    async fn there_is_one_clinic_in_a_database(lab: &Lab) {
        make_in(&lab.db, now(), PEPPER, &Plan { bookings: 50, ..plan() }, &Progress::default()).await.unwrap();
        let fault = make_in(&lab.db, now(), PEPPER, &plan(), &Progress::default()).await.unwrap_err();
        assert_eq!(fault.refusal().unwrap().code, "clinic.exists");
    }
}

/// Patients and bookings of the past, ids included, and the day by its names.
async fn rows(db: &Db) -> Vec<(uuid::Uuid, String, String)> {
    let mut all: Vec<(uuid::Uuid, String, String)> = On::from(db)
        .all(
            "SELECT p.id, p.name, n.phone FROM patient p JOIN patient_phone n ON n.patient_id = p.id
             WHERE p.name <> 'Nadia Salsabila' ORDER BY p.id",
            (),
        )
        .await
        .unwrap();
    let past: Vec<(uuid::Uuid, String, String)> = On::from(db)
        .all(
            "SELECT b.id, b.status, s.name FROM booking b JOIN staff s ON s.id = b.staff_id
             WHERE b.business_day <> '2026-11-20' ORDER BY b.id",
            (),
        )
        .await
        .unwrap();
    let today: Vec<(uuid::Uuid, String, String)> = On::from(db)
        .all(
            "SELECT b.patient_id, b.status, t.name FROM booking b JOIN treatment t ON t.id = b.treatment_id
             WHERE b.business_day = '2026-11-20' AND b.source <> 'walk_in' ORDER BY b.starts_at, b.patient_id",
            (),
        )
        .await
        .unwrap();
    assert!(past.len() == 400 && today.len() > 20);
    all.extend(past);
    all.extend(today);
    all
}

#[test]
fn everybody_can_log_in() {
    Lab::sqlite(async |lab| {
        make_in(&lab.db, now(), PEPPER, &Plan { bookings: 50, ..plan() }, &Progress::default())
            .await
            .unwrap();
        let clock = Arc::new(FixedClock::at(now()));
        let door = Desk::open(lab.db.clone(), clock, "Loket 1".into(), Some(PEPPER.to_vec())).await.unwrap();
        for login in LOGINS {
            let desk = door.login(login.username, PASSWORD).await.unwrap().0;
            assert_eq!(desk.who().unwrap().role, login.role);
        }
    });
}

#[test]
fn the_counter_is_called_as_the_language_calls_it() {
    Lab::sqlite(async |lab| {
        let plan = Plan { bookings: 50, counter: "Counter 1".to_owned(), ..plan() };
        make_in(&lab.db, now(), PEPPER, &plan, &Progress::default()).await.unwrap();
        let drawers: Vec<(String,)> = On::from(&lab.db).all("SELECT name FROM drawer", ()).await.unwrap();
        assert_eq!(drawers, [("Counter 1".to_owned(),)]);
        let terminals = "SELECT COUNT(*) FROM audit WHERE terminal NOT IN ('', 'Counter 1')";
        assert_eq!(count(&lab.db, terminals).await, 0);
    });
}

/// Few people who come very often: days without cash, deposits asked of those who did not come.
#[test]
fn any_chance_makes_a_clinic() {
    for seed in 1..=4 {
        Lab::sqlite(async move |lab| {
            let plan = Plan { patients: 40, bookings: 2_500, seed, ..plan() };
            make_in(&lab.db, now(), PEPPER, &plan, &Progress::default()).await.unwrap();
            assert!(opened(&lab.db, now()).await.verify(None).await.unwrap().whole());
        });
    }
}
