//! The settings file against everything that can be wrong with it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use loket::config::{
    Config, DatabaseAddress, Folders, Host, Overrides, Settings, Surroundings, Tls, file, pepper,
};
use loket::domain::clinic::Language;
use loket::domain::refusal::Refusal;
use secrecy::ExposeSecret;
use tempfile::TempDir;

/// A home of its own with the platform's three folders.
struct Home {
    dir: TempDir,
    around: Surroundings,
}

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = |name: &str| {
            let path = dir.path().join(name);
            fs::create_dir(&path).unwrap();
            path
        };
        let platform = Folders { config: folder("config"), data: folder("data"), log: folder("log") };
        let uid = dir.path().metadata().unwrap().uid();
        Self { around: Surroundings { uid, platform: Some(platform) }, dir }
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("config/config.toml")
    }

    /// Writes the settings file with the given mode.
    fn holds(self, text: impl AsRef<[u8]>, mode: u32) -> Self {
        fs::write(self.file(), text).unwrap();
        fs::set_permissions(self.file(), fs::Permissions::from_mode(mode)).unwrap();
        self
    }

    fn load(&self) -> Result<Config, Refusal> {
        self.load_with(&Overrides::default())
    }

    fn load_with(&self, flags: &Overrides) -> Result<Config, Refusal> {
        Config::load(flags, &self.around)
    }
}

fn loading(text: impl AsRef<[u8]>) -> Result<Config, Refusal> {
    Home::new().holds(text, 0o600).load()
}

fn refused(text: impl AsRef<[u8]>) -> Refusal {
    loading(text).unwrap_err()
}

