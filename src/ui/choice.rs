//! How a key chooses one of a few words.

use crossterm::event::{KeyCode, KeyEvent};

/// Which option a key goes to from the chosen one.
pub(super) fn chosen_by(key: KeyEvent, chosen: usize, options: &[String]) -> Option<usize> {
    let last = options.len().checked_sub(1)?;
    match key.code {
        KeyCode::Left => Some(chosen.saturating_sub(1)),
        KeyCode::Right => Some((chosen + 1).min(last)),
        KeyCode::Home => Some(0),
        KeyCode::End => Some(last),
        KeyCode::Char(' ') => Some(if chosen == last { 0 } else { chosen + 1 }),
        KeyCode::Char(c @ '1'..='9') => Some(c as usize - '1' as usize).filter(|nth| *nth <= last),
        KeyCode::Char(c) => {
            let starts = |option: &String| {
                option.chars().next().is_some_and(|first| first.to_lowercase().eq(c.to_lowercase()))
            };
            let after = (chosen + 1..=last).find(|nth| starts(&options[*nth]));
            after.or_else(|| (0..=chosen).find(|nth| starts(&options[*nth])))
        }
        _ => None,
    }
    .filter(|next| *next != chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_made_by_arrow_letter_or_number() {
        let options: Vec<String> = ["Cash", "QRIS", "Card"].map(str::to_owned).into();
        let go = |code, from| chosen_by(KeyEvent::from(code), from, &options);
        assert_eq!(go(KeyCode::Right, 0), Some(1));
        assert_eq!(go(KeyCode::Right, 2), None);
        assert_eq!(go(KeyCode::Char('c'), 0), Some(2));
        assert_eq!(go(KeyCode::Char('c'), 2), Some(0));
        assert_eq!(go(KeyCode::Char('q'), 2), Some(1));
        assert_eq!(go(KeyCode::Char('3'), 0), Some(2));
        assert_eq!(go(KeyCode::Char('9'), 0), None);
        assert_eq!(go(KeyCode::Char(' '), 2), Some(0));
        assert_eq!(chosen_by(KeyEvent::from(KeyCode::Right), 0, &[]), None);
    }
}
