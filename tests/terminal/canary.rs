//! Birds in the mine: names, numbers, notes and cards that are looked for everywhere afterwards, and found nowhere but
//! in the database. And whoever sets the variables of this process changes nothing.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use loket::desk::patient::FindPatients;
use rustix::process::Signal;
use sqlx::Connection as _;

use crate::counter::{Melati, PASSWORD};
use crate::pty::{Pty, tell};
use crate::support::sink::{HOSTILE, only_drawing};
use crate::support::{Lab, on_both};

const BIRDS: usize = 50;
/// Valid by their check digit; nobody's.
const CARDS: [&str; 5] =
    ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117", "3530111333300000"];

fn name(nth: usize) -> String {
    format!("Kenari{nth:02}xq Burungkuning")
}

fn phone(nth: usize) -> String {
    format!("0878-7654-{:04}", 3100 + nth)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        found.push(path.clone());
        if path.is_dir() && !path.is_symlink() {
            walk(&path, found);
        }
    }
}

/// One act from the command line.
fn call(
    melati: &Melati,
    lab: &Lab,
    session: &str,
    act: &str,
    input: &serde_json::Value,
) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loket"));
    command.env_clear().args(["--lang", "en", "call", act]);
    for (variable, value) in melati.counter.variables() {
        command.env(variable, value);
    }
    command.env("LOKET_CONFIG", lab.folder().join("config.toml")).env("LOKET_SESSION", session);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    (done.status.code(), said)
}

