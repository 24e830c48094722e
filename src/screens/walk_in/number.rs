//! The number somebody waits with: big, with how many are before it and how long that may take.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::draw::careful;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::Done;
use crate::desk::queue::{OpenQueue, QueueView};
use crate::desk::walk_in::WalkedIn;
use crate::device::file;
use crate::domain::id::{BookingId, TicketId};
use crate::domain::refusal::Refusal;
use crate::paper::ticket::TicketSlip;
use crate::screens::refused;
use crate::ui::{Notice, big, panel, text};

/// How the number is found in the queue.
#[derive(Debug)]
enum Key {
    Ticket(TicketId),
    Booking(BookingId),
}

/// A number that was given.
#[derive(Debug)]
pub struct Number {
    key: Key,
    name: String,
    treatment: String,
    alerts: String,
    label: Option<String>,
    ahead: i64,
    estimate: Option<i64>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<QueueView>),
    Saved(Result<String, Refusal>),
}

impl Number {
    /// Of a ticket; `treatment` may be empty.
    pub(super) fn of(walked: &WalkedIn, treatment: String) -> Self {
        let label = Some(walked.ticket.label.clone());
        let (key, name) = (Key::Ticket(walked.ticket.id), walked.name.clone());
        Self { key, name, treatment, alerts: String::new(), label, ahead: 0, estimate: None }
    }

    /// Of a booking that arrived: the queue knows it.
    pub(super) fn arrived(booking: BookingId, name: String) -> Self {
        let key = Key::Booking(booking);
        let (treatment, alerts) = (String::new(), String::new());
        Self { key, name, treatment, alerts, label: None, ahead: 0, estimate: None }
    }

    /// Where it stands in the queue.
    fn stands(&mut self, view: &QueueView) {
        let mine = view.lines.iter().find(|line| match self.key {
            Key::Ticket(id) => line.ticket.id == id,
            Key::Booking(id) => line.ticket.booking_id == Some(id) && line.ticket.status.open(),
        });
        if let Some(line) = mine {
            self.label = Some(line.label.clone());
            self.treatment = line.ticket.treatment.clone().unwrap_or_default();
            self.alerts.clone_from(&line.ticket.alerts);
            (self.ahead, self.estimate) = (line.ahead.unwrap_or(0), line.estimate);
        }
    }

    fn known(&self, _: &Cx) -> Result<(), Why> {
        self.label.as_ref().map(|_| ()).ok_or(Why::Not)
    }

    /// What was done last stays to be read where the number was.
    fn close(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(label) = &self.label else { return Effect::Close };
        let said = cx.fill("number-waits", &[("number", label.into()), ("name", (&self.name).into())]);
        Effect::All(vec![Effect::Close, Effect::say(Notice::done(said))])
    }

    /// Writes the slip into a new file.
    fn save(&mut self, cx: &Cx) -> Effect<Msg> {
        let clinic = cx.desk.clinic();
        let slip = TicketSlip {
            clinic: clinic.name.clone(),
            number: self.label.clone().unwrap_or_default(),
            treatment: self.treatment.clone(),
            at: cx.look.now,
            ahead: self.ahead,
            estimate: self.estimate,
            training: clinic.training,
        };
        let lines = slip.lines(cx.outbox.columns, &*cx.look.words);
        let name = format!("{}-{}.txt", slip.number, cx.look.now.format("%Y%m%d-%H%M%S"));
        let folder = cx.outbox.folder.clone();
        Effect::write("slip", move |_| async move {
            let saved = file::save_lines(folder, name, lines).await;
            Msg::Saved(saved.map(|path| path.display().to_string()))
        })
    }
}

impl Screen for Number {
    type Msg = Msg;
    const NAME: &'static str = "number";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("number.close", "enter", Self::close),
        Action::new("number.slip", "f", Self::save).when(Self::known),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("place", |desk| async move { Msg::Read(desk.ask(OpenQueue {}).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(view)) => {
                self.stands(&view);
                Effect::None
            }
            Msg::Read(Err(fault)) => Effect::say(refused::notice(&fault, cx)),
            Msg::Saved(Ok(path)) => {
                Effect::say(Notice::done(cx.fill("app-file_saved", &[("path", path.into())])))
            }
            Msg::Saved(Err(refusal)) => Effect::say(cx.refused(&refusal)),
        }
    }

    fn leaves(&mut self, cx: &Cx) -> Option<Effect<Msg>> {
        Some(self.close(cx))
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((66, 16.min(cx.size.1.saturating_sub(2))))
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer: &mut Buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &self.name, &cx.look);
        let careful = careful(&self.alerts, usize::from(inside.width), cx);
        let below = 5 + u16::try_from(careful.len()).unwrap_or(u16::MAX).min(3);
        let room = Rect { y: inside.y + 1, height: inside.height.saturating_sub(below), ..inside };
        let rows = big(buffer, room, self.label.as_deref().unwrap_or_default(), theme.text, theme);
        let estimate = match self.estimate {
            Some(minutes) if minutes > 0 => {
                cx.fill("number-about", &[("wait", cx.look.words.how_long(minutes).into())])
            }
            // Never zero, never less.
            Some(_) => cx.text("number-soon"),
            None => cx.text("number-unknown"),
        };
        let ahead = cx.fill("number-ahead", &[("count", self.ahead.into())]);
        let careful = careful.into_iter().take(3).map(|line| (line, theme.warn));
        let rest = [self.treatment.clone(), ahead, estimate].map(|line| (line, theme.text));
        for (y, (line, style)) in (room.y + rows + 1..inside.bottom()).zip(careful.chain(rest)) {
            let wide = u16::try_from(text::width(&line)).unwrap_or(u16::MAX).min(inside.width);
            text::put(buffer, (inside.x + (inside.width - wide) / 2, y), &line, wide, style, theme);
        }
    }
}
