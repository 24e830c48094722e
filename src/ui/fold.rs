//! A text of several lines in a box: where its lines fold, and where that leaves the cursor.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::text;

/// The rows of one line of text in `room` cells, as ranges of its letters. Folds at blanks where there are any;
/// every letter is in one row, and there is always a row.
#[must_use]
pub fn folds(line: &str, room: usize) -> Vec<Range<usize>> {
    let room = room.max(1);
    let mut rows = Vec::new();
    // The row begins at letter `from`; `wide` cells are used; it could fold at letter `fold`, `kept` cells on.
    let (mut from, mut wide, mut fold, mut kept) = (0, 0, 0, 0);
    let mut at = 0;
    for grapheme in line.graphemes(true) {
        let cells = text::width(grapheme);
        let blank = grapheme.chars().all(char::is_whitespace);
        while wide + cells > room && !blank && at > from {
            let (end, used) = if fold > from { (fold, kept) } else { (at, wide) };
            rows.push(from..end);
            (from, wide) = (end, wide - used);
        }
        at += grapheme.chars().count();
        wide += cells;
        if blank {
            (fold, kept) = (at, wide);
        }
    }
    rows.push(from..at);
    rows
}

/// The letters of a range.
#[must_use]
pub fn letters(line: &str, range: Range<usize>) -> String {
    line.chars().skip(range.start).take(range.len()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(line: &str, room: usize) -> Vec<String> {
        folds(line, room).into_iter().map(|row| letters(line, row)).collect()
    }

    #[test]
    fn lines_fold_at_blanks_and_long_words_where_they_must() {
        assert_eq!(rows("alergi asam salisilat", 11), ["alergi asam ", "salisilat"]);
        assert_eq!(rows("salisilat", 4), ["sali", "sila", "t"]);
        assert_eq!(rows("", 5), [""]);
        assert_eq!(rows("王小明", 4), ["王小", "明"]);
    }

    proptest! {
        #[test]
        fn no_letter_is_lost_and_every_row_fits(line in "[a-z 王é]{0,60}", room in 1usize..20) {
            let rows = rows(&line, room);
            prop_assert_eq!(rows.concat(), line);
            for row in rows {
                prop_assert!(text::width(row.trim_end()) <= room.max(2), "{row:?}");
            }
        }
    }
}
