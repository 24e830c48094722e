//! What the desk does most, beside the bare statement.

use std::time::Instant;

use loket::desk::booking::{Book, NextFree, OpenDay};
use loket::desk::patient::FindPatients;
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::ticket::IssueTicket;
use loket::desk::visit::CancelBooking;
use loket::domain::booking::Source;
use loket::domain::id::PatientId;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::store::On;

use crate::data::{Engine, Set};
use crate::measure::{Times, repeat};
use crate::raw::{Shell, pgbench};

/// One line of the table.
pub struct Row {
    pub what: &'static str,
    pub loket: Times,
    pub raw: Times,
}

/// Measures every line on one set.
pub async fn measure(set: &Set, rounds: usize) -> Vec<Row> {
    let mut bare = Bare::of(set);
    let clinic = set.desk.clinic().id.0;
    let id = bare.id(clinic);
    let phones = set.sample("SELECT phone FROM patient_phone WHERE position = 1 LIMIT 5000").await;
    let names = set.sample("SELECT name FROM patient LIMIT 5000").await;
    let words = |index: usize| -> Vec<String> { loket::domain::text::words(&names[index % names.len()]) };
    let mut rows = Vec::new();

    let find = async |text: String| {
        set.desk.ask(FindPatients { text }).await.unwrap();
    };
    let exact = repeat(rounds, |index| find(phones[index % phones.len()].clone())).await;
    let select = "SELECT p.id, p.name, n.phone, p.alerts, p.birth_date FROM patient_phone n
         JOIN patient p ON p.clinic_id = n.clinic_id AND p.id = n.patient_id";
    rows.push(Row {
        what: "phone, exact",
        loket: exact,
        raw: bare.time(
            &phones
                .iter()
                .map(|phone| format!("{select} WHERE n.clinic_id = {id} AND n.phone = '{phone}' LIMIT 50"))
                .collect::<Vec<_>>(),
            rounds,
        ),
    });
    let prefix = |phone: &str| phone[..phone.len() - 3].to_owned();
    rows.push(Row {
        what: "phone, prefix",
        loket: repeat(rounds, |index| find(prefix(&phones[index % phones.len()]))).await,
        raw: bare.time(
            &phones
                .iter()
                .map(|phone| {
                    let from = prefix(phone);
                    format!("{select} WHERE n.clinic_id = {id} AND n.phone >= '{from}' AND n.phone < '{from}z' ORDER BY n.phone LIMIT 50")
                })
                .collect::<Vec<_>>(),
            rounds,
        ),
    });
    let last = |phone: &str| phone[phone.len() - 4..].to_owned();
    rows.push(Row {
        what: "phone, last four",
        loket: repeat(rounds, |index| find(last(&phones[index % phones.len()]))).await,
        raw: bare.time(
            &phones
                .iter()
                .map(|phone| {
                    let from: String = last(phone).chars().rev().collect();
                    format!("{select} WHERE n.clinic_id = {id} AND n.reversed >= '{from}' AND n.reversed < '{from}z' ORDER BY n.reversed LIMIT 50")
                })
                .collect::<Vec<_>>(),
            rounds,
        ),
    });
    // A letter alone is refused, and nobody types one.
    let one = |index: usize| words(index).into_iter().max_by_key(String::len).unwrap_or_default();
    let names_of = "SELECT p.id, p.name, n.phone, p.alerts, p.birth_date FROM (SELECT DISTINCT patient_id FROM (SELECT patient_id FROM patient_word";
    rows.push(Row {
        what: "name, one word",
        loket: repeat(rounds, |index| find(one(index))).await,
        raw: bare.time(
            &(0..50)
                .map(|index| {
                    let word = one(index);
                    format!("{names_of} WHERE clinic_id = {id} AND word >= '{word}' AND word < '{word}z' ORDER BY word LIMIT 50) w) hit
                      JOIN patient p ON p.clinic_id = {id} AND p.id = hit.patient_id
                      LEFT JOIN patient_phone n ON n.clinic_id = {id} AND n.patient_id = p.id AND n.position = 1
                      WHERE p.active = TRUE ORDER BY p.name_key LIMIT 50")
                })
                .collect::<Vec<_>>(),
            rounds,
        ),
    });
    let two = |index: usize| {
        let words = words(index);
        (words.first().cloned().unwrap_or_default(), words.last().cloned().unwrap_or_default())
    };
    rows.push(Row {
        what: "name, two words",
        loket: repeat(rounds, |index| {
            let (first, second) = two(index);
            find(format!("{first} {second}"))
        })
        .await,
        raw: bare.time(
            &(0..50)
                .map(|index| {
                    let (first, second) = two(index);
                    format!("SELECT p.id, p.name, n.phone, p.alerts, p.birth_date FROM (SELECT DISTINCT a.patient_id FROM patient_word a
                      JOIN patient_word b ON b.clinic_id = a.clinic_id AND b.patient_id = a.patient_id AND b.word >= '{second}' AND b.word < '{second}z'
                      WHERE a.clinic_id = {id} AND a.word >= '{first}' AND a.word < '{first}z' LIMIT 50) hit
                      JOIN patient p ON p.clinic_id = {id} AND p.id = hit.patient_id
                      LEFT JOIN patient_phone n ON n.clinic_id = {id} AND n.patient_id = p.id AND n.position = 1
                      WHERE p.active = TRUE ORDER BY p.name_key LIMIT 50")
                })
                .collect::<Vec<_>>(),
            rounds,
        ),
    });

    let today = set.desk.today();
    let day_text = loket::store::booking::DAY.replace("$1", &id).replace("$2", &format!("'{today}'"));
    rows.push(Row {
        what: "day book",
        loket: repeat(rounds / 2, async |_| {
            set.desk.ask(OpenDay { day: today }).await.unwrap();
        })
        .await,
        raw: bare.time(&[day_text], rounds / 2),
    });
    let roster = set.desk.roster().await.unwrap();
    let treatments: Vec<_> = roster.treatments.iter().filter(|row| row.active).map(|row| row.id).collect();
    rows.push(Row {
        what: "next free (any, ten)",
        loket: repeat(rounds / 4, async |index| {
            let treatment = treatments[index % treatments.len()];
            let ask = NextFree { treatment, staff: None, from: None, part: None, most: None };
            set.desk.ask(ask).await.unwrap();
        })
        .await,
        raw: Times::default(),
    });
    rows.extend(writes(set, &mut bare, rounds).await);
    rows
}

/// Booking, ticket and payment: durable, with the row of the trail, beside one durable row of the same engine.
async fn writes(set: &Set, bare: &mut Bare<'_>, rounds: usize) -> Vec<Row> {
    let desk = &set.desk;
    let roster = desk.roster().await.unwrap();
    let cash = roster.methods.iter().find(|method| method.kind == MethodKind::Cash).unwrap().id;
    let ids: Vec<(PatientId,)> =
        On::from(&set.db).all("SELECT id FROM patient WHERE active = TRUE LIMIT 5000", ()).await.unwrap();
    // Far ahead, where nobody has booked yet.
    let far = desk.today() + chrono::Days::new(40);
    let mut slots = Vec::new();
    for treatment in roster.treatments.iter().filter(|row| row.active && row.room_id.is_none()) {
        let ask =
            NextFree { treatment: treatment.id, staff: None, from: Some(far), part: None, most: Some(100) };
        slots.extend(desk.ask(ask).await.unwrap().into_iter().map(|slot| (treatment.id, slot)));
    }
    let (mut booking, mut payment, mut ticket) = (Vec::new(), Vec::new(), Vec::new());
    let mut done = 0;
    for (index, (treatment, slot)) in slots.into_iter().enumerate() {
        if done == rounds {
            break;
        }
        let book = Book {
            patient: ids[index % ids.len()].0,
            treatment,
            staff: Some(slot.staff),
            starts_at: slot.starts_at,
            source: Source::Phone,
            note: String::new(),
            override_reason: None,
            rebooked_from: None,
        };
        let begun = Instant::now();
        let Ok(booked) = desk.act(book).await else { continue };
        booking.push(begun.elapsed());
        let pay = TakePayment {
            booking: booked.id,
            tenders: vec![Tender { method: cash, tendered: Money(100_000_000), reference: String::new() }],
            due: None,
        };
        let begun = Instant::now();
        if desk.act(pay).await.is_ok() {
            payment.push(begun.elapsed());
        }
        let cancel = CancelBooking {
            booking: booked.id,
            version: None,
            by: None,
            reason: "bench".to_owned(),
            deposit: None,
        };
        desk.act(cancel).await.unwrap();
        done += 1;
    }
    for (patient,) in ids.iter().take(rounds) {
        let issue = IssueTicket {
            patient: *patient,
            treatment: None,
            staff: None,
            urgent: false,
            despite_booking: true,
        };
        let begun = Instant::now();
        if desk.act(issue).await.is_ok() {
            ticket.push(begun.elapsed());
        }
    }
    let commit = bare.commit(rounds);
    vec![
        Row { what: "book (beside one durable row)", loket: Times::of(booking), raw: commit.clone() },
        Row { what: "ticket (beside one durable row)", loket: Times::of(ticket), raw: commit.clone() },
        Row { what: "payment (beside one durable row)", loket: Times::of(payment), raw: commit },
    ]
}

/// The engine without loket.
enum Bare<'a> {
    Shell(Option<Shell>),
    Bench(&'a str),
}

impl<'a> Bare<'a> {
    fn of(set: &'a Set) -> Self {
        match set.engine {
            Engine::Sqlite => Self::Shell(Shell::open(&set.file)),
            Engine::Postgres => Self::Bench(&set.url),
        }
    }

    fn id(&self, id: uuid::Uuid) -> String {
        match self {
            Self::Shell(_) => format!("x'{}'", id.simple()),
            Self::Bench(_) => format!("'{id}'::uuid"),
        }
    }

    fn time(&mut self, statements: &[String], count: usize) -> Times {
        match self {
            Self::Shell(shell) => {
                shell.as_mut().map(|shell| shell.time(statements, count)).unwrap_or_default()
            }
            Self::Bench(url) => {
                let lines: Vec<String> = statements.iter().map(|text| text.replace('\n', " ")).collect();
                let few: Vec<String> = lines.into_iter().take(20).map(|text| format!("{text};")).collect();
                pgbench(url, &few, count).unwrap_or_default()
            }
        }
    }

    /// One small row, on the disk before it is answered.
    fn commit(&mut self, count: usize) -> Times {
        let insert =
            "INSERT INTO counter (clinic_id, kind, scope, value) SELECT id, 'bench', '', 1 FROM clinic
             WHERE TRUE ON CONFLICT (clinic_id, kind, scope) DO UPDATE SET value = counter.value + 1";
        self.time(&[insert.to_owned()], count)
    }
}
