//! `loket` alone: the desk itself, on this terminal.

use std::io::{ErrorKind, IsTerminal};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Ended, Exit, Stop, Streams, open, rupiah, said};
use crate::app::engine::{App, Options, everywhere};
use crate::app::keymap::Keymap;
use crate::app::run::{self, Ended as Left};
use crate::app::terminal::size_before;
use crate::app::{AnyScreen, Cx, Front, Outbox, sheet};
use crate::clock::SystemClock;
use crate::config::{Config, Glyphs, Theme as Named, pepper};
use crate::desk::{Desk, Fault};
use crate::domain::refusal::Refusal;
use crate::i18n::Words;
use crate::screens::board::Board;
use crate::screens::{self, FRONT, first_run::FirstRun, login::Login};
use crate::ui::theme::{self, Colours, Theme};

/// Which screen comes first.
pub type First = fn(&Cx) -> AnyScreen;

/// Opens the desk of the settings and sits down at it.
///
/// # Errors
/// `terminal.none` without a terminal, the refusals of `[keys]`, and the faults of the database.
pub fn run(config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let options = options(config, words, streams)?;
    let door: First = |_| AnyScreen::new(Login::new());
    loop_of(async {
        let (desk, first) = at_the_door(config, door, screens::places::home).await?;
        sit(FRONT, desk, options, first, config.settings.ui.mouse).await
    })
}

/// `loket board`: the waiting room's screen, and nothing else. It never locks: there is nothing to hide.
///
/// # Errors
/// As [`run`].
pub fn board(bell: bool, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let options = Options { idle: None, ..options(config, words, streams)? };
    let (door, first): (First, First) = if bell {
        (|_| AnyScreen::new(Board::door(true)), |_| AnyScreen::new(Board::ringing()))
    } else {
        (|_| AnyScreen::new(Board::door(false)), |_| AnyScreen::new(Board::default()))
    };
    loop_of(async {
        let (desk, first) = at_the_door(config, door, first).await?;
        sit(screens::board::FRONT, desk, options, first, false).await
    })
}

/// Runs the loop: one thread for everything, and another only while a password is hashed.
pub fn loop_of(task: impl Future<Output = Ended>) -> Ended {
    tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(2).build()?.block_on(task)
}

/// The desk, and what is seen first: `home` of whoever `LOKET_SESSION` is, else the door, else the questions of a
/// clinic that is not there yet.
async fn at_the_door(config: &Config, door: First, home: First) -> Result<(Desk, First), Stop> {
    let clock = Arc::new(SystemClock);
    let pepper_here = pepper::read(&config.folders.data)?;
    let clinic = config.settings.clinic.as_deref();
    match Desk::at(&config.database, clinic, clock.clone(), open::terminal(), pepper_here).await {
        Ok(desk) => {
            let Ok(token) = std::env::var(open::SESSION) else { return Ok((desk, door)) };
            match desk.resume(&token).await {
                Ok(mine) => Ok((mine, home)),
                Err(Fault::Refused(_)) => Ok((desk, door)),
                Err(fault) => Err(fault.into()),
            }
        }
        Err(Fault::Refused(refusal)) if refusal.code == "clinic.none" => {
            let pepper = pepper::read_or_make(&config.folders.data)?;
            let desk =
                Desk::at_nobodys(&config.database, clinic, clock, open::terminal(), Some(pepper)).await?;
            Ok((desk, |cx| AnyScreen::new(FirstRun::new(&cx.desk, &cx.look.words))))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Runs the screens until somebody leaves.
pub async fn sit(front: Front, desk: Desk, options: Options, first: First, mouse: bool) -> Ended {
    let theirs = desk.who().and_then(|who| who.language).filter(|_| !options.insists);
    let language = theirs.unwrap_or(options.language);
    let size = size_before().unwrap_or((80, 24));
    let mut app = App::new(front, desk, Options { language, ..options }, first, size, Instant::now());
    let ended = run::run(&mut app, mouse).await;
    let desk = app.cx().desk.clone();
    drop(app);
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
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
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
