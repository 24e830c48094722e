//! `loket demo`, the binary itself.

use std::os::unix::fs::OpenOptionsExt;
use std::process::{Command, Stdio};

use tempfile::TempDir;

fn loket(home: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loket"));
    command.env_clear().env("HOME", home.path()).current_dir(home.path()).stdin(Stdio::null());
    let ran = command.args(["--lang", "en"]).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
}

#[test]
fn it_has_a_folder_of_its_own_and_is_made_once() {
    let home = tempfile::tempdir().unwrap();
    let made = loket(&home, &["demo", "--bookings", "60", "--no-start"]);
    assert_eq!(made.0, 0, "{made:?}");
    assert!(made.1.contains("loket-demo/loket.db") && made.1.contains("siti"), "{}", made.1);
    let file = home.path().join(".local/share/loket-demo/loket.db");
    let before = file.metadata().unwrap().modified().unwrap();
    let again = loket(&home, &["demo", "--no-start"]);
    assert!(again.0 == 0 && !again.2.contains("Making"), "{again:?}");
    assert_eq!(file.metadata().unwrap().modified().unwrap(), before);
    let fresh = loket(&home, &["demo", "--fresh", "--bookings", "60", "--no-start"]);
    assert!(fresh.0 == 0 && fresh.2.contains("Making"), "{fresh:?}");
    assert!(!home.path().join(".local/share/loket").join("loket.db").exists());
}

#[test]
fn a_clinic_of_ones_own_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in [("password", "melati mekar pagi hari\n"), ("pin", "739154\n")] {
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(home.path().join(name)).unwrap();
        std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    }
    let clinic = ["init", "--name", "Klinik Uji", "--timezone", "Asia/Jakarta", "--owner", "Ratna"];
    let secrets = ["--password-file", "password", "--pin-file", "pin", "--data", "own"];
    assert_eq!(loket(&home, &[&clinic[..], &secrets[..]].concat()).0, 0);
    for arguments in [&["demo", "--data", "own", "--no-start"][..], &["demo", "--data", "own", "--fresh"]] {
        let ran = loket(&home, arguments);
        assert_eq!(ran.0, 5, "{ran:?}");
        assert!(ran.2.contains("not a training copy"), "{}", ran.2);
    }
    assert_eq!(loket(&home, &["login", "ratna", "--password-file", "password", "--data", "own"]).0, 0);
}
