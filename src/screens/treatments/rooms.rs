//! The rooms people are treated in.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen, Why};
use crate::desk::staff::SaveRoom;
use crate::desk::{Act, Approval, Asked, Done, Fault, Roster};
use crate::domain::id::{RequestId, RoomId};
use crate::domain::name::Name;
use crate::domain::permission::Permission;
use crate::screens::approve::{Approve, Approved};
use crate::screens::places::needs;
use crate::screens::refused;
use crate::ui::{Column, Field, Form, Layout, List, Notice, panel};

type Room = <SaveRoom as Act>::Output;

/// All rooms, those no longer used too.
#[derive(Debug, Default)]
pub struct Rooms {
    roster: Option<Arc<Roster>>,
    fault: Option<Fault>,
    list: List,
    /// What was just saved gets the cursor.
    saved: Option<RoomId>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Arc<Roster>>),
    Saved(RoomId),
}

impl Rooms {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn selected(&self) -> Option<&Room> {
        let row = self.list.selected()?;
        self.roster.as_ref()?.rooms.get(row)
    }

    fn some(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::StaffEdit)?;
        self.selected().map(|_| ()).ok_or(Why::Not)
    }

    fn edit(&mut self, _: &Cx) -> Effect<Msg> {
        let form = self.selected().map(|room| RoomForm::new(Some(room)));
        form.map_or(Effect::None, |form| Effect::ask(form, Msg::Saved))
    }

    fn add(&mut self, _: &Cx) -> Effect<Msg> {
        Effect::ask(RoomForm::new(None), Msg::Saved)
    }
}

const COLUMNS: &[Column] = &[Column::new("room-name", 16).grows().key(), Column::new("room-active", 14)];

impl Screen for Rooms {
    type Msg = Msg;
    const NAME: &'static str = "rooms";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("rooms.edit", "enter e", Self::edit).when(Self::some),
        Action::new("rooms.add", "a", Self::add).when(|_, cx| needs(cx, Permission::StaffEdit)),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("rooms", |desk| async move { Msg::Read(desk.roster().await) })
    }

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(roster)) => {
                let before = self.saved.take().or(self.selected().map(|room| room.id));
                self.list.refresh(roster.rooms.len(), |row| Some(roster.rooms[row].id) == before);
                (self.roster, self.fault) = (Some(roster), None);
            }
            Msg::Read(Err(fault)) => self.fault = Some(fault),
            // It is there when the list is read again.
            Msg::Saved(saved) => self.saved = Some(saved),
        }
        Effect::None
    }

    fn waiting(&self) -> bool {
        self.roster.is_none() && self.fault.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::panel(buffer, area, &cx.text("screen-rooms"), &cx.look);
        let rooms = self.roster.as_ref().map_or(&[][..], |roster| &roster.rooms);
        let said = match &self.fault {
            Some(fault) => refused::sentence(fault, cx),
            None if rooms.is_empty() && self.roster.is_some() => cx.text("rooms-none"),
            None => String::new(),
        };
        panel::say(buffer, inside, &said, theme.dim, &cx.look);
        self.list.draw(
            buffer,
            if rooms.is_empty() { Rect::ZERO } else { inside },
            &cx.look,
            COLUMNS,
            |row, cells| {
                let Some(room) = rooms.get(row) else { return };
                let style = if room.active { theme.text } else { theme.dim };
                cells.styled(0, &room.name, style);
                cells.styled(1, &cx.text(if room.active { "answer-yes" } else { "answer-no" }), style);
            },
        );
    }
}

/// One room. Answers with which.
#[derive(Debug)]
pub struct RoomForm {
    room: Option<RoomId>,
    version: Option<i64>,
    form: Form,
    request: RequestId,
}

#[derive(Debug)]
pub enum FormMsg {
    Read(Done<Arc<Roster>>),
    Signed(Approved),
    Saved(Box<Done<Room>>),
}

impl Asks for RoomForm {
    type Answer = RoomId;
}

impl RoomForm {
    fn new(room: Option<&Room>) -> Self {
        let form = Form::new(fields(room));
        let (version, room) = (room.map(|room| room.version), room.map(|room| room.id));
        Self { room, version, form, request: RequestId::new() }
    }

    fn save(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<FormMsg> {
        let name = self.form.read("name", &cx.look, |typed| Name::parse(typed).map(|_| typed.to_owned()));
        let Some(name) = name else {
            self.form.point();
            return Effect::None;
        };
        let active = self.form.chosen("active") == 0;
        let save = SaveRoom { room: self.room, version: self.version, name, active };
        let asked = Asked { request: Some(self.request), approval };
        Effect::write("save", |desk| async move { FormMsg::Saved(Box::new(desk.act_as(save, asked).await)) })
    }
}

/// The fields with what is stored in them.
fn fields(room: Option<&Room>) -> Vec<Field> {
    let mut fields =
        vec![Field::text("name", "room-name").limit(120).with(room.map_or("", |room| &room.name))];
    if let Some(room) = room {
        fields.push(Field::yes_no("active", "room-active", room.active));
    }
    fields
}

impl Screen for RoomForm {
    type Msg = FormMsg;
    const NAME: &'static str = "room_form";
    const ACTIONS: &'static [Action<Self, FormMsg>] = &[];

    fn load(&self, _: &Cx) -> Effect<FormMsg> {
        if !self.form.is_old() {
            return Effect::None;
        }
        Effect::read("room", |desk| async move { FormMsg::Read(desk.roster().await) })
    }

    fn update(&mut self, msg: FormMsg, cx: &Cx) -> Effect<FormMsg> {
        let saved = match msg {
            FormMsg::Read(Ok(roster)) => {
                let row = roster.rooms.iter().find(|room| Some(room.id) == self.room);
                self.version = row.map(|row| row.version);
                self.form.take_all(Form::new(fields(row)), &cx.look);
                return Effect::None;
            }
            FormMsg::Read(Err(fault)) => return refused::unread(&fault, true, cx),
            FormMsg::Signed(approved) => return self.save(Some(approved.approval), cx),
            FormMsg::Saved(saved) => *saved,
        };
        match saved {
            Ok(room) => {
                let done = cx.fill("room-saved", &[("name", room.name.into())]);
                Effect::say(Notice::done(done)).and(Effect::answer::<Self>(room.id))
            }
            Err(fault) => {
                match fault.refusal().and_then(|refusal| Approve::sign(refusal, Permission::StaffEdit, cx)) {
                    Some(asks) => Effect::ask(asks, FormMsg::Signed),
                    None => refused::show(&fault, &mut self.form, cx),
                }
            }
        }
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<FormMsg> {
        self.save(None, cx)
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((56, self.form.height(&cx.look) + 4))
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-room_form"), &cx.look);
        let top = u16::from(cx.look.layout != Layout::Phone && inside.height > 3);
        let place = Rect {
            x: inside.x + 1,
            y: inside.y + top,
            width: inside.width.saturating_sub(2),
            height: inside.height.saturating_sub(top),
        };
        if let Some(cursor) = self.form.draw(buffer, place, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
