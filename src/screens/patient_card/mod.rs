//! Everything about one patient on one screen: what to look out for first, then the visits.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::approve::{Approve, Approved};
use super::patient_form::PatientForm;
use super::patients::shown;
use super::payment::sessions_left;
use super::pick::{Choice, Pick};
use super::{places, refused, status};
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::erase::ErasePatient;
use crate::desk::patient::{OpenPatient, PatientCard as Card};
use crate::desk::{Asked, Done, Fault};
use crate::domain::booking::Status;
use crate::domain::id::{BookingId, PatientId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::ui::{Column, Layout, List, Notice, panel, text};

/// The card of one patient. It is read anew each time, and only ever shows the one it was opened for.
#[derive(Debug)]
pub struct PatientCard {
    patient: PatientId,
    card: Option<Box<Card>>,
    fault: Option<Fault>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<Card>>),
    Saved,
    Erase(Approved),
    /// With why it was asked for.
    Erased(String, Done<()>),
    Relative(PatientId),
}

impl PatientCard {
    #[must_use]
    pub fn new(patient: PatientId) -> Self {
        Self { patient, card: None, fault: None, list: List::default() }
    }

    fn visit(&self) -> Option<BookingId> {
        let row = self.list.selected()?;
        self.card.as_ref()?.visits.get(row).map(|visit| visit.id)
    }

    fn some_visit(&self, _: &Cx) -> Result<(), Why> {
        self.visit().map(|_| ()).ok_or(Why::Because("patient-no_visits"))
    }

    fn some_family(&self, _: &Cx) -> Result<(), Why> {
        let some = self.card.as_ref().is_some_and(|card| !card.family.is_empty());
        if some { Ok(()) } else { Err(Why::Not) }
    }

    fn open(&mut self, _: &Cx) -> Effect<Msg> {
        self.visit().map_or(Effect::None, places::visit)
    }

    fn pay(&mut self, _: &Cx) -> Effect<Msg> {
        self.visit().map_or(Effect::None, places::pay)
    }

    fn edit(&mut self, cx: &Cx) -> Effect<Msg> {
        Effect::ask(PatientForm::edit(self.patient, cx), |_| Msg::Saved)
    }

    fn erases(&self, cx: &Cx) -> Result<(), Why> {
        places::needs(cx, Permission::PatientErase)
    }

    /// For ever: asked with the name, and with why. What the desk would say no to is said before.
    fn erase(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(card) = &self.card else { return Effect::None };
        if let Some(refusal) = ties(card) {
            return Effect::say(cx.refused(&refusal));
        }
        let title = cx.fill("patient-erase_sure", &[("who", told_apart(card, cx).into())]);
        Effect::ask(Approve::new(title, Permission::PatientErase, cx), Msg::Erase)
    }

    fn erase_for(&self, approved: Approved) -> Effect<Msg> {
        let why = approved.reason.clone();
        let act = ErasePatient { patient: self.patient, reason: approved.reason };
        let asked = Asked { request: None, approval: Some(approved.approval) };
        Effect::write("erase", move |desk| async move {
            Msg::Erased(why, desk.act_as(act, asked).await.map(|_| ()))
        })
    }

    fn relative(&mut self, _: &Cx) -> Effect<Msg> {
        let Some(card) = &self.card else { return Effect::None };
        let ids: Vec<PatientId> = card.family.iter().map(|one| one.id).collect();
        let choices = card.family.iter().map(|one| Choice::new(one.name.as_str(), one.alerts.as_str()));
        Effect::ask(Pick::new("patient-family", choices.collect()), move |chosen| Msg::Relative(ids[chosen]))
    }
}

/// The name, and what tells them from somebody of the same name: the numbers and the birth date.
fn told_apart(card: &Card, cx: &Cx) -> String {
    let name = Some(card.patient.name.clone());
    let phones = card.phones.iter().map(|phone| shown(&phone.phone));
    let born = card
        .patient
        .birth_date
        .map(|day| cx.fill("patient-erase_born", &[("day", cx.look.words.date(day).into())]));
    name.into_iter()
        .chain(phones)
        .chain(born)
        .collect::<Vec<_>>()
        .join(&format!(" {} ", cx.look.theme.glyphs.dot))
}

const VISITS: &[Column] = &[
    Column::new("visit-when", 17),
    Column::new("visit-treatment", 12).grows().key(),
    Column::new("visit-staff", 12).from(Layout::Base),
    Column::new("visit-status", 13),
    Column::new("visit-total", 12).right().from(Layout::Base),
];
const WIDE: &[Column] = &[
    Column::new("visit-when", 17),
    Column::new("visit-treatment", 12).grows().key(),
    Column::new("visit-staff", 22),
    Column::new("visit-status", 13),
    Column::new("visit-total", 12).right(),
    Column::new("visit-open", 12).right(),
];

/// What keeps somebody from being forgotten, as far as their card tells.
fn ties(card: &Card) -> Option<Refusal> {
    let ahead =
        card.visits.iter().filter(|visit| visit.status.active() && visit.status != Status::Done).count();
    if ahead > 0 {
        let visits = i64::try_from(ahead).unwrap_or(i64::MAX);
        return Some(Refusal::new("patient.visits_open").with("visits", visits));
    }
    let open = card.balance != Money::ZERO || card.credit != Money::ZERO;
    open.then(|| Refusal::new("patient.money_open"))
}

