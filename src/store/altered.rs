//! Whether a database wrote what it was told. Whoever may change it can teach it to write something else while an act
//! changes a row, and the act's row of the trail would vouch for that.

use super::args::Column;
use super::fault::{Fault, Stored};
use super::vouched::Table;

/// What a text sets: each column, and which argument it becomes; none where that is reckoned. `text` is what stands before
/// its WHERE.
pub(super) fn sets(text: &str) -> Vec<(&str, Option<usize>)> {
    let Some((_, list)) = text.split_once(" SET ") else { return Vec::new() };
    let mut depth = 0;
    let parts = list.split(move |c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth == 0
    });
    parts
        .filter_map(|part| {
            let (name, value) = part.split_once('=')?;
            Some((name.trim(), value.trim().strip_prefix('$').and_then(|nth| nth.parse().ok())))
        })
        .collect()
}

/// Says no where a column is neither what it was nor what the text made of it.
///
/// # Errors
/// That it was written otherwise.
pub(super) fn as_told(
    table: &Table,
    sets: &[(&str, Option<usize>)],
    args: &[Column],
    (before, after): (&[Column], &[Column]),
) -> Stored<()> {
    for (nth, (name, _)) in table.columns.iter().enumerate() {
        let told = match sets.iter().find(|(set, _)| set == name) {
            None => before.get(nth),
            Some((_, Some(argument))) => args.get(argument - 1),
            Some((_, None)) => continue,
        };
        if told != after.get(nth) {
            return Err(Fault::Altered(format!("{}.{name}", table.name)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_sets_is_known() {
        let text = "UPDATE x SET a = $3, b = COALESCE(b, $4), c=$12,\n  d = CASE WHEN id = $3 THEN $2 ELSE NULL END, e = e + 1 ";
        let known = [("a", Some(3)), ("b", None), ("c", Some(12)), ("d", None), ("e", None)];
        assert_eq!(sets(text), known);
    }
}
