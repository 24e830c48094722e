//! One box for everybody: a number in any spelling, its last figures, or a name.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::merge::Merge;
use super::patient_card::draw::draw_summary;
use super::patient_form::PatientForm;
use super::{places, refused};
use crate::app::{Action, Cx, Effect, Moves, Screen, Why};
use crate::desk::patient::{FindPatients, FoundRow, OpenPatient, PatientCard, look_alike};
use crate::desk::{Act, Done, Fault};
use crate::domain::id::PatientId;
use crate::domain::permission::Permission;
use crate::domain::time::Ts;
use crate::ui::{Column, Field, Form, Layout, List, Move, panel, text};

mod found;

use self::found::families;
pub(super) use self::found::{is_number, named, shown, sought};

type Found = <FindPatients as Act>::Output;

/// The place where patients are found, opened and registered.
#[derive(Debug)]
pub struct Patients {
    search: Form,
    /// Letters are text: the box has the keyboard, not the list.
    typing: bool,
    list: List,
    found: Found,
    /// What was found belongs to this text.
    answered: String,
    /// Why nothing can be found yet.
    why: Option<Fault>,
    /// The card of the marked patient, where there is room beside the list.
    card: Option<Box<PatientCard>>,
}

#[derive(Debug)]
pub enum Msg {
    Found(String, Done<Found>),
    Card(Box<Done<PatientCard>>),
    Registered(PatientId),
}

impl Patients {
    #[must_use]
    pub fn new() -> Self {
        Self {
            search: Form::new(vec![Field::text("text", "patients-search").cells(60).limit(120)]),
            typing: true,
            list: List::default(),
            found: Found::new(),
            answered: String::new(),
            why: None,
            card: None,
        }
    }

    fn selected(&self) -> Option<PatientId> {
        self.list.selected().and_then(|row| self.found.get(row)).map(|row| row.id)
    }

    /// Reads the card of the marked patient where there is room for it.
    fn look(&self, cx: &Cx) -> Effect<Msg> {
        match self.selected() {
            Some(patient) if cx.look.layout == Layout::Wide => Effect::read("card", move |desk| async move {
                Msg::Card(Box::new(desk.ask(OpenPatient { patient }).await))
            }),
            _ => Effect::None,
        }
    }

    fn some(&self, _: &Cx) -> Result<(), Why> {
        self.selected().map(|_| ()).ok_or(Why::Because("patients-nobody"))
    }

    /// Somebody found, or somebody new with what was typed.
    fn some_or_typed(&self, _: &Cx) -> Result<(), Why> {
        if self.some_typed() || self.selected().is_some() {
            Ok(())
        } else {
            Err(Why::Because("patients-type"))
        }
    }

    /// Something was typed that somebody could be called.
    fn some_typed(&self) -> bool {
        !self.search.value("text").is_empty() && self.why.is_none()
    }

    fn open(&mut self, cx: &Cx) -> Effect<Msg> {
        match self.selected() {
            Some(patient) => {
                // Whoever comes back from the card is among the people found, where digits are places.
                self.typing = false;
                places::patient(patient)
            }
            None => self.add(cx),
        }
    }

    fn add(&mut self, cx: &Cx) -> Effect<Msg> {
        let typed = self.search.value("text").to_owned();
        Effect::ask(PatientForm::register(&typed, cx), Msg::Registered)
    }

    /// Who is probably the same as the marked patient: on the same number, with a name that looks alike.
    fn alike(&self) -> Option<PatientId> {
        let one = self.found.get(self.list.selected()?)?;
        let same = |other: &&FoundRow| {
            other.id != one.id
                && other.phone.is_some()
                && other.phone == one.phone
                && other.names().any(|name| one.names().any(|own| look_alike(own, name)))
        };
        self.found.iter().find(same).map(|other| other.id)
    }

    fn merges(&self, cx: &Cx) -> Result<(), Why> {
        places::needs(cx, Permission::PatientMerge)?;
        self.alike().map(|_| ()).ok_or(Why::Not)
    }

