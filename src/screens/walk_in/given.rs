//! The number somebody waits with: big, with how many are before it and how long that may take.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Msg;
use crate::app::{Cx, Effect};
use crate::desk::queue::QueueView;
use crate::desk::ticket::WalkedIn;
use crate::device::file;
use crate::domain::id::{BookingId, TicketId};
use crate::domain::refusal::Refusal;
use crate::paper::ticket::TicketSlip;
use crate::ui::{Notice, big, panel, text};

/// How the number is found in the queue.
#[derive(Debug)]
enum Key {
    Ticket(TicketId),
    Booking(BookingId),
}

/// A number that was given.
#[derive(Debug)]
pub(super) struct Given {
    key: Key,
    name: String,
    label: Option<String>,
    ahead: i64,
    estimate: Option<i64>,
}

impl Given {
    pub fn ticket(walked: &WalkedIn) -> Self {
        Self {
            key: Key::Ticket(walked.ticket.id),
            name: walked.name.clone(),
            label: Some(walked.ticket.label.clone()),
            ahead: 0,
            estimate: None,
        }
    }

    /// The number of a booking that arrived: the queue knows it.
    pub fn booking(booking: BookingId, name: String) -> Self {
        Self { key: Key::Booking(booking), name, label: None, ahead: 0, estimate: None }
    }

    /// Where it stands in the queue.
    pub fn stands(&mut self, view: &QueueView) {
        let mine = view.lines.iter().find(|line| match self.key {
            Key::Ticket(id) => line.ticket.id == id,
            Key::Booking(id) => line.ticket.booking_id == Some(id) && line.ticket.status.open(),
        });
        if let Some(line) = mine {
            self.label = Some(line.label.clone());
            (self.ahead, self.estimate) = (line.ahead.unwrap_or(0), line.estimate);
        }
    }

    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// Writes the slip into a new file.
    pub fn save(&self, treatment: String, cx: &Cx) -> Effect<Msg> {
        let clinic = cx.desk.clinic();
        let slip = TicketSlip {
            clinic: clinic.name.clone(),
            number: self.label.clone().unwrap_or_default(),
            treatment,
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

    pub fn draw(&self, buffer: &mut Buffer, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let inside = panel::framed(buffer, area, &self.name, &cx.look);
        let room = Rect { y: inside.y + 1, height: inside.height.saturating_sub(6), ..inside };
        let rows = big(buffer, room, self.label().unwrap_or_default(), theme.text, theme);
        let estimate = match self.estimate {
            Some(minutes) if minutes > 0 => {
                cx.fill("walk_in-about", &[("minutes", minutes.to_string().into())])
            }
            _ => cx.text("walk_in-unknown"),
        };
        let ahead = cx.fill("walk_in-ahead", &[("count", self.ahead.into())]);
        let lines = [ahead, estimate];
        for (y, line) in (room.y + rows + 1..inside.bottom()).zip(&lines) {
            let wide = u16::try_from(text::width(line)).unwrap_or(u16::MAX).min(inside.width);
            text::put(buffer, (inside.x + (inside.width - wide) / 2, y), line, wide, theme.text, theme);
        }
        let keys = cx.text("walk_in-keys");
        let last = inside.bottom().saturating_sub(1);
        text::put(buffer, (inside.x + 1, last), &keys, inside.width.saturating_sub(1), theme.dim, theme);
    }
}

/// Where the slip is, or why it is nowhere.
pub(super) fn said(saved: &Result<String, Refusal>, cx: &Cx) -> Notice {
    match saved {
        Ok(path) => Notice::done(cx.fill("app-file_saved", &[("path", path.into())])),
        Err(refusal) => cx.refused(refusal),
    }
}
