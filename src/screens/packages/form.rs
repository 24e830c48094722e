//! One package: which treatment, how often, for how much, how long.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::desk::package::{ListPackages, PackageRow, SavePackage};
use crate::desk::{Approval, Asked, Done, Roster};
use crate::domain::id::{PackageId, RequestId, TreatmentId};
use crate::domain::name::Name;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::screens::named::Named;
use crate::screens::pick::Pick;
use crate::screens::refused;
use crate::ui::{Field, Form, Notice, panel};

/// Something new to sell, or a change of it. Answers with which. What was sold keeps its terms.
#[derive(Debug)]
pub struct PackageForm {
    package: Option<PackageId>,
    version: Option<i64>,
    treatments: Named<TreatmentId>,
    form: Form,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<(Vec<PackageRow>, Arc<Roster>)>),
    Treatment(usize),
    Saved(Box<Done<PackageRow>>),
}

impl Asks for PackageForm {
    type Answer = PackageId;
}

impl PackageForm {
    #[must_use]
    pub fn new(package: Option<&PackageRow>, roster: &Roster, cx: &Cx) -> Self {
        let (treatments, mut fields) = fields(package, roster, cx);
        if cx.desk.may(Permission::PackageEdit) == Grant::OwnPin {
            fields.push(Field::pin("pin", "setting-pin"));
        }
        Self {
            package: package.map(|row| row.id),
            version: package.map(|row| row.version),
            treatments,
            form: Form::new(fields),
            request: RequestId::new(),
        }
    }

    /// What somebody else made of it meanwhile.
    fn renew(&mut self, packages: &[PackageRow], roster: &Roster, cx: &Cx) {
        let row = packages.iter().find(|row| Some(row.id) == self.package);
        let (treatments, fresh) = fields(row, roster, cx);
        (self.version, self.treatments) = (row.map(|row| row.version), treatments);
        self.form.take_all(Form::new(fresh), &cx.look);
    }
}

/// The fields with what is stored in them, and the treatments to choose from.
fn fields(package: Option<&PackageRow>, roster: &Roster, cx: &Cx) -> (Named<TreatmentId>, Vec<Field>) {
    let own = package.map(|row| row.treatment_id);
    let sold = roster.treatments.iter().filter(|row| row.active || Some(row.id) == own);
    let treatments = Named::new(sold.map(|row| (row.id, row.name.clone())));
    let text = |of: Option<String>| of.unwrap_or_default();
    let sessions = text(package.map(|row| row.sessions.to_string()));
    let price = text(package.map(|row| cx.look.currency.plain(row.price)));
    let days = text(package.and_then(|row| row.valid_days).map(|days| days.to_string()));
    let fields = vec![
        Field::text("name", "package-name").limit(120).with(package.map_or("", |row| &row.name)),
        Field::pick("treatment", "package-treatment").limit(120).cells(32).with(treatments.name(own)),
        Field::count("sessions", "package-sessions").limit(3).cells(5).with(&sessions),
        Field::money("price", "package-price").with(&price),
        Field::count("valid_days", "package-valid").limit(5).cells(7).with(&days),
        Field::yes_no("shareable", "package-shared", package.is_some_and(|row| row.shareable)),
        Field::yes_no("active", "package-active", package.is_none_or(|row| row.active)),
    ];
    (treatments, fields)
}

impl Screen for PackageForm {
    type Msg = Msg;
    const NAME: &'static str = "package_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        if !self.form.is_old() {
            return Effect::None;
        }
        Effect::read("package", |desk| async move {
            let read = async { Ok((desk.ask(ListPackages {}).await?, desk.roster().await?)) };
            Msg::Read(read.await)
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok((packages, roster))) => {
                self.renew(&packages, &roster, cx);
                Effect::None
            }
            Msg::Read(Err(fault)) => refused::unread(&fault, true, cx),
            Msg::Treatment(chosen) => {
                let name = self.treatments.name(self.treatments.nth(chosen)).to_owned();
                self.form.set("treatment", &name, &cx.look);
                Effect::None
            }
            Msg::Saved(saved) => match *saved {
                Ok(row) => {
                    let done = cx.fill("package-saved", &[("name", row.name.into())]);
                    Effect::say(Notice::done(done)).and(Effect::answer::<Self>(row.id))
                }
                Err(fault) => refused::show(&fault, &mut self.form, cx),
            },
        }
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn pick(&mut self, _: &'static str, _: &Cx) -> Effect<Msg> {
        Effect::ask(Pick::new("package-treatment", self.treatments.choices()), Msg::Treatment)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let look = &cx.look;
        let whole =
            |code, field| move |typed: &str| typed.parse::<i64>().map_err(|_| Refusal::at(code, field));
        let treatments = &self.treatments;
        let name = self.form.read("name", look, |typed| Name::parse(typed).map(|_| typed.to_owned()));
        let treatment = self.form.read("treatment", look, |typed| {
            treatments.one(typed)?.ok_or_else(|| Refusal::at("treatment.unknown", "treatment"))
        });
        let sessions = self.form.read("sessions", look, whole("package.count", "sessions"));
        let price = self.form.read("price", look, |typed| look.currency.parse(typed));
        let valid_days = self.form.read("valid_days", look, |typed| match typed {
            "" => Ok(None),
            typed => whole("package.valid_days", "valid_days")(typed).map(Some),
        });
        let read = (name, treatment, sessions, price, valid_days);
        let (Some(name), Some(treatment), Some(sessions), Some(price), Some(valid_days)) = read else {
            self.form.point();
            return Effect::None;
        };
        let save = SavePackage {
            package: self.package,
            version: self.version,
            name,
            treatment,
            sessions,
            price,
            valid_days,
            shareable: self.form.chosen("shareable") == 0,
            active: self.form.chosen("active") == 0,
        };
        let mut asked = Asked::once(self.request);
        if self.form.field("pin").is_some() {
            asked.approval = Approval::own(self.form.raw("pin"));
        }
        Effect::write("save", |desk| async move { Msg::Saved(Box::new(desk.act_as(save, asked).await)) })
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((60, self.form.height(&cx.look) + 3))
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-package_form"), &cx.look);
        let place = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        if let Some(cursor) = self.form.draw(buffer, place, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
