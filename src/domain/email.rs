//! An e-mail address: checked for its shape only. Whether somebody reads it, only a mail can tell.

use super::newtype::text_value;
use super::refusal::Refusal;
use super::text::{half_width, without_marks};

/// An address of at most 254 letters (RFC 5321 §4.5.3.1.3), its domain in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

text_value!(Email, "Email", "siti@example.com");

const LIMIT: usize = 254;
const LOCAL_LIMIT: usize = 64;

impl Email {
    /// # Errors
    /// `email.empty`, `email.long`, `email.form`.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        Self::read(typed).map_err(|code| Refusal::at(code, "email"))
    }

    fn read(typed: &str) -> Result<Self, &'static str> {
        if typed.len() > LIMIT * 8 {
            return Err("email.long");
        }
        let text = half_width(&without_marks(typed).0);
        let text = text.trim();
        if text.is_empty() {
            return Err("email.empty");
        }
        if text.chars().count() > LIMIT {
            return Err("email.long");
        }
        let (local, domain) = text.rsplit_once('@').ok_or("email.form")?;
        let domain = domain.to_lowercase();
        let fits = !local.is_empty()
            && local.chars().count() <= LOCAL_LIMIT
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c))
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && domain.contains('.')
            && domain.split('.').all(label);
        if fits { Ok(Self(format!("{local}@{domain}"))) } else { Err("email.form") }
    }
}

fn label(part: &str) -> bool {
    !part.is_empty()
        && !part.starts_with('-')
        && !part.ends_with('-')
        && part.chars().all(|c| c.is_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        assert_eq!(
            Email::parse(" Siti.R+klinik@Example.COM ").unwrap().as_str(),
            "Siti.R+klinik@example.com"
        );
        for bad in ["siti", "@example.com", "a b@example.com", "a@b", "a@-b.com", "a@b..com", "a@x.com\u{7}"]
        {
            assert_eq!(Email::parse(bad).unwrap_err().code, "email.form", "{bad:?}");
        }
        assert_eq!(Email::parse(&format!("{}@x.com", "a".repeat(300))).unwrap_err().code, "email.long");
        assert_eq!(Email::parse("").unwrap_err().code, "email.empty");
    }
}
