//! The process: closed to others, then what the command line says, then its number.

use std::process::ExitCode;

use loket::cli::{self, Streams};
use loket::harden;

fn main() -> ExitCode {
    // Should the program not start again, the address still decides alone where it connects.
    let _ = harden::forget_libpq();
    harden::close_to_others();
    let mut streams = Streams { out: &mut std::io::stdout().lock(), err: &mut std::io::stderr().lock() };
    cli::run(std::env::args_os(), &mut streams).into()
}
