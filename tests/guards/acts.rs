//! What every act keeps to, read off its schema.

use loket::desk::acts::ACTS;
use serde_json::Value;

use crate::house::sources;

/// A slip in a name is refused, not passed over: `loket call` tells whoever wrote it.
#[test]
fn every_input_refuses_what_it_does_not_know() {
    let loose: Vec<String> = ACTS
        .iter()
        .flat_map(|act| {
            let (input, _) = (act.schemas)();
            let inside = input["$defs"].as_object().cloned().unwrap_or_default();
            let parts = inside.into_iter().chain([(String::new(), input)]);
            let closed = |part: &Value, by: &str| part[by] == Value::Bool(false);
            let loose = parts.filter(|(name, part)| {
                part["type"] == "object"
                    && part["properties"].is_object()
                    && !closed(part, "additionalProperties")
                    && !closed(part, "unevaluatedProperties")
                    // A row of the store, which answers hold too.
                    && name != "ShareRow"
            });
            loose.map(|(part, _)| format!("{} {part}", act.name)).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(loose, [""; 0]);
}

/// What was on the screen is what is changed: two counters that press the same key do it once.
#[test]
fn no_screen_leaves_the_version_out() {
    let camel = |name: &str| -> String {
        name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
    };
    let versioned: Vec<String> = ACTS
        .iter()
        .filter(|act| (act.schemas)().0["properties"]["version"].is_object())
        .map(|act| camel(act.name))
        .collect();
    assert!(versioned.len() > 20, "the schemas name the version: {versioned:?}");
    let mut left_out = Vec::new();
    for file in sources().iter().filter(|file| file.path.starts_with("src/screens/")) {
        for (at, _) in file.text.match_indices("version: None") {
            let before = &file.text[..at];
            let act = before.rfind('{').map_or("", |brace| before[..brace].trim_end());
            let act = act.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            if versioned.iter().any(|name| name == act) {
                left_out.push(format!("{}: {act}", file.path));
            }
        }
    }
    assert_eq!(left_out, [""; 0]);
}

/// Whoever was slower is not sent away with what they typed: the form is read again, and saves.
#[test]
fn every_form_that_carries_a_version_is_read_again_when_it_is_old() {
    let forgets = sources().into_iter().filter(|file| {
        let has = |what| file.text.contains(what);
        file.path.starts_with("src/screens/")
            && has("fn submit(")
            && has("Effect::write(")
            && has("version")
            // A form of the bill asks through the one place that knows whether it is old.
            && !has("is_old(")
            && !has("acts::again(")
            // A walk-in is not a row yet: the number of a booking that is found is a question.
            && file.path != "src/screens/walk_in/mod.rs"
    });
    assert_eq!(forgets.map(|file| file.path).collect::<Vec<_>>(), [""; 0]);
}
