//! Finding patients: one box for numbers and names.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use crate::domain::permission::Permission;
use crate::domain::search::Search;
use crate::domain::text::words;
use crate::store;
use crate::store::patient::{FoundRow, PartOfPhone};

/// The longest list a search answers: who needs more types more.
const MOST: i64 = 50;

/// Finds patients by a number in any spelling, its last digits, or the beginnings of a name's words.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindPatients {
    pub text: String,
}

impl Act for FindPatients {
    const NAME: &'static str = "find_patients";
    const NEEDS: Permission = Permission::PatientFind;
    type Output = Vec<FoundRow>;
}

impl Look for FindPatients {
    async fn look(self, desk: &Desk) -> Done<Vec<FoundRow>> {
        let clinic = desk.clinic();
        let db = desk.db();
        let most = (MOST, desk.now());
        let mut found = match Search::parse(&self.text, clinic.policies.calling_code())? {
            Search::Nobody => Vec::new(),
            Search::Phone(query) => {
                let range = |from: &String| (from.clone(), below(from));
                let part = PartOfPhone {
                    exact: query.exact.as_ref().map(|exact| exact.as_str().to_owned()),
                    begins: [query.prefixes.first().map(range), query.prefixes.get(1).map(range)],
                    ends: query.suffix.as_ref().map(range),
                };
                let exact = part.exact.clone();
                let mut found = store::patient::by_part_of_phone(db, clinic.id, part, most).await?;
                if found.iter().any(|row| row.phone == exact) {
                    found.retain(|row| row.phone == exact);
                }
                let mut seen = std::collections::HashSet::new();
                found.retain(|row: &FoundRow| seen.insert(row.id));
                found
            }
            Search::Name(mut terms) => {
                let typed = terms.join(" ");
                // The longest word narrows most; the rest is narrowed here.
                terms.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
                let mut found = match terms.as_slice() {
                    [] => Vec::new(),
                    [one] => store::patient::by_word(db, clinic.id, (one, &below(one)), most).await?,
                    [one, two, rest @ ..] => {
                        let (first, second) = (below(one), below(two));
                        let third = rest.first().map(|three| (three.clone(), below(three)));
                        let two = [(one.as_str(), first.as_str()), (two.as_str(), second.as_str())];
                        let end = below(&typed);
                        let whole = (typed.as_str(), end.as_str());
                        store::patient::by_words(db, clinic.id, whole, two, third, most).await?
                    }
                };
                found.retain(|row| {
                    let name: Vec<String> = row.names().flat_map(words).collect();
                    terms.iter().all(|term| name.iter().any(|word| word.starts_with(term.as_str())))
                });
                found
            }
        };
        desk.has_found(self.text, found.iter().map(|row| row.id).collect()).await?;
        let (veil, opens) = (desk.veil(), desk.opens_any());
        for row in &mut found {
            veil.phone(&mut row.phone);
            // What stands on the card is for whoever may open it.
            if !opens {
                (row.last_visit, row.next_visit) = (None, None);
            }
        }
        Ok(found)
    }
}

/// The end of a prefix's range: everything that begins so sorts below.
fn below(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}
