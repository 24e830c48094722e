//! The help in the user's language: every command and argument has its sentence under its own name.

use clap::Command;

use super::exit::Exit;
use crate::i18n::Words;

const TEMPLATE: &str = "{about}\n\n{heading} {usage}\n\n{all-args}{after-help}";

/// Puts the words into the command and all that is below it.
#[must_use]
pub fn worded(command: Command, words: &Words) -> Command {
    let codes = Exit::ALL.iter().fold(words.text("cli-heading-exits").into_owned(), |text, exit| {
        let code = *exit as u8;
        text + &format!("\n  {code:>3}  {}", words.text(&format!("cli-exit-{code}")))
    });
    with_words(command, "cli", words).after_help(codes)
}

fn with_words(command: Command, id: &str, words: &Words) -> Command {
    let heading = |id: &str| words.text(id).into_owned();
    let template = TEMPLATE.replace("{heading}", &words.text("cli-heading-usage"));
    command
        .about(words.text(id).into_owned())
        .help_template(template)
        .subcommand_help_heading(heading("cli-heading-commands"))
        .mut_args(|arg| {
            // The flags of every command are worded once.
            let owner = if arg.is_global_set() { "cli" } else { id };
            let help = words.text(&format!("{owner}-arg-{}", arg.get_id())).into_owned();
            let part = if arg.is_positional() {
                "cli-heading-arguments"
            } else if arg.is_global_set() {
                // What only this command takes is not looked for among what all of them do.
                "cli-heading-everywhere"
            } else {
                "cli-heading-options"
            };
            arg.help(help).help_heading(heading(part))
        })
        .mut_subcommands(|command| {
            let id = format!("{id}-{}", command.get_name());
            with_words(command, &id, words)
        })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::arguments::Arguments;
    use crate::domain::clinic::Language;

    fn helps(command: &mut Command, found: &mut Vec<String>) {
        found.push(command.render_long_help().to_string());
        for command in command.get_subcommands_mut() {
            helps(command, found);
        }
    }

    #[test]
    fn every_command_and_argument_has_words_in_every_language() {
        for language in Language::ALL {
            let mut command = worded(Arguments::command(), &Words::new(*language));
            command.build();
            command.clone().debug_assert();
            let mut found = Vec::new();
            helps(&mut command, &mut found);
            assert!(found.len() > 3);
            for help in found {
                assert!(!help.contains('⟦'), "{help}");
            }
        }
    }

    #[test]
    fn the_exit_codes_are_in_the_help() {
        let help = worded(Arguments::command(), &Words::new(Language::English)).render_help().to_string();
        for exit in Exit::ALL {
            assert!(help.contains(&format!("\n  {:>3}  ", exit as u8)), "{help}");
        }
    }
}
