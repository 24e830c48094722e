//! One table: what loket's desk takes, beside the same statement without loket on the same data, and what the program
//! takes from a key to the picture.
//!
//! `cargo bench --bench table` measures 1,000 and 10,000 bookings; `cargo bench --bench table -- 1000000` another size.
//! SQLite is always measured, beside the `sqlite3` shell; Postgres where `LOKET_TEST_POSTGRES` names a server on which
//! databases may be made, beside `pgbench`. The data is made once a size and kept under `target/bench`. The word `desk`
//! among the arguments leaves out the program in its pseudo-terminal, `program` the desk's half.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for whoever measures")]

mod data;
mod measure;
#[allow(
    dead_code,
    clippy::expect_used,
    clippy::panic,
    reason = "the tests use the rest; what cannot go on ends"
)]
#[path = "../../tests/terminal/pty.rs"]
mod pty;
mod raw;
mod statements;
mod terminal;
mod writes;

use measure::shown;

/// Answers of each kind.
const ROUNDS: usize = 400;

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let desk_too = std::env::args().all(|argument| argument != "program");
    let sizes = if sizes.is_empty() { vec![1_000, 10_000] } else { sizes };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    println!("| engine | bookings | what | loket ms p50 | p99 | raw ms p50 | p99 | × |");
    println!("|---|--:|---|--:|--:|--:|--:|--:|");
    let mut programs = Vec::new();
    for size in sizes {
        for engine in data::Engine::here() {
            let set = runtime.block_on(data::Set::of(engine, size));
            let rows =
                if desk_too { runtime.block_on(statements::measure(&set, ROUNDS)) } else { Vec::new() };
            for row in rows {
                let times = row.raw.median().zip(row.loket.median()).map(|(raw, loket)| loket / raw);
                println!(
                    "| {} | {size} | {} | {} | {} | {} | {} | {} |",
                    set.engine,
                    row.what,
                    shown(row.loket.median()),
                    shown(row.loket.p99()),
                    shown(row.raw.median()),
                    shown(row.raw.p99()),
                    times.map_or_else(|| "–".to_owned(), |times| format!("{times:.1}")),
                );
            }
            if std::env::args().any(|argument| argument == "desk") {
                continue;
            }
            let seen = terminal::watch(&set.data, &set.url, &set.session, &set.today, ROUNDS);
            programs.push((set.engine, size, seen));
        }
    }
    if !programs.is_empty() {
        let floor = terminal::floor(ROUNDS);
        println!();
        println!(
            "A program that only echoes: {} ms from the key to the screen, p99 {}.",
            shown(floor.median()),
            shown(floor.p99())
        );
    }
    println!();
    println!(
        "| engine | bookings | exec → today ms | row move ms | p99 | next day ms | p99 | letter ms | p99 \
         | bytes row / day / letter | MiB | idle wake-ups, bytes in 10 s |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|---|--:|---|");
    for (engine, size, seen) in programs {
        println!(
            "| {engine} | {size} | {} | {} | {} | {} | {} | {} | {} | {} / {} / {} | {:.1} | {}, {} |",
            shown(seen.start.median()),
            shown(seen.row.median()),
            shown(seen.row.p99()),
            shown(seen.day.median()),
            shown(seen.day.p99()),
            shown(seen.letter.median()),
            shown(seen.letter.p99()),
            seen.bytes[0],
            seen.bytes[1],
            seen.bytes[2],
            seen.resident,
            seen.idle.0,
            seen.idle.1,
        );
    }
}
