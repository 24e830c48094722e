//! The binary as a script sees it: what it prints, and the number it ends with.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod scripts;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use assert_cmd::Command;
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

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// The owner's password and PIN, in files that nobody else reads.
    fn secrets(&self) -> (String, String) {
        closed(&self.0.path().join("pw"), "melati mekar pagi hari\n");
        closed(&self.0.path().join("pin"), "739154\n");
        (self.path("pw"), self.path("pin"))
    }

    /// Founds a clinic in Jakarta, which has a name and an owner only where `more` gives them.
    fn init(&self, more: &[&str]) -> Command {
        let ((pw, pin), data) = (self.secrets(), self.path("data"));
        let place = ["--data", &data, "init", "--timezone", "Asia/Jakarta"];
        let secrets = ["--password-file", &pw, "--pin-file", &pin];
        self.loket(&[&place[..], &secrets, more].concat())
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

fn closed(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
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
fn a_value_from_the_environment_is_named_by_its_variable() {
    let home = Home::new();
    let ran = Ran::of(home.loket(&["config", "path"]).env("LOKET_LANG", "xx"));
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("LOKET_LANG") && ran.err.contains("Valid: id, en."), "{}", ran.err);
    let typed = home.run(&["--lang", "xx", "config", "path"]);
    assert!(typed.code == 2 && !typed.err.contains("LOKET_LANG"), "{}", typed.err);
}

#[test]
fn what_only_one_command_takes_stands_together() {
    let help = Home::new().run(&["--lang", "en", "init", "--help"]).out;
    let (own, every) = help.split_once("Options of every command:").unwrap();
    assert!(own.contains("--pin-file") && own.contains("--example") && !own.contains("--theme"), "{help}");
    assert!(every.contains("--theme") && !every.contains("--owner"), "{help}");
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
    let (init, pw, data) =
        (|more: &[&str]| Ran::of(&mut home.init(more)), home.path("pw"), home.path("data"));
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
    let init = |more: &[&str]| {
        let named = [&["--owner", "Ratna"], more].concat();
        Ran::of(home.init(&named).env("LOKET_CLINIC", "mawar"))
    };
    let (pw, data) = (home.path("pw"), home.path("data"));
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
