//! The binary as a script sees it: what it prints, and the number it ends with.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/mod.rs"]
mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};
use support::on_both;
use tempfile::TempDir;

/// A home with nothing in it, and nothing of the developer's environment.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn loket(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("loket").unwrap();
        command.env_clear().env("HOME", self.0.path()).env("LANG", "en_US.UTF-8").args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(&mut self.loket(arguments))
    }
}

/// What came of it.
#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

#[test]
fn the_help_and_the_version_go_to_standard_output() {
    let home = Home::new();
    let help = home.run(&["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    assert!(help.out.contains("--database") && help.out.contains("Exit codes:"), "{}", help.out);
    assert_eq!(home.run(&["--version"]).out, concat!("loket ", env!("CARGO_PKG_VERSION"), "\n"));
    assert!(home.run(&["--lang", "id", "--help"]).out.contains("Kode keluar:"));
    let indonesian = Ran::of(home.loket(&["--help"]).env("LANG", "id_ID.UTF-8"));
    assert!(indonesian.out.contains("Kode keluar:"), "{}", indonesian.out);
    let asked =
        Ran::of(home.loket(&["--help", "--lang=en"]).env("LANG", "id_ID.UTF-8").env("LOKET_LANG", "id"));
    assert!(asked.out.contains("Exit codes:"), "{}", asked.out);
}

#[test]
fn what_sshd_is_told_names_whole_paths() {
    let home = Home::new();
    let place = std::fs::canonicalize(home.0.path()).unwrap();
    let printed = Ran::of(home.loket(&["--data", "clinic/data", "ssh-setup"]).current_dir(&place));
    let wanted = format!(" --data {}/clinic/data --ssh", place.display());
    assert!(printed.code == 0 && printed.out.contains(&wanted), "{printed:?}");
}

#[test]
fn what_sshd_is_told_is_what_was_said_here_and_no_password() {
    let home = Home::new();
    let said = [
        "--database",
        "postgres://melati:rahasia@db.example/x",
        "--clinic",
        "melati",
        "--counter",
        "Meja depan",
    ];
    let rest = ["--lang", "id", "--theme", "light", "ssh-setup", "--key", "ssh-ed25519 AAAA ratna"];
    let printed = home.run(&[&said[..], &rest[..]].concat());
    let wanted = " --database postgres://melati@db.example/x --clinic melati --counter 'Meja depan' --lang id \
                  --theme light --ssh --key ratna\"";
    assert!(printed.code == 0 && printed.out.contains(wanted), "{printed:?}");
    assert!(!printed.out.contains("rahasia") && !printed.err.contains("rahasia"), "{printed:?}");
    assert!(!home.run(&["ssh-setup"]).out.contains("--lang"));
}

#[test]
fn a_slip_on_the_command_line_is_named_and_ends_with_2() {
    let home = Home::new();
    for (arguments, says) in [
        (&["confg"][..], "Did you mean config?"),
        (&["--thme", "dark", "config", "path"], "Did you mean --theme?"),
        (&["--theme", "drak", "config", "path"], "Valid: terminal, dark, light, high-contrast, mono."),
        (&["config"], "Usage: loket config"),
        (&["--data"], "--data"),
    ] {
        let ran = home.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(says), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn wrong_settings_end_with_3_and_name_the_place() {
    let home = Home::new();
    let file = home.0.path().join("settings.toml");
    std::fs::write(&file, "[ui]\ntheem = \"dark\"\n").unwrap();
    let path = file.to_str().unwrap();
    let ran = home.run(&["--config", path, "config", "check"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert_eq!(
        ran.err,
        format!(
            "{path}:2:1: there is no setting \"ui.theem\". Did you mean \"theme\"? \
             Valid here: language, theme, mouse, glyphs.\n"
        )
    );
    std::fs::write(&file, "[ui]\nlanguage = \"id\"\n").unwrap();
    let ran = Ran::of(home.loket(&["config", "check"]).env("LOKET_CONFIG", path));
    assert_eq!((ran.code, ran.out), (0, format!("Pengaturannya benar ({path}).\n")));
    assert_eq!(home.run(&["--config", "/nowhere.toml", "config", "check"]).code, 3);
    // Keys too, all of them at once.
    std::fs::write(&file, "[keys]\n\"day.pay\" = [\"ctrl-i\"]\n\"day.zzz\" = [\"x\"]\n").unwrap();
    let ran = home.run(&["--config", path, "config", "check"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains(":2:") && ran.err.contains(":3:") && ran.err.contains("day.zzz"), "{}", ran.err);
}

#[test]
fn a_key_that_is_no_setting_is_told_all_that_are() {
    let home = Home::new();
    let file = home.0.path().join("settings.toml");
    std::fs::write(&file, "countr = \"Loket 2\"\n").unwrap();
    let ran = home.run(&["--config", file.to_str().unwrap(), "config", "check"]);
    assert_eq!(ran.code, 3);
    let valid = "Did you mean \"counter\"? Valid here: database, clinic, counter, ui, idle_lock_minutes, receipt, log, keys.";
    assert!(ran.err.contains(valid), "{}", ran.err);
}

#[test]
fn a_clinic_is_founded_by_its_name_and_its_short_name() {
    let home = Home::new();
    closed(&home.0.path().join("pw"), "melati mekar pagi hari\n");
    closed(&home.0.path().join("pin"), "739154\n");
    let path = |name: &str| home.0.path().join(name).to_str().unwrap().to_owned();
    let (pw, pin, data) = (path("pw"), path("pin"), path("data"));
    let init = |more: &[&str]| {
        let same = [
            "--data",
            &data,
            "init",
            "--timezone",
            "Asia/Jakarta",
            "--password-file",
            &pw,
            "--pin-file",
            &pin,
        ];
        home.run(&[&same[..], more].concat())
    };
    let ran = init(&["--owner", "Ratna"]);
    assert!(ran.code == 2 && ran.err.contains("--name"), "{ran:?}");
    // The user name comes from the owner's where none is given: the one that was given is named.
    let ran = init(&["--clinic", "Klinik Melati", "--owner", "Z"]);
    assert!(ran.err.contains("The owner's name (Z) makes no user name"), "{ran:?}");
    let ran = init(&["--clinic", "Klinik Melati", "--slug", "melati", "--owner", "Ratna"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "Klinik Melati is founded. Log in as ratna.\n"), "{ran:?}");
    let ran = home.run(&["--data", &data, "--clinic", "melati", "login", "ratna", "--password-file", &pw]);
    assert_eq!(ran.code, 0, "{ran:?}");
    // The place of a clinic that is still to be founded stops no counter.
    assert_eq!(home.run(&["--data", &data, "tenant", "add", "mawar"]).code, 0);
    let ran = home.run(&["--data", &data, "login", "ratna", "--password-file", &pw]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = home.run(&["--data", &data, "verify"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_variable_names_no_clinic_that_is_still_to_be_founded() {
    let home = Home::new();
    closed(&home.0.path().join("pw"), "melati mekar pagi hari\n");
    closed(&home.0.path().join("pin"), "739154\n");
    let path = |name: &str| home.0.path().join(name).to_str().unwrap().to_owned();
    let (pw, pin, data) = (path("pw"), path("pin"), path("data"));
    let init = |more: &[&str]| {
        let same = [
            "--data",
            &data,
            "init",
            "--timezone",
            "Asia/Jakarta",
            "--owner",
            "Ratna",
            "--password-file",
            &pw,
            "--pin-file",
            &pin,
        ];
        Ran::of(home.loket(&[&same[..], more].concat()).env("LOKET_CLINIC", "mawar"))
    };
    let ran = init(&[]);
    assert!(ran.code == 2 && ran.err.contains("--name"), "{ran:?}");
    let ran = init(&["--name", "Klinik Melati"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "Klinik Melati is founded. Log in as ratna.\n"), "{ran:?}");
    let slug = "klinik-melati";
    let ran = home.run(&["--data", &data, "--clinic", slug, "login", "ratna", "--password-file", &pw]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_password_in_the_address_is_refused_and_not_repeated() {
    let home = Home::new();
    let url = "postgres://u:s3cret@localhost/k";
    let flag = home.run(&["--database", url, "config", "path"]);
    let variable = Ran::of(home.loket(&["config", "path"]).env("LOKET_DATABASE_URL", url));
    let help = Ran::of(home.loket(&["--help"]).env("LOKET_DATABASE_URL", url));
    assert_eq!((flag.code, variable.code, help.code), (3, 3, 0));
    for ran in [flag, variable, help] {
        assert!(!format!("{ran:?}").contains("s3cret"), "{ran:?}");
    }
}

#[test]
fn the_variables_of_the_postgres_tools_change_nothing() {
    let home = Home::new();
    let url = "postgres://desk@localhost/clinic";
    let quiet = home.run(&["--database", url, "config", "path"]);
    let mut command = home.loket(&["--database", url, "config", "path"]);
    for (name, value) in [
        ("PGHOST", "evil.example"),
        ("PGPORT", "1"),
        ("PGUSER", "evil"),
        ("PGDATABASE", "evil"),
        ("PGPASSWORD", "evil"),
        ("PGOPTIONS", "-c search_path=evil"),
        ("PGSSLMODE", "disable"),
        ("PGPASSFILE", "/dev/null"),
        ("RUST_LOG", "trace"),
    ] {
        command.env(name, value);
    }
    let loud = Ran::of(&mut command);
    assert_eq!((quiet.code, loud.code), (0, 0));
    assert_eq!(quiet.out, loud.out);
    assert!(loud.out.contains("postgres://desk@localhost:5432/clinic"), "{}", loud.out);
}

#[test]
fn all_that_is_written_is_the_owners_alone() {
    let home = Home::new();
    let data = home.0.path().join("data");
    assert_eq!(home.run(&["--data", data.to_str().unwrap(), "config", "path"]).code, 0);
    let mut found = 0;
    let mut folders = vec![data];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let mode = path.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{} is open to others: {mode:o}", path.display());
            found += 1;
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    assert!(found >= 2, "the log folder and the log");
}

#[test]
fn a_folder_that_cannot_be_written_stops_nothing_that_needs_none() {
    let home = Home::new();
    let file = home.0.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let ran = home.run(&["--data", file.to_str().unwrap(), "config", "path"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("goes on without a log"), "{}", ran.err);
}

/// A clinic founded by the binary, with the example's staff and prices, and its owner logged in.
struct Desk {
    home: Home,
    url: String,
    session: String,
}

impl Desk {
    fn found(url: String) -> Self {
        let home = Home::new();
        closed(&home.0.path().join("pw"), "melati mekar pagi hari\n");
        closed(&home.0.path().join("pin"), "739154\n");
        let mut desk = Self { home, url, session: String::new() };
        let (pw, pin) = (desk.path("pw"), desk.path("pin"));
        let found =
            ["init", "--name", "Klinik Melati", "--timezone", "Asia/Jakarta", "--owner", "Hartono Wijaya"];
        let found =
            [&found[..], &["--password-file", &pw, "--pin-file", &pin, "--training", "--example"]].concat();
        let ran = desk.run(&found, "");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert_eq!(ran.out, "Klinik Melati is founded. Log in as hartono.\n");
        assert_eq!(desk.run(&found, "").code, 5);
        let login = desk.run(&["login", "hartono", "--password-file", &pw], "");
        assert_eq!((login.code, login.err.as_str()), (0, ""));
        login.out.trim_end().clone_into(&mut desk.session);
        desk
    }

    fn path(&self, name: &str) -> String {
        self.home.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn run(&self, arguments: &[&str], input: &str) -> Ran {
        let data = self.path("data");
        let settings = ["--data", &data, "--database", &self.url];
        let mut command = self.home.loket(&[&settings[..], arguments].concat());
        Ran::of(command.env("LOKET_SESSION", &self.session).write_stdin(input))
    }

    /// Calls an act at seven in the morning and gives back its exit code and its answer.
    fn call(&self, act: &str, input: &Value) -> (i32, Value) {
        let ran = self.run(&["call", act, "--now", "2026-11-20T07:00:00+07:00"], &input.to_string());
        assert_eq!(ran.err, "");
        (ran.code, serde_json::from_str(&ran.out).unwrap())
    }
}

fn closed(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

on_both! {
    async fn a_script_books_once_and_is_told_who_has_the_slot(lab: &Lab) {
        let desk = Desk::found(lab.url());
        let (_, treatments) = desk.call("list_treatments", &json!({}));
        let facial = &treatments[0]["treatment"]["id"];
        let (code, free) = desk.call("next_free", &json!({"treatment": facial, "from": "2026-11-20", "most": 1}));
        assert_eq!(code, 0, "{free}");
        let (staff, starts_at) = (&free[0]["staff"], &free[0]["starts_at"]);
        let patient = |name: &str, phone: &str| {
            let form = json!({"name": name, "phones": [phone]});
            desk.call("register_patient", &form)
        };
        let (code, ayu) = patient("Ayu Prameswari", "0812-3456-7890");
        assert_eq!(code, 0, "{ayu}");
        let (code, budi) = patient("Budi Santoso", "0813 9876 5432");
        assert_eq!(code, 0, "{budi}");

        let request = "01a1f973-c8d3-74ee-8a1b-73693b421160";
        let book = |patient: &Value, request: Option<&str>| {
            json!({
                "patient": patient["id"], "treatment": facial, "staff": staff,
                "starts_at": starts_at, "source": "phone", "request": request,
            })
        };
        let (code, first) = desk.call("book", &book(&ayu, Some(request)));
        assert_eq!(code, 0, "{first}");
        assert_eq!(desk.call("book", &book(&ayu, Some(request))), (0, first));
        let (code, day) = desk.call("open_day", &json!({"day": starts_at.as_str().unwrap()[..10]}));
        assert_eq!((code, day.as_array().map(Vec::len)), (0, Some(1)));

        let (code, lost) = desk.call("book", &book(&budi, None));
        assert_eq!((code, &lost["refused"]["code"]), (5, &json!("booking.staff_taken")));
        let message = lost["refused"]["message"].as_str().unwrap();
        assert!(message.contains("Ayu Prameswari") && message.contains("Hartono Wijaya"), "{message}");
    }

    async fn a_script_that_may_not_is_told_in_json(lab: &Lab) {
        let mut desk = Desk::found(lab.url());
        let code = |answer: &(i32, Value)| (answer.0, answer.1["refused"]["code"].clone());
        assert_eq!(code(&desk.call("fly", &json!({}))), (2, json!("act.unknown")));
        assert_eq!(code(&desk.call("open_day", &json!({"dya": 1}))), (2, json!("input.invalid")));
        let (_, misread) = desk.call("find_patients", &json!({"text": 81_234_567_890_i64}));
        let message = misread["refused"]["message"].as_str().unwrap();
        assert!(message.contains("in “text” stands something else than a string") && !message.contains("812"), "{message}");
        let nobody = json!({"patient": "01a1f973-c8d3-74ee-8a1b-73693b421160"});
        assert_eq!(code(&desk.call("open_patient", &nobody)), (7, json!("patient.unknown")));
        assert_eq!(desk.run(&["logout"], "").code, 0);
        assert_eq!(code(&desk.call("open_queue", &json!({}))), (6, json!("login.over")));
        desk.session.clear();
        assert_eq!(desk.run(&["login", "hartono"], "melati mekar pagi\n").code, 6);
        assert_eq!(desk.run(&["login", "hartono"], "melati mekar pagi hari\n").code, 0);
    }

    async fn the_numbers_are_printed_and_checked(lab: &Lab) {
        let desk = Desk::found(lab.url());
        let (_, categories) = desk.call("list_categories", &json!({}));
        let spent = json!({
            "category": categories[0]["id"], "amount": 1_080_000, "description": "=Serum", "paid_from": "bank",
        });
        assert_eq!(desk.call("write_expense", &spent).0, 0);
        let (pin, day) = (desk.path("pin"), ["report", "day", "--date", "2026-11-20", "--pin-file"]);
        let report = |more: &[&str]| desk.run(&[&day[..], &[&pin], more].concat(), "");
        for input in ["", "\n"] {
            let silent = desk.run(&day[..4], input);
            assert_eq!((silent.code, silent.out.as_str()), (2, ""), "{}", silent.err);
            assert!(silent.err.contains("--pin-file") && !silent.err.contains("wrong"), "{}", silent.err);
        }
        let text = report(&[]);
        assert_eq!((text.code, text.err.as_str()), (0, ""));
        assert!(text.out.contains("Expenses") && text.out.contains("Rp1.080.000"), "{}", text.out);
        let told: Value = serde_json::from_str(&report(&["--json"]).out).unwrap();
        assert_eq!((&told["received"], &told["net_cash"]), (&json!(0), &json!(-1_080_000)));
        let table = report(&["--csv"]).out;
        for row in ["net_cash,Net cash,-1080000", "from,From,2026-11-20", "to,To,2026-11-20", "clinic,Clinic,", "identity:rest,"] {
            assert!(table.contains(row), "{row}: {table}");
        }
        // What another program can read leaves a row each time.
        let (_, rows) = desk.call("list_trail", &json!({}));
        let left = rows.as_array().unwrap().iter().filter(|row| row["act"] == "export_report").count();
        assert_eq!(left, 2, "{rows}");
        assert_eq!(report(&["--expect", "0"]).code, 0);
        let other = report(&["--expect", "250rb"]);
        assert_eq!(other.code, 8);
        assert!(other.err.contains("Expected Rp250.000, received Rp0."), "{}", other.err);
        // What was not understood is no refusal of the desk: a script asked wrongly.
        assert_eq!(report(&["--expect", "abc"]).code, 2);
        assert_eq!(desk.run(&["report", "day", "--date", "31/2"], "739154\n").code, 2);
        let month = desk.run(&["report", "month", "--date", "2026-11-01"], "739154\n");
        assert!(month.out.starts_with("November 2026"), "{}{}", month.out, month.err);
        assert_eq!(desk.run(&["report", "day"], "111111\n").code, 6);
        let (code, no) = desk.call("report", &json!({"from": "2026-11-20", "to": "2026-11-20"}));
        assert_eq!((code, &no["refused"]["code"]), (6, &json!("permission.pin")));
        let with = json!({"from": "2026-11-20", "to": "2026-11-20", "approval": {"pin": "739154"}});
        assert_eq!(desk.call("report", &with).0, 0);
    }

    async fn one_line_refused_does_not_stop_the_next(lab: &Lab) {
        let desk = Desk::found(lab.url());
        let input = "{\"day\":\"2026-11-20\"}\n\nnonsense\n{\"day\":\"2026-11-21\"}\n";
        let ran = desk.run(&["call", "open_day", "--lines"], input);
        let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(ran.code, 2);
        assert_eq!((&lines[0], &lines[2], lines.len()), (&json!([]), &json!([]), 3));
        assert_eq!(lines[1]["refused"]["code"], "input.invalid");
    }
}

#[test]
fn every_act_is_listed_with_its_schemas() {
    let ran = Home::new().run(&["call", "--list"]);
    let acts: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    assert!(acts.len() > 40);
    for act in &acts {
        assert!(act["act"].is_string() && act["needs"].is_string(), "{act}");
        assert!(act["input"].is_object() && act["output"].is_object(), "{act}");
    }
}

#[test]
fn a_database_that_is_not_there_ends_with_4() {
    let home = Home::new();
    let arguments = ["--database", "postgres://desk@127.0.0.1:1/clinic", "call", "open_queue"];
    let ran = Ran::of(home.loket(&arguments).env("LOKET_SESSION", "x"));
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &answer["fault"]["code"]), (4, &json!("unreachable")));
}
