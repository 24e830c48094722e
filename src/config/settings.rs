//! What can be set, with the defaults.

use std::path::{Path, PathBuf};

use super::address::DatabaseUrl;
use super::section::{Section, Source};
use crate::domain::clinic::Language;
use crate::domain::name::Name;
use crate::domain::refusal::Refusal;
use crate::domain::text::shown;

/// Everything the settings file can say. The defaults are those of an empty text.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub database: Database,
    /// The short name of the clinic, where the database holds several.
    pub clinic: Option<String>,
    /// What this counter is called on the waiting room's board.
    pub counter: Option<String>,
    pub ui: Ui,
    /// Minutes without a key until the terminal locks, 1 to 15.
    pub idle_lock_minutes: u8,
    /// `[keys]`: other keys for an action.
    pub keys: Vec<Remap>,
    pub receipt: Receipt,
    pub log: Level,
}

/// `[database]`: where the clinic's data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    pub url: DatabaseUrl,
    /// Where the address was given, for a refusal: `file:line:column`, or the flag.
    pub place: String,
    pub password_file: Option<PathBuf>,
    /// A program and its arguments; what it prints is the password.
    pub password_command: Option<Vec<String>>,
    /// Certificates (PEM) to trust instead of the public ones.
    pub sslrootcert: Option<PathBuf>,
}

/// `[ui]`: how the screen looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ui {
    /// The language until somebody with another one logs in; `None`: as the system says.
    pub language: Option<Language>,
    pub theme: Theme,
    /// Off: the terminal's own text selection works.
    pub mouse: bool,
    pub glyphs: Glyphs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// The terminal's own sixteen colours.
    Terminal,
    Dark,
    Light,
    HighContrast,
    /// No colours: bold, dim and reverse only.
    Mono,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    Unicode,
    /// For consoles without line-drawing characters.
    Ascii,
}

/// One line of `[keys]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remap {
    /// The action's id, as `loket keys` lists them.
    pub action: String,
    /// Keys as one says them: `"p"`, `"f6"`, `"ctrl-p"`. Whoever binds them checks them.
    pub keys: Vec<String>,
    /// Where the line stands, for a refusal.
    pub place: String,
}

/// `[receipt]`: the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Characters on a line: 32 for 58 mm paper, 42 or 48 for 80 mm.
    pub width: u8,
    /// Inside the data folder, unless absolute.
    pub folder: PathBuf,
}

/// How much the log file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Off,
    Error,
    Warn,
    Info,
    Debug,
}

/// The words of each choice, as the file and the flags spell them.
const LANGUAGES: &[(&str, Option<Language>)] =
    &[("auto", None), ("id", Some(Language::Indonesian)), ("en", Some(Language::English))];
