//! What this installation is set up to do: the settings file, the flags that overrule it, and the
//! folders loket writes to. Anything wrong is a [`Refusal`] whose code starts with `config.` (or is
//! `db.path`) and whose details name the place, so that whoever set it up can put it right.
//!
//! To add a setting: a field and a line in `settings.rs`, a line in `config.example.toml`, and its
//! reader.

pub mod address;
pub mod file;
pub mod folders;
pub mod password;
pub mod pepper;
pub mod section;
pub mod settings;

use std::path::{Path, PathBuf};

use crate::domain::clinic::Language;
use crate::domain::refusal::Refusal;
pub use address::{DatabaseAddress, DatabaseUrl, Host, Tls};
pub use folders::Folders;
pub use settings::{Glyphs, Level, Remap, Settings, Theme};

/// What the command line (or the `LOKET_…` variable behind each flag) said. It wins over the file.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config`, `LOKET_CONFIG`: this file, which then has to exist.
    pub config: Option<PathBuf>,
    /// `--data`, `LOKET_DATA`: keep everything loket writes in this folder.
    pub data: Option<PathBuf>,
    /// `--database`, `LOKET_DATABASE_URL`.
    pub database: Option<String>,
    /// `--clinic`, `LOKET_CLINIC`: the short name of the clinic, where the database holds several.
    pub clinic: Option<String>,
    /// `--counter`, `LOKET_COUNTER`: what this counter is called on the waiting room's board.
    pub counter: Option<String>,
    /// `--lang`, `LOKET_LANG`.
    pub language: Option<Language>,
    /// `--theme`, `LOKET_THEME`.
    pub theme: Option<Theme>,
}

/// Whose computer this is: what the process is told by the system. A parameter, so that the tests
/// can be somebody else.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The effective user, who must own what is secret.
    pub uid: u32,
    /// Where the platform keeps a program's files; `None` when the user has no home folder.
    pub platform: Option<Folders>,
}

impl Surroundings {
    /// The surroundings of this process.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self { uid: rustix::process::geteuid().as_raw(), platform: Folders::of_the_platform() }
    }
}

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// The settings file that was read, or would have been.
    pub file: PathBuf,
    pub folders: Folders,
    pub database: DatabaseAddress,
    pub settings: Settings,
    /// The command line asks for the language: it goes before the one an account remembers.
    pub language_asked: bool,
}

impl Config {
    /// Reads the settings file, lets the flags overrule it, and checks the whole.
    ///
    /// # Errors
    /// `config.*` and `db.path`, each with the place (`file:line:column`, or the flag).
    pub fn load(flags: &Overrides, around: &Surroundings) -> Result<Self, Refusal> {
        let folders = match (&flags.data, &around.platform) {
            (Some(data), platform) => Folders::all_in(data, platform.as_ref())?,
            (None, Some(platform)) => platform.clone(),
            (None, None) => return Err(Refusal::new("config.home")),
        };
        let (path, must_exist) = match &flags.config {
            Some(path) => (path.clone(), true),
            None => (folders.config.join("config.toml"), false),
        };
        let found = file::read_settings(&path, around.uid)?;
        if found.is_none() && must_exist {
            return Err(Refusal::new("config.missing").with("path", shown(&path)));
        }
        let text = found.as_ref().map_or("", |found| found.text.as_str());
        let mut settings = Settings::parse(text, &path)?;
        if let Some(url) = &flags.database {
            settings.database.url = DatabaseUrl::parse(url).map_err(|why| why.with("place", "--database"))?;
            "--database".clone_into(&mut settings.database.place);
        }
        settings.clinic = flags.clinic.clone().or(settings.clinic);
        if let Some(name) = &flags.counter
            && let Some(code) = settings::counter_is_wrong(name)
        {
            let wrong = Refusal::new(code).with("place", "--counter").with("key", "counter");
            return Err(wrong.with("limit", settings::COUNTER as i64));
        }
        settings.counter = flags.counter.clone().or(settings.counter);
        settings.ui.language = flags.language.or(settings.ui.language);
        settings.ui.theme = flags.theme.unwrap_or(settings.ui.theme);

        let database = &settings.database;
        let at = |why: Refusal| why.with("place", database.place.as_str());
        database.url.check_tls().map_err(at)?;
        if let Some(found) = &found {
            found.check_mode(&path, database)?;
        }
        database.url.check_password().map_err(at)?;
        let base = path.parent().unwrap_or(Path::new("."));
        let password = match &database.url {
            DatabaseUrl::Postgres { .. } => password::find(database, base, around.uid)?,
            DatabaseUrl::Sqlite(_) => None,
        };
        let rootcert = database.sslrootcert.as_deref().map(|cert| base.join(cert));
        let address = database.url.address(&folders.data, rootcert, password);
        let language_asked = flags.language.is_some();
        Ok(Self { file: path, folders, database: address, settings, language_asked })
    }

    /// Where receipts go that are written to a file.
    #[must_use]
    pub fn receipt_folder(&self) -> PathBuf {
        self.folders.data.join(&self.settings.receipt.folder)
    }
}

/// A path as a sentence shows it.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