/// What the server is told for this database, as the README says it: no row in an error, no values beside a statement; and
/// that it writes down each statement that fails, which is where a value would stand.
async fn quiet(lab: &Lab) {
    let mut admin = sqlx::PgConnection::connect(&lab.admin_url()).await.unwrap();
    for (setting, value) in [
        ("log_error_verbosity", "terse"),
        ("log_parameter_max_length", "0"),
        ("log_parameter_max_length_on_error", "0"),
        ("log_statement", "none"),
        ("log_min_messages", "warning"),
        ("log_min_error_statement", "error"),
    ] {
        let set = format!(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET {setting} = {value}', current_database()); END $$"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(set)).execute(&mut admin).await.unwrap();
    }
}

/// What the server wrote into its own log: the file it was started with, which only it may read, and no collector's.
async fn server_log(lab: &Lab) -> String {
    let mut admin = sqlx::PgConnection::connect(&lab.admin_url()).await.unwrap();
    let log: Vec<u8> =
        sqlx::query_scalar("SELECT pg_read_binary_file(COALESCE(pg_current_logfile(), '/proc/self/fd/2'))")
            .fetch_one(&mut admin)
            .await
            .expect("the server of the tests writes its log into a file, as pg_ctl -l has it");
    String::from_utf8_lossy(&log).into_owned()
}

on_both! {
    async fn nobody_is_found_outside_the_database(lab: &Lab) {
        if lab.db.is_postgres() {
            quiet(lab).await;
        }
        let melati = Melati::open(lab).await;
        // As much as can be logged.
        fs::write(lab.folder().join("config.toml"), "[log]\nlevel = \"debug\"\n").unwrap();
        let (_, session) = melati.owner.login("ratna", PASSWORD).await.unwrap();
        for nth in 0..BIRDS {
            melati.register(&name(nth), &phone(nth)).await;
        }
        // Refusals: known already, a card in a note, an order in a name, no object at all.
        let bird = serde_json::json!({"name": name(1), "phones": [phone(1)]});
        let (code, said) = call(&melati, lab, &session, "register_patient", &bird);
        assert_eq!(code, Some(5), "{said}");
        for card in CARDS {
            for field in ["notes", "alerts"] {
                let mut card_in = serde_json::json!({"name": "Ayu Kenari77xq", "phones": ["0899-1111-2222"]});
                card_in[field] = format!("bayar {card}").into();
                let (code, said) = call(&melati, lab, &session, "register_patient", &card_in);
                assert_eq!(code, Some(5), "{card} in {field}: {said}");
                assert!(!said.contains(card), "{said}");
            }
        }
        // A note of somebody's health, kept and refused.
        let ayu = melati.owner.ask(FindPatients { text: name(2) }).await.unwrap()[0].id;
        for (words, expected) in [("Hipertensi Kenari99xq", 0), ("Kenari99xq 4111 1111 1111 1111", 5)] {
            let add = serde_json::json!({"patient": ayu, "words": words});
            let (code, said) = call(&melati, lab, &session, "add_health_note", &add);
            assert_eq!(code, Some(expected), "{said}");
            assert!(!said.contains("Kenari99xq"), "{said}");
        }
        for wrong in [serde_json::json!({"name": 5, "phones": "Kenari88xq"}), serde_json::json!("Kenari88xq")] {
            assert_ne!(call(&melati, lab, &session, "register_patient", &wrong).0, Some(0));
        }
        // What no rule of ours foresees: the row names the patient, and the database says so in its words.
        let db = lab.another().await;
        let mut tx = db.begin().await.unwrap();
        let made = tx.on().exec("INSERT INTO patient_word SELECT * FROM patient_word", ()).await;
        let fault = format!("{:?} {}", made.as_ref().unwrap_err(), made.as_ref().unwrap_err());
        assert!(!fault.to_lowercase().contains("kenari"), "{fault}");
        tx.rollback().await;
        db.close().await;

        let mut command = melati.counter.command(&[]);
        command.env("LOKET_CONFIG", lab.folder().join("config.toml"));
        let mut pty = melati.counter.at_the_desk_with(command, (80, 24));
        for nth in [3, 17, 41] {
            pty.keys(["F4"]);
            pty.quiet(Duration::from_millis(80));
            pty.keys([&phone(nth)[..]]);
            pty.sees(&name(nth));
            pty.quiet(Duration::from_millis(80));
            pty.keys(["Enter"]);
            pty.sees("No visits yet");
            pty.quiet(Duration::from_millis(80));
            pty.keys(["Esc", "1"]);
            pty.quiet(Duration::from_millis(80));
        }
        // While somebody works, no other program is started.
        let program = pty.pid();
        let started: Vec<String> = fs::read_dir(format!("/proc/{program}/task"))
            .unwrap()
            .flatten()
            .map(|task| fs::read_to_string(task.path().join("children")).unwrap_or_default())
            .filter(|children| !children.trim().is_empty())
            .collect();
        assert!(started.is_empty(), "{started:?}");
        // Nobody else may look into its memory or variables.
        let theirs = fs::metadata(format!("/proc/{program}/environ")).unwrap();
        assert_eq!(theirs.permissions().mode() & 0o077, 0);
        let limits = fs::read_to_string(format!("/proc/{program}/limits")).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
        tell(program, Signal::ABORT);
        assert_eq!(pty.ended().exit_code(), 1);

        let mut files = Vec::new();
        walk(lab.folder(), &mut files);
        let ours = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("loket.db"));
        let mut logs = 0;
        for path in files.iter().filter(|path| !ours(path) && path.is_file()) {
            let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
            logs += usize::from(path.extension().is_some_and(|ending| ending == "log") && text.contains("opened"));
            for bird in ["Kenari", "kenari", "Burungkuning", "7654-31", "7876543", "1111-2222", "Siti"] {
                assert!(!text.contains(bird), "{bird} is in {}", path.display());
            }
            for card in CARDS {
                assert!(!text.contains(card), "a card is in {}", path.display());
            }
        }
        assert!(logs > 0, "there is a log, and it has something in it: {files:?}");
        // Nor does the server's own log hold anybody, though it says what failed.
        if lab.db.is_postgres() {
            let log = server_log(lab).await;
            assert!(log.contains("patient_word SELECT * FROM patient_word"), "what failed is in the server's log");
            for bird in ["Kenari", "kenari", "Burungkuning", "burungkuning", "7654-31", "7876543", "4111111111111111"] {
                let told = log.lines().find(|line| line.contains(bird));
                assert_eq!(told, None, "{bird} is in the server's log");
            }
        }
        // All that loket wrote is its owner's alone.
        let data = lab.folder().join("counter");
        for path in files.iter().filter(|path| path.starts_with(&data) && **path != data && **path != data.join("pepper") || ours(path)) {
            let mode = path.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{} is open to others: {mode:o}", path.display());
        }
        // A card is in no table either.
        let notes: Vec<(String, String)> =
            loket::store::On::from(&lab.db).all("SELECT notes, alerts FROM patient", ()).await.unwrap();
        assert!(notes.len() > BIRDS);
        for card in CARDS {
            assert!(notes.iter().all(|(notes, alerts)| !notes.contains(card) && !alerts.contains(card)));
        }
    }

    async fn what_a_command_prints_at_a_terminal_gives_it_no_orders(lab: &Lab) {
        let melati = Melati::open(lab).await;
        for (nth, hostile) in HOSTILE.iter().enumerate() {
            let hostile = hostile.replace('\0', "");
            melati.overwrite(lab, &format!("Korban {nth}"), &format!("0813-0000-00{nth:02}"), &format!("{hostile}Korban")).await;
        }
        let (_, session) = melati.owner.login("ratna", PASSWORD).await.unwrap();
        let mut command = melati.counter.command(&["call", "find_patients"]);
        command.env("LOKET_SESSION", session);
        let mut pty = Pty::start(command, (200, 60));
        pty.send(b"{\"text\": \"0813\"}\n\x04");
        assert!(pty.ended().success());
        let screen = pty.screen();
        assert!(screen.contains("Korban"), "{screen}");
        only_drawing(&pty.bytes);
    }
}

