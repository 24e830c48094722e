//! `loket` alone: the desk itself, on this terminal.

use std::io::{ErrorKind, IsTerminal};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Ended, Exit, Stop, Streams, open, rupiah, said, ssh_setup};
use crate::app::engine::{App, Options, everywhere};
use crate::app::keeper::{self, End, Part};
use crate::app::keymap::Keymap;
use crate::app::run::{self, Ended as Left};
use crate::app::terminal::size_before;
use crate::app::{AnyScreen, Cx, Front, Outbox, sheet};
use crate::clock::SystemClock;
use crate::config::{Config, Glyphs, Theme as Named, pepper};
use crate::desk::open::Later;
use crate::desk::{Desk, Fault};
use crate::domain::refusal::Refusal;
use crate::i18n::Words;
use crate::screens::board::Board;
use crate::screens::{self, FRONT, first_run::FirstRun, login::Login};
use crate::ui::theme::{self, Colours, Theme};

/// Which screen comes first.
pub type First = Box<dyn FnOnce(&Cx) -> AnyScreen>;

/// How somebody comes to the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// At this computer.
    Here,
    /// Over SSH, with the key of this name where the key says so.
    Ssh(Option<String>),
}

impl Door {
    /// What the flags say.
    ///
    /// # Errors
    /// `ssh.alone` for a command over SSH, `ssh.key` for what cannot be a key's name.
    pub fn of(ssh: bool, key: Option<&str>, command: bool) -> Result<Self, Refusal> {
        if !ssh {
            return Ok(Self::Here);
        }
        if command {
            return Err(Refusal::new("ssh.alone"));
        }
        match key {
            Some(key) if !ssh_setup::is_name(key) => Err(Refusal::new("ssh.key")),
            key => Ok(Self::Ssh(key.map(str::to_owned))),
        }
    }

    /// What the trail calls a desk that is reached this way: the counter, or over SSH the key, so that two who come
    /// over SSH are two counters.
    #[must_use]
    pub fn terminal(&self, config: &Config) -> String {
        match self {
            Self::Ssh(Some(key)) => format!("ssh-{key}"),
            Self::Ssh(None) | Self::Here => open::terminal(config),
        }
    }

    /// Whether a key of somebody opened the line.
    const fn by_key(&self) -> bool {
        matches!(self, Self::Ssh(Some(_)))
    }

    fn login(&self) -> Login {
        match self {
            Self::Ssh(Some(key)) => Login::of(key),
            Self::Ssh(None) | Self::Here => Login::new(),
        }
    }
}

/// Opens the desk of the settings and sits down at it.
///
/// # Errors
/// `terminal.none` without a terminal (over SSH `ssh.terminal`), the refusals of `[keys]`, and the faults of the
/// database.
pub fn run(config: &Config, door: &Door, words: &Words, streams: &mut Streams<'_>) -> Ended {
    if matches!(door, Door::Ssh(_)) && !at_a_terminal() {
        return Err(Refusal::new("ssh.terminal").into());
    }
    let options = options(config, words, streams)?;
    if let Some(ended) = kept(words, streams) {
        return ended;
    }
    let login = door.login();
    loop_of(async {
        let enter: First = Box::new(|_| AnyScreen::new(login));
        let (seat, later) = at_the_door(config, door, words, enter, Box::new(screens::places::home)).await?;
        Box::pin(let_in(sit(FRONT, seat, options, config.settings.ui.mouse), later)).await
    })
}

/// Puts a keeper beside this process. In the keeper it returns only when the program is over: with how it ended.
pub fn kept(words: &Words, streams: &mut Streams<'_>) -> Option<Ended> {
    // What is not written yet would be written by both.
    let _ = streams.out.flush().and_then(|()| streams.err.flush());
    match keeper::keep() {
        // Without a second process the program goes on alone.
        Ok(Part::Program) | Err(_) => None,
        Ok(Part::Keeper(End::Ended(number))) => Some(match Exit::of_number(number) {
            Exit::Done => Ok(()),
            exit => Err(Stop::Told(exit)),
        }),
        Ok(Part::Keeper(End::Died(signal))) => {
            tracing::error!(signal, "the program died");
            let _ = writeln!(streams.err, "{}", words.text("app-died"));
            Some(Err(Stop::Told(Exit::Unexpected)))
        }
    }
}

