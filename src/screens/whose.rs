//! A visit named in a sentence: whose it is, when, and what for.

use super::confirm::Confirm;
use crate::app::Cx;
use crate::domain::booking::Status;
use crate::domain::time::Ts;
use crate::i18n::Fact;
use crate::ui::Sentence;

/// What a sentence says of a visit.
#[derive(Debug, Clone)]
pub struct Whose {
    pub name: String,
    pub treatment: String,
    pub starts_at: Ts,
}

impl Whose {
    /// The message of an id that takes a name, a time and a treatment: `Dewi Lestari, 09:30 Laser Acne: …`
    pub fn said(self, id: &'static str, cx: &Cx) -> Sentence {
        self.worded(id, None, cx)
    }

    /// Asks before a step that was not the last thing done here is taken back, and names it by where the visit stands.
    pub fn take_back(self, stands: Status, cx: &Cx) -> Confirm {
        Confirm::worded(self.worded("undo-ask", Some(stands), cx), Sentence::text("undo-yes"))
    }

    fn worded(self, id: &'static str, step: Option<Status>, cx: &Cx) -> Sentence {
        let time = self.starts_at.local(cx.zone).time();
        Sentence::of(move |look| {
            let step: Fact<'_> = step.map_or("", Status::as_str).into();
            let facts = [
                ("step", step),
                ("name", self.name.as_str().into()),
                ("time", look.words.time(time).into()),
                ("treatment", self.treatment.as_str().into()),
            ];
            look.words.fill(id, &facts)
        })
    }
}
