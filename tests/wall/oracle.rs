//! What an act answers about another clinic's row is what it answers about none: for every act, with every id it takes,
//! on both engines (reliability.md P15).

use std::collections::BTreeSet;

use loket::desk::acts::ACTS;
use loket::desk::{Done, Fault};
use loket::domain::audit::COMMITMENT;
use loket::i18n::Words;
use loket::screens::trail::words;
use loket::store::On;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::samples::samples;
use crate::support::on_both;
use crate::two::{House, Two};

/// Ids that only narrow what is listed or counted: nothing is narrowed to nothing.
const NARROWS: &[(&str, &str)] = &[
    ("list_expenses", "category"),
    ("commissions", "staff"),
    ("explain", "key"),
    ("list_trail", "of"),
    ("next_free", "staff"),
    ("estimate_wait", "treatment"),
    ("estimate_wait", "staff"),
    ("patient_credit", "patient"),
    ("patient_packages", "patient"),
    ("line_shares", "line"),
];

/// Ids that an act which changes something only chooses by, and does not write: it does the same whatever they are, once.
const CHOOSES: &[(&str, &str)] = &[
    // Tickets for nobody in particular, and for this person.
    ("call_next", "staff"),
    // The ticket's visit says which treatment.
    ("serve_ticket", "treatment"),
];

/// Where the ids stand in an input.
fn places(input: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match input {
        Value::String(text) => {
            if let Some(table) = text.strip_prefix('@') {
                found.push((path.to_owned(), table.to_owned()));
            }
        }
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                places(item, &format!("{path}/{nth}"), found);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                places(item, &format!("{path}/{key}"), found);
            }
        }
        _ => {}
    }
}

/// The input with a house's own ids, but for one place.
pub fn filled(input: &Value, house: &House, but: Option<(&str, Uuid)>) -> Value {
    let mut all = Vec::new();
    places(input, "", &mut all);
    let mut input = input.clone();
    for (path, table) in all {
        let id = match but {
            Some((place, id)) if place == path => id,
            _ => house.own(&table),
        };
        *input.pointer_mut(&path).unwrap() = json!(id);
    }
    input
}

/// What somebody reads of it, with the id they asked for taken out.
fn told(done: &Done<Value>, id: Uuid) -> String {
    let words = Words::new(loket::i18n::Language::English);
    let currency = loket::domain::money::Currency::rupiah();
    let text = match done {
        Ok(answer) => format!("done: {answer}"),
        Err(fault) => {
            let said =
                fault.refusal().map(|refusal| words.refusal(refusal, &currency, chrono::NaiveDate::MIN));
            format!("{fault:?} {said:?}")
        }
    };
    text.replace(&id.to_string(), "ID").replace(&format!("{id:?}"), "ID")
}

/// The fields in what every act left in the trail that have no words in one of the languages.
async fn unnamed(two: &Two) -> BTreeSet<String> {
    fn fields(value: &Value, all: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                for (name, value) in map {
                    all.insert(name.clone());
                    fields(value, all);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| fields(value, all)),
            // The settings of the clinic are one text.
            Value::String(text) if text.starts_with('{') => {
                fields(&serde_json::from_str(text).unwrap_or_default(), all);
            }
            _ => {}
        }
    }
    let rows: Vec<(String, String)> =
        On::from(&two.owner).all("SELECT before, after FROM audit WHERE act <> 'demo'", ()).await.unwrap();
    let said: Vec<(String,)> =
        On::from(&two.owner).all("SELECT value FROM personal_value", ()).await.unwrap();
    let mut all = BTreeSet::new();
    for text in
        rows.iter().flat_map(|(before, after)| [before, after]).chain(said.iter().map(|(value,)| value))
    {
        fields(&serde_json::from_str(text).unwrap(), &mut all);
    }
    let languages = [loket::i18n::Language::English, loket::i18n::Language::Indonesian].map(Words::new);
    let named = |field: &String| {
        let ids = words::ids(field);
        languages.iter().all(|language| ids.iter().any(|id| language.has(id, None)))
    };
    all.retain(|field| field != COMMITMENT && !words::internal(field) && !named(field));
    all
}