    fn merge(&mut self, _: &Cx) -> Effect<Msg> {
        let pair = self.selected().zip(self.alike());
        pair.map_or(Effect::None, |(one, other)| Effect::ask(Merge::new(one, other), Msg::Registered))
    }

    fn book(&mut self, _: &Cx) -> Effect<Msg> {
        self.selected().map_or(Effect::None, places::book_for)
    }

    fn walk_in(&mut self, _: &Cx) -> Effect<Msg> {
        self.selected().map_or(Effect::None, places::walk_in_for)
    }

    fn edit(&mut self, cx: &Cx) -> Effect<Msg> {
        let form = self.selected().map(|patient| PatientForm::edit(patient, cx));
        form.map_or(Effect::None, |form| Effect::ask(form, Msg::Registered))
    }

    /// Out of the box, where digits are places and letters are keys again; and back.
    fn switch(&mut self, _: &Cx) -> Effect<Msg> {
        self.typing = !self.typing;
        Effect::None
    }

    fn box_again(&mut self, _: &Cx) -> Effect<Msg> {
        self.typing = true;
        Effect::None
    }
}

impl Default for Patients {
    fn default() -> Self {
        Self::new()
    }
}

const COLUMNS: &[Column] = &[
    Column::new("patients-phone", 15),
    Column::new("patients-name", 20).grows().key(),
    // An allergy is read whole; where there is no room for both days beside it, the card has them.
    Column::new("patients-last", 10).from(Layout::Base).yields(),
    Column::new("patients-next", 12).from(Layout::Base).yields(),
    Column::new("patients-alerts", 26).from(Layout::Base),
];

impl Screen for Patients {
    type Msg = Msg;
    const NAME: &'static str = "patients";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("patients.open", "enter", Self::open).when(Self::some_or_typed),
        Action::new("patients.to_list", "tab", Self::switch),
        Action::new("patients.book", "f2 B", Self::book).when(Self::some),
        Action::new("patients.walk_in", "f3 W", Self::walk_in).when(|this, cx| {
            places::gives_numbers(cx)?;
            this.some(cx)
        }),
        Action::new("patients.merge", "ctrl-o J", Self::merge).when(Self::merges),
        Action::new("patients.add", "ctrl-n a", Self::add),
        Action::new("patients.edit", "e", Self::edit).when(Self::some).page(),
        Action::new("patients.search_again", "/", Self::box_again).page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let typed = self.search.value("text").to_owned();
        Effect::read("find", |desk| async move {
            let found = desk.ask(FindPatients { text: typed.clone() }).await;
            Msg::Found(typed, found)
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Found(text, found) => {
                let before = self.selected().filter(|_| self.answered == text);
                self.answered = text;
                (self.found, self.why) = match found {
                    Ok(found) => (families(found), None),
                    Err(fault) => (Found::new(), Some(fault)),
                };
                let same = |row: usize| Some(self.found[row].id) == before;
                if before.is_some() {
                    self.list.refresh(self.found.len(), same);
                } else {
                    self.list = List::new(self.found.len());
                }
                self.look(cx)
            }
            Msg::Card(card) => {
                self.card = card.ok().map(Box::new);
                Effect::None
            }
            Msg::Registered(patient) => {
                self.typing = false;
                places::patient(patient)
            }
        }
    }

    fn waiting(&self) -> bool {
        self.answered != self.search.value("text")
    }

