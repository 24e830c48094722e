//! The key sheet of the README and of `loket keys`, from the same tables as everything else.

use std::fmt::Write as _;

use crate::i18n::Words;

use super::any::Row;
use super::engine::everywhere;
use super::front::Front;
use super::keymap::Keymap;
use super::keys;

/// Every key of every screen as Markdown, in the language of `words`.
#[must_use]
pub fn markdown(front: &Front, keymap: &Keymap, words: &Words) -> String {
    let mut out = String::new();
    let mut section = |title: &str, rows: &[Row]| {
        let _ = writeln!(out, "### {title}\n");
        let heads = ["sheet-key", "sheet-does", "sheet-id"].map(|id| words.text(id));
        let _ = writeln!(out, "| {} |", heads.join(" | "));
        let _ = writeln!(out, "|---|---|---|");
        for row in rows {
            let keys: Vec<String> =
                keymap.of(row.id, row.keys).iter().map(|keys| format!("`{}`", shown(keys))).collect();
            let _ = writeln!(out, "| {} | {} | `{}` |", keys.join(" "), words.help(row.id), row.id);
        }
        let _ = writeln!(out);
    };
    section(&words.text("sheet-everywhere"), &everywhere(front).rows);
    for table in (front.tables)() {
        if !table.rows.is_empty() {
            section(&words.text(&format!("screen-{}", table.screen)), &table.rows);
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// A bar would end the table's cell.
fn shown(keys: &[keys::Chord]) -> String {
    keys::shown(keys).replace('|', "\\|")
}
