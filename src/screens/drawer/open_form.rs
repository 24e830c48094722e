//! A session begins: the float, typed or counted, and why it is not what was left.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::count::Count;
use crate::app::{Action, Cx, Effect, Screen};
use crate::desk::drawer::{OpenDrawer, Opened};
use crate::desk::{Approval, Asked, Done};
use crate::domain::drawer::Pieces;
use crate::domain::id::RequestId;
use crate::domain::permission::Permission;
use crate::screens::approve::{Approve, Approved};
use crate::screens::refused;
use crate::ui::{Form, Move, Notice, Step, panel, text};

/// The form of a session that begins. The float is counted: nothing stands there that could be agreed to unseen.
#[derive(Debug)]
pub struct OpenForm {
    form: Form,
    /// It is not what was left: a note is asked for.
    differs: bool,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Counted(Pieces),
    Opened(Done<Opened>),
    Signed(Approved),
}

impl Default for OpenForm {
    fn default() -> Self {
        use crate::ui::Field;
        let form = Form::new(vec![
            Field::money("float", "open_drawer-float"),
            Field::text("note", "open_drawer-note").limit(120),
        ]);
        Self { form, differs: false, request: RequestId::new() }
    }
}

impl OpenForm {
    fn open(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let Some(float) = self.form.read("float", &cx.look, |typed| cx.look.currency.parse(typed)) else {
            self.form.point();
            return Effect::None;
        };
        let note = self.form.value("note").to_owned();
        let act = OpenDrawer { drawer: String::new(), float, note };
        let asked = Asked { request: Some(self.request), approval };
        Effect::write("open_drawer", |desk| async move { Msg::Opened(desk.act_as(act, asked).await) })
    }
}

impl Screen for OpenForm {
    type Msg = Msg;
    const NAME: &'static str = "open_drawer";
    const ACTIONS: &'static [Action<Self, Msg>] = &[Action::new("open_drawer.count", "ctrl-n", |_, cx| {
        Effect::ask(Count::new("screen-float", cx), Msg::Counted)
    })];

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Counted(pieces) => {
                match pieces.total(&cx.look.currency) {
                    Ok(total) => self.form.set("float", &cx.look.currency.plain(total), &cx.look),
                    Err(refusal) => return Effect::say(cx.refused(&refusal)),
                }
                Effect::None
            }
            Msg::Opened(Ok(opened)) => {
                self.form.settle();
                let facts = [
                    ("drawer", opened.drawer.as_str().into()),
                    ("amount", cx.look.currency.shown(opened.float).into()),
                ];
                Effect::say(Notice::done(cx.fill("open_drawer-done", &facts))).and(Effect::Close)
            }
            Msg::Opened(Err(fault)) => {
                self.differs |= fault.refusal().is_some_and(|refusal| refusal.field == Some("note"));
                let asks =
                    fault.refusal().and_then(|refusal| Approve::sign(refusal, Permission::DrawerOpen, cx));
                match asks {
                    Some(approve) => Effect::ask(approve, Msg::Signed),
                    None => refused::show(&fault, &mut self.form, cx),
                }
            }
            Msg::Signed(approved) => self.open(Some(approved.approval), cx),
        }
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((62, self.form.height(&cx.look) + 4))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    /// Enter opens at once; only where the float is not what was left there is something to explain.
    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        if to == Move::Forward && self.form.focused() == "float" && !self.differs {
            return self.submit(cx);
        }
        match self.form.go(to, &cx.look) {
            Step::Past => self.submit(cx),
            _ => Effect::None,
        }
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.open(None, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-open_drawer"), &cx.look);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let line = cx.text("open_drawer-first");
        text::put(buffer, (inside.x, inside.y), &line, inside.width, theme.dim, theme);
        let below = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
        if let Some(cursor) = self.form.draw(buffer, below, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
