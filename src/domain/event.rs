//! What looked wrong: told to the owner until somebody says what it was.

use super::word::words;

words! {
    pub enum EventKind {
        /// Wrong passwords until a pause.
        LoginPause = "login_pause",
        /// Wrong PINs until a pause.
        PinPause = "pin_pause",
        /// Wrong second factors until a pause.
        FactorPause = "factor_pause",
        RoleChanged = "role_changed",
        RightChanged = "right_changed",
        /// An owner was kept out.
        OwnerBlocked = "owner_blocked",
        /// An owner was let in again.
        OwnerUnblocked = "owner_unblocked",
        PasswordReset = "password_reset",
        PinReset = "pin_reset",
        FactorRemoved = "factor_removed",
        SessionRevoked = "session_revoked",
        /// Somebody tried what they may not, again and again.
        Denied = "denied",
        /// More patients were read than a day's work needs.
        ManyRead = "many_read",
        /// This counter's clock went backwards.
        ClockJump = "clock_jump",
    }
}

words! {
    pub enum Severity { Info = "info", Warning = "warn", Critical = "critical" }
}

impl EventKind {
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::PasswordReset | Self::PinReset | Self::SessionRevoked => Severity::Info,
            Self::LoginPause
            | Self::PinPause
            | Self::FactorPause
            | Self::RoleChanged
            | Self::RightChanged
            | Self::OwnerBlocked
            | Self::OwnerUnblocked
            | Self::Denied => Severity::Warning,
            Self::FactorRemoved | Self::ManyRead | Self::ClockJump => Severity::Critical,
        }
    }
}
