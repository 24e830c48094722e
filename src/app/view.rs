//! Draws what is seen: the first line, the screens, the last line, and the box of a begun sequence.

use std::borrow::Cow;
use std::cell::OnceCell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::ui::header::{self, Tab};
use crate::ui::helpline::{self, Hint};
use crate::ui::panel;
use crate::ui::{Layout, Move, Notice, text};

use super::action::Shown;
use super::any::AnyScreen;
use super::bound::Bound;
use super::engine::{App, Flight};
use super::global::LANGUAGE;
use super::global::{self, FORWARD, PAUSE, SAVE, Target};
use super::keys;
use super::screen::Cx;

impl App {
    /// Draws everything. Changes nothing.
    pub fn view(&self, frame: &mut Frame) {
        let area = frame.area();
        if (area.width, area.height) == self.cx.size {
            return self.draw(frame, area, &self.cx);
        }
        let mut cx = self.cx.clone();
        cx.size = (area.width, area.height);
        cx.look.layout = Layout::heard(area.width, cx.look.accessible);
        self.draw(frame, area, &cx);
    }

    fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        if self.covered {
            return self.draw_cover(frame, area, cx);
        }
        // Most themes leave the ground as it is: nothing to paint then.
        if cx.look.theme.ground != Style::new() {
            frame.buffer_mut().set_style(area, cx.look.theme.ground);
        }
        if area.width < Layout::LEAST.0 || area.height < Layout::LEAST.1 {
            return too_small(frame, area, cx);
        }
        let bare = self.seen().next().is_some_and(|layer| layer.screen.bare());
        let [first, last] = [area.y, area.bottom() - 1].map(|y| Rect { y, height: 1, ..area });
        let between = Rect { y: area.y + 1, height: area.height - 2, ..area };
        let body = if bare { area } else { between };
        if !bare {
            self.draw_header(frame, first, cx);
        }
        // Copied only where something stands before something else.
        let behind = OnceCell::new();
        let behind = || {
            behind.get_or_init(|| {
                let mut behind = cx.clone();
                behind.look.in_front = false;
                behind
            })
        };
        let top = self.top().map(|top| top.id);
        for layer in self.seen() {
            let cx = if Some(layer.id) == top { cx } else { behind() };
            let Some(size) = layer.screen.overlay(cx).filter(|_| !layer.screen.sealed()) else {
                layer.screen.view(frame, body, cx);
                continue;
            };
            // A long notice stands below a dialog, not over its last lines.
            let said = if bare { None } else { self.said(cx) };
            let above =
                said.map_or(0, |said| helpline::above(area.width, &said, &self.help_hint(cx), &cx.look));
            let body = Rect { height: body.height.saturating_sub(above), ..body };
            let place = panel::middle(body, roomy(&layer.screen, size, body, cx));
            panel::clear(frame.buffer_mut(), place, &cx.look);
            layer.screen.view(frame, place, cx);
        }
        if cx.look.accessible
            && let Some(place) = self.top().and_then(|top| top.screen.cursor())
            && !self.top().is_some_and(|top| top.screen.typing())
        {
            frame.set_cursor_position(place);
        }
        self.draw_which(frame, body, cx);
        if !bare {
            self.draw_helpline(frame, last, cx);
        }
    }

    fn draw_header(&self, frame: &mut Frame, line: Rect, cx: &Cx) {
        let (tabs, _) = self.tabs(cx);
        let mut look = Cow::Borrowed(&cx.look);
        if let Some(zone) = self.seen().next().and_then(|layer| layer.screen.zone()) {
            look.to_mut().now = cx.now.local(zone);
        }
        header::draw(frame.buffer_mut(), line, &look, &tabs, &(self.front.corner)(cx));
    }

    fn draw_helpline(&self, frame: &mut Frame, line: Rect, cx: &Cx) {
        let said = self.said(cx);
        let (hints, _) = if said.is_some() { (Vec::new(), Vec::new()) } else { self.hints(cx) };
        helpline::draw(frame.buffer_mut(), line, &cx.look, said.as_ref(), &hints, &self.help_hint(cx));
    }

    /// The places one may go to, and what going there is.
    pub(super) fn tabs(&self, cx: &Cx) -> (Vec<Tab>, Vec<Target>) {
        if self.top().is_none_or(|top| top.screen.sealed()) {
            return (Vec::new(), Vec::new());
        }
        let here = self.stack.first().map_or("", |layer| layer.screen.name());
        let bound = &self.everywhere[self.everywhere.len() - self.front.places.len()..];
        let places = self.front.places.iter().zip(bound).enumerate();
        places
            .filter(|(_, (place, _))| place.tab && (place.ready)(cx))
            .map(|(nth, (place, bound))| {
                let label = bound.label(&cx.look.words);
                let short = cx.look.words.short(place.id);
                let tab = Tab { key: bound.key.clone(), label, short, here: place.screen == here };
                (tab, Target::Place(nth))
            })
            .unzip()
    }

    /// What stands in the last line instead of the keys.
    pub(super) fn said(&self, cx: &Cx) -> Option<Notice> {
        // What is read again in the background delays nobody, nor does keeping which language is spoken.
        let saves = |flight: &Flight| flight.write && flight.label != LANGUAGE;
        let awaits = |flight: &Flight| {
            let asked = self.stack.iter().find(|layer| layer.id == flight.layer);
            saves(flight) || !self.held.is_empty() || asked.is_some_and(|layer| layer.screen.waiting())
        };
        let slow = |flight: &Flight| flight.since + PAUSE <= self.at && !flight.late && awaits(flight);
        let mut waits = self.flights.values().filter(|flight| slow(flight)).peekable();
        if waits.peek().is_some() {
            // What is being saved is not stopped half-way.
            let saves = waits.any(saves);
            return Some(Notice::look(cx.text(if saves { "app-saving" } else { "app-working" })));
        }
        self.notice.as_ref().map(|(notice, _)| notice.clone())
    }

    /// The keys for the last line, and what each does.
    pub(super) fn hints(&self, cx: &Cx) -> (Vec<Hint>, Vec<Target>) {
        let typing = self.top().is_some_and(|top| top.screen.typing());
        let blank = self.top().and_then(|top| top.screen.blank());
        let own = self.top().into_iter().flat_map(|top| top.bound.iter().enumerate());
        let own = own.map(|(row, bound)| (bound, Target::Own(row)));
        let rest = self.everywhere.iter().enumerate();
        let rest = rest.map(|(row, bound)| (bound, self.everywhere_target(row)));
        let sealed = self.top().is_some_and(|top| top.screen.sealed());
        let goes_on = self.top().is_some_and(|top| top.screen.says(FORWARD).is_some());
        own.chain(rest)
            .filter(|(bound, _)| {
                let works = !typing || bound.works_while_typing() || blank == Some(bound.id);
                bound.shown == Shown::Line && works
            })
            .filter(|(_, target)| self.can(*target).is_ok())
            // At a door nothing is saved, nor where going on is something else than that.
            .filter(|(bound, _)| !((sealed || goes_on) && bound.id == SAVE))
            .map(|(bound, target)| (self.hint(bound, cx), target))
            .unzip()
    }

    pub(super) fn help_hint(&self, cx: &Cx) -> Hint {
        let help = self.everywhere.iter().find(|bound| bound.id == global::HELP);
        help.map_or(Hint { key: String::new(), label: String::new() }, |bound| self.hint(bound, cx))
    }

    fn hint(&self, bound: &Bound, cx: &Cx) -> Hint {
        let top = self.top().map(|top| &top.screen);
        let typing = top.is_some_and(|screen| screen.typing());
        let saves = bound.id == FORWARD && top.is_some_and(|screen| screen.ends());
        let sealed = top.is_some_and(|screen| screen.sealed());
        let label = match top.and_then(|screen| screen.says(bound.id)) {
            Some(says) => cx.look.words.label(says),
            None if saves && sealed => cx.look.words.label("app.enter"),
            None if saves => cx.look.words.label(SAVE),
            None => bound.label(&cx.look.words),
        };
        Hint { key: shown_key(bound, typing), label }
    }

    /// The box that says how a begun sequence can go on; only for whoever hesitates.
    fn draw_which(&self, frame: &mut Frame, body: Rect, cx: &Cx) {
        if self.pending.is_empty() || self.pending_since + PAUSE > self.at {
            return;
        }
        let own = self.top().into_iter().flat_map(|top| top.bound.iter().enumerate());
        let own = own.map(|(row, bound)| (bound, Target::Own(row)));
        let rest = self.everywhere.iter().enumerate();
        let rest = rest.map(|(row, bound)| (bound, self.everywhere_target(row)));
        let goes_on =
            |keys: &&keys::Sequence| keys.len() > self.pending.len() && keys.starts_with(&self.pending);
        let lines: Vec<(String, String)> = own
            .chain(rest)
            .filter_map(|(bound, target)| {
                let keys = bound.keys.iter().find(goes_on)?;
                // Where whoever is here may not go, no key leads.
                self.can(target).ok()?;
                Some((keys::shown(&keys[self.pending.len()..]), bound.label(&cx.look.words)))
            })
            .collect();
        let phone = cx.look.layout == Layout::Phone;
        // On a phone beside each other only where there is no room below each other.
        let high = lines.len() + 2 > usize::from(body.height);
        let columns = if phone { 1 + usize::from(high) } else { 3 };
        let cell = if phone && high { body.width.saturating_sub(4) / 2 } else { 20u16 };
        let rows = u16::try_from(lines.len().div_ceil(columns)).unwrap_or(u16::MAX);
        let size = (cell * u16::try_from(columns).unwrap_or(1) + 4, rows.saturating_add(2));
        let place = panel::middle(body, size);
        let place = Rect { y: body.bottom() - place.height, ..place };
        let buffer = frame.buffer_mut();
        panel::clear(buffer, place, &cx.look);
        let title = format!("{} {}", keys::shown(&self.pending), cx.look.theme.glyphs.cut);
        let inside = panel::framed(buffer, place, &title, &cx.look);
        for (nth, (key, label)) in lines.iter().enumerate() {
            let (row, column) = (nth / columns, nth % columns);
            let x = inside.x + 1 + cell * u16::try_from(column).unwrap_or(0);
            let y = inside.y.saturating_add(u16::try_from(row).unwrap_or(u16::MAX));
            if y < inside.bottom() && x < inside.right() {
                let room = cell.min(inside.right() - x);
                let theme = &cx.look.theme;
                let used = text::put(buffer, (x, y), key, room, theme.accent, theme);
                let rest = room.saturating_sub(used + 2);
                text::put(buffer, (x + used + 1, y), label, rest, theme.text, theme);
            }
        }
    }
}

