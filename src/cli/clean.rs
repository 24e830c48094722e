//! What a command prints at a terminal is drawn by it, never obeyed: a name from the database may hold anything. Into
//! a file or another program goes exactly what was printed.

use std::io::{self, Write};

use crate::domain::text::shown;
use crate::ui::text;

/// Hands on whole lines, without anything a terminal would obey.
#[derive(Debug)]
pub struct Clean<W: Write> {
    to: W,
    line: Vec<u8>,
    /// Cells of a line, where sentences are read: what is longer goes on in the next one, between words.
    cells: Option<usize>,
}

impl<W: Write> Clean<W> {
    pub const fn new(to: W) -> Self {
        Self { to, line: Vec::new(), cells: None }
    }

    /// The same for sentences, on a terminal so many cells wide.
    #[must_use]
    pub fn sentences(to: W, cells: Option<u16>) -> Self {
        let cells = cells.filter(|cells| *cells > 0).map(usize::from);
        Self { to, line: Vec::new(), cells }
    }

    fn pass(&mut self, ended: bool) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let line = shown(&line);
        match self.cells.filter(|cells| ended && text::width(&line) > *cells) {
            Some(cells) => self.to.write_all(text::wrap(&line, cells).join("\n").as_bytes())?,
            None => self.to.write_all(line.as_bytes())?,
        }
        if ended { self.to.write_all(b"\n") } else { Ok(()) }
    }
}

impl<W: Write> Write for Clean<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.line.extend_from_slice(&rest[..end]);
            self.pass(true)?;
            rest = &rest[end + 1..];
        }
        self.line.extend_from_slice(rest);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.line.is_empty() {
            self.pass(false)?;
        }
        self.to.flush()
    }
}

impl<W: Write> Drop for Clean<W> {
    fn drop(&mut self) {
        let _ = self.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_goes_on_between_words() {
        let said = |cells| {
            let mut out = Vec::new();
            let mut clean = Clean::sentences(&mut out, cells);
            clean.write_all(b"The database refuses this log-in: wrong.\nShort.\nPassword: ").unwrap();
            drop(clean);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(said(Some(20)), "The database refuses\nthis log-in: wrong.\nShort.\nPassword: ");
        for whole in [Some(80), Some(0), None] {
            assert_eq!(said(whole), "The database refuses this log-in: wrong.\nShort.\nPassword: ");
        }
    }

    #[test]
    fn lines_come_whole_and_obey_nobody() {
        let mut out = Vec::new();
        let mut clean = Clean::new(&mut out);
        // A letter and an order, both cut in two.
        for piece in [&b"Rp200.000\nZo\xc3"[..], b"\xab \x1b", b"]52;c;AA\x07 \xc2\x9b2J\n", b"PIN: "] {
            clean.write_all(piece).unwrap();
        }
        drop(clean);
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "Rp200.000\nZo\u{eb} \u{fffd}]52;c;AA\u{fffd} \u{fffd}2J\nPIN: ");
    }
}
