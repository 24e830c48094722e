//! What whoever treats has to know of somebody's health. Unlike the desk's notes these only grow: one that was wrong is
//! struck, and stays to be read with why.

use super::note::Note;
use super::refusal::Refusal;

/// The words of a new one. What looks like a NIK or a private key is asked back once.
///
/// # Errors
/// `text.empty`, and those of [`Note::parse_asking`], at `words`.
pub fn words(typed: &str, asked: bool) -> Result<Note, Refusal> {
    let here = |refusal| Refusal { field: Some("words"), ..refusal };
    let note = Note::parse_asking(typed, asked).map_err(here)?;
    if note.as_str().trim().is_empty() { Err(Refusal::at("text.empty", "words")) } else { Ok(note) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_has_to_be_written_and_what_nobody_may_keep_is_refused() {
        let code = |typed: &str, asked| words(typed, asked).unwrap_err();
        for nothing in ["", " \n ", "\n\u{200b}"] {
            let refusal = code(nothing, false);
            assert_eq!((refusal.code, refusal.field), ("text.empty", Some("words")), "{nothing:?}");
        }
        assert_eq!(code("kartu 4111 1111 1111 1111", true).code, "note.card");
        assert_eq!(code("a\u{1b}[2J", true).code, "note.control");
        assert_eq!(code(&"a".repeat(4_001), true).code, "note.long");
        assert_eq!(
            words("Hipertensi\nminum amlodipine", false).unwrap().as_str(),
            "Hipertensi\nminum amlodipine"
        );
    }

    #[test]
    fn what_looks_like_a_nik_or_a_key_is_asked_back_once() {
        for (typed, asks) in
            [("NIK 3173 0101 0190 0001", "note.nik"), ("-----BEGIN PRIVATE KEY-----", "note.secret")]
        {
            let refusal = words(typed, false).unwrap_err();
            assert_eq!((refusal.code, refusal.field), (asks, Some("words")));
            assert!(words(typed, true).is_ok());
        }
    }
}
