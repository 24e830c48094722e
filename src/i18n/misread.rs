//! What is wrong with the input of an act, said in the language in use: the parser says it in English only.

use super::{Fact, Words};

/// What a parser says, taken apart.
#[derive(Debug, PartialEq, Eq)]
enum Wrong<'a> {
    Unknown { field: &'a str, takes: &'a str },
    Missing(&'a str),
    Twice(&'a str),
    Expected { field: &'a str, takes: &'a str },
    NoJson { line: &'a str, column: &'a str },
}

/// What stands between the first two of these signs.
fn quoted(said: &str) -> &str {
    said.split('`').nth(1).unwrap_or_default()
}

fn apart(problem: &str) -> Option<Wrong<'_>> {
    let (field, said) =
        problem.split_once(": ").filter(|(field, _)| !field.contains(' ')).unwrap_or(("", problem));
    if let Some((_, place)) = said.rsplit_once(" at line ")
        && let Some((line, column)) = place.split_once(" column ")
    {
        return Some(Wrong::NoJson { line, column });
    }
    if said.starts_with("unknown field") {
        let takes = said.split_once("expected ").map_or("", |(_, takes)| takes);
        let takes = takes.strip_prefix("one of ").unwrap_or(takes);
        return Some(Wrong::Unknown { field: quoted(said), takes });
    }
    if said.starts_with("missing field") {
        return Some(Wrong::Missing(quoted(said)));
    }
    if said.starts_with("duplicate field") {
        return Some(Wrong::Twice(quoted(said)));
    }
    said.strip_prefix("expected ").map(|takes| Wrong::Expected { field, takes })
}

impl Words {
    /// Says the problem among the facts in the language in use; what nobody foresaw stays as it is.
    pub(super) fn misread(&self, facts: &mut [(&str, Fact<'_>)]) {
        let Some((_, fact)) = facts.iter_mut().find(|(name, _)| *name == "problem") else { return };
        let Fact::Text(problem) = &*fact else { return };
        let Some(wrong) = apart(problem) else { return };
        let said = match wrong {
            Wrong::Unknown { field, takes: "" } => {
                self.fill("input-unknown_field", &[("field", field.into())])
            }
            Wrong::Unknown { field, takes } => self.fill(
                "input-unknown_takes",
                &[("field", field.into()), ("takes", takes.replace('`', "").into())],
            ),
            Wrong::Missing(field) => self.fill("input-missing_field", &[("field", field.into())]),
            Wrong::Twice(field) => self.fill("input-field_twice", &[("field", field.into())]),
            Wrong::Expected { field: "", takes } => {
                self.fill("input-expected_whole", &[("takes", takes.replace('`', "").into())])
            }
            Wrong::Expected { field, takes } => self
                .fill("input-expected", &[("field", field.into()), ("takes", takes.replace('`', "").into())]),
            Wrong::NoJson { line, column } => {
                self.fill("input-no_json", &[("line", line.into()), ("column", column.into())])
            }
        };
        *fact = said.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_parser_says_is_taken_apart() {
        for (said, wrong) in [
            ("unknown field `dya`, expected `day`", Wrong::Unknown { field: "dya", takes: "`day`" }),
            ("unknown field `a`, expected one of `b`, `c`", Wrong::Unknown { field: "a", takes: "`b`, `c`" }),
            ("unknown field `a`, there are no fields", Wrong::Unknown { field: "a", takes: "" }),
            ("missing field `day`", Wrong::Missing("day")),
            ("duplicate field `day`", Wrong::Twice("day")),
            ("treatment: expected a string", Wrong::Expected { field: "treatment", takes: "a string" }),
            ("EOF while parsing an object at line 1 column 5", Wrong::NoJson { line: "1", column: "5" }),
        ] {
            assert_eq!(apart(said), Some(wrong), "{said}");
        }
        assert_eq!(apart("something new"), None);
    }
}
