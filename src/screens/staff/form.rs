//! Somebody who treats: name, week, room, and what they do.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::affected::{Lies, lying};
use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::desk::staff::SaveStaff;
use crate::desk::{Act, Approval, Asked, Done, Fault, Roster};
use crate::domain::id::{RequestId, RoomId, StaffId, TreatmentId};
use crate::domain::name::Name;
use crate::domain::permission::Permission;
use crate::domain::rate;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::Hours;
use crate::domain::text::LINE;
use crate::domain::week::{week, written};
use crate::screens::approve::{Approve, Approved};
use crate::screens::named::Named;
use crate::screens::pick::Pick;
use crate::screens::pick_many::PickMany;
use crate::screens::refused;
use crate::ui::{Field, Form, Look, Notice, panel, text};

/// Somebody new, or what is known of somebody. Answers with who it is.
#[derive(Debug)]
pub struct StaffForm {
    staff: Option<StaffId>,
    /// The version the fields were filled from; none until they are.
    version: Option<i64>,
    read: bool,
    rooms: Named<RoomId>,
    treatments: Named<TreatmentId>,
    form: Form,
    request: RequestId,
    /// The weeks as they were before.
    before: Arc<Roster>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Arc<Roster>>),
    Room(usize),
    Treatments(Vec<usize>),
    Signed(Approved),
    Saved(Box<Done<<SaveStaff as Act>::Output>>, usize),
}

/// Who it is, and where their bookings lie outside the week they have now, with how many.
#[derive(Debug)]
pub struct Kept {
    pub staff: StaffId,
    pub outside: Option<(Lies, usize)>,
}

impl Asks for StaffForm {
    type Answer = Kept;
}

impl StaffForm {
    #[must_use]
    pub fn new(staff: Option<StaffId>) -> Self {
        let form = Form::new(vec![
            Field::text("name", "staff-name").limit(120),
            Field::text("title", "staff-title").limit(80),
            Field::text("skills", "staff-skills").limit(200),
            Field::text("hours", "staff-week").limit(400).cells(60),
            Field::pick("treatments", "staff-treatments").limit(4_000).cells(60),
            Field::pick("room", "staff-room").limit(120).cells(24),
            Field::value("commission", "staff-commission").limit(8).cells(8).reads(rate_read),
            Field::words("active", "staff-active", &["answer-yes", "answer-no"]),
        ]);
        Self {
            staff,
            version: None,
            read: false,
            rooms: Named::default(),
            treatments: Named::default(),
            form,
            request: RequestId::new(),
            before: Arc::default(),
        }
    }

    /// Takes what is stored into every field nobody has touched.
    fn fill(&mut self, roster: &Roster, cx: &Cx) {
        self.read = true;
        let row = self.staff.and_then(|staff| roster.staff(staff));
        // What is switched off is not offered, but kept where somebody has it.
        let does = |treatment: TreatmentId| row.is_some_and(|row| roster.can(treatment).contains(&row.id));
        let treatments = roster.treatments.iter().filter(|one| one.active || does(one.id));
        self.treatments = Named::new(treatments.map(|one| (one.id, one.name.clone())));
        let own = row.and_then(|row| row.room_id);
        let rooms = roster.rooms.iter().filter(|room| room.active || Some(room.id) == own);
        self.rooms = Named::new(rooms.map(|room| (room.id, room.name.clone())));
        let Some(row) = row else { return };
        self.version = Some(row.version);
        let does: Vec<TreatmentId> =
            roster.treatments.iter().map(|one| one.id).filter(|one| does(*one)).collect();
        let hours = roster.hours.get(&row.id).map_or(&[][..], Vec::as_slice);
        let stored = [
            ("name", row.name.clone()),
            ("title", row.title.clone()),
            ("skills", row.skills.clone()),
            ("hours", in_words(hours, &cx.look)),
            ("treatments", self.treatments.names(&does)),
            ("room", self.rooms.name(row.room_id).to_owned()),
            ("commission", row.commission_bp.map_or_else(String::new, rate::shown)),
        ];
        for (name, value) in stored {
            self.form.take(name, &value, &cx.look);
        }
        self.form.take_choice("active", usize::from(!row.active), &cx.look);
        self.form.renewed();
    }

    fn refused(&mut self, fault: &Fault, cx: &Cx) -> Effect<Msg> {
        match fault.refusal().and_then(|refusal| Approve::sign(refusal, Permission::StaffEdit, cx)) {
            Some(asks) => Effect::ask(asks, Msg::Signed),
            None => refused::show(fault, &mut self.form, cx),
        }
    }

    fn save(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let look = &cx.look;
        let (rooms, treatments) = (&self.rooms, &self.treatments);
        let line = |typed: &str| LINE.clean(typed).map(|heard| heard.value);
        let name = self.form.read("name", look, |typed| Name::parse(typed).map(|_| typed.to_owned()));
        let title = self.form.read("title", look, line);
        let skills = self.form.read("skills", look, line);
        let hours = self.form.read("hours", look, week);
        let does = self.form.read("treatments", look, |typed| treatments.many(typed));
        let room = self.form.read("room", look, |typed| rooms.one(typed));
        let commission = self.form.read("commission", look, own_rate);
        let read = (name, title, skills, hours, does, room, commission);
        let (Some(name), Some(title), Some(skills), Some(hours), Some(does), Some(room), Some(commission)) =
            read
        else {
            self.form.point();
            return Effect::None;
        };
        let save = SaveStaff {
            staff: self.staff,
            version: self.version,
            name,
            title,
            skills,
            room,
            commission_bp: commission,
            hours,
            treatments: Some(does),
            active: self.form.chosen("active") == 0,
        };
        let asked = Asked { request: Some(self.request), approval };
        let lies = self.staff.map(|staff| (staff, Lies::Outside(Arc::clone(&self.before))));
        Effect::write("save", |desk| async move {
            let saved = desk.act_as(save, asked).await;
            // What they cannot do any more is looked for once it is saved; where that cannot be read, it is saved still.
            let outside = match lies.filter(|_| saved.is_ok()) {
                Some((staff, lies)) => lying(desk, staff, lies).await.map_or(0, |rows| rows.len()),
                None => 0,
            };
            Msg::Saved(Box::new(saved), outside)
        })
    }
}

