//! `loket verify`: whether the trail and the ledger are as they were written. Nobody logs in for it: it says numbers
//! of rows, never what is in them.

use clap::Args;

use super::{Ended, Exit, Stop, Streams, open, wait};
use crate::config::Config;
use crate::domain::refusal::Refusal;
use crate::domain::verify::Anchor;
use crate::i18n::Words;
use crate::paper::verdict;

/// Figures of a seal that are enough to know it by.
const FIGURES: usize = 8;

#[derive(Debug, Args)]
pub struct VerifyArgs {
    #[arg(long, value_name = "NUMBER HASH")]
    head: Option<String>,
    #[arg(long)]
    json: bool,
}

/// Walks the trail; exit 0 when it is whole, 8 when it is not.
pub fn run(args: &VerifyArgs, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let head = args.head.as_deref().map(anchor).transpose()?;
    let (verdict, zone) = wait(async {
        let desk = open::desk_to_verify(config).await?;
        let verdict = desk.verify(head).await;
        let zone = desk.zone();
        desk.close().await;
        verdict.map(|verdict| (verdict, zone))
    })??;
    if args.json {
        let text = serde_json::to_string(&verdict).map_err(std::io::Error::other)?;
        writeln!(streams.out, "{text}")?;
    } else {
        for line in verdict::lines(&verdict, zone, words) {
            writeln!(streams.out, "{line}")?;
        }
    }
    if verdict.whole() { Ok(()) } else { Err(Stop::Told(Exit::CheckFailed)) }
}

/// The end of the trail as a Z prints it: `4711 0123456789abcdef`.
fn anchor(typed: &str) -> Result<Anchor, Refusal> {
    let refuse = || Refusal::new("input.head").with("typed", typed);
    let (seq, hash) = typed.trim().split_once([' ', ':']).ok_or_else(refuse)?;
    let seq: i64 = seq.parse().map_err(|_| refuse())?;
    let hash = hash.trim().to_ascii_lowercase();
    let sound = hash.len() >= FIGURES && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if seq > 0 && sound { Ok(Anchor { seq, hash }) } else { Err(refuse()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_typed_as_it_was_printed() {
        let said = anchor("4711 0123456789ABCDEF").unwrap();
        assert_eq!(said, Anchor { seq: 4711, hash: "0123456789abcdef".to_owned() });
        for wrong in
            ["", "4711", "4711 012", "0 0123456789abcdef", "x 0123456789abcdef", "1 0123456789abcdeg"]
        {
            assert_eq!(anchor(wrong).unwrap_err().code, "input.head", "{wrong}");
        }
    }
}
