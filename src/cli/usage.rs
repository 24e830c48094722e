//! A command line that cannot be understood: what is wrong with it, in the user's language.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::arguments::Arguments;
use crate::i18n::Words;

/// The sentence, the nearest thing that can be said, and where to read more. Values are not
/// repeated: one of them could be a password.
#[must_use]
pub fn explained(error: &clap::Error, words: &Words) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return error.render().to_string().trim_end().to_owned();
    }
    let first =
        |kinds: &[ContextKind]| kinds.iter().find_map(|kind| error.get(*kind)).map(text).unwrap_or_default();
    let argument = first(&[ContextKind::InvalidArg, ContextKind::InvalidSubcommand]);
    let what = match error.kind() {
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => {
            words.fill("cli-wrong-unknown", &[("given", (&argument).into())])
        }
        ErrorKind::MissingRequiredArgument => {
            words.fill("cli-wrong-missing", &[("argument", (&argument).into())])
        }
        ErrorKind::ArgumentConflict => {
            let other = first(&[ContextKind::PriorArg]);
            words.fill("cli-wrong-conflict", &[("argument", (&argument).into()), ("other", other.into())])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = first(&[ContextKind::ValidValue]);
            let id = if valid.is_empty() { "cli-wrong-value" } else { "cli-wrong-choice" };
            words.fill(id, &[("argument", with_variable(&argument).into()), ("valid", valid.into())])
        }
        ErrorKind::InvalidUtf8 => words.text("cli-wrong-utf8").into_owned(),
        _ => words.text("cli-wrong-other").into_owned(),
    };
    let near =
        first(&[ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]);
    let near =
        if near.is_empty() { None } else { Some(words.fill("cli-wrong-near", &[("near", near.into())])) };
    let see = words.text("cli-wrong-see").into_owned();
    [Some(what), near, Some(see)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// An argument that nobody typed has its value from the environment: the variable is named beside it.
fn with_variable(argument: &str) -> String {
    let mut command = Arguments::command();
    // An argument is written as it is in the help only once it knows how many values it takes.
    command.build();
    let named = command.get_arguments().find(|known| known.to_string() == argument);
    let variable = named.and_then(|known| known.get_env()).filter(|name| std::env::var_os(name).is_some());
    match variable {
        Some(name) => format!("{argument} ({})", name.to_string_lossy()),
        None => argument.to_owned(),
    }
}

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(", "),
        other => other.to_string(),
    }
}
