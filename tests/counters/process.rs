//! The real binary as a counter: `loket call ACT --lines`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use loket::config::{DatabaseAddress, Host};
use serde_json::Value;

use crate::clinic::{House, PASSWORD, PEPPER};
use crate::support::Lab;

/// What a counter needs to know of the clinic.
pub struct Front {
    data: std::path::PathBuf,
    database: String,
    session: String,
}

impl Front {
    pub async fn of(lab: &Lab, house: &House) -> Self {
        let (_, session) = house.desk.login("ratna", PASSWORD).await.unwrap();
        let database = match &lab.address {
            DatabaseAddress::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseAddress::Postgres { host: Host::Name(host), port, user, database, .. } => {
                format!("postgres://{user}@{host}:{port}/{database}")
            }
            DatabaseAddress::Postgres { host: Host::Socket(folder), port, user, database, .. } => {
                format!("postgres://{user}@localhost:{port}/{database}?host={}", folder.display())
            }
        };
        // Each counter was given the clinic's secret: without it nothing can be written there.
        let data = lab.folder().join("counter");
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("pepper"), PEPPER).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(data.join("pepper"), mode).unwrap();
        Self { data, database, session }
    }

    /// A counter that does one act for every line it is given. It is ten o'clock there.
    pub fn counter(&self, act: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_loket"))
            .args(["--lang", "en", "call", act, "--lines", "--now", "2026-11-20T10:00:00+07:00"])
            .env("LOKET_DATA", &self.data)
            .env("LOKET_DATABASE_URL", &self.database)
            .env("LOKET_SESSION", &self.session)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Eight counters at once, each with its own lines; their answers, line by line.
    pub fn rush(&self, act: &str, lines: Vec<Vec<Value>>) -> Vec<Value> {
        let counters: Vec<_> = lines.into_iter().map(|lines| (self.counter(act), lines)).collect();
        let threads: Vec<_> = counters
            .into_iter()
            .map(|(counter, lines)| std::thread::spawn(move || answers(counter, lines)))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    }
}

/// Gives a counter its lines and collects its answers.
fn answers(mut counter: Child, lines: Vec<Value>) -> Vec<Value> {
    let mut input = counter.stdin.take().unwrap();
    let count = lines.len();
    let writer = std::thread::spawn(move || {
        for line in lines {
            writeln!(input, "{line}").unwrap();
        }
    });
    let out = BufReader::new(counter.stdout.take().unwrap());
    let answers: Vec<Value> = out.lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    writer.join().unwrap();
    counter.wait().unwrap();
    assert_eq!(answers.len(), count, "one answer a line");
    answers
}
