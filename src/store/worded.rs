//! What is the same, and what is not, of what a database says it is made of and of what loket made: where a server says it in
//! words of its own, too.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::{ATOMIC, squeezed};
use crate::domain::verify::{Odd, OddRow};

/// Parts of a schema, each by what it is called, and how it is made.
pub(super) type Parts = BTreeMap<String, String>;

/// What of a database is not as loket made it.
#[derive(Debug)]
pub struct Strange {
    pub odd: Vec<OddRow>,
    /// Parts that this version of the server says in other words than the one known here.
    pub not_compared: usize,
}

/// The version of Postgres whose way to say constraints, columns and bodies in SQL is known here.
const KNOWN: i64 = 15;

/// Compares what a server of this version says. What another version says in other words is no alarm: only that it could
/// not be compared.
pub(super) fn compared_by(major: i64, made: Parts, there: Parts) -> Strange {
    if major == KNOWN {
        return Strange { odd: compared(made, there), not_compared: 0 };
    }
    let worded: BTreeSet<String> = made
        .iter()
        .filter(|(name, how)| {
            let kind = name.split(' ').next().unwrap_or_default();
            matches!(kind, "constraint" | "index" | "columns" | "condition")
                || how.starts_with(&squeezed(ATOMIC))
        })
        .map(|(name, _)| name.clone())
        .collect();
    let formless = |parts: Parts| -> Parts {
        let form = |(name, how): (String, String)| {
            let how = if worded.contains(&name) { formless(&how) } else { how };
            (name, how)
        };
        parts.into_iter().map(form).collect()
    };
    let mut odd = compared(formless(made), formless(there));
    let all = odd.len();
    odd.retain(|one| one.odd != Odd::Changed || !worded.contains(&one.row));
    Strange { not_compared: all - odd.len(), odd }
}

/// What was said without what a version puts around it: spaces, brackets, types of constants.
fn formless(said: &str) -> String {
    let mut words = said.split("::");
    let mut bare = words.next().unwrap_or_default().to_owned();
    for word in words {
        let after = word.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '"'));
        let after = ["[]", " without time zone", " with time zone", " varying", " precision"]
            .into_iter()
            .fold(after, |after, more| after.strip_prefix(more).unwrap_or(after));
        bare.push_str(after);
    }
    bare.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')')).collect::<String>().to_lowercase()
}

/// What is made otherwise, is not there, or is more.
pub(super) fn compared(made: Parts, there: Parts) -> Vec<OddRow> {
    let names: BTreeSet<&String> = made.keys().chain(there.keys()).collect();
    let odd = |name: &String| {
        let odd = match (made.get(name), there.get(name)) {
            (Some(made), Some(there)) if made == there => return None,
            (Some(_), Some(_)) => Odd::Changed,
            (Some(_), None) => Odd::Missing,
            (None, _) => Odd::Added,
        };
        Some(OddRow { row: name.clone(), odd, seq: None })
    };
    names.into_iter().filter_map(odd).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_s_words_are_no_alarm_and_another_table_is() {
        let parts = |said: &[(&str, &str)]| -> Parts {
            said.iter().map(|(name, how)| ((*name).to_owned(), (*how).to_owned())).collect()
        };
        let made = parts(&[
            ("constraint a on x", "CHECK ((state = ANY (ARRAY['p'::text, 'q'::text])))"),
            ("constraint b on x", "CHECK ((amount > 0))"),
            ("table x", "r"),
            ("wall of x", "on | forced"),
        ]);
        let reworded = parts(&[
            ("constraint a on x", "CHECK (state = ANY (ARRAY['p', 'q']))"),
            ("constraint b on x", "CHECK (0 < amount)"),
            ("table x", "r"),
            ("wall of x", "on | forced"),
        ]);
        assert_eq!(compared_by(KNOWN, made.clone(), reworded.clone()).odd.len(), 2);
        let newer = compared_by(KNOWN + 2, made.clone(), reworded.clone());
        assert_eq!((newer.odd, newer.not_compared), (Vec::new(), 1), "brackets and types are nothing");
        // What does not hang on words is compared on any version.
        let mut less = reworded;
        less.insert("wall of x".to_owned(), "on".to_owned());
        less.remove("constraint a on x");
        let odd: Vec<_> =
            compared_by(KNOWN + 2, made, less).odd.into_iter().map(|odd| (odd.row, odd.odd)).collect();
        assert_eq!(
            odd,
            [("constraint a on x".to_owned(), Odd::Missing), ("wall of x".to_owned(), Odd::Changed),]
        );
        assert_eq!(
            formless("a character varying DEFAULT ''::character varying, b text"),
            "acharactervaryingdefault'',btext"
        );
    }
}
