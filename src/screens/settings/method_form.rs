//! One way to pay: its name, what kind of money it is, and whether it lies in the drawer.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::methods::kind_word;
use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::desk::method::{ListMethods, MethodRow, SaveMethod};
use crate::desk::{Approval, Asked, Done};
use crate::domain::id::{MethodId, RequestId};
use crate::domain::name::Name;
use crate::domain::payment::MethodKind;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::screens::refused;
use crate::ui::{Field, Form, Notice, panel, text};

/// Lines that say whether what is paid by it counts as received.
const SAID: u16 = 2;

/// A new method, or a change of one. Answers with which.
#[derive(Debug)]
pub struct MethodForm {
    method: Option<MethodId>,
    version: Option<i64>,
    kinds: Vec<MethodKind>,
    form: Form,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Vec<MethodRow>>),
    Saved(Box<Done<MethodRow>>),
}

impl Asks for MethodForm {
    type Answer = MethodId;
}

impl MethodForm {
    #[must_use]
    pub fn new(method: Option<&MethodRow>, cx: &Cx) -> Self {
        // Credit and packages are there from the beginning; what kind a method is never changes.
        let kinds: Vec<MethodKind> = match method {
            Some(method) => vec![method.kind],
            None => MethodKind::ALL.iter().copied().filter(|kind| !kind.before()).collect(),
        };
        let mut fields = fields(method, &kinds);
        if cx.desk.may(Permission::ClinicEdit) == Grant::OwnPin {
            fields.push(Field::pin("pin", "setting-pin"));
        }
        Self {
            method: method.map(|method| method.id),
            version: method.map(|method| method.version),
            kinds,
            form: Form::new(fields),
            request: RequestId::new(),
        }
    }
}

/// The fields with what is stored in them.
fn fields(method: Option<&MethodRow>, kinds: &[MethodKind]) -> Vec<Field> {
    let words: Vec<&str> = kinds.iter().map(|kind| kind_word(*kind)).collect();
    let place = method.map_or_else(String::new, |method| method.position.to_string());
    let mut fields = vec![
        Field::text("name", "methods-name").limit(120).with(method.map_or("", |method| &method.name)),
        Field::words("kind", "methods-kind", &words),
    ];
    // What lies in a drawer stays as it was made: only of a new one is it asked.
    if method.is_none() {
        fields.push(Field::yes_no("in_drawer", "methods-in_drawer", true));
    }
    fields.push(Field::count("position", "methods-place").limit(4).cells(6).with(&place));
    fields.push(Field::yes_no("active", "methods-active", method.is_none_or(|method| method.active)));
    fields
}

impl Screen for MethodForm {
    type Msg = Msg;
    const NAME: &'static str = "method_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        if !self.form.is_old() {
            return Effect::None;
        }
        Effect::read("method", |desk| async move { Msg::Read(desk.ask(ListMethods { all: true }).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let saved = match msg {
            Msg::Read(Ok(methods)) => {
                let row = methods.iter().find(|row| Some(row.id) == self.method);
                self.version = row.map(|row| row.version);
                self.form.take_all(Form::new(fields(row, &self.kinds)), &cx.look);
                return Effect::None;
            }
            Msg::Read(Err(fault)) => return refused::unread(&fault, true, cx),
            Msg::Saved(saved) => *saved,
        };
        match saved {
            Ok(row) => {
                let done = cx.fill("method-saved", &[("name", row.name.into())]);
                Effect::say(Notice::done(done)).and(Effect::answer::<Self>(row.id))
            }
            Err(fault) => refused::show(&fault, &mut self.form, cx),
        }
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    /// Only cash lies in a drawer.
    fn changed(&mut self, field: &'static str, _: &Cx) -> Effect<Msg> {
        if field == "kind" {
            let cash = self.kinds.get(self.form.chosen("kind")) == Some(&MethodKind::Cash);
            if let Some(field) = self.form.field_mut("in_drawer") {
                field.choose(usize::from(!cash));
            }
        }
        Effect::None
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let name = self.form.read("name", &cx.look, |typed| Name::parse(typed).map(|_| typed.to_owned()));
        let position = self.form.read("position", &cx.look, |typed| match typed {
            "" => Ok(None),
            typed => typed.parse().map(Some).map_err(|_| Refusal::at("setting.number", "position")),
        });
        let kind = self.kinds.get(self.form.chosen("kind")).copied();
        let (Some(name), Some(position), Some(kind)) = (name, position, kind) else {
            self.form.point();
            return Effect::None;
        };
        // Whatever is said there is heard: what cannot lie in a drawer is refused, not saved as something else.
        let in_drawer = self.method.is_none() && self.form.chosen("in_drawer") == 0;
        let active = self.form.chosen("active") == 0;
        let (method, version) = (self.method, self.version);
        let save = SaveMethod { method, version, name, kind, in_drawer, position, active };
        let mut asked = Asked::once(self.request);
        if self.form.field("pin").is_some() {
            asked.approval = Approval::own(self.form.raw("pin"));
        }
        Effect::write("save", |desk| async move { Msg::Saved(Box::new(desk.act_as(save, asked).await)) })
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((60, self.form.height(&cx.look) + 3 + SAID))
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-method_form"), &cx.look);
        let place = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        // Not a question: what was paid before is not received again, whatever the clinic calls it.
        let kind = self.kinds.get(self.form.chosen("kind")).copied().unwrap_or(MethodKind::Cash);
        let said = cx.text(if kind.before() { "methods-is_not_received" } else { "methods-is_received" });
        for (y, line) in
            (place.y..place.bottom().min(place.y + SAID)).zip(text::wrap(&said, place.width.into()))
        {
            text::put(buffer, (place.x, y), &line, place.width, cx.look.theme.dim, &cx.look.theme);
        }
        let place = Rect { y: place.y + SAID, height: place.height.saturating_sub(SAID), ..place };
        if let Some(cursor) = self.form.draw(buffer, place, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
