//! How loket ends: the numbers scripts look at (ux.md §5.7). `loket --help` lists them.

use crate::desk;
use crate::domain::refusal::Refusal;

/// The exit code of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Done = 0,
    /// A fault of loket; the log has more.
    Unexpected = 1,
    /// The command line or the input cannot be understood.
    Usage = 2,
    /// The settings are wrong: `file:line:column` is named.
    Settings = 3,
    /// The database cannot be reached, or is not one this loket can use.
    Database = 4,
    /// A rule of the desk said no.
    Refused = 5,
    /// The person may not.
    NotAllowed = 6,
    NotFound = 7,
    /// A check found a difference.
    CheckFailed = 8,
    /// Over SSH there is the desk's screen and nothing else.
    OnlyScreens = 64,
    /// Ended from outside: Ctrl-C, or a signal.
    Interrupted = 130,
}

impl Exit {
    pub const ALL: [Self; 11] = [
        Self::Done,
        Self::Unexpected,
        Self::Usage,
        Self::Settings,
        Self::Database,
        Self::Refused,
        Self::NotAllowed,
        Self::NotFound,
        Self::CheckFailed,
        Self::OnlyScreens,
        Self::Interrupted,
    ];

    /// The exit that has this number.
    #[must_use]
    pub fn of_number(number: i32) -> Self {
        Self::ALL.into_iter().find(|exit| *exit as i32 == number).unwrap_or(Self::Unexpected)
    }

    /// What a script is told about a refusal of the desk.
    #[must_use]
    pub fn of_refusal(refusal: &Refusal) -> Self {
        let (noun, reason) = refusal.code.split_once('.').unwrap_or((refusal.code, ""));
        match (noun, reason) {
            ("ssh", "terminal") => Self::OnlyScreens,
            ("config", _) | ("db", "path") => Self::Settings,
            ("input" | "ssh", _) | ("act", "unknown") | ("terminal", "none") => Self::Usage,
            ("clinic", "none" | "unreadable") => Self::Database,
            ("pin", "form" | "common" | "date") => Self::Refused,
            ("login" | "permission" | "pin", _) | ("password", "wrong") => Self::NotAllowed,
            ("tenant", "owner" | "login" | "counter" | "admin") | ("wall", _) => Self::Database,
            (_, "none" | "unknown") => Self::NotFound,
            _ => Self::Refused,
        }
    }

    /// What a script is told about an act that did not happen.
    #[must_use]
    pub fn of_fault(fault: &desk::Fault) -> Self {
        match fault {
            desk::Fault::Refused(refusal) => Self::of_refusal(refusal),
            desk::Fault::Store(_) => Self::Database,
            desk::Fault::Broken(_) => Self::Unexpected,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_an_exit_and_any_other_a_fault() {
        for exit in Exit::ALL {
            assert_eq!(Exit::of_number(exit as i32), exit);
        }
        assert_eq!(Exit::of_number(77), Exit::Unexpected);
    }

    #[test]
    fn a_refusal_says_by_its_code_who_must_act() {
        for (code, exit) in [
            ("config.range", Exit::Settings),
            ("db.path", Exit::Settings),
            ("clinic.none", Exit::Database),
            ("clinic.unreadable", Exit::Database),
            ("wall.superuser", Exit::Database),
            ("login.failed", Exit::NotAllowed),
            ("pin.wrong", Exit::NotAllowed),
            ("pin.common", Exit::Refused),
            ("password.wrong", Exit::NotAllowed),
            ("password.common", Exit::Refused),
            ("permission.denied", Exit::NotAllowed),
            ("patient.unknown", Exit::NotFound),
            ("terminal.none", Exit::Usage),
            ("input.invalid", Exit::Usage),
            ("booking.staff_taken", Exit::Refused),
            ("ssh.terminal", Exit::OnlyScreens),
            ("ssh.key", Exit::Usage),
        ] {
            assert_eq!(Exit::of_refusal(&Refusal::new(code)), exit, "{code}");
        }
    }
}
