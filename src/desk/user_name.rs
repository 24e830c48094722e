//! The user name that is proposed for somebody.

use super::found::{is_username, slug_of};

/// What stands before a name and is no name: titles of doctors and nurses, of who went to Mecca, of teachers, and how
/// people are addressed.
const TITLES: &[&str] = &[
    "dr", "drg", "drs", "dra", "ners", "ns", "bd", "apt", "prof", "ir", "h", "hj", "kh", "ny", "tn", "nn",
    "sdr", "sdri", "bpk", "ibu", "bapak", "mr", "mrs", "ms",
];

/// A user name made of somebody's name: the first word of it that is no title; none where nothing of it could be one.
#[must_use]
pub fn username_of(name: &str) -> Option<String> {
    let words = name.split(|c: char| c.is_whitespace() || matches!(c, '.' | ','));
    let titled = |word: &&str| TITLES.contains(&word.to_lowercase().as_str());
    let mut made = words.filter(|word| !titled(word)).map(slug_of).filter(|made| is_username(made));
    made.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_is_made_of_a_name_and_not_of_a_title() {
        for (name, made) in [
            ("Hartono", "hartono"),
            ("Dr. Sri Wahyuni", "sri"),
            ("dr.Maya Kusuma, Sp.KK", "maya"),
            ("Prof. Dr. H. Ahmad Yani", "ahmad"),
            ("Hj. Ny. Siti", "siti"),
            ("drg Budi", "budi"),
            ("M. Yusuf", "yusuf"),
            ("Irma", "irma"),
        ] {
            assert_eq!(username_of(name).as_deref(), Some(made), "{name}");
        }
        assert_eq!(["Dr.", "", "李明"].map(username_of), [None, None, None]);
    }
}