/// Whether somebody can sit down here.
pub fn at_a_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// `loket board`: the waiting room's screen, and nothing else. It never locks: there is nothing to hide.
///
/// # Errors
/// As [`run`](fn@run).
pub fn board(bell: bool, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let options = Options { idle: None, ..options(config, words, streams)? };
    if let Some(ended) = kept(words, streams) {
        return ended;
    }
    let door: First = Box::new(move |_| AnyScreen::new(Board::door(bell)));
    let first: First =
        Box::new(move |_| AnyScreen::new(if bell { Board::ringing() } else { Board::default() }));
    loop_of(async {
        let (seat, later) = at_the_door(config, &Door::Here, words, door, first).await?;
        Box::pin(let_in(sit(screens::board::FRONT, seat, options, false), later)).await
    })
}

/// Runs the loop: one thread for everything, and another only while a password is hashed.
pub fn loop_of(task: impl Future<Output = Ended>) -> Ended {
    tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(2).build()?.block_on(task)
}

/// A desk, and what is seen first there.
pub type Seat = (Desk, First);

/// The desk, and what is seen first: `home` of whoever `LOKET_SESSION` is, else the door, else the questions of a
/// clinic that is not there yet. And what a server has still to say then.
async fn at_the_door(
    config: &Config,
    way: &Door,
    words: &Words,
    door: First,
    home: First,
) -> Result<(Seat, Option<Later>), Stop> {
    let clock = Arc::new(SystemClock);
    let pepper_here = pepper::read(&config.folders.data)?;
    let clinic = config.settings.clinic.as_deref();
    let (terminal, token) = (way.terminal(config), std::env::var(open::SESSION).ok());
    let opened = match &token {
        // Whoever comes with a log-in looks at the day first.
        Some(_) => Desk::at_for_a_day(&config.database, clinic, clock.clone(), terminal, pepper_here)
            .await
            .map(|(desk, later)| (desk, Some(later))),
        None => Desk::at(&config.database, clinic, clock.clone(), terminal, pepper_here)
            .await
            .map(|desk| (desk, None)),
    };
    match opened {
        Ok((desk, mut later)) => {
            desk.used_by(open::device());
            open::stand(&desk, config, way.by_key(), &Words::new(desk.clinic().language));
            let Some(token) = token else { return Ok(((desk, door), later)) };
            match desk.resume(&token).await {
                Ok(mine) => {
                    mine.by_hand();
                    if let Some(later) = &mut later {
                        later.second().await;
                    }
                    Ok(((mine, home), later))
                }
                Err(Fault::Refused(_)) => Ok(((desk, door), later)),
                Err(fault) => Err(fault.into()),
            }
        }
        Err(Fault::Refused(refusal)) if refusal.code == "clinic.none" => {
            let pepper = pepper::read_or_make(&config.folders.data)?;
            let desk =
                Desk::at_nobodys(&config.database, clinic, clock, way.terminal(config), Some(pepper)).await?;
            open::stand(&desk, config, way.by_key(), words);
            let questions: First = Box::new(|cx| AnyScreen::new(FirstRun::new(&cx.desk, &cx.look.words)));
            Ok(((desk, questions), None))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The same until a server says that its login may too much: then nobody works with it, and the terminal is given back.
async fn let_in(sits: impl Future<Output = Ended>, later: Option<Later>) -> Ended {
    let Some(later) = later else { return sits.await };
    tokio::select! {
        biased;
        ended = sits => ended,
        why = later.refuses() => Err(Fault::Store(why).into()),
    }
}

/// So long it tries to end a log-in when somebody leaves: a database that is gone keeps nobody.
const FAREWELL: Duration = Duration::from_secs(2);

/// Runs the screens until somebody leaves.
pub async fn sit(front: Front, (desk, first): Seat, options: Options, mouse: bool) -> Ended {
    let theirs = desk.who().and_then(|who| who.language).filter(|_| !options.insists);
    let language = theirs.unwrap_or(options.language);
    let size = size_before().unwrap_or((80, 24));
    let came_with = desk.who().map(|who| who.session_id);
    let mut app = App::new(front, desk, Options { language, ..options }, first, size, Instant::now());
    let ended = run::run(&mut app, mouse).await;
    let desk = app.cx().desk.clone();
    drop(app);
    // What was opened here is of use to nobody any more; whoever came with a log-in may come with it again.
    if desk.who().map(|who| who.session_id) != came_with
        && let Ok(Err(fault)) = tokio::time::timeout(FAREWELL, desk.logout()).await
    {
        tracing::warn!(fault = fault.message(), "ending the log-in");
    }
    desk.close().await;
    match ended {
        Ok(Left::Left) => Ok(()),
        Ok(Left::Told(_) | Left::Gone) => Err(Stop::Told(Exit::Interrupted)),
        Ok(Left::Broken) => Err(Stop::Told(Exit::Unexpected)),
        Err(error) if error.kind() == ErrorKind::NotConnected => Err(Refusal::new("terminal.none").into()),
        Err(error) => Err(error.into()),
    }
}

/// How the settings want it to look.
///
/// # Errors
/// `terminal.none`, and every fault of `[keys]` at once on the error stream.
pub fn options(config: &Config, words: &Words, streams: &mut Streams<'_>) -> Result<Options, Stop> {
    if !at_a_terminal() {
        return Err(Refusal::new("terminal.none").into());
    }
    let keys = keymap(config, words, streams)?;
    let variable = |name: &str| std::env::var(name).ok();
    let accessible = variable("ACCESSIBLE").is_some_and(|value| !matches!(value.as_str(), "" | "0"));
    let ui = &config.settings.ui;
    let named = (ui.theme != Named::Terminal).then_some(ui.theme);
    let name = theme::chosen(named, variable("NO_COLOR").as_deref());
    let colours = Colours::promised(variable("COLORTERM").as_deref(), variable("TERM").as_deref());
    Ok(Options {
        language: words.language(),
        insists: config.language_asked,
        // Signs that are no letters are read aloud by their names: "black circle".
        theme: Theme::new(name, colours, ui.glyphs == Glyphs::Ascii || accessible),
        accessible,
        keys: Arc::new(keys),
        idle: Some(Duration::from_secs(u64::from(config.settings.idle_lock_minutes) * 60)),
        outbox: Arc::new(Outbox {
            folder: config.receipt_folder(),
            log: Some(config.folders.log.clone()),
            columns: usize::from(config.settings.receipt.width),
        }),
    })
}

/// Prints the key sheet of the README: every action, its keys and its sentence, remapped ones as they are here.
pub fn keys(config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let keys = keymap(config, words, streams)?;
    Ok(write!(streams.out, "{}", sheet::markdown(&FRONT, &keys, words))?)
}

/// The keys of the settings.
///
/// # Errors
/// Every fault of `[keys]` at once on the error stream.
pub fn keymap(config: &Config, words: &Words, streams: &mut Streams<'_>) -> Result<Keymap, Stop> {
    // The tables' own keys are never at odds with each other: the tests see to that, and nobody waits for it here.
    if config.settings.keys.is_empty() {
        return Ok(Keymap::default());
    }
    Keymap::new(&config.settings.keys, &everywhere(&FRONT), &screens::tables()).map_err(|faults| {
        for fault in faults {
            let _ = writeln!(streams.err, "{}", said(&fault.into(), &rupiah(), words));
        }
        Stop::Told(Exit::Settings)
    })
}
