//! A server elsewhere, the password for it, and the pepper.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use loket::config::{Config, DatabaseAddress, Host, Tls, pepper};
use secrecy::ExposeSecret;

use crate::home::*;

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
