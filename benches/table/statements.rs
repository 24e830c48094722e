//! What the desk does most, beside the bare statement.

use loket::desk::booking::OpenDay;
use loket::desk::next_free::NextFree;
use loket::desk::patient::FindPatients;

use crate::data::{Engine, Set};
use crate::measure::{Times, repeat};
use crate::raw::{Shell, pgbench};
use crate::writes;

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
    let day_text = loket::store::day::DAY.replace("$1", &id).replace("$2", &format!("'{today}'"));
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
            let ask = NextFree {
                treatment,
                staff: None,
                patient: None,
                moving: None,
                from: None,
                part: None,
                at: None,
                most: None,
            };
            set.desk.ask(ask).await.unwrap();
        })
        .await,
        raw: Times::default(),
    });
    rows.extend(writes::measure(set, &mut bare, rounds).await);
    rows
}

/// The engine without loket.
pub enum Bare<'a> {
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

    pub fn time(&mut self, statements: &[String], count: usize) -> Times {
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
}