/// On a phone a dialog takes the whole width, and with something to fill in or to choose from the
/// whole height too: there is no room for what it covers.
fn roomy(screen: &AnyScreen, (width, height): (u16, u16), body: Rect, cx: &Cx) -> (u16, u16) {
    let moves = screen.moves();
    let tall = moves.take(Move::Forward) || moves.take(Move::PageDown);
    match cx.look.layout {
        // Whoever listens hears whole lines: nothing of what is covered may stand beside the dialog.
        _ if cx.look.accessible => (body.width, body.height),
        Layout::Phone if tall => (body.width, body.height),
        Layout::Phone => (body.width, height),
        _ => (width, height),
    }
}

/// The key to show: while letters are text, one that is not a letter.
fn shown_key(bound: &Bound, typing: bool) -> String {
    let usable = |keys: &&keys::Sequence| !typing || keys.first().is_some_and(|chord| !chord.is_text());
    bound.keys.iter().find(usable).map_or_else(|| bound.key.clone(), |keys| keys::shown(keys))
}

fn too_small(frame: &mut Frame, area: Rect, cx: &Cx) {
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let (least_width, least_height) = Layout::LEAST;
    let words = cx.fill(
        "app-small",
        &[
            ("width", width.into()),
            ("height", height.into()),
            ("least_width", usize::from(least_width).into()),
            ("least_height", usize::from(least_height).into()),
        ],
    );
    for (y, line) in (area.top()..area.bottom()).zip(text::wrap(&words, width)) {
        let style = cx.look.theme.text;
        text::put(frame.buffer_mut(), (area.x, y), &line, area.width, style, &cx.look.theme);
    }
}
