//! One treatment: how long, how much, and who does it.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::desk::treatment::SaveTreatment;
use crate::desk::{Act, Approval, Asked, Done, Fault, Roster};
use crate::domain::bill::TaxMode;
use crate::domain::id::{RequestId, RoomId, StaffId, TreatmentId};
use crate::domain::minutes::Minutes;
use crate::domain::money::Money;
use crate::domain::name::Name;
use crate::domain::permission::Permission;
use crate::domain::rate;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::screens::approve::{Approve, Approved};
use crate::screens::named::Named;
use crate::screens::pick::Pick;
use crate::screens::pick_many::PickMany;
use crate::screens::refused;
use crate::ui::{Field, Form, Look, Notice, panel};

/// Something new to sell, or a change of it. Answers with which. What is booked keeps its price.
#[derive(Debug)]
pub struct TreatmentForm {
    treatment: Option<TreatmentId>,
    /// The version the fields were filled from; none until they are.
    version: Option<i64>,
    read: bool,
    rooms: Named<RoomId>,
    staff: Named<StaffId>,
    form: Form,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Arc<Roster>>),
    Room(usize),
    Staff(Vec<usize>),
    Signed(Approved),
    Saved(Box<Done<<SaveTreatment as Act>::Output>>),
}

impl Asks for TreatmentForm {
    type Answer = TreatmentId;
}

impl TreatmentForm {
    #[must_use]
    pub fn new(treatment: Option<TreatmentId>, cx: &Cx) -> Self {
        let money = |typed: &str, look: &Look| amount(typed, look).map(|amount| look.currency.shown(amount));
        let prefix = cx.desk.clinic().policies.queue_prefix.clone();
        let form = Form::new(vec![
            Field::text("name", "treatment-name").limit(120),
            Field::text("category", "treatment-category").limit(80).cells(24),
            Field::value("minutes", "treatment-minutes").limit(12).cells(12).reads(minutes_read),
            Field::value("price", "treatment-price").limit(24).cells(16).reads(money),
            Field::value("deposit", "treatment-deposit").limit(24).cells(16).reads(money),
            Field::value("queue_prefix", "treatment-prefix").limit(3).cells(4).with(&prefix),
            Field::pick("room", "treatment-room").limit(120).cells(24),
            Field::pick("staff", "treatment-staff").limit(4_000).cells(60),
            Field::words("active", "treatment-active", &["answer-yes", "answer-no"]),
            Field::words("tax_mode", "treatment-tax", TAXES),
            Field::value("tax", "treatment-tax_rate").limit(6).cells(7),
        ]);
        Self {
            treatment,
            version: None,
            read: false,
            rooms: Named::default(),
            staff: Named::default(),
            form,
            request: RequestId::new(),
        }
    }

    /// Takes what is stored into every field nobody has touched.
    fn fill(&mut self, roster: &Roster, cx: &Cx) {
        self.read = true;
        let row = self.treatment.and_then(|treatment| roster.treatment(treatment));
        let does = row.map_or(&[][..], |row| roster.can(row.id));
        // Whoever has left is not offered, but kept where they did it.
        let staff = roster.staff.iter().filter(|one| one.active || does.contains(&one.id));
        self.staff = Named::new(staff.map(|one| (one.id, one.name.clone())));
        let own = row.and_then(|row| row.room_id);
        let rooms = roster.rooms.iter().filter(|room| room.active || Some(room.id) == own);
        self.rooms = Named::new(rooms.map(|room| (room.id, room.name.clone())));
        let Some(row) = row else { return };
        self.version = Some(row.version);
        let money =
            |amount: Money| if amount == Money(0) { String::new() } else { cx.look.currency.plain(amount) };
        let rate = if row.tax_mode == TaxMode::None { String::new() } else { rate::written(row.tax_bp) };
        let stored = [
            ("tax", rate),
            ("name", row.name.clone()),
            ("category", row.category.clone()),
            ("minutes", row.minutes.to_string()),
            ("price", cx.look.currency.plain(row.price)),
            ("deposit", money(row.deposit)),
            ("queue_prefix", row.queue_prefix.clone()),
            ("room", self.rooms.name(row.room_id).to_owned()),
            ("staff", self.staff.names(does)),
        ];
        for (name, value) in stored {
            self.form.take(name, &value, &cx.look);
        }
        self.form.take_choice(
            "tax_mode",
            TaxMode::ALL.iter().position(|mode| *mode == row.tax_mode).unwrap_or_default(),
            &cx.look,
        );
        self.form.take_choice("active", usize::from(!row.active), &cx.look);
        self.form.renewed();
    }

