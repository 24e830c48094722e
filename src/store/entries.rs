//! Whether the indexes of the largest tables of a file lead where they say: who reads such a table from end to end counts,
//! by the way, what each index has to know; an index is then read by itself, and has to come to the same. SQLite's own way
//! to look takes as long as the whole of the rest, since it looks each row up.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;

use super::db::Tx;
use super::fault::Stored;
use crate::domain::id::ClinicId;

/// What entries come to, in whichever order they are told: nobody who lays them out knows by what they are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Entries {
    many: u64,
    sum: u64,
}

impl Entries {
    /// One more: what it says of its row, a number beside it where it has one, and the row's place.
    pub(super) fn add(&mut self, says: &[u8], number: i64, place: i64) {
        static BY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        self.many += 1;
        self.sum = self.sum.wrapping_add(BY.hash_one((says, number, place)));
    }
}

/// What an index has to know.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    pub(super) index: &'static str,
    pub(super) entries: Entries,
}

/// An index and how it is read: of each entry what it says of its row, in hexadecimal, a number, and the row's place; from
/// behind the entry `$2`, `$3`, at most `$4`. What says nothing of its row stands before what does.
struct Read {
    index: &'static str,
    silent: Option<&'static str>,
    telling: &'static str,
}

macro_rules! entries_sql {
    ($says:literal, $number:literal, $table:literal, $index:literal, $which:literal) => {
        concat!(
            "SELECT group_concat(entry, char(10)) FROM (SELECT ",
            $says,
            " || ' ' || ",
            $number,
            " || ' ' || rowid AS entry FROM ",
            $table,
            " INDEXED BY ",
            $index,
            " WHERE clinic_id = $1 AND ",
            $which,
            " LIMIT $4)"
        )
    };
}

const READ: &[Read] = &[
    Read {
        index: "audit_entity",
        silent: Some(entries_sql!(
            "''",
            "seq",
            "audit",
            "audit_entity",
            "entity_id IS NULL AND seq > $3 AND $2 IS NOT NULL ORDER BY seq"
        )),
        telling: entries_sql!(
            "hex(entity_id)",
            "seq",
            "audit",
            "audit_entity",
            "(entity_id, seq) > ($2, $3) ORDER BY entity_id, seq"
        ),
    },
    Read {
        index: "audit_behind",
        silent: None,
        telling: entries_sql!(
            "''",
            "seq",
            "audit",
            "audit_behind",
            "clock_behind > 60000000 AND seq > $3 AND $2 IS NOT NULL ORDER BY seq"
        ),
    },
    Read {
        index: "sqlite_autoindex_personal_value_1",
        silent: None,
        telling: entries_sql!(
            "hex(commitment)",
            "0",
            "personal_value",
            "sqlite_autoindex_personal_value_1",
            "commitment > CAST($2 AS TEXT) AND $3 IS NOT NULL ORDER BY commitment"
        ),
    },
    Read {
        index: "personal_value_patient",
        silent: None,
        telling: entries_sql!(
            "hex(patient_id)",
            "rowid",
            "personal_value",
            "personal_value_patient",
            "(patient_id, rowid) > ($2, $3) ORDER BY patient_id, rowid"
        ),
    },
];

/// Entries of one question: what is read at once fits into the memory.
const AT_ONCE: i64 = 8_192;

/// Those of these indexes that do not know what they have to. One that is gone is missed where the schema is compared.
///
/// # Errors
/// None of what lies in the file: an index that cannot answer is not the one that was made.
pub(super) async fn astray(tx: &mut Tx, clinic: ClinicId, known: &[Known]) -> Stored<Vec<&'static str>> {
    let mut astray = Vec::new();
    for Known { index, entries } in known {
        let there: Option<(i64,)> =
            tx.on().opt("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = $1", (*index,)).await?;
        let Some(read) = READ.iter().find(|read| read.index == *index && there.is_some()) else { continue };
        if read.all(tx, clinic, entries.many).await != Some(*entries) {
            astray.push(read.index);
        }
    }
    Ok(astray)
}

impl Read {
    /// What all its entries come to; none where it cannot be read, or goes on beyond what there can be.
    async fn all(&self, tx: &mut Tx, clinic: ClinicId, most: u64) -> Option<Entries> {
        let mut all = Entries::default();
        for text in self.silent.into_iter().chain([self.telling]) {
            let mut last = (Vec::new(), i64::MIN);
            loop {
                let begin = (clinic, last.0.clone(), last.1, AT_ONCE);
                let (entries,): (Option<String>,) = tx.on().one(text, begin).await.ok()?;
                let Some(entries) = entries else { break };
                let before = all.many;
                for entry in entries.split('\n') {
                    let mut parts = entry.split(' ');
                    let says = bytes(parts.next()?)?;
                    let (number, place) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
                    all.add(&says, number, place);
                    last = (says, number);
                }
                if all.many > most {
                    return None;
                }
                if all.many - before < AT_ONCE as u64 {
                    break;
                }
            }
        }
        Some(all)
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let figure = |byte: u8| char::from(byte).to_digit(16).map(|figure| figure as u8);
    hex.as_bytes().chunks(2).map(|pair| Some(figure(pair[0])? << 4 | figure(*pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_to_the_same_in_any_order_and_to_something_else_where_two_are_swapped() {
        let sum = |told: &[(&str, i64, i64)]| {
            let mut all = Entries::default();
            for (says, number, place) in told {
                all.add(says.as_bytes(), *number, *place);
            }
            all
        };
        let right = sum(&[("a", 1, 10), ("b", 2, 20)]);
        assert_eq!(right, sum(&[("b", 2, 20), ("a", 1, 10)]));
        for wrong in [&[("a", 1, 20), ("b", 2, 10)][..], &[("a", 1, 10)], &[("a", 1, 10); 2]] {
            assert_ne!(right, sum(wrong));
        }
    }

    #[test]
    fn hexadecimal_is_read() {
        assert_eq!(bytes("00FFa1"), Some(vec![0, 255, 0xa1]));
        assert_eq!((bytes(""), bytes("0"), bytes("zz")), (Some(Vec::new()), None, None));
    }
}
