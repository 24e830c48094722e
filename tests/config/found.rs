//! Where settings come from: a file, the flags, neither.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use loket::config::{DatabaseAddress, Overrides, file};
use loket::domain::clinic::Language;

use crate::home::*;

#[test]
fn without_a_file_the_data_is_a_local_file_in_the_data_folder() {
    let home = Home::new();
    let config = home.load().unwrap();
    let DatabaseAddress::Sqlite(path) = &config.database else { panic!("{:?}", config.database) };
    assert_eq!(*path, home.dir.path().join("data/loket.db"));
}

#[test]
fn flags_win_over_the_file() {
    let home = Home::new().holds("database = \"elsewhere.db\"\n[ui]\nlanguage = \"en\"", 0o600);
    let data = home.dir.path().join("training");
    let flags = Overrides {
        data: Some(data.clone()),
        database: Some("sqlite:/srv/clinic.db".to_owned()),
        language: Some(Language::Indonesian),
        ..Overrides::default()
    };
    let config = home.load_with(&flags).unwrap();
    assert!(matches!(&config.database, DatabaseAddress::Sqlite(path) if path == Path::new("/srv/clinic.db")));
    assert_eq!(config.settings.ui.language, Some(Language::Indonesian));
    // All that is written lies in the folder of the flag; the settings do not.
    assert!(config.folders.log.starts_with(&data));
    assert_eq!(config.receipt_folder(), data.join("receipts"));
    assert_eq!(config.file, home.file());

    let flags = Overrides { config: Some("/nowhere/config.toml".into()), ..Overrides::default() };
    assert_eq!(home.load_with(&flags).unwrap_err().code, "config.missing");

    let flags =
        Overrides { database: Some("postgres://u:s3cret@localhost/k".to_owned()), ..Overrides::default() };
    let why = home.load_with(&flags).unwrap_err();
    assert_eq!((why.code, detail(&why, "place").as_str()), ("config.password", "--database"));
}

#[test]
fn a_user_without_a_home_needs_a_data_folder() {
    let mut home = Home::new();
    home.around.platform = None;
    assert_eq!(home.load().unwrap_err().code, "config.home");
    let flags = Overrides { data: Some(home.dir.path().join("data")), ..Overrides::default() };
    assert!(home.load_with(&flags).is_ok());
}

#[test]
fn settings_have_one_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, "").unwrap();
    fs::hard_link(&path, folder.path().join("other")).unwrap();
    let uid = fs::metadata(&path).unwrap().uid();
    assert_eq!(file::read_settings(&path, uid).unwrap_err().code, "config.hard_link");
}

#[test]
fn a_file_that_runs_a_command_is_changed_by_its_owner_only() {
    let text = "[database]\nurl = \"postgres://u@localhost/k\"\npassword_command = [\"echo\", \"x\"]";
    assert_eq!(Home::new().holds(text, 0o664).load().unwrap_err().code, "config.mode");
    assert!(Home::new().holds(text, 0o644).load().is_ok());
    assert!(Home::new().holds("", 0o664).load().is_ok());
}
