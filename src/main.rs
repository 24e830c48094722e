//! The process: closed to others, then what the command line says, then its number.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use loket::cli::clean::Clean;
use loket::cli::{self, Exit, Streams};
use loket::harden;

fn main() -> ExitCode {
    let over_ssh = harden::over_ssh(std::env::args_os());
    // Should the program not start again, the address still decides alone where it connects; but over SSH nothing
    // else may have a say.
    if harden::forget_variables(over_ssh).is_err() && over_ssh {
        return Exit::Unexpected.into();
    }
    harden::close_to_others();
    let (mut out, mut err) = (for_eyes(std::io::stdout().lock()), sentences(std::io::stderr().lock()));
    cli::run(std::env::args_os(), &mut Streams { out: &mut out, err: &mut err }).into()
}

/// The same for what is said there: sentences, that no narrow terminal breaks inside their words.
fn sentences<'a>(stream: impl Write + IsTerminal + 'a) -> Box<dyn Write + 'a> {
    if !stream.is_terminal() {
        return Box::new(stream);
    }
    Box::new(Clean::sentences(stream, cli::columns()))
}

/// What is printed at a terminal is cleaned of what the terminal would obey.
fn for_eyes<'a>(stream: impl Write + IsTerminal + 'a) -> Box<dyn Write + 'a> {
    if stream.is_terminal() { Box::new(Clean::new(stream)) } else { Box::new(stream) }
}
