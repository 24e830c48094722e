//! One setting in hand: what it is for, and its new value.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::setting::{Kind, Setting};
use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::desk::clinic::{ClinicView, OpenClinic};
use crate::desk::{Approval, Asked, Done, Fault};
use crate::domain::id::RequestId;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::domain::zone::Zone;
use crate::screens::approve::short;
use crate::screens::first_run::{zone_read, zones};
use crate::screens::pick::Pick;
use crate::screens::refused;
use crate::ui::{Field, Form, Layout, Notice, panel, text};

/// The form of one setting. Answers when it is saved.
#[derive(Debug)]
pub struct SettingForm {
    setting: Setting,
    clinic: Box<ClinicView>,
    form: Form,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Zone(usize),
    Read(Box<Done<ClinicView>>),
    Saved(Done<i64>),
}

impl Asks for SettingForm {
    type Answer = ();
}

impl SettingForm {
    #[must_use]
    pub fn new(setting: Setting, clinic: ClinicView, cx: &Cx) -> Self {
        let (field, label) = (setting.field(), setting.label());
        let typed = setting.typed(&clinic, &cx.look.currency);
        let value = match setting.kind() {
            Kind::Text => Field::text(field, label).limit(300).with(&typed),
            Kind::Value => Field::value(field, label).limit(300).with(&typed),
            Kind::Zone => {
                let clock = cx.desk.clock();
                let read = move |typed: &str, look: &crate::ui::Look| zone_read(typed, clock.now(), look);
                Field::pick(field, label).cells(24).with(&typed).reads(read)
            }
            Kind::Choice(ids) => {
                let mut choice = Field::words(field, label, ids);
                choice.choose(typed.parse().unwrap_or_default());
                choice.settle();
                choice
            }
        };
        let mut fields = vec![value];
        if setting.secured() {
            fields.push(Field::secret("pin", "access-password").limit(256));
        } else if cx.desk.may(Permission::ClinicEdit) != Grant::Yes {
            fields.push(Field::pin("pin", "setting-pin"));
        }
        Self { setting, clinic: Box::new(clinic), form: Form::new(fields), request: RequestId::new() }
    }

    /// Cells of a line of the sentence.
    fn lines(&self, cx: &Cx, width: u16) -> Vec<String> {
        text::wrap(&cx.look.words.help(self.setting.label()), usize::from(width))
    }
}

const WIDTH: u16 = 68;

impl Screen for SettingForm {
    type Msg = Msg;
    const NAME: &'static str = "setting_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        if !self.form.is_old() {
            return Effect::None;
        }
        Effect::read("clinic", |desk| async move { Msg::Read(Box::new(desk.ask(OpenClinic {}).await)) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Zone(chosen) => {
                let zone = Zone::names().into_iter().nth(chosen).unwrap_or_default();
                self.form.set("timezone", &zone, &cx.look);
                Effect::None
            }
            Msg::Saved(Ok(_)) => {
                let label = cx.text(self.setting.label());
                let done = Notice::done(cx.fill("settings-saved", &[("label", label.into())]));
                Effect::say(done).and(Effect::answer::<Self>(()))
            }
            Msg::Saved(Err(fault)) => {
                match fault {
                    // A PIN or password that is wanted: where it is typed.
                    Fault::Refused(refusal) if refusal.field == Some("approval") => {
                        let refusal = Refusal { field: Some("pin"), ..refusal };
                        refused::show(&Fault::Refused(refusal), &mut self.form, cx)
                    }
                    fault => refused::show(&fault, &mut self.form, cx),
                }
            }
            Msg::Read(read) => match *read {
                Ok(clinic) => {
                    let typed = self.setting.typed(&clinic, &cx.look.currency);
                    match self.setting.kind() {
                        Kind::Choice(_) => {
                            let place = typed.parse().unwrap_or_default();
                            self.form.take_choice(self.setting.field(), place, &cx.look);
                        }
                        _ => self.form.take(self.setting.field(), &typed, &cx.look),
                    }
                    self.form.renewed();
                    *self.clinic = clinic;
                    Effect::None
                }
                Err(fault) => refused::unread(&fault, true, cx),
            },
        }
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn pick(&mut self, field: &'static str, cx: &Cx) -> Effect<Msg> {
        Effect::ask(Pick::new("setting-timezone", zones()).beginning(self.form.value(field), cx), Msg::Zone)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let (setting, clinic) = (self.setting, &self.clinic);
        if !self.form.field(setting.field()).is_some_and(Field::dirty) {
            let same = Notice::look(cx.fill("settings-same", &[("label", cx.text(setting.label()).into())]));
            return Effect::say(same).and(Effect::answer::<Self>(()));
        }
        let chosen = self.form.chosen(setting.field()).to_string();
        let edit = self.form.read(setting.field(), &cx.look, |typed| {
            let typed = if matches!(setting.kind(), Kind::Choice(_)) { &chosen } else { typed };
            setting.put(typed, clinic, &cx.look.currency)
        });
        let Some(edit) = edit else {
            self.form.point();
            return Effect::None;
        };
        let mut asked = Asked::once(self.request);
        if setting.secured() && short(self.form.raw("pin")) {
            self.form.refuse(&Refusal::at("password.needed", "pin"), &cx.look);
            self.form.point();
            return Effect::None;
        }
        if self.form.field("pin").is_some() {
            asked.approval = Approval::own(self.form.raw("pin"));
        }
        Effect::write("save", |desk| async move { Msg::Saved(desk.act_as(edit, asked).await) })
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let lines = u16::try_from(self.lines(cx, WIDTH - 4).len()).unwrap_or(3);
        Some((WIDTH, self.form.height(&cx.look) + lines + 4))
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-setting_form"), &cx.look);
        let top = u16::from(cx.look.layout != Layout::Phone);
        let (x, width) = (inside.x + 1, inside.width.saturating_sub(2));
        let place = Rect { x, y: inside.y + top, width, height: inside.height.saturating_sub(top) };
        let drawn = self.form.draw(buffer, place, &cx.look);
        let below = place.y + drawn.rows + 1;
        for (y, line) in (below..inside.bottom()).zip(self.lines(cx, width)) {
            text::put(buffer, (x, y), &line, width, theme.dim, theme);
        }
        if let Some(cursor) = drawn.cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
