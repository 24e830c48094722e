//! A booking in the hand: walk the days and the columns with it and drop it where it fits. Until then its
//! old time is held.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::board::Board;
use super::jump::Jump;
use super::sheet::Sheet;
use crate::app::{Action, Asks, Cx, Effect, Moves, Screen};
use crate::desk::booking::{Booked, DayRow, MoveBooking, OpenDay};
use crate::desk::{Asked, Done, Roster};
use crate::domain::id::{RequestId, StaffId};
use crate::domain::time::Ts;
use crate::screens::approve::Approved;
use crate::screens::aside::{self, Aside};
use crate::screens::call_off::{CallOff, Signed, Stake, late_stake};
use crate::screens::refused;
use crate::ui::{Move, Notice, panel};

/// The columns of a day with a booking in the hand. Answers with the booking where it was dropped.
#[derive(Debug)]
pub struct Moving {
    row: DayRow,
    day: NaiveDate,
    sheet: Option<Sheet>,
    board: Board,
    failed: bool,
    /// Why it could not be dropped where the cursor is.
    aside: Aside,
}

#[derive(Debug)]
pub enum Msg {
    Day(NaiveDate, Done<(Vec<DayRow>, Arc<Roster>)>),
    Jump(NaiveDate),
    Approved(Approved),
    /// Where to, what was signed for it, and what came of it.
    Moved((Ts, StaffId), Option<Box<Signed>>, Box<Done<Booked>>),
    Signed((Ts, StaffId), Signed),
}

impl Asks for Moving {
    type Answer = Booked;
}

impl Moving {
    /// Takes up a booking of this day.
    #[must_use]
    pub fn new(row: DayRow, day: NaiveDate) -> Self {
        Self { row, day, sheet: None, board: Board::default(), failed: false, aside: Aside::default() }
    }

    fn go(&mut self, day: Option<NaiveDate>) -> Effect<Msg> {
        self.day = day.unwrap_or(self.day);
        self.failed = false;
        self.aside.forget();
        read(self.day)
    }

    fn drop_here(&mut self, cx: &Cx) -> Effect<Msg> {
        self.drop_with(None, cx)
    }

    /// Drops it over what stands in the way, with a PIN and a reason.
    fn drop_anyway(&mut self, cx: &Cx) -> Effect<Msg> {
        self.aside.question(cx).map_or(Effect::None, |question| Effect::ask(question, Msg::Approved))
    }

    fn drop_with(&mut self, signed: Option<Signed>, cx: &Cx) -> Effect<Msg> {
        let Some((staff, starts_at)) = self.board.place(cx.zone) else {
            return Effect::say(Notice::look(cx.text("day-nobody")));
        };
        self.move_to((starts_at, staff), signed)
    }

    fn move_to(&self, to: (Ts, StaffId), signed: Option<Signed>) -> Effect<Msg> {
        let (override_reason, deposit, approval) = signed.as_ref().map(Signed::parts).unwrap_or_default();
        let act = MoveBooking {
            booking: self.row.id,
            version: Some(self.row.version),
            starts_at: to.0,
            staff: Some(to.1),
            override_reason,
            deposit,
            undo: false,
        };
        let (asked, signed) = (Asked { request: Some(RequestId::new()), approval }, signed.map(Box::new));
        Effect::write("move", move |desk| async move {
            Msg::Moved(to, signed, Box::new(desk.act_as(act, asked).await))
        })
    }

    /// Late: what becomes of the deposit is asked before it is kept.
    fn ask(&self, stake: Stake, to: (Ts, StaffId), cx: &Cx) -> Effect<Msg> {
        let at = cx.look.moment(to.0.local(cx.zone));
        let facts = [("name", self.row.patient.as_str().into()), ("at", at.into())];
        let ask = CallOff::late_move(cx.fill("deposit-late_move", &facts), stake);
        Effect::ask(ask, move |decided| Msg::Signed(to, Signed::Deposit(decided)))
    }
}