impl Screen for PatientCard {
    type Msg = Msg;
    const NAME: &'static str = "patient_card";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("patient.open_visit", "enter", Self::open).when(Self::some_visit),
        Action::new("patient.book", "f2 B", |this, _| places::book_for(this.patient)),
        Action::new("patient.walk_in", "f3 W", |this: &mut Self, _| places::walk_in_for(this.patient))
            .when(|_, cx| places::gives_numbers(cx)),
        Action::new("patient.edit", "e", Self::edit),
        Action::new("patient.pay", "p f6", Self::pay).when(Self::some_visit),
        Action::new("patient.relatives", "f", Self::relative).when(Self::some_family),
        Action::new("patient.trail", "T", |this: &mut Self, _| places::trail(this.patient.0))
            .when(|this: &Self, cx| places::traces(Some(this.patient), cx))
            .page(),
        Action::new("patient.erase", "E", Self::erase).when(Self::erases).page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let patient = self.patient;
        Effect::read("patient", move |desk| async move {
            Msg::Read(Box::new(desk.ask(OpenPatient { patient }).await))
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok(card) => {
                    let before = self.visit();
                    self.list.refresh(card.visits.len(), |row| Some(card.visits[row].id) == before);
                    self.card = Some(Box::new(card));
                    self.fault = None;
                    Effect::None
                }
                Err(fault) => {
                    self.fault = Some(fault);
                    Effect::None
                }
            },
            Msg::Saved => Effect::None,
            Msg::Erase(approved) => self.erase_for(approved),
            Msg::Erased(_, Ok(())) => Effect::say(Notice::done(cx.text("patient-erased"))).and(Effect::Close),
            Msg::Erased(why, Err(fault)) => {
                match Approve::again(&fault, &why, Permission::PatientErase, cx) {
                    Some(asks) => Effect::ask(asks, Msg::Erase),
                    None => Effect::say(refused::notice(&fault, cx)),
                }
            }
            Msg::Relative(patient) => places::patient(patient),
        }
    }

    fn waiting(&self) -> bool {
        self.card.is_none() && self.fault.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let name = self.card.as_ref().map_or("", |card| card.patient.name.as_str());
        let inside = panel::panel(buffer, area, name, &cx.look);
        if let Some(fault) = &self.fault {
            let mut rest = inside;
            put(buffer, &mut rest, &refused::sentence(fault, cx), cx.look.theme.error, cx);
        } else if let Some(card) = &self.card {
            let rest = draw_facts(buffer, inside, card, cx);
            self.draw_visits(buffer, rest, card, cx);
        }
    }
}

/// The card in short, beside a list of patients.
pub(super) fn draw_summary(buffer: &mut Buffer, area: Rect, card: &Card, cx: &Cx) {
    let theme = &cx.look.theme;
    let inside = panel::panel(buffer, area, &card.patient.name, &cx.look);
    let rest = draw_facts(buffer, inside, card, cx);
    let (x, width) = (rest.x + 1, rest.width.saturating_sub(2));
    for (y, visit) in (rest.top() + 1..rest.bottom()).zip(&card.visits) {
        let day = cx.look.words.date(visit.starts_at.local(cx.zone).date());
        text::put(buffer, (x, y), &day, width, theme.dim, theme);
        let total = cx.look.currency.shown(visit.total);
        let wide = u16::try_from(text::width(&total)).unwrap_or(width).min(width);
        text::put_right(buffer, (x, y), &total, width, theme.text, theme);
        let (sign, style) = status::sign(visit.status, theme);
        text::put(buffer, (x + 12, y), sign, 1, style, theme);
        let room = width.saturating_sub(15 + wide);
        text::put(buffer, (x + 14, y), &visit.treatment, room, theme.text, theme);
    }
}

/// Writes a line or more and takes their rows off `rest`.
fn put(buffer: &mut Buffer, rest: &mut Rect, words: &str, style: Style, cx: &Cx) {
    let width = rest.width.saturating_sub(2);
    for line in text::wrap(words, usize::from(width)) {
        if rest.height > 0 {
            text::put(buffer, (rest.x + 1, rest.y), &line, width, style, &cx.look.theme);
            *rest = Rect { y: rest.y + 1, height: rest.height - 1, ..*rest };
        }
    }
}

