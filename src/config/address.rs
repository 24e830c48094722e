//! Where the database is. `sqlite:PATH` is a file; `postgres://USER@HOST:PORT/NAME` a server. The
//! address says everything: no variable of the Postgres tools (`PGHOST`, `PGPASSFILE`…) has a say.

use std::net::IpAddr;
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;
use secrecy::SecretString;

use crate::domain::refusal::Refusal;

const LOCAL_FILE: &str = "loket.db";
const OPTIONS: [&str; 3] = ["host", "sslmode", "sslrootcert"];

/// An address ready to connect to. `Debug` never shows the password.
#[derive(Debug, Clone)]
pub enum DatabaseAddress {
    /// A file, by its absolute path.
    Sqlite(PathBuf),
    Postgres {
        host: Host,
        port: u16,
        user: String,
        database: String,
        tls: Tls,
        password: Option<SecretString>,
    },
}

/// How the server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// A name or an address on the network.
    Name(String),
    /// The folder of a Unix socket.
    Socket(PathBuf),
}

/// How the line to the server is protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// Plain: only ever to this computer itself.
    Off,
    /// Encrypted, with a certificate that is valid and for this name. `root`: trust these (PEM)
    /// instead of the public ones.
    VerifyFull { root: Option<PathBuf> },
}

/// An address as it was written. It remembers that it held a password, never the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// Absolute, or inside the data folder.
    Sqlite(PathBuf),
    Postgres {
        host: Host,
        port: u16,
        user: String,
        database: String,
        mode: Mode,
        root: Option<PathBuf>,
        has_password: bool,
    },
}

/// The `sslmode` of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Unsaid,
    Disable,
    VerifyFull,
    /// `prefer`, `require` and the like, which look safe and are not.
    Weak,
}

impl Default for DatabaseUrl {
    /// The local file, which needs no setting up.
    fn default() -> Self {
        Self::Sqlite(LOCAL_FILE.into())
    }
}

impl DatabaseUrl {
    /// Reads an address. A text without a scheme is a file.
    ///
    /// # Errors
    /// `config.url` when it is no address, `config.url_option` for an option nobody knows, `db.path`
    /// for a file outside the data folder that is not absolute. Never with the text itself, which
    /// may hold a password.
    pub fn parse(url: &str) -> Result<Self, Refusal> {
        let url = url.trim();
        if let Some(rest) = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://")) {
            return server(rest);
        }
        let path = match url.strip_prefix("sqlite:") {
            Some(rest) => rest.strip_prefix("//").unwrap_or(rest),
            None if url.contains("://") => return Err(no_address()),
            None => url,
        };
        if path.is_empty() || path.starts_with(':') || path.contains('\0') {
            return Err(no_address());
        }
        let path = PathBuf::from(path);
        let inside = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        // "~" is the shell's word; here it would become a folder of that name.
        if path.is_absolute() || (inside && !path.starts_with("~")) {
            Ok(Self::Sqlite(path))
        } else {
            Err(Refusal::new("db.path"))
        }
    }

    #[must_use]
    pub fn has_password(&self) -> bool {
        matches!(self, Self::Postgres { has_password: true, .. })
    }

    /// A line that leaves this computer is encrypted and the server's name verified, or not used.
    ///
    /// # Errors
    /// `config.tls`.
    pub fn check_tls(&self) -> Result<(), Refusal> {
        let Self::Postgres { host, mode, .. } = self else { return Ok(()) };
        match mode {
            Mode::Unsaid | Mode::VerifyFull => Ok(()),
            Mode::Disable if host.is_this_computer() => Ok(()),
            Mode::Disable | Mode::Weak => Err(Refusal::new("config.tls")),
        }
    }

    /// A password does not belong in an address: addresses are seen in process lists, shell
    /// histories and backups of settings.
    ///
    /// # Errors
    /// `config.password`.
    pub fn check_password(&self) -> Result<(), Refusal> {
        if self.has_password() { Err(Refusal::new("config.password")) } else { Ok(()) }
    }

    /// The address to connect to. `rootcert` is the setting of that name; one in the address itself
    /// wins.
    #[must_use]
    pub fn address(
        &self,
        data: &Path,
        rootcert: Option<PathBuf>,
        password: Option<SecretString>,
    ) -> DatabaseAddress {
        match self {
            Self::Sqlite(path) => DatabaseAddress::Sqlite(data.join(path)),
            Self::Postgres { host, port, user, database, mode, root, .. } => DatabaseAddress::Postgres {
                tls: match mode {
                    Mode::VerifyFull => Tls::VerifyFull { root: root.clone().or(rootcert) },
                    _ if host.is_this_computer() => Tls::Off,
                    _ => Tls::VerifyFull { root: root.clone().or(rootcert) },
                },
                host: host.clone(),
                port: *port,
                user: user.clone(),
                database: database.clone(),
                password,
            },
        }
    }
}

impl Host {
    /// `true` when what is sent cannot be seen on a network.
    #[must_use]
    pub fn is_this_computer(&self) -> bool {
        match self {
            Self::Socket(_) => true,
            Self::Name(name) => {
                name.eq_ignore_ascii_case("localhost")
                    || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
            }
        }
    }
}

/// Reads what follows `postgres://`.
fn server(rest: &str) -> Result<DatabaseUrl, Refusal> {
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').ok_or_else(no_address)?;
    let (who, place) = authority.rsplit_once('@').ok_or_else(no_address)?;
    let (user, mut has_password) = match who.split_once(':') {
        Some((user, password)) => (user, !password.is_empty()),
        None => (who, false),
    };
    let (mut name, port) = host_and_port(place)?;
    let (mut mode, mut root) = (Mode::Unsaid, None);
    for (key, value) in query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    {
        match key {
            "host" => name = decoded(value)?,
            "sslmode" => mode = ssl_mode(value),
            "sslrootcert" => root = Some(decoded(value)?.into()),
            "password" => has_password = true,
            _ => return Err(Refusal::new("config.url_option").with("valid", OPTIONS.join(", "))),
        }
    }
    let (user, database) = (decoded(user)?, decoded(database)?);
    if name.is_empty() || user.is_empty() || database.is_empty() {
        return Err(no_address());
    }
    let host = if name.starts_with('/') { Host::Socket(name.into()) } else { Host::Name(name) };
    Ok(DatabaseUrl::Postgres { host, port, user, database, mode, root, has_password })
}

fn host_and_port(place: &str) -> Result<(String, u16), Refusal> {
    let (host, port) = if let Some(rest) = place.strip_prefix('[') {
        // An IPv6 address has colons of its own.
        let (host, port) = rest.split_once(']').ok_or_else(no_address)?;
        (host, port.strip_prefix(':').unwrap_or(port))
    } else {
        place.split_once(':').unwrap_or((place, ""))
    };
    let port = if port.is_empty() { 5432 } else { port.parse().map_err(|_| no_address())? };
    Ok((decoded(host)?, port))
}

fn ssl_mode(word: &str) -> Mode {
    match word {
        "disable" => Mode::Disable,
        "verify-full" => Mode::VerifyFull,
        _ => Mode::Weak,
    }
}

fn decoded(text: &str) -> Result<String, Refusal> {
    match percent_decode_str(text).decode_utf8() {
        Ok(text) if !text.contains('\0') => Ok(text.into_owned()),
        _ => Err(no_address()),
    }
}

fn no_address() -> Refusal {
    Refusal::new("config.url")
}