fn detail(refusal: &Refusal, name: &str) -> String {
    match &refusal.details_json()[name] {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Does what one row of the table of bad inputs says and gives back what happened.
fn try_row(input: &str) -> Result<Config, Refusal> {
    let with_password = "database = \"postgres://u:s3cret@localhost/k\"\n";
    match input {
        "[case] (file missing)" => Home::new().load(),
        "[case] (empty file)" => loading(""),
        "[case] config.toml mode 0644 with a password" => Home::new().holds(with_password, 0o644).load(),
        "[case] config.toml owned by another user" => {
            let mut home = Home::new().holds("", 0o600);
            // Root gives the file away; anybody else is somebody else.
            if home.around.uid == 0 {
                chown(home.file(), Some(65534), None).unwrap();
            } else {
                home.around.uid += 1;
            }
            home.load()
        }
        "[case] config.toml is a symlink into /tmp" => {
            let home = Home::new();
            let elsewhere = tempfile::NamedTempFile::new().unwrap();
            symlink(elsewhere.path(), home.file()).unwrap();
            home.load()
        }
        "[case] config.toml of 10 MB" => loading("# more\n".repeat(10 * 1024 * 1024 / 7)),
        text => loading(unescaped(text)),
    }
}

fn unescaped(text: &str) -> Vec<u8> {
    let text = text.replace("\\u{feff}", "\u{feff}");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        match (byte, after) {
            (b'\\', [b'n', after @ ..]) => (bytes.push(b'\n'), rest = after).1,
            (b'\\', [b'0', after @ ..]) => (bytes.push(0), rest = after).1,
            (b'\\', [b'x', high, low, after @ ..]) => {
                let hex = [*high, *low];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
                rest = after;
            }
            _ => (bytes.push(byte), rest = after).1,
        }
    }
    bytes
}

/// Rows about settings that come with the rooms they set.
const LATER: &[&str] = &["backup.dir", "[case] backup.dir", "printer", "export_dir"];

/// The rows of kind `config` in the table of bad inputs: the input, and the code it is refused with
/// (none: accepted).
fn rows() -> Vec<(&'static str, Option<&'static str>)> {
    include_str!("data/bad_inputs.tsv")
        .lines()
        .filter_map(|line| line.strip_prefix("config\t")?.split_once('\t'))
        .filter(|(input, _)| !LATER.iter().any(|later| input.starts_with(later)))
        .map(|(input, expected)| {
            (input, expected.strip_prefix("REFUSE_START ").and_then(|code| code.split(' ').next()))
        })
        .collect()
}

/// More of the same.
const MORE: &[(&str, Option<&str>)] = &[
    ("idle_lock_minutes = 16", Some("config.range")),
    ("idle_lock_minutes = 99999999999999999999", Some("config.range")),
    ("idle_lock_minutes = \"5\"", Some("config.type")),
    ("idle_lock_minutes = 5.0", Some("config.type")),
    ("ui = 3", Some("config.type")),
    ("[ui]\\nmouse = \"yes\"", Some("config.type")),
    ("[ui]\\ntheme = \"drak\"", Some("config.value")),
    ("[receipt]\\nwidth = 40", Some("config.value")),
    ("[receipt]\\nwidth = 42\\nwidth = 48", Some("config.syntax")),
    ("[keys]\\n\"payment.take\" = \"p\"", Some("config.type")),
    ("[clinic]\\nname = \"Melati\"", Some("config.timezone")),
    ("[log]\\nlevel = \"trace\"", Some("config.value")),
    ("database = \"\"", Some("config.url")),
    ("database = \"mysql://u@localhost/k\"", Some("config.url")),
    ("database = \"sqlite::memory:\"", Some("config.url")),
    ("database = \"~/loket.db\"", Some("db.path")),
    ("database = \"postgres://localhost/k\"", Some("config.url")),
    ("database = \"postgres://u@localhost:99999/k\"", Some("config.url")),
    ("database = \"postgres://u@localhost/k?options=-csearch_path=x\"", Some("config.url_option")),
    ("database = \"postgres://u:pw@localhost/k\"", Some("config.password")),
    ("database = \"postgres://u@localhost/k?password=pw\"", Some("config.password")),
    ("database = \"postgres://u@localhost/k?sslmode=prefer\"", Some("config.tls")),
    ("database = \"postgres://u@/k?host=db.example.com&sslmode=disable\"", Some("config.tls")),
];

#[test]
fn every_bad_settings_file_is_refused_by_its_own_code() {
    let rows = rows();
    assert_eq!(rows.len(), 16);
    for (input, code) in rows.iter().chain(MORE) {
        let outcome = try_row(input);
        assert_eq!(outcome.as_ref().err().map(|why| why.code), *code, "{input}: {outcome:?}");
    }
}

#[test]
fn no_refusal_repeats_what_stands_under_database() {
    let secrets = [
        "database = \"postgres://u:s3cret@db.example.com/k?sslmode=disable\"",
        "database = \"postgres://u:s3cret@localhost/k\"",
        "database = \"mysql://u:s3cret@localhost/k\"",
        "[database]\nurl = \"postgres://u:s3cret@localhost:x/k\"",
        "[database]\nurl = \"postgres://u@localhost/k?password=s3cret&x=1\"",
        "[database]\nurl = postgres://u:s3cret@localhost/k",
        "[database]\nurl = [\"s3cret\"]",
        "[database]\npassword = \"s3cret\"",
        "[database]\npassword_file = \"s3cret.txt\"\npassword_command = [\"echo\", \"s3cret\"]\nurl = \"postgres://u@localhost/k\"",
    ];
    for text in secrets {
        let why = refused(text);
        assert!(!format!("{why:?}").contains("s3cret"), "{why:?}");
    }
}

#[test]
fn a_refusal_names_the_place_the_key_and_what_is_valid() {
    let why = refused("idle_lock_minutes = 5\n\n[ui]\n  theem = \"dark\"\n");
    assert!(detail(&why, "place").ends_with("config.toml:4:3"), "{why:?}");
    assert_eq!(detail(&why, "line"), "4");
    assert_eq!(detail(&why, "key"), "ui.theem");
    assert_eq!(detail(&why, "near"), "theme");
    assert_eq!(detail(&why, "valid"), "language, theme, mouse, glyphs");

    let why = refused("databse = \"x\"");
    assert_eq!(detail(&why, "near"), "database");
    assert_eq!(detail(&why, "line"), "1");

    let why = refused("[ui]\ntheme = \"drak\"");
    assert_eq!(detail(&why, "near"), "dark");
    assert_eq!(detail(&refused("zzz = 1"), "near"), "none");

    let why = refused("\n\n[clinic\nname=");
    assert_eq!((detail(&why, "line").as_str(), detail(&why, "column").as_str()), ("3", "8"));
}

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
fn a_server_elsewhere_is_verified_and_one_here_need_not_be() {
    let address = |url: &str, rest: &str| {
        let text = format!("[database]\nurl = \"{url}\"\n{rest}");
        match loading(text).unwrap().database {
            DatabaseAddress::Postgres { host, port, tls, .. } => (host, port, tls),
            DatabaseAddress::Sqlite(path) => panic!("{}", path.display()),
        }
    };
    let name = |name: &str| Host::Name(name.to_owned());
    let socket = || Host::Socket("/run/postgresql".into());
    let checked = Tls::VerifyFull { root: None };
    assert_eq!(address("postgres://u@db.example.com/k", ""), (name("db.example.com"), 5432, checked.clone()));
    assert_eq!(
        address("postgresql://u@[2001:db8::1]:7/k?sslmode=verify-full", ""),
        (name("2001:db8::1"), 7, checked.clone())
    );
    assert_eq!(address("postgres://u@localhost:5433/k", ""), (name("localhost"), 5433, Tls::Off));
    assert_eq!(address("postgres://u@[::1]/k", ""), (name("::1"), 5432, Tls::Off));
    assert_eq!(
        address("postgres://u@127.0.0.1/k?sslmode=verify-full", ""),
        (name("127.0.0.1"), 5432, checked)
    );
    assert_eq!(address("postgres://u@/k?host=/run/postgresql", ""), (socket(), 5432, Tls::Off));
    assert_eq!(address("postgres://u@%2Frun%2Fpostgresql/k", ""), (socket(), 5432, Tls::Off));
    let own = Tls::VerifyFull { root: Some("/etc/ca.pem".into()) };
    assert_eq!(address("postgres://u@db/k", "sslrootcert = \"/etc/ca.pem\""), (name("db"), 5432, own));
}

#[test]
fn the_password_comes_from_a_closed_file_or_a_command_and_is_never_shown() {
    let with = |rest: &str, prepare: &dyn Fn(&Path)| {
        let text = format!("[database]\nurl = \"postgres://u@localhost/k\"\n{rest}");
        let home = Home::new().holds(text, 0o600);
        prepare(&home.dir.path().join("config/pw"));
        home.load()
    };
    let password = |config: Config| {
        assert!(!format!("{config:?}").contains("s3cret"));
        match config.database {
            DatabaseAddress::Postgres { password, .. } => {
                password.map(|word| word.expose_secret().to_owned())
            }
            DatabaseAddress::Sqlite(_) => None,
        }
    };
    let write = |mode: u32| {
        move |path: &Path| {
            fs::write(path, "s3cret \n").unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    let file = "password_file = \"pw\"";
    assert_eq!(password(with("", &|_| {}).unwrap()), None);
    assert_eq!(password(with(file, &write(0o600)).unwrap()).as_deref(), Some("s3cret "));
    assert_eq!(with(file, &write(0o640)).unwrap_err().code, "config.mode");
    assert_eq!(with(file, &|_| {}).unwrap_err().code, "config.missing");
    let empty = |path: &Path| {
        fs::write(path, "\n").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    };
    assert_eq!(with(file, &empty).unwrap_err().code, "config.password_empty");
    let link = |path: &Path| {
        write(0o600)(&path.with_extension("real"));
        symlink(path.with_extension("real"), path).unwrap();
    };
    assert_eq!(with(file, &link).unwrap_err().code, "config.symlink");
    let hard_link = |path: &Path| {
        write(0o600)(path);
        fs::hard_link(path, path.with_extension("other")).unwrap();
    };
    assert_eq!(with(file, &hard_link).unwrap_err().code, "config.hard_link");

    let command = "password_command = [\"sh\", \"-c\", \"echo s3c''ret\"]";
    assert_eq!(password(with(command, &|_| {}).unwrap()).as_deref(), Some("s3cret"));
    assert_eq!(with("password_command = [\"false\"]", &|_| {}).unwrap_err().code, "config.password_command");
    assert_eq!(with("password_command = []", &|_| {}).unwrap_err().code, "config.password_command");
    let both = format!("{file}\n{command}");
    assert_eq!(with(&both, &write(0o600)).unwrap_err().code, "config.password_both");
}

#[test]
fn the_pepper_is_a_file_of_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pepper");
    let read = || pepper::read(folder.path()).map_err(|refusal| refusal.code);
    assert_eq!(read(), Ok(None));
    let made = pepper::read_or_make(folder.path()).unwrap();
    assert_eq!(read(), Ok(Some(made.clone())));
    let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o640);
    assert_eq!(read(), Err("config.mode"));
    mode(0o600);
    let other = folder.path().join("other");
    fs::hard_link(&path, &other).unwrap();
    assert_eq!(read(), Err("config.hard_link"));
    fs::remove_file(&path).unwrap();
    symlink(&other, &path).unwrap();
    assert_eq!(read(), Err("config.symlink"));
    fs::remove_file(&path).unwrap();
    fs::rename(&other, &path).unwrap();
    assert_eq!(read(), Ok(Some(made)));
    fs::write(&path, "short").unwrap();
    assert_eq!(read(), Err("config.pepper"));
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

const EXAMPLE: &str = include_str!("../config.example.toml");

/// The example with its comment signs taken off: the defaults, and on demand the examples too.
fn uncommented(with_examples: bool) -> String {
    let is_setting = |line: &str| {
        line.starts_with(|first: char| first == '[' || first == '"' || first.is_ascii_lowercase())
    };
    EXAMPLE
        .lines()
        .filter_map(|line| {
            let example = line.strip_prefix("##");
            let setting = line.strip_prefix('#').filter(|rest| is_setting(rest));
            if with_examples { example.or(setting) } else { setting }
        })
        .fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn the_example_shows_the_defaults() {
    let read = |text: &str| {
        let mut settings = Settings::parse(text, Path::new("config.toml")).unwrap();
        settings.database.place.clear();
        settings
    };
    assert!(uncommented(false).lines().count() > 10);
    assert_eq!(read(&uncommented(false)), read(""));
    assert_eq!(read(EXAMPLE), read(""));
}

#[test]
fn the_examples_in_the_example_are_accepted() {
    let all = uncommented(true);
    // The addresses are alternatives: each is tried alone.
    let urls: Vec<&str> = all.lines().filter(|line| line.starts_with("url")).collect();
    assert_eq!(urls.len(), 3);
    for url in &urls {
        let text: Vec<&str> = all.lines().filter(|line| !line.starts_with("url") || line == url).collect();
        Settings::parse(&text.join("\n"), Path::new("config.toml")).unwrap();
    }
}

#[test]
fn the_example_documents_every_key() {
    let valid = |text: &str| {
        let why = Settings::parse(text, Path::new("config.toml")).unwrap_err();
        assert_eq!(why.code, "config.unknown_key");
        detail(&why, "valid").split(", ").map(str::to_owned).collect::<Vec<_>>()
    };
    let all = uncommented(true);
    let documented = |key: &str| {
        all.lines().any(|line| line.starts_with(&format!("{key} =")) || line == format!("[{key}]"))
    };
    for key in valid("nonsense = 1") {
        assert!(documented(&key), "{key}");
        if all.contains(&format!("[{key}]")) && key != "keys" {
            for key in valid(&format!("[{key}]\nnonsense = 1")) {
                assert!(documented(&key), "{key}");
            }
        }
    }
}