    fn refused(&mut self, fault: &Fault, cx: &Cx) -> Effect<Msg> {
        match fault.refusal().and_then(|refusal| Approve::sign(refusal, Permission::TreatmentEdit, cx)) {
            Some(asks) => Effect::ask(asks, Msg::Signed),
            None => refused::show(fault, &mut self.form, cx),
        }
    }

    fn save(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let look = &cx.look;
        let (rooms, people) = (&self.rooms, &self.staff);
        let name = self.form.read("name", look, |typed| Name::parse(typed).map(|_| typed.to_owned()));
        let category = self.form.read("category", look, |typed| LINE.clean(typed).map(|heard| heard.value));
        let minutes = self.form.read("minutes", look, Minutes::parse);
        let price = self.form.read("price", look, |typed| look.currency.parse(typed));
        let deposit = self.form.read("deposit", look, |typed| amount(typed, look));
        let tax_mode = TaxMode::ALL.get(self.form.chosen("tax_mode")).copied().unwrap_or(TaxMode::None);
        let taxed = tax_mode != TaxMode::None;
        let tax = self.form.read("tax", look, |typed| match typed {
            "" if !taxed => Ok(0),
            typed => rate::parse(typed).map_err(|refusal| refusal.on("tax")),
        });
        let room = self.form.read("room", look, |typed| rooms.one(typed));
        let staff = self.form.read("staff", look, |typed| people.many(typed));
        let read = (name, category, minutes, price, deposit, tax, room, staff);
        let (
            Some(name),
            Some(category),
            Some(minutes),
            Some(price),
            Some(deposit),
            Some(tax_bp),
            Some(room),
            Some(staff),
        ) = read
        else {
            self.form.point();
            return Effect::None;
        };
        let save = SaveTreatment {
            treatment: self.treatment,
            version: self.version,
            name,
            category,
            minutes: minutes.get(),
            price,
            deposit,
            tax_mode,
            tax_bp,
            queue_prefix: self.form.value("queue_prefix").to_owned(),
            room,
            staff: Some(staff),
            active: self.form.chosen("active") == 0,
        };
        let asked = Asked { request: Some(self.request), approval };
        Effect::write("save", |desk| async move { Msg::Saved(Box::new(desk.act_as(save, asked).await)) })
    }
}

/// In the order of [`TaxMode::ALL`].
const TAXES: &[&str] = &["tax-none", "tax-inclusive", "tax-exclusive"];

/// No amount is none: a deposit is mostly not asked for.
fn amount(typed: &str, look: &Look) -> Result<Money, Refusal> {
    if typed.is_empty() { Ok(Money(0)) } else { look.currency.parse(typed) }
}

fn minutes_read(typed: &str, look: &Look) -> Result<String, Refusal> {
    let minutes = Minutes::parse(typed)?;
    Ok(look.words.how_long(minutes.get()))
}

impl Screen for TreatmentForm {
    type Msg = Msg;
    const NAME: &'static str = "treatment_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        if !self.waiting() {
            return Effect::None;
        }
        Effect::read("treatment", |desk| async move { Msg::Read(desk.roster().await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(roster)) => self.fill(&roster, cx),
            Msg::Read(Err(fault)) if self.form.is_old() => return refused::unread(&fault, true, cx),
            Msg::Read(Err(fault)) => return Effect::say(refused::notice(&fault, cx)).and(Effect::Close),
            Msg::Room(chosen) => {
                let name = self.rooms.name(self.rooms.nth(chosen)).to_owned();
                self.form.set("room", &name, &cx.look);
            }
            Msg::Staff(chosen) => {
                self.staff.take(&mut self.form, "staff", &chosen, &cx.look);
            }
            Msg::Signed(approved) => return self.save(Some(approved.approval), cx),
            Msg::Saved(saved) => match *saved {
                Ok(row) => {
                    let facts = [("name", row.name.into())];
                    let said = if row.active && self.form.value("staff").is_empty() {
                        Notice::look(cx.fill("treatment-nobody", &facts))
                    } else {
                        Notice::done(cx.fill("treatment-saved", &facts))
                    };
                    return Effect::say(said).and(Effect::answer::<Self>(row.id));
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

    fn pick(&mut self, field: &'static str, _: &Cx) -> Effect<Msg> {
        if field == "room" {
            return Effect::ask(Pick::new("treatment-room", self.rooms.choices()), Msg::Room);
        }
        let taken = self.staff.taken(self.form.value("staff"));
        Effect::ask(PickMany::new("treatment-staff", self.staff.choices(), taken), Msg::Staff)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.save(None, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let title = if self.treatment.is_some() { "treatment-edit_title" } else { "treatment-new_title" };
        let inside = panel::panel(buffer, area, &cx.text(title), &cx.look);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        if let Some(cursor) = self.form.draw(buffer, inside, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