/// Alerts in words, then who this is and how it stands. Returns the room that is left.
fn draw_facts(buffer: &mut Buffer, area: Rect, card: &Card, cx: &Cx) -> Rect {
    let theme = &cx.look.theme;
    let words = &cx.look.words;
    let dot = format!(" {} ", theme.glyphs.dot);
    let mut rest = area;
    if !card.patient.alerts.is_empty() {
        put(buffer, &mut rest, &format!("{} {}", theme.glyphs.late, card.patient.alerts), theme.warn, cx);
    }
    let mut who: Vec<String> = card.phones.iter().map(|row| shown(&row.phone)).collect();
    if let Some(born) = card.patient.birth_date {
        let years = i64::from(cx.today().years_since(born).unwrap_or_default());
        who.push(cx.fill("patient-age", &[("day", words.date(born).into()), ("years", years.into())]));
    }
    who.extend(card.patient.email.clone());
    let reminders = if card.patient.reminders { "patient-reminded" } else { "patient-not_reminded" };
    who.push(cx.text(reminders));
    put(buffer, &mut rest, &who.join(&dot), theme.text, cx);

    let mut stands = vec![cx.fill("patient-visits", &[("count", card.tally.visits.into())])];
    if let Some(last) = card.tally.last_visit {
        stands.push(cx.fill("patient-last", &[("day", words.date(last.day(cx.zone)).into())]));
    }
    if card.tally.no_shows > 0 {
        stands.push(cx.fill("patient-no_shows", &[("count", card.tally.no_shows.into())]));
    }
    if let Some(favourite) = &card.favourite {
        let facts = [("staff", favourite.staff.as_str().into()), ("count", favourite.visits.into())];
        stands.push(cx.fill("patient-favourite", &facts));
    }
    put(buffer, &mut rest, &stands.join(&dot), theme.text, cx);
    for (id, style, amount) in
        [("patient-owes", theme.error, card.balance), ("patient-credit", theme.ok, card.credit)]
    {
        if amount > Money::ZERO {
            let amount = cx.look.currency.shown(amount);
            put(buffer, &mut rest, &cx.fill(id, &[("amount", amount.into())]), style, cx);
        }
    }
    for package in &card.packages {
        let whose = if package.row.patient_id == card.patient.id {
            String::new()
        } else {
            format!(" ({})", package.row.patient)
        };
        let style = if package.expired { theme.warn } else { theme.ok };
        let words = format!("{}{whose}: {}", package.row.name, sessions_left(package, cx));
        put(buffer, &mut rest, &words, style, cx);
    }
    if !card.family.is_empty() {
        let names: Vec<&str> = card.family.iter().map(|one| one.name.as_str()).collect();
        put(
            buffer,
            &mut rest,
            &cx.fill("patient-family_is", &[("names", names.join(", ").into())]),
            theme.dim,
            cx,
        );
    }
    for note in [&card.patient.notes, &card.patient.address] {
        if !note.is_empty() {
            put(buffer, &mut rest, note, theme.dim, cx);
        }
    }
    rest
}

impl PatientCard {
    fn draw_visits(&self, buffer: &mut Buffer, area: Rect, card: &Card, cx: &Cx) {
        let theme = &cx.look.theme;
        let visits = if cx.look.layout == Layout::Wide { WIDE } else { VISITS };
        let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        if card.visits.is_empty() {
            let mut rest = area;
            return put(buffer, &mut rest, &cx.text("patient-no_visits"), theme.dim, cx);
        }
        if cx.look.layout == Layout::Phone {
            return self.draw_visit_cards(buffer, area, card, cx);
        }
        self.list.draw(buffer, area, &cx.look, visits, |row, cells| {
            let Some(visit) = card.visits.get(row) else { return };
            let at = visit.starts_at.local(cx.zone);
            cells.text(0, &cx.look.brief_moment(at));
            cells.text(1, &visit.treatment);
            cells.text(2, visit.staff.as_deref().unwrap_or(theme.glyphs.dash));
            let (sign, style) = status::sign(visit.status, theme);
            cells.styled(3, &format!("{sign} {}", cx.look.words.text(status::word(visit.status))), style);
            cells.text(4, &cx.look.currency.shown(visit.total));
            let open = Money(visit.total.0 - visit.paid.0);
            if open != Money(0) && matches!(visit.status, Status::Done | Status::InService) {
                cells.styled(5, &cx.look.currency.shown(open), theme.error);
            }
        });
    }

    /// Two lines a visit: when and for how much, then what and how it went.
    fn draw_visit_cards(&self, buffer: &mut Buffer, area: Rect, card: &Card, cx: &Cx) {
        let theme = &cx.look.theme;
        self.list.draw_cards(buffer, area, &cx.look, 2, |row, buffer, place, in_hand| {
            let Some(visit) = card.visits.get(row) else { return };
            let at = cx.look.moment(visit.starts_at.local(cx.zone));
            let style = if in_hand { theme.selected(theme.text) } else { theme.text };
            text::put(buffer, (place.x, place.y), &at, place.width, style, theme);
            let total = cx.look.currency.shown(visit.total);
            text::put_right(buffer, (place.x, place.y), &total, place.width, theme.text, theme);
            let (sign, style) = status::sign(visit.status, theme);
            let state = format!("{sign} {}", cx.look.words.text(status::word(visit.status)));
            let wide = u16::try_from(text::width(&state)).unwrap_or(place.width).min(place.width);
            let room = place.width.saturating_sub(wide + 1);
            text::put(buffer, (place.x, place.y + 1), &visit.treatment, room, theme.dim, theme);
            text::put_right(buffer, (place.x, place.y + 1), &state, place.width, style, theme);
        });
    }
}
