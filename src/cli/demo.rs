//! `loket demo`: a training copy in a folder of its own, then the desk in front of it.

use std::sync::Arc;

use clap::Args;
use indicatif::ProgressBar;

use super::{Ended, Stop, Streams, front, open, wait};
use crate::app::{AnyScreen, Cx};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, DatabaseAddress, Overrides, Surroundings, pepper};
use crate::desk::{Desk, Progress};
use crate::domain::clinic::Language;
use crate::domain::refusal::Refusal;
use crate::domain::zone::Zone;
use crate::harden::private_folder;
use crate::i18n::Words;
use crate::screens::login::Login;
use crate::upkeep::demo::{self, LOGINS, PASSWORD, Plan};

/// The training copy's folder, beside the clinic's own.
const FOLDER: &str = "loket-demo";

#[derive(Debug, Args)]
pub struct Demo {
    #[arg(long, value_name = "N", default_value_t = Plan::default().patients)]
    patients: usize,
    #[arg(long, value_name = "N", default_value_t = Plan::default().bookings)]
    bookings: usize,
    #[arg(long, value_name = "N", default_value_t = Plan::default().seed)]
    seed: u64,
    #[arg(long)]
    fresh: bool,
    #[arg(long)]
    no_start: bool,
}

/// Keeps the demo away from the clinic's own data: a folder and a file of its own, whatever the settings say. Only
/// the command line leads it elsewhere.
pub fn apart(flags: Overrides, around: &Surroundings) -> Overrides {
    let beside = around.platform.as_ref().map(|folders| folders.data.with_file_name(FOLDER));
    Overrides {
        data: flags.data.or(beside),
        database: flags.database.or_else(|| Some("sqlite:loket.db".to_owned())),
        ..flags
    }
}

/// Makes the training copy where there is none, says who can log in, and sits down at it.
pub fn run(demo: &Demo, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let sits = !demo.no_start && front::at_a_terminal();
    // Before anything is opened: the database brings threads.
    if sits && let Some(ended) = front::kept(words, streams) {
        return ended;
    }
    let now = SystemClock.now();
    let data = &config.folders.data;
    private_folder(data)
        .map_err(|_| Refusal::new("config.folder").with("path", data.display().to_string()))?;
    let address = &config.database;
    let mut standing = wait(demo::standing(address, now))??;
    if demo.fresh && standing.is_some() {
        wait(demo::remove(address, now))??;
        standing = None;
    }
    if standing.is_none() {
        writeln!(streams.err, "{}", words.text("cli-demo-making"))?;
        let plan = Plan {
            patients: demo.patients,
            bookings: demo.bookings,
            seed: demo.seed,
            language: words.language(),
            counter: counter(words.language()),
        };
        let pepper = pepper::read_or_make(data)?;
        let bar = ProgressBar::new(0);
        let shown = bar.clone();
        let progress = Progress::told_to(move |done, of| {
            shown.set_length(of as u64);
            shown.set_position(done as u64);
        });
        wait(demo::make(address, now, &pepper, &plan, &progress))??;
        bar.finish_and_clear();
        let zone = demo::zone(now);
        if zone != Zone::home() {
            let zone = zone.to_string();
            writeln!(streams.out, "{}", words.fill("cli-demo-zone", &[("zone", zone.into())]))?;
        }
    }
    tell(config, words, streams)?;
    let counter = counter(standing.map_or(words.language(), |standing| standing.language));
    let quiet = standing.is_some_and(|standing| standing.quiet)
        && !wait(demo::new_day(
            address,
            now,
            &pepper::read(data)?.unwrap_or_default(),
            demo.seed,
            &counter,
        ))??;
    if quiet {
        writeln!(streams.out, "{}", words.text("cli-demo-quiet"))?;
    }
    if !sits {
        return Ok(());
    }
    let options = front::options(config, words, streams)?;
    front::loop_of(async {
        let clock = Arc::new(SystemClock);
        // At the counter whose drawer stands open: whoever comes in takes money there.
        let terminal = open::named(config).unwrap_or(counter);
        let desk = Desk::at(address, None, clock, terminal, pepper::read(data)?).await?;
        let door = if quiet { at_a_quiet_door } else { at_the_door };
        front::sit(crate::screens::FRONT, (desk, Box::new(door)), options, config.settings.ui.mouse).await
    })
}

/// How the clinic's one counter is called in its language.
fn counter(language: Language) -> String {
    Words::new(language).text("counter-first").into_owned()
}

/// The door, with the names of those who may come in.
fn at_the_door(cx: &Cx) -> AnyScreen {
    AnyScreen::new(Login::of(LOGINS[2].username).hinting(hint(cx)))
}

/// The same, and how to have a day with something in it.
fn at_a_quiet_door(cx: &Cx) -> AnyScreen {
    let hint = format!("{} {}", hint(cx), cx.text("cli-demo-quiet"));
    AnyScreen::new(Login::of(LOGINS[2].username).hinting(hint))
}

fn hint(cx: &Cx) -> String {
    let facts = [("password", PASSWORD.into()), ("pin", LOGINS[2].pin.into())];
    cx.fill("cli-demo-hint", &facts)
}

fn tell(config: &Config, words: &Words, streams: &mut Streams<'_>) -> Result<(), Stop> {
    let place = match &config.database {
        DatabaseAddress::Sqlite(path) => path.display().to_string(),
        DatabaseAddress::Postgres { database, .. } => database.clone(),
    };
    writeln!(streams.out, "{}", words.fill("cli-demo-made", &[("place", place.into())]))?;
    writeln!(streams.out, "{}", words.fill("cli-demo-password", &[("password", PASSWORD.into())]))?;
    for login in LOGINS {
        let line = words.fill(
            "cli-demo-login",
            &[
                ("username", format!("{:<8}", login.username).into()),
                ("pin", login.pin.into()),
                ("role", format!("{:<12}", words.text(&format!("role-{}", login.role))).into()),
                ("name", login.full_name.into()),
            ],
        );
        writeln!(streams.out, "  {line}")?;
    }
    Ok(())
}