impl Theme {
    pub const WORDS: &[(&'static str, Self)] = &[
        ("terminal", Self::Terminal),
        ("dark", Self::Dark),
        ("light", Self::Light),
        ("high-contrast", Self::HighContrast),
        ("mono", Self::Mono),
    ];
}
impl Glyphs {
    pub const WORDS: &[(&'static str, Self)] = &[("unicode", Self::Unicode), ("ascii", Self::Ascii)];
}
impl Level {
    pub const WORDS: &[(&'static str, Self)] = &[
        ("off", Self::Off),
        ("error", Self::Error),
        ("warn", Self::Warn),
        ("info", Self::Info),
        ("debug", Self::Debug),
    ];
}

impl Settings {
    /// Reads the text of a settings file. `path` is only named in refusals.
    ///
    /// # Errors
    /// `config.syntax`, `config.unknown_key`, `config.type`, `config.value`, `config.range`,
    /// `config.url`, `db.path`, and `config.timezone` for what belongs to the clinic.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Refusal> {
        let mut top = Section::top(Source { text, path })?;
        let settings = Self {
            database: database(&mut top, path)?,
            clinic: top.short_text("clinic").map(|(slug, _)| slug),
            counter: counter(&mut top)?,
            ui: ui(&mut top)?,
            idle_lock_minutes: top.number("idle_lock_minutes", 1..=15, 15)?,
            receipt: receipt(&mut top)?,
            log: log(&mut top)?,
            keys: keys(&mut top)?,
        };
        not_the_clinics(&mut top)?;
        top.done()?;
        Ok(settings)
    }
}

/// A counter's name stands on the board and on every ticket that was called.
fn counter(top: &mut Section<'_>) -> Result<Option<String>, Refusal> {
    let Some((typed, at)) = top.text("counter")? else { return Ok(None) };
    match counter_is_wrong(&typed) {
        None => Ok(Some(typed)),
        Some(code) => Err(top.refuse(code, "counter", at).with("limit", COUNTER as i64)),
    }
}

/// The most letters of a counter's name: as many as of any other name.
pub(super) const COUNTER: usize = Name::LONGEST;

/// Why a counter's name cannot be shown: it is too long, or has signs that steer the terminal or turn the line around.
pub(super) fn counter_is_wrong(name: &str) -> Option<&'static str> {
    if name.trim().chars().count() > COUNTER {
        return Some("config.long");
    }
    (shown(name.trim()) != name.trim()).then_some("config.signs")
}

/// `database = "ADDRESS"` is short for a section with only the address.
fn database(top: &mut Section<'_>, path: &Path) -> Result<Database, Refusal> {
    let mut found = Database {
        url: DatabaseUrl::default(),
        place: super::shown(path),
        password_file: None,
        password_command: None,
        sslrootcert: None,
    };
    if let Some((url, at)) = top.short_text("database") {
        found.place = top.place(at);
        found.url = DatabaseUrl::parse(&url).map_err(|why| why.with("place", found.place.as_str()))?;
        return Ok(found);
    }
    let mut section = top.section("database")?;
    if let Some((url, at)) = section.text("url")? {
        found.place = section.place(at);
        found.url = DatabaseUrl::parse(&url).map_err(|why| why.with("place", found.place.as_str()))?;
    }
    found.password_file = section.text("password_file")?.map(|(file, _)| file.into());
    found.password_command = section.texts("password_command")?;
    found.sslrootcert = section.text("sslrootcert")?.map(|(file, _)| file.into());
    section.done()?;
    Ok(found)
}

fn ui(top: &mut Section<'_>) -> Result<Ui, Refusal> {
    let mut section = top.section("ui")?;
    let ui = Ui {
        language: section.choice("language", LANGUAGES, None)?,
        theme: section.choice("theme", Theme::WORDS, Theme::Terminal)?,
        mouse: section.flag("mouse", false)?,
        glyphs: section.choice("glyphs", Glyphs::WORDS, Glyphs::Unicode)?,
    };
    section.done()?;
    Ok(ui)
}

fn receipt(top: &mut Section<'_>) -> Result<Receipt, Refusal> {
    let mut section = top.section("receipt")?;
    let receipt = Receipt {
        width: section.one_of("width", &[32, 42, 48], 32)?,
        folder: section.text("folder")?.map_or_else(|| "receipts".into(), |(folder, _)| folder.into()),
    };
    section.done()?;
    Ok(receipt)
}

fn log(top: &mut Section<'_>) -> Result<Level, Refusal> {
    let mut section = top.section("log")?;
    let level = section.choice("level", Level::WORDS, Level::Info)?;
    section.done()?;
    Ok(level)
}

fn keys(top: &mut Section<'_>) -> Result<Vec<Remap>, Refusal> {
    let lists = top.section("keys")?.lists()?;
    Ok(lists.into_iter().map(|(action, keys, place)| Remap { action, keys, place }).collect())
}

/// The clinic's name, zone and money are data, the same at every counter, and are set on the
/// clinic's screen. Somebody who looks for them here is told so.
fn not_the_clinics(top: &mut Section<'_>) -> Result<(), Refusal> {
    for key in ["timezone", "clinic"] {
        if let Some((at, empty)) = top.stray(key)
            && !empty
        {
            return Err(top.refuse("config.timezone", key, at));
        }
    }
    Ok(())
}
