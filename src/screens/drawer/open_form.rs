//! A session begins: the float, typed or counted, and why it is not what was left.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::count::Count;
use crate::app::{Action, Cx, Effect, Screen};
use crate::desk::drawer::{DrawerView, ListDrawers, OpenDrawer, Opened};
use crate::desk::{Approval, Asked, Done};
use crate::domain::drawer::{Pieces, name_key};
use crate::domain::id::RequestId;
use crate::domain::permission::Permission;
use crate::screens::approve::{Approve, Approved};
use crate::screens::refused;
use crate::ui::{Field, Form, Move, Notice, Step, panel, text};

/// The form of a session that begins. The float is counted: nothing stands there that could be agreed to unseen.
#[derive(Debug)]
pub struct OpenForm {
    form: Form,
    /// The float that is not what was left: with it a note is asked for, with another it is tried at once.
    differs: Option<String>,
    /// The drawers that may be opened here; none where there is nothing to choose.
    drawers: Vec<String>,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Drawers(Done<Vec<DrawerView>>),
    Counted(Pieces),
    Opened(Done<Opened>),
    Signed(Approved),
}

impl Default for OpenForm {
    fn default() -> Self {
        let form = Form::new(fields().into());
        Self { form, differs: None, drawers: Vec::new(), request: RequestId::new() }
    }
}

fn fields() -> [Field; 2] {
    [Field::money("float", "open_drawer-float"), Field::text("note", "open_drawer-note").limit(120)]
}

/// The drawers that somebody at this counter may mean, the likeliest first: its own, else those that nobody has open. A
/// new one of the counter's name comes last. Nothing where there is only one.
fn choices(drawers: &[DrawerView], counter: &str) -> Vec<String> {
    let key = name_key(counter);
    let own = drawers.iter().find(|drawer| name_key(&drawer.name) == key);
    let others = drawers.iter().filter(|drawer| drawer.open.is_none() && name_key(&drawer.name) != key);
    let mut names: Vec<String> = others.map(|drawer| drawer.name.clone()).collect();
    match own {
        Some(own) if own.open.is_none() => names.insert(0, own.name.clone()),
        // Somebody has it open: another one is meant.
        Some(_) => {}
        None => names.push(counter.to_owned()),
    }
    if names.len() > 1 || names.first().is_some_and(|name| name_key(name) != key) {
        names
    } else {
        Vec::new()
    }
}

impl OpenForm {
    /// Where there is a choice, it stands above the float; what was typed meanwhile stays.
    fn offer(&mut self, drawers: Vec<String>, cx: &Cx) {
        if drawers.is_empty() || !self.drawers.is_empty() {
            return;
        }
        let typed = ["float", "note"].map(|name| (name, self.form.value(name).to_owned()));
        let here = self.form.focused();
        let choice = Field::choice("drawer", "open_drawer-drawer", drawers.clone());
        self.form = Form::new(std::iter::once(choice).chain(fields()).collect());
        for (name, value) in typed.iter().filter(|(_, value)| !value.is_empty()) {
            self.form.set(name, value, &cx.look);
        }
        self.form.focus(here);
        self.drawers = drawers;
    }

    fn open(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let Some(float) = self.form.read("float", &cx.look, |typed| cx.look.currency.parse(typed)) else {
            self.form.point();
            return Effect::None;
        };
        let note = self.form.value("note").to_owned();
        let drawer = self.drawers.get(self.form.chosen("drawer")).cloned().unwrap_or_default();
        let act = OpenDrawer { drawer, float, note };
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

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("drawers", |desk| async move { Msg::Drawers(desk.ask(ListDrawers {}).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Drawers(read) => {
                let drawers = read.map(|drawers| choices(&drawers, &cx.desk.counter())).unwrap_or_default();
                self.offer(drawers, cx);
                Effect::None
            }
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
                if fault.refusal().is_some_and(|refusal| refusal.field == Some("note")) {
                    self.differs = Some(self.form.value("float").to_owned());
                }
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
        let known = self.differs.as_deref() == Some(self.form.value("float"));
        if to == Move::Forward && self.form.focused() == "float" && !known {
            return self.submit(cx);
        }
        match self.form.go(to, &cx.look) {
            Step::Past => self.submit(cx),
            _ => Effect::None,
        }
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        // An amount explains nothing: it is the float, counted again.
        let counted = self.form.value("note").to_owned();
        if !counted.is_empty() && cx.look.currency.parse(&counted).is_ok() {
            self.form.set("float", &counted, &cx.look);
            self.form.set("note", "", &cx.look);
            self.form.focus("float");
        }
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