/// Nothing typed: the clinic's rate.
fn own_rate(typed: &str) -> Result<Option<i64>, Refusal> {
    if typed.is_empty() { Ok(None) } else { rate::parse(typed).map(Some) }
}

fn rate_read(typed: &str, look: &Look) -> Result<String, Refusal> {
    Ok(match own_rate(typed)? {
        Some(own) => look.words.rate(own),
        None => look.words.text("staff-commission_clinic").into_owned(),
    })
}

/// A week in the reader's own words.
fn in_words(hours: &[Hours], look: &Look) -> String {
    let names = look.words.text("date-weekdays").into_owned();
    let mut days = [""; 7];
    for (day, name) in days.iter_mut().zip(names.split_whitespace()) {
        *day = name;
    }
    written(hours, &days, &look.words.text("staff-break"))
}

impl Screen for StaffForm {
    type Msg = Msg;
    const NAME: &'static str = "staff_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        if !self.waiting() {
            return Effect::None;
        }
        Effect::read("staff", |desk| async move { Msg::Read(desk.roster().await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(roster)) => {
                self.fill(&roster, cx);
                self.before = roster;
            }
            Msg::Read(Err(fault)) if self.form.is_old() => return refused::unread(&fault, true, cx),
            Msg::Read(Err(fault)) => return Effect::say(refused::notice(&fault, cx)).and(Effect::Close),
            Msg::Room(chosen) => {
                let name = self.rooms.name(self.rooms.nth(chosen)).to_owned();
                self.form.set("room", &name, &cx.look);
            }
            Msg::Treatments(chosen) => {
                self.treatments.take(&mut self.form, "treatments", &chosen, &cx.look);
            }
            Msg::Signed(approved) => return self.save(Some(approved.approval), cx),
            Msg::Saved(saved, outside) => match *saved {
                Ok(row) => {
                    let done = cx.fill("staff-saved", &[("name", row.name.into())]);
                    let lies = Lies::Outside(Arc::clone(&self.before));
                    let outside = (outside > 0).then_some((lies, outside));
                    let kept = Kept { staff: row.id, outside };
                    return Effect::say(Notice::done(done)).and(Effect::answer::<Self>(kept));
                }
                Err(fault) => return self.refused(&fault, cx),
            },
        }
        Effect::None
    }

    fn waiting(&self) -> bool {
        !self.read || self.form.is_old()
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    /// The week is written in the words of the language: where nobody typed in it, it is written anew.
    fn spoken(&mut self, cx: &Cx) {
        self.form.speak(&cx.look);
        if self.read && !self.form.is_old() {
            let roster = Arc::clone(&self.before);
            self.fill(&roster, cx);
        }
    }

    fn pick(&mut self, field: &'static str, _: &Cx) -> Effect<Msg> {
        if field == "room" {
            return Effect::ask(Pick::new("staff-room", self.rooms.choices()), Msg::Room);
        }
        let taken = self.treatments.taken(self.form.value("treatments"));
        let pick = PickMany::new("staff-treatments", self.treatments.choices(), taken);
        Effect::ask(pick, Msg::Treatments)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.save(None, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let title = if self.staff.is_some() { "staff-edit_title" } else { "staff-new_title" };
        let inside = panel::panel(buffer, area, &cx.text(title), &cx.look);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        // The week as it was understood stands below, a group of days a line.
        let typed = self.form.value("hours");
        let (lines, style) = match week(typed) {
            Ok(_) if typed.is_empty() => (cx.look.words.help("staff-week"), theme.dim),
            Ok(hours) => (in_words(&hours, &cx.look), theme.text),
            Err(refusal) => (cx.look.refusal(&refusal), theme.dim),
        };
        // A week is a line a group; a sentence is not cut into them.
        let groups: Vec<&str> = if style == theme.text { lines.split("; ").collect() } else { vec![&lines] };
        let lines: Vec<String> =
            groups.iter().flat_map(|line| text::wrap(line, usize::from(inside.width))).collect();
        let wanted = u16::try_from(lines.len() + 1).unwrap_or(u16::MAX);
        let spare = inside.height.saturating_sub(self.form.height(&cx.look));
        // Where it is typed, how it is typed is seen on the smallest screen too.
        let least = if self.form.focused() == "hours" { inside.height / 3 } else { 0 };
        let below = wanted.min(spare.max(least));
        let place = Rect { height: inside.height - below, ..inside };
        let drawn = self.form.draw(buffer, place, &cx.look);
        let top = (inside.y + drawn.rows + 1).min(place.bottom() + 1);
        for (y, line) in (top..inside.bottom()).zip(&lines) {
            text::put(buffer, (inside.x, y), line, inside.width, style, theme);
        }
        if let Some(cursor) = drawn.cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
