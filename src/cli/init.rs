//! `loket init`: founds a clinic without questions, as the first screen does with them.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::{Ended, Stop, Streams, open, wait};
use crate::clock::{SharedClock, SystemClock};
use crate::config::{Config, pepper};
use crate::desk::found::{Founding, slug_of};
use crate::desk::open::found_at;
use crate::desk::user_name::username_of;
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::harden::private_folder;
use crate::i18n::Words;

#[derive(Debug, Args)]
pub struct Init {
    /// Or `--clinic`, which elsewhere is the short name of a clinic: here there is none yet.
    #[arg(long, value_name = "NAME", required_unless_present = "clinic")]
    name: Option<String>,
    #[arg(long, value_name = "NAME")]
    slug: Option<String>,
    #[arg(long, value_name = "ZONE")]
    timezone: String,
    #[arg(long, value_name = "CODE", default_value = "IDR")]
    currency: String,
    #[arg(long, value_name = "N")]
    decimals: Option<u8>,
    #[arg(long, value_name = "NAME")]
    owner: String,
    #[arg(long, value_name = "USER")]
    username: Option<String>,
    #[arg(long, value_name = "FILE")]
    password_file: PathBuf,
    #[arg(long, value_name = "FILE")]
    pin_file: PathBuf,
    #[arg(long)]
    training: bool,
    #[arg(long)]
    example: bool,
}

impl Init {
    /// Whether the clinic's name was said by the flag that is only for it.
    pub(super) const fn is_named(&self) -> bool {
        self.name.is_some()
    }
}

/// Founds the clinic in the database of the settings, and makes the pepper of its PINs.
pub fn run(init: &Init, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let named = config.settings.clinic.clone();
    let (name, short) = match &init.name {
        Some(name) => (name.clone(), named),
        None => (named.unwrap_or_default(), None),
    };
    let Some(username) = init.username.clone().or_else(|| username_of(&init.owner)) else {
        return Err(Refusal::at("account.username_of", "username").with("owner", init.owner.as_str()).into());
    };
    let founding = Founding {
        slug: init.slug.clone().or(short).unwrap_or_else(|| slug_of(&name)),
        name,
        timezone: init.timezone.clone(),
        currency: init.currency.clone(),
        decimals: init.decimals.unwrap_or_else(|| Currency::usual_decimals(&init.currency)),
        language: words.language(),
        owner: init.owner.clone(),
        username,
        password: open::password_in(&init.password_file)?,
        pin: open::password_in(&init.pin_file)?,
        training: init.training,
        example: init.example,
    };
    let data = &config.folders.data;
    private_folder(data)
        .map_err(|_| Refusal::new("config.folder").with("path", data.display().to_string()))?;
    let pepper = pepper::read_or_make(data)?;
    let clock: SharedClock = Arc::new(SystemClock);
    wait(async { found_at(&config.database, &clock, &pepper, &founding).await.map_err(Stop::from) })??;
    let done = words.fill(
        "cli-init-done",
        &[("clinic", (&founding.name).into()), ("username", (&founding.username).into())],
    );
    Ok(writeln!(streams.out, "{done}")?)
}
