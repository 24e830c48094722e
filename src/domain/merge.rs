//! Two rows that were one person all along: what the one that stays takes from the other, and gives back when they were
//! two people after all.

use chrono::NaiveDate;

use super::refusal::Refusal;
use super::word::words;

words! {
    /// What can come from the other row.
    pub enum Gift {
        Email = "email",
        BirthDate = "birth_date",
        Address = "address",
        Notes = "notes",
        Alerts = "alerts",
        /// Both have to agree to being reminded.
        Reminders = "reminders",
    }
}

impl Gift {
    /// As they are kept with the row they came from: names, no values.
    #[must_use]
    pub fn written(gifts: &[Self]) -> String {
        gifts.iter().map(|gift| gift.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// What [`Gift::written`] wrote.
    #[must_use]
    pub fn read(written: &str) -> Vec<Self> {
        written.split_whitespace().filter_map(Self::of).collect()
    }
}

/// The most letters of a text about a patient; see [`Note`](super::note::Note).
const LONGEST: usize = 4_000;

/// What can be given of what is known of a patient: all but the name and the numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    pub email: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub address: String,
    pub notes: String,
    pub alerts: String,
    pub reminders: bool,
}

impl Sheet {
    /// Takes of `which` what the other knows: into what is empty here, and notes and alerts behind what stands here
    /// already. Nobody is reminded who did not agree twice. Answers what was taken.
    ///
    /// # Errors
    /// `patient.merge_long`, where an alert or a note would not have room: none is ever cut.
    pub fn take(&mut self, other: &Self, which: &[Gift]) -> Result<Vec<Gift>, Refusal> {
        let mut taken = Vec::new();
        for gift in which {
            let took = match gift {
                Gift::Email => fill(&mut self.email, other.email.as_ref()),
                Gift::BirthDate => fill(&mut self.birth_date, other.birth_date.as_ref()),
                Gift::Address if self.address.is_empty() => append(&mut self.address, &other.address, *gift),
                Gift::Address => false,
                Gift::Notes => append(&mut self.notes, &other.notes, *gift),
                Gift::Alerts => append(&mut self.alerts, &other.alerts, *gift),
                Gift::Reminders => {
                    let agreed = self.reminders;
                    self.reminders = agreed && other.reminders;
                    agreed != self.reminders
                }
            };
            if took {
                taken.push(*gift);
            }
        }
        for (field, text) in [("alerts", &self.alerts), ("notes", &self.notes)] {
            let letters = text.chars().count();
            if letters > LONGEST {
                let letters = i64::try_from(letters).unwrap_or(i64::MAX);
                return Err(Refusal::at("patient.merge_long", field)
                    .with("letters", letters)
                    .with("limit", LONGEST as i64));
            }
        }
        Ok(taken)
    }

    /// Gives back what was taken, where it still stands here as the other has it. What was added since stays.
    pub fn give_back(&mut self, other: &Self, taken: &[Gift]) {
        for gift in taken {
            match gift {
                Gift::Email if self.email == other.email => self.email = None,
                Gift::BirthDate if self.birth_date == other.birth_date => self.birth_date = None,
                Gift::Address => cut_out(&mut self.address, &other.address, *gift),
                Gift::Notes => cut_out(&mut self.notes, &other.notes, *gift),
                Gift::Alerts => cut_out(&mut self.alerts, &other.alerts, *gift),
                // It was the merge that turned it off, nobody who was asked.
                Gift::Reminders => self.reminders = true,
                Gift::Email | Gift::BirthDate => {}
            }
        }
    }
}

fn fill<T: Clone>(here: &mut Option<T>, there: Option<&T>) -> bool {
    let fills = here.is_none() && there.is_some();
    if fills {
        *here = there.cloned();
    }
    fills
}

/// Between what two rows say: alerts are read in one line.
const fn between(gift: Gift) -> &'static str {
    if matches!(gift, Gift::Alerts) { "; " } else { "\n" }
}

/// What a text says, each thing by itself and however it is spelt.
fn things(text: &str) -> impl Iterator<Item = String> {
    text.split([',', ';', '\n']).map(|thing| thing.trim().to_lowercase()).filter(|thing| !thing.is_empty())
}

/// Writes the other text behind this one, but where every thing in it stands here already.
fn append(here: &mut String, there: &str, gift: Gift) -> bool {
    let known: Vec<String> = things(here).collect();
    if things(there).all(|thing| known.contains(&thing)) {
        return false;
    }
    if !here.is_empty() {
        here.push_str(between(gift));
    }
    here.push_str(there);
    true
}

