//! The process: closed to others, then what the command line says, then its number.

use std::process::ExitCode;

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
    let mut streams = Streams { out: &mut std::io::stdout().lock(), err: &mut std::io::stderr().lock() };
    cli::run(std::env::args_os(), &mut streams).into()
}
