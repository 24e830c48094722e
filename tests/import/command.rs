//! `loket import`, the binary itself: the report, the import, and the end in the middle of it.

use std::fmt::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A clinic in a folder of its own.
struct House(TempDir);

impl House {
    fn found() -> Self {
        let house = Self(tempfile::tempdir().unwrap());
        house.secret("password", "melati mekar pagi hari\n");
        house.secret("pin", "739154\n");
        let ran = house.loket(&[
            "init",
            "--name",
            "Klinik Uji",
            "--timezone",
            "Asia/Jakarta",
            "--owner",
            "Ratna",
            "--password-file",
            "password",
            "--pin-file",
            "pin",
        ]);
        assert_eq!(ran.0, 0, "{ran:?}");
        house
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn secret(&self, name: &str, text: &str) {
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(self.path(name)).unwrap();
        std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_loket"));
        command.env_clear().env("HOME", self.0.path()).current_dir(self.0.path());
        command.args(["--lang", "en", "--data", "data"]).args(arguments);
        command
    }

    fn loket(&self, arguments: &[&str]) -> (i32, String, String) {
        let ran = self.command(arguments).stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
    }

    fn import(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut all =
            vec!["import", "patients", "people.csv", "--as", "ratna", "--password-file", "password"];
        all.extend_from_slice(arguments);
        self.loket(&all)
    }

    /// As a spreadsheet writes it.
    fn people(&self, rows: usize) {
        let mut text = String::from("\u{feff}Nama Pasien;No. HP;Tanggal Lahir\r\n");
        for row in 0..rows {
            let (day, month) = (row % 28 + 1, row % 12 + 1);
            write!(text, "Pasien {row};0812-{:04}-{:04};{day}/{month}/1985\r\n", row / 10_000, row % 10_000)
                .unwrap();
        }
        std::fs::write(self.path("people.csv"), text).unwrap();
    }

    fn reports(&self) -> usize {
        let files = std::fs::read_dir(self.0.path()).unwrap();
        files
            .filter(|file| file.as_ref().unwrap().file_name().to_str().unwrap().starts_with("import-"))
            .count()
    }
}

#[test]
fn a_dry_run_changes_nothing_and_a_second_run_brings_nothing() {
    let house = House::found();
    house.people(2_000);
    let dry = house.import(&["--dry-run"]);
    assert_eq!(dry.0, 0, "{dry:?}");
    assert!(dry.1.contains("    2000  new\n") && dry.1.ends_with("Nothing was changed.\n"), "{}", dry.1);
    assert_eq!(house.reports(), 0);
    assert!(house.import(&[]).1.ends_with("2000 rows imported.\n"));
    let again = house.import(&[]);
    assert!(again.1.contains("    2000  on file already\n"), "{}", again.1);
    assert!(again.1.ends_with("0 rows imported.\n"), "{}", again.1);
    assert_eq!(house.reports(), 1);
}

#[test]
fn a_bad_row_is_named_and_refuses_the_file() {
    let house = House::found();
    std::fs::write(
        house.path("people.csv"),
        "name,phone\nSiti,081211112222\nBudi,tanya istrinya\n,0812111\n",
    )
    .unwrap();
    let ran = house.import(&[]);
    assert_eq!(ran.0, 5, "{ran:?}");
    assert!(ran.1.contains("line 3: Budi: "), "{}", ran.1);
    // Nobody's name leaves no gap.
    assert!(ran.1.contains("line 4: This number is too short."), "{}", ran.1);
    assert!(ran.2.contains("Nothing was imported"), "{}", ran.2);
    let skipped = house.import(&["--skip-rejected"]);
    assert!(skipped.1.ends_with("1 row imported.\n"), "{skipped:?}");
    let kind = house.loket(&["import", "patients", "/dev/zero"]);
    assert_eq!(kind.0, 5, "{kind:?}");
}

#[test]
fn killed_in_the_middle_it_brought_nothing() {
    let house = House::found();
    house.people(20_000);
    let log = house.path("data/loket.db-wal");
    let before = size(&log);
    let mut import = house.command(&["import", "patients", "people.csv", "--as", "ratna"]);
    let mut child = import
        .args(["--password-file", "password"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Rows that do not fit into the cache are written before the commit: then it is in the middle.
    let begun = Instant::now();
    while size(&log) < before + 300_000 {
        assert!(child.try_wait().unwrap().is_none(), "the import ended before it was killed");
        assert!(begun.elapsed() < Duration::from_mins(1), "the import never wrote");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let dry = house.import(&["--dry-run"]);
    assert!(dry.1.contains("   20000  new\n"), "{dry:?}");
    assert!(house.import(&[]).1.ends_with("20000 rows imported.\n"));
}

fn size(path: &Path) -> u64 {
    path.metadata().map_or(0, |facts| facts.len())
}

/// The file is somebody else's: nothing of it reaches a terminal as an order, nor whoever shows the report.
#[test]
fn what_a_file_holds_is_shown_and_never_obeyed() {
    let house = House::found();
    std::fs::write(house.path("people.csv"), "Nama,No. HP,\u{1b}]0;x\u{7}\n\u{1b}[2JAni,0812,y\n").unwrap();
    let dry = house.import(&["--dry-run"]);
    assert!(dry.1.contains("line 2") && !dry.1.contains(['\u{1b}', '\u{7}']), "{:?}", dry.1);
    let mut files = std::fs::read_dir(house.0.path()).unwrap().map(|file| file.unwrap().path());
    let report = files.find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("import-"));
    let text = std::fs::read_to_string(report.unwrap()).unwrap();
    assert!(text.contains("2JAni") && !text.contains('\u{1b}'), "{text:?}");
}