fn cut_out(here: &mut String, there: &str, gift: Gift) {
    let between = between(gift);
    let (before, after) = (format!("{between}{there}"), format!("{there}{between}"));
    let cut = if here == there {
        Some(String::new())
    } else if let Some(rest) = here.strip_suffix(&before).or_else(|| here.strip_prefix(&after)) {
        Some(rest.to_owned())
    } else {
        let within = format!("{between}{after}");
        here.contains(&within).then(|| here.replacen(&within, between, 1))
    };
    if let Some(cut) = cut {
        *here = cut;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sheet(alerts: &str, notes: &str) -> Sheet {
        Sheet { alerts: alerts.to_owned(), notes: notes.to_owned(), ..Sheet::default() }
    }

    #[test]
    fn no_allergy_is_lost_and_none_is_said_twice() {
        for (here, there, both) in [
            ("", "Lateks", "Lateks"),
            ("Lateks", "", "Lateks"),
            ("Lateks, debu", "DEBU", "Lateks, debu"),
            // Part of a word is another thing.
            ("Debulan", "debu", "Debulan; debu"),
            ("Lateks", "debu; lateks", "Lateks; debu; lateks"),
        ] {
            let mut one = sheet(here, "");
            one.take(&sheet(there, ""), Gift::ALL).unwrap();
            assert_eq!(one.alerts, both, "{here} and {there}");
        }
    }

    #[test]
    fn what_is_there_stays_and_what_is_not_is_filled() {
        let day = NaiveDate::from_ymd_opt(1990, 8, 17);
        let other = Sheet {
            email: Some("b@example.com".to_owned()),
            birth_date: day,
            address: "Jl. Melati 1".to_owned(),
            reminders: true,
            ..sheet("", "suka teh")
        };
        let mut kept = Sheet { address: "Jl. Mawar 3".to_owned(), ..sheet("", "takut jarum") };
        let was = kept.clone();
        let taken = kept.take(&other, Gift::ALL).unwrap();
        assert_eq!(taken, [Gift::Email, Gift::BirthDate, Gift::Notes]);
        assert_eq!(kept.notes, "takut jarum\nsuka teh");
        assert_eq!((kept.address.as_str(), kept.birth_date, kept.reminders), ("Jl. Mawar 3", day, false));
        assert_eq!(Gift::read(&Gift::written(&taken)), taken);
        kept.give_back(&other, &taken);
        assert_eq!(kept, was);
    }

    #[test]
    fn nobody_is_reminded_who_did_not_agree_twice() {
        let agreed = Sheet { reminders: true, ..Sheet::default() };
        let mut kept = agreed.clone();
        let taken = kept.take(&Sheet::default(), Gift::ALL).unwrap();
        assert_eq!((kept.reminders, taken.as_slice()), (false, &[Gift::Reminders][..]));
        kept.give_back(&Sheet::default(), &taken);
        assert!(kept.reminders);
        assert_eq!(kept.take(&agreed, Gift::ALL).unwrap(), []);
    }

    #[test]
    fn what_was_written_since_stays() {
        let other = sheet("lateks", "suka teh");
        let mut kept = sheet("debu", "");
        let taken = kept.take(&other, Gift::ALL).unwrap();
        kept.alerts.push_str("; udang");
        kept.notes = "suka kopi".to_owned();
        kept.give_back(&other, &taken);
        assert_eq!((kept.alerts.as_str(), kept.notes.as_str()), ("debu; udang", "suka kopi"));
    }

    #[test]
    fn nothing_is_cut_to_fit() {
        let mut kept = sheet(&"a".repeat(3_000), "");
        let refused = kept.take(&sheet(&"b".repeat(1_500), ""), Gift::ALL).unwrap_err();
        assert_eq!((refused.code, refused.field), ("patient.merge_long", Some("alerts")));
    }

    proptest! {
        #[test]
        fn giving_back_at_once_leaves_what_was(
            texts in prop::collection::vec("[a-c;, \n]{0,6}", 6),
            agreed in any::<(bool, bool)>(),
            mails in any::<(bool, bool)>(),
        ) {
            let mail = |has: bool, at: &str| has.then(|| format!("{at}@example.com"));
            let clean = |text: &str| text.trim().to_owned();
            let kept = Sheet {
                email: mail(mails.0, "a"), address: clean(&texts[0]), notes: clean(&texts[1]),
                alerts: clean(&texts[2]), reminders: agreed.0, birth_date: None,
            };
            let other = Sheet {
                email: mail(mails.1, "b"), address: clean(&texts[3]), notes: clean(&texts[4]),
                alerts: clean(&texts[5]), reminders: agreed.1, birth_date: None,
            };
            let mut both = kept.clone();
            let taken = both.take(&other, Gift::ALL).unwrap();
            let all = |text: &str| things(text).collect::<Vec<_>>();
            for thing in all(&kept.alerts).into_iter().chain(all(&other.alerts)) {
                prop_assert!(all(&both.alerts).contains(&thing));
            }
            both.give_back(&other, &taken);
            prop_assert_eq!(both, kept);
        }
    }
}
