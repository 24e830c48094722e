//! What the trail says of a row of the ledger: one line an act's row of the trail keeps for each it wrote.

/// A row as the trail knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The table and the row's key in it: `payment 0199…`.
    pub row: String,
    /// Empty: the row is gone, as it should be.
    pub digest: String,
    /// The digest of what lay there before, as it was found: what an act wrote over must be what the trail says last, or
    /// somebody changed it from outside. None where there was nothing.
    pub was: Option<String>,
}

impl Seal {
    /// Appends the line: `row=digest`, and behind it `<was`.
    pub fn line(&self, to: &mut String) {
        to.extend([&self.row, "=", &self.digest]);
        if let Some(was) = &self.was {
            to.extend(["<", was]);
        }
        to.push('\n');
    }

    /// Reads a line: the row, its digest, and what it was.
    #[must_use]
    pub fn of_line(line: &str) -> Option<(&str, &str, Option<&str>)> {
        let (row, digest) = line.rsplit_once('=')?;
        let (digest, was) =
            digest.split_once('<').map_or((digest, None), |(digest, was)| (digest, Some(was)));
        Some((row, digest, was))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        for was in [None, Some("ab".to_owned())] {
            for digest in ["", "cd"] {
                let seal = Seal {
                    row: "role_permission 1=2 a<b".to_owned(),
                    digest: digest.to_owned(),
                    was: was.clone(),
                };
                let mut line = String::new();
                seal.line(&mut line);
                let read = Seal::of_line(line.trim_end());
                assert_eq!(read, Some((seal.row.as_str(), digest, was.as_deref())));
            }
        }
    }
}