/// Forty variables that mean something to somebody.
const HEARD_BY_OTHERS: &[(&str, &str)] = &[
    ("PGHOST", "evil.example"),
    ("PGPORT", "1"),
    ("PGUSER", "evil"),
    ("PGPASSWORD", "evil"),
    ("PGDATABASE", "evil"),
    ("PGSERVICE", "evil"),
    ("PGPASSFILE", "/dev/zero"),
    ("PGOPTIONS", "-c search_path=evil"),
    ("PGSSLMODE", "disable"),
    ("PGSSLROOTCERT", "/dev/zero"),
    ("PGSSLCERT", "/dev/zero"),
    ("PGSSLKEY", "/dev/zero"),
    ("PGAPPNAME", "evil"),
    ("DATABASE_URL", "postgres://evil@evil.example/evil"),
    ("SQLX_OFFLINE", "true"),
    ("SQLITE_TMPDIR", "/nonexistent"),
    ("RUST_LOG", "trace"),
    ("RUST_BACKTRACE", "full"),
    ("RUST_LIB_BACKTRACE", "1"),
    ("RUST_MIN_STACK", "1"),
    ("TOKIO_WORKER_THREADS", "0"),
    ("TOKIO_CONSOLE_BIND", "0.0.0.0:1"),
    ("SSLKEYLOGFILE", "keys.log"),
    ("SSL_CERT_FILE", "/dev/null"),
    ("SSL_CERT_DIR", "/nonexistent"),
    ("TZ", "Mars/Olympus"),
    ("LANG", "xx_YY.utf-99"),
    ("LC_ALL", "\u{1b}[31m"),
    ("LANGUAGE", "../../etc"),
    ("TERMINFO", "/nonexistent"),
    ("TERMCAP", "\u{1b}]52;c;AA\u{7}"),
    ("COLORTERM", "\u{1b}[2J"),
    ("COLUMNS", "-1"),
    ("LINES", "99999"),
    ("EDITOR", "touch started"),
    ("VISUAL", "touch started"),
    ("PAGER", "touch started"),
    ("SHELL", "touch started"),
    ("BROWSER", "touch started"),
    ("ENV", "started"),
    ("BASH_ENV", "started"),
    ("XDG_RUNTIME_DIR", "/nonexistent"),
    ("XDG_CACHE_HOME", "/nonexistent"),
    ("TMPDIR", "/nonexistent"),
    ("SSH_ORIGINAL_COMMAND", "touch started"),
];

on_both! {
    async fn variables_of_others_change_nothing(lab: &Lab) {
        let melati = Melati::open(lab).await;
        let here = lab.folder().join("here");
        fs::create_dir(&here).unwrap();
        for term in ["xterm-256color", "", "dumb", "\u{1b}[31m", "linux\n"] {
            let mut command = melati.counter.command(&[]);
            for (variable, value) in HEARD_BY_OTHERS {
                command.env(variable, value);
            }
            command.env("TERM", term);
            command.cwd(&here);
            let mut pty = melati.counter.at_the_desk_with(command, (80, 24));
            pty.keys(["F4", "siti"]);
            pty.sees("Siti Nurhaliza");
            only_drawing(&pty.bytes);
            pty.signal(Signal::TERM);
            assert_eq!(pty.ended().exit_code(), 130, "TERM={term:?}");
            pty.given_back();
        }
        let made: Vec<_> = fs::read_dir(&here).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert!(made.is_empty(), "{made:?} was made where it stood");
        let mut files = Vec::new();
        walk(&lab.folder().join("counter"), &mut files);
        for log in files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "log")) {
            let text = fs::read_to_string(log).unwrap();
            let louder = |line: &&str| line.contains("\"DEBUG\"") || line.contains("\"TRACE\"") || line.contains("sqlx");
            assert_eq!(text.lines().find(louder), None, "the log says no more than the settings let it");
        }
    }
}
