//! Counting a drawer: how many of each piece, and what it comes to. It knows nothing of what should be there.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::domain::drawer::{Piece, Pieces, denominations};
use crate::domain::money::Money;
use crate::domain::refusal::Refusal;
use crate::ui::{Field, Form, panel, text};

/// The count; answers with the pieces.
#[derive(Debug)]
pub struct Count {
    title: &'static str,
    values: Vec<Money>,
    form: Form,
}

/// The fields, from the largest piece down; the last is for coins, or for all of it at once.
const FIELDS: [&str; 10] = [
    "piece_1", "piece_2", "piece_3", "piece_4", "piece_5", "piece_6", "piece_7", "piece_8", "piece_9",
    "piece_10",
];

/// Cells of the words before a field, and of a field.
const LABEL: u16 = 14;
const BOX: u16 = 9;
const COINS: u16 = 15;

impl Count {
    /// `title` is the message id of what is counted for.
    #[must_use]
    pub fn new(title: &'static str, cx: &Cx) -> Self {
        let mut values = denominations(&cx.look.currency);
        values.truncate(FIELDS.len());
        let pieces = FIELDS.iter().take(values.len());
        let mut fields: Vec<Field> =
            pieces.map(|name| Field::count(name, "count-pieces").limit(5).cells(BOX - 2)).collect();
        fields.push(Field::value("coins", "count-coins").limit(20).cells(COINS - 2));
        Self { title, values, form: Form::new(fields) }
    }

    /// With what was counted already, and not given yet.
    #[must_use]
    pub fn counted(mut self, pieces: &Pieces, cx: &Cx) -> Self {
        for (name, value) in FIELDS.iter().zip(&self.values) {
            if let Some(piece) = pieces.pieces.iter().find(|piece| piece.value == *value) {
                self.form.set(name, &piece.count.to_string(), &cx.look);
            }
        }
        if pieces.coins > Money::ZERO {
            self.form.set("coins", &cx.look.currency.plain(pieces.coins), &cx.look);
        }
        self
    }

    /// What stands in the fields; nothing where one of them cannot be read.
    fn pieces(&self, cx: &Cx) -> Option<Pieces> {
        let mut pieces = Vec::new();
        for (name, value) in FIELDS.iter().zip(&self.values) {
            match number(self.form.value(name)).ok()? {
                0 => {}
                count => pieces.push(Piece { value: *value, count }),
            }
        }
        Some(Pieces { pieces, coins: coins(self.form.value("coins"), cx).ok()? })
    }

    fn empty(&self) -> bool {
        FIELDS.iter().chain(&["coins"]).all(|name| self.form.value(name).is_empty())
    }

    fn line(&self, at: usize, area: Rect, buffer: &mut Buffer, cx: &Cx) -> Option<Position> {
        let theme = &cx.look.theme;
        let name = FIELDS.get(at).filter(|_| at < self.values.len()).copied().unwrap_or("coins");
        let field = self.form.field(name)?;
        let focused = self.form.focused() == name && cx.look.in_front;
        let style = if focused { theme.accent } else { theme.dim };
        let currency = &cx.look.currency;
        let (label, wide, sum) = match self.values.get(at) {
            Some(value) => {
                let count = number(self.form.value(name)).unwrap_or(0);
                (format!("{} ×", currency.plain(*value)), BOX, Money(value.0.saturating_mul(count)))
            }
            None => {
                let amount = coins(self.form.value(name), cx).unwrap_or_default();
                (cx.text("count-coins"), COINS, amount)
            }
        };
        text::put_right(buffer, (area.x, area.y), &label, LABEL.min(area.width), style, theme);
        let start = (LABEL + 1).min(area.width);
        let place = Rect { x: area.x + start, width: wide.min(area.width - start), height: 1, ..area };
        let cursor = field.draw(buffer, place, &cx.look, focused);
        let after = start + wide + 1;
        if after < area.width {
            let room = (area.width - after).min(16);
            let at = (area.x + LABEL + BOX + 1, area.y);
            match field.error() {
                Some(error) => {
                    let room = area.width.saturating_sub(after);
                    text::put(buffer, (area.x + after, area.y), error, room, theme.error, theme);
                }
                None if sum != Money::ZERO && wide == BOX => {
                    text::put_right(buffer, at, &currency.plain(sum), room, theme.text, theme);
                }
                None => {}
            }
        }
        cursor
    }
}

fn number(typed: &str) -> Result<i64, Refusal> {
    match typed {
        "" => Ok(0),
        typed if typed.bytes().all(|b| b.is_ascii_digit()) => {
            typed.parse().map_err(|_| Refusal::new("setting.number"))
        }
        _ => Err(Refusal::new("setting.number")),
    }
}

fn coins(typed: &str, cx: &Cx) -> Result<Money, Refusal> {
    if typed.is_empty() { Ok(Money::ZERO) } else { cx.look.currency.parse(typed) }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for Count {
    type Answer = Pieces;
}

impl Screen for Count {
    type Msg = Msg;
    const NAME: &'static str = "count";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        if self.empty() {
            return Effect::say(cx.refused(&Refusal::new("count.empty")));
        }
        for name in FIELDS.iter().take(self.values.len()) {
            self.form.read(name, &cx.look, number);
        }
        self.form.read("coins", &cx.look, |typed| coins(typed, cx));
        if self.form.point() {
            return Effect::None;
        }
        match self.pieces(cx) {
            Some(pieces) => match pieces.total(&cx.look.currency) {
                Ok(_) => {
                    self.form.settle();
                    Effect::answer::<Self>(pieces)
                }
                Err(refusal) => Effect::say(cx.refused(&refusal)),
            },
            None => Effect::None,
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::panel(buffer, area, &cx.text(self.title), &cx.look);
        let rows = self.values.len() + 1;
        // The field with the cursor stays in sight on a small screen; the sum is always there.
        let tall = usize::from(inside.height.saturating_sub(1));
        let names = FIELDS.iter().take(self.values.len()).chain(&["coins"]);
        let here = names.clone().position(|name| *name == self.form.focused()).unwrap_or(0);
        let first = (here + 1).saturating_sub(tall).min(rows.saturating_sub(tall));
        let mut cursor = None;
        for (y, at) in (inside.top()..inside.bottom().saturating_sub(1)).zip(first..rows) {
            let line = Rect { y, height: 1, ..inside };
            cursor = self.line(at, line, buffer, cx).or(cursor);
        }
        let shown = u16::try_from(rows.min(tall)).unwrap_or(u16::MAX);
        let total = self.pieces(cx).and_then(|pieces| pieces.total(&cx.look.currency).ok());
        if let Some(total) = total.filter(|_| inside.height > 1) {
            let y = (inside.y + shown + 1).min(inside.bottom().saturating_sub(1));
            let words = cx.text("count-total");
            text::put_right(buffer, (inside.x, y), &words, LABEL.min(inside.width), theme.accent, theme);
            let room = inside.width.saturating_sub(LABEL + 1).min(BOX + 16);
            let sum = cx.look.currency.shown(total);
            text::put_right(buffer, (inside.x + LABEL, y), &sum, room, theme.accent, theme);
        }
        if let Some(cursor) = cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
