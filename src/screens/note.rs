//! The note of a booking, of several lines.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen, Why};
use crate::desk::booking::{Booked, NoteBooking};
use crate::desk::visit_card::{OpenVisit, VisitCard};
use crate::desk::{Asked as Once, Done};
use crate::domain::id::{BookingId, RequestId};
use crate::domain::note::{LOOKS_LIKE_NIK, LOOKS_LIKE_SECRET, Note};
use crate::domain::refusal::Refusal;
use crate::screens::refused;
use crate::ui::{Field, Form, panel};

/// The key that begins a new line of a note, in every form that has one. Enter goes on and saves as everywhere.
pub const NEW_LINE: &str = "ctrl-n";

/// Whether a new line can begin where the cursor is.
pub fn breaks(form: &Form) -> Result<(), Why> {
    if form.on_note() { Ok(()) } else { Err(Why::Not) }
}

/// The form of it. Answers once it is saved; the note may be empty.
#[derive(Debug)]
pub struct EditNote {
    booking: BookingId,
    version: i64,
    form: Form,
    asked: Asked,
    request: RequestId,
}

/// What a form asked about already and keeps when it is said once more: texts that looked like a NIK or a private key.
#[derive(Debug, Default)]
pub struct Asked(Vec<String>);

impl Asked {
    /// Reads a note; the second time the same text is taken as it is.
    ///
    /// # Errors
    /// Those of [`Note::parse_asking`].
    pub fn note(&mut self, typed: &str) -> Result<Note, Refusal> {
        let read = Note::parse_asking(typed, self.0.iter().any(|text| text == typed));
        if read.as_ref().is_err_and(|refusal| [LOOKS_LIKE_NIK, LOOKS_LIKE_SECRET].contains(&refusal.code)) {
            self.0.push(typed.to_owned());
        }
        read
    }
}

impl EditNote {
    /// Of a booking as it is seen.
    #[must_use]
    pub fn of(card: &VisitCard) -> Self {
        let row = &card.booking;
        let field = Field::note("note", "booking-note").limit(4_000).rows(3, 12).with(&row.note);
        Self {
            booking: row.id,
            version: row.version,
            form: Form::new(vec![field]),
            asked: Asked::default(),
            request: RequestId::new(),
        }
    }

    fn new_line(&mut self, _: &Cx) -> Effect<Msg> {
        self.form.break_line();
        Effect::None
    }
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<VisitCard>>),
    Saved(Box<Done<Booked>>),
}

impl Asks for EditNote {
    type Answer = Booked;
}

impl Screen for EditNote {
    type Msg = Msg;
    const NAME: &'static str = "note";
    const ACTIONS: &'static [Action<Self, Msg>] =
        &[Action::new("note.new_line", NEW_LINE, Self::new_line)
            .when(|this: &Self, _: &Cx| breaks(&this.form))];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let booking = self.booking;
        if !self.form.is_old() {
            return Effect::None;
        }
        Effect::read("visit", move |desk| async move {
            Msg::Read(Box::new(desk.ask(OpenVisit { booking }).await))
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok(card) => {
                    self.version = card.booking.version;
                    self.form.take("note", &card.booking.note, &cx.look);
                    self.form.renewed();
                    Effect::None
                }
                Err(fault) => refused::unread(&fault, true, cx),
            },
            Msg::Saved(saved) => match *saved {
                Ok(booked) => Effect::answer::<Self>(booked),
                Err(fault) => refused::show(&fault, &mut self.form, cx),
            },
        }
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((76, self.form.height(&cx.look) + 2))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let heard = self.form.read("note", &cx.look, |typed| self.asked.note(typed));
        let Some(note) = heard.map(|heard| heard.as_str().to_owned()) else { return Effect::None };
        let act = NoteBooking { booking: self.booking, version: Some(self.version), note };
        let asked = Once::once(self.request);
        Effect::write("note", |desk| async move { Msg::Saved(Box::new(desk.act_as(act, asked).await)) })
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.look.words.text("screen-note"), &cx.look);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        if let Some(cursor) = self.form.draw(buffer, inside, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