/// Every id in a text.
fn ids(text: &str) -> BTreeSet<Uuid> {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    text.split(|c| !is_part(c)).filter_map(|part| Uuid::parse_str(part).ok()).collect()
}

on_both! {
    async fn another_clinic_s_row_is_no_row(lab: &Lab) {
        let two = Two::of(lab).await;
        let samples = samples();
        for act in ACTS {
            assert!(samples.iter().any(|(_, name, _)| *name == act.name), "{}: give it an input here", act.name);
        }
        let theirs = two.theirs.everything(&two.owner).await;
        let (mut asked, mut wrong) = (0, Vec::new());
        for (who, act, input) in &samples {
            let mut all = Vec::new();
            places(input, "", &mut all);
            let mut before = two.ours.everything(&two.owner).await;
            for (place, table) in &all {
                let (other, random) = (two.theirs.own(table), Uuid::now_v7());
                let listed = |list: &[(&str, &str)]| list.iter().any(|(name, key)| name == act && place.ends_with(key));
                let of_other = two.ours.call(who, act, filled(input, &two.ours, Some((place, other)))).await;
                let about_other = told(&of_other, other);
                if listed(CHOOSES) {
                    before = two.ours.everything(&two.owner).await;
                    let hex = other.simple().to_string();
                    if before.to_lowercase().replace('-', "").contains(&hex) || about_other.contains(two.theirs.canary) {
                        wrong.push(format!("{act} {place} writes it down"));
                    }
                    continue;
                }
                let of_random = two.ours.call(who, act, filled(input, &two.ours, Some((place, random)))).await;
                let about_random = told(&of_random, random);
                let broken = matches!(of_other, Err(Fault::Broken(_) | Fault::Store(_)));
                let lets = of_other.is_ok() && !listed(NARROWS);
                if about_other != about_random || about_other.contains(two.theirs.canary) || broken || lets {
                    wrong.push(format!("{act} {place}: {about_other} / {about_random}"));
                }
                asked += 1;
            }
            if !all.is_empty() && two.ours.everything(&two.owner).await != before {
                wrong.push(format!("{act} leaves a trace"));
            }
        }
        // Their own ids are known to the acts that refuse the others': the samples reach that far.
        for (who, act, input) in &samples {
            let own = two.ours.call(who, act, filled(input, &two.ours, None)).await;
            let answer = told(&own, Uuid::nil());
            let strange = ids(&answer).into_iter().filter(|id| theirs.contains(&id.to_string())).count();
            let unmet = ["unknown", "input.invalid", "Broken", "Store", two.theirs.canary];
            if strange > 0 || unmet.iter().any(|word| answer.contains(word)) {
                wrong.push(format!("{act}, own: {answer}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(asked > 80, "{asked} asked");
        assert_eq!(two.theirs.everything(&two.owner).await, theirs, "nothing of theirs was touched");
        let unnamed = unnamed(&two).await;
        assert!(unnamed.is_empty(), "fields of the trail without words in both languages: {unnamed:?}");
    }

    async fn a_connection_carries_nobody_s_clinic_on(lab: &Lab) {
        let two = Two::of(lab).await;
        for nth in 0..500 {
            for (house, other) in [(&two.ours, &two.theirs), (&two.theirs, &two.ours)] {
                let found = house.clinic.desk.ask(loket::desk::patient::FindPatients { text: "0812 7000 8000".to_owned() });
                let found = found.await.unwrap();
                assert_eq!(found.len(), 1, "{nth}");
                assert!(found[0].name.contains(house.canary) && !found[0].name.contains(other.canary), "{nth}");
            }
        }
    }
}