    fn retries(&self) -> bool {
        self.why.as_ref().is_some_and(refused::passes)
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.search)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.search)
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn typing(&self) -> bool {
        self.typing
    }

    fn says(&self, action: &str) -> Option<&'static str> {
        let registers = self.selected().is_none() && self.some_typed();
        (action == "patients.open" && registers).then_some("patients.register")
    }

    fn put_down(&mut self) {
        self.typing = false;
    }

    fn changed(&mut self, _: &'static str, cx: &Cx) -> Effect<Msg> {
        self.load(cx)
    }

    fn moves(&self) -> Moves {
        Moves::ROWS.and(Moves::PANES)
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        if matches!(to, Move::Next | Move::Previous) {
            self.typing = !self.typing;
            return Effect::None;
        }
        self.list.go(to);
        self.look(cx)
    }

    fn clicked(&mut self, place: Position, cx: &Cx) -> Effect<Msg> {
        if let Some(row) = self.list.row_at(place) {
            self.list.select(row);
        }
        self.look(cx)
    }

    fn unsaved(&self) -> bool {
        false
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let boxed = area.height.min(if cx.look.layout == Layout::Phone { 3 } else { 2 });
        let line = Rect { height: boxed, ..area };
        let cursor = self.search.draw(buffer, line, &cx.look).cursor.filter(|_| self.typing);
        let mut rows = Rect { y: line.bottom(), height: area.height - boxed, ..area };
        // Never another's card: only that of the row in hand.
        let card = self.card.as_ref().filter(|card| Some(card.patient.id) == self.selected());
        if cx.look.layout == Layout::Wide && !self.found.is_empty() {
            let beside = Rect { x: rows.right() - SIDE, width: SIDE, ..rows };
            rows.width -= SIDE;
            match card {
                Some(card) => draw_summary(buffer, beside, card, cx),
                None => drop(panel::panel(buffer, beside, "", &cx.look)),
            }
        }
        let inside = panel::panel(buffer, rows, &self.title(cx), &cx.look);
        if self.found.is_empty() {
            self.draw_hint(buffer, inside, cx);
        } else {
            self.draw_found(buffer, inside, cx);
        }
        if let Some(cursor) = cursor {
            frame.set_cursor_position(cursor);
        }
    }
}

/// Cells of the card beside the list.
const SIDE: u16 = 48;

/// The most rows a search answers with; see [`FindPatients`].
const MANY: usize = 50;

impl Patients {
    fn title(&self, cx: &Cx) -> String {
        match self.found.len() {
            0 => cx.text("screen-patients"),
            MANY.. => cx.fill("patients-many", &[("count", self.found.len().into())]),
            count => cx.fill("patients-count", &[("count", count.into())]),
        }
    }

    fn draw_hint(&self, buffer: &mut Buffer, area: Rect, cx: &Cx) {
        let typed = self.search.value("text");
        let hint = match &self.why {
            _ if typed.is_empty() => cx.text("patients-hint"),
            Some(fault) => refused::sentence(fault, cx),
            None if self.waiting() => return,
            // Who may register nobody is not told how to.
            None if places::needs(cx, Permission::PatientEdit).is_err() => cx.text("patients-not_found"),
            None => cx.fill("patients-none", &[("typed", typed.into())]),
        };
        let (x, width) = (area.x + 1, area.width.saturating_sub(2));
        for (y, line) in (area.top()..area.bottom()).zip(text::wrap(&hint, usize::from(width))) {
            text::put(buffer, (x, y), &line, width, cx.look.theme.dim, &cx.look.theme);
        }
    }

    fn draw_found(&self, buffer: &mut Buffer, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        self.list.draw(buffer, area, &cx.look, COLUMNS, |row, cells| {
            let Some(one) = self.found.get(row) else { return };
            let number = one.phone.as_deref().map(shown).unwrap_or_default();
            let family = row > 0 && one.phone.is_some() && self.found[row - 1].phone == one.phone;
            cells.styled(0, &number, if family { theme.dim } else { theme.text });
            let local = |at: Ts| at.local(cx.zone);
            if let Some(at) = one.last_visit.map(local) {
                cells.styled(2, &cx.look.words.short_day(at.date(), cx.today()), theme.dim);
            }
            if let Some(at) = one.next_visit.map(local) {
                let day = cx.look.words.short_day(at.date(), cx.today());
                cells.text(3, &format!("{day} {}", cx.look.words.time(at.time())));
            }
            // On a phone there is no room for the words; the sign is there all the same.
            let sign = !one.alerts.is_empty() && cells.room(4) == 0;
            if sign {
                cells.styled(1, &format!("{} {}", theme.glyphs.late, named(one, cx)), theme.warn);
            } else {
                cells.text(1, &named(one, cx));
            }
            if !one.alerts.is_empty() {
                cells.styled(4, &format!("{} {}", theme.glyphs.late, one.alerts), theme.warn);
            }
        });
    }
}