fn read(day: NaiveDate) -> Effect<Msg> {
    Effect::read("day", move |desk| async move {
        let read = async {
            let roster = desk.roster().await?;
            Ok((desk.ask(OpenDay { day }).await?, roster))
        };
        Msg::Day(day, read.await)
    })
}

impl Screen for Moving {
    type Msg = Msg;
    const NAME: &'static str = "moving";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("moving.drop", "enter", Self::drop_here),
        Action::new("moving.override", aside::KEY, Self::drop_anyway)
            .when(|this: &Self, cx: &Cx| this.aside.ready(cx)),
        Action::new("moving.previous", "[", |this, _| this.go(this.day.checked_sub_days(Days::new(1)))),
        Action::new("moving.next", "]", |this, _| this.go(this.day.checked_add_days(Days::new(1)))),
        Action::new("moving.jump", "d gd", |_, _| Effect::ask(Jump::default(), Msg::Jump)),
        Action::new("moving.today", "t", |this: &mut Self, cx: &Cx| this.go(Some(cx.today()))).page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        read(self.day)
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Day(day, Ok((rows, roster))) => {
                let first = self.sheet.is_none();
                let sheet = Sheet::new(day, rows, roster, cx.zone, false);
                self.board.lay(&sheet, &cx.desk.clinic(), cx.now);
                if first {
                    self.board.select(&sheet, self.row.id, cx.zone);
                }
                self.sheet = Some(sheet);
                Effect::None
            }
            Msg::Day(_, Err(fault)) => {
                self.failed = self.sheet.is_none();
                self.day = self.sheet.as_ref().map_or(self.day, |sheet| sheet.day);
                Effect::say(refused::notice(&fault, cx))
            }
            Msg::Jump(day) => self.go(Some(day)),
            Msg::Approved(approved) => self.drop_with(Some(Signed::Aside(approved)), cx),
            Msg::Signed(to, signed) => self.move_to(to, Some(signed)),
            Msg::Moved(to, signed, done) => match *done {
                Ok(booked) => Effect::answer::<Self>(booked),
                Err(fault) => {
                    let again = signed.and_then(|signed| Some((signed.again(&fault, cx)?, signed)));
                    if let Some((question, signed)) = again {
                        return Effect::ask(question, move |by| Msg::Signed(to, signed.by(by)));
                    }
                    if let Some(stake) = fault.refusal().and_then(late_stake) {
                        return self.ask(stake, to, cx);
                    }
                    self.aside.keep(fault.refusal());
                    let said = Effect::say(self.aside.notice(&fault, "moving.override", cx));
                    // Somebody else changed it: what is in the hand is an older one.
                    let stale = fault.refusal().is_some_and(|refusal| refusal.code == "row.stale");
                    if stale { said.and(Effect::Close) } else { said }
                }
            },
        }
    }

    fn waiting(&self) -> bool {
        !self.failed && self.sheet.as_ref().is_none_or(|sheet| sheet.day != self.day)
    }

    fn moves(&self) -> Moves {
        Moves::ROWS.and(Moves::COLUMNS).and(Moves::PANES)
    }

    fn moved(&mut self, to: Move, _: &Cx) -> Effect<Msg> {
        self.aside.forget();
        self.board.go(to);
        Effect::None
    }

    fn clicked(&mut self, place: Position, _: &Cx) -> Effect<Msg> {
        self.aside.forget();
        self.board.click(place);
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let from = cx.look.moment(self.row.starts_at.local(cx.zone));
        let day = cx.look.day(self.sheet.as_ref().map_or(self.day, |sheet| sheet.day));
        let title = cx.fill(
            "moving-title",
            &[("day", day.into()), ("name", self.row.patient.as_str().into()), ("from", from.into())],
        );
        let buffer = frame.buffer_mut();
        let inside = panel::panel(buffer, area, &title, &cx.look);
        if let Some(sheet) = &self.sheet {
            self.board.draw(buffer, inside, sheet, Some(&self.row.patient), cx);
        }
    }
}
