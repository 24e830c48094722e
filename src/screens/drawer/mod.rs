//! The drawer here: what its session comes to so far, what moved its cash, and the way to its close.

pub mod amount;
pub mod close;
mod compare;
pub mod count;
pub mod days;
mod draw;
pub mod move_form;
pub mod open_form;
pub mod report;
pub mod reports;
pub mod revisions;
mod to_say;
mod whole;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::count::Count;
use self::move_form::MoveForm;
use super::approve::{Approve, Approved};
use super::confirm::Confirm;
use super::places::needs;
use super::{places, refused};
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::drawer::{Carried, CarryDrawer, CountDrawer, DrawerView, Given, ListDrawers, LookX, XView};
use crate::desk::{Approval, Asked, Desk, Done};
use crate::domain::drawer::{MoveKind, Pieces};
use crate::domain::id::RequestId;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::ui::{List, Notice, Sentence};

/// The place of the drawer.
#[derive(Debug, Default)]
pub struct Drawer {
    drawers: Option<Vec<DrawerView>>,
    x: Option<XView>,
    list: List,
    /// What was counted and is not given yet; asked twice it is given once.
    count: Option<(Pieces, RequestId)>,
    /// How many payments there were when the count began.
    began: Option<i64>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<(Vec<DrawerView>, Option<XView>)>>),
    Counted(Pieces),
    Sure(bool),
    /// The count, and the desk of whoever signed it.
    Given(Done<(Desk, Given)>),
    Signed(Approved),
    Carry(Approved),
    /// With the note it was asked with.
    Carried(String, Done<Carried>),
}

/// A row of the list beside the figures.
enum Row {
    Visit(usize),
    Move(usize),
}

impl Drawer {
    fn rows(&self) -> Vec<Row> {
        let (visits, moves) = self.x.as_ref().map_or((0, 0), |x| (x.unfinished.len(), x.moves.len()));
        (0..visits).map(Row::Visit).chain((0..moves).map(Row::Move)).collect()
    }

    fn closed(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::DrawerOpen)?;
        if self.drawers.is_some() && self.x.is_none() { Ok(()) } else { Err(Why::Not) }
    }

    /// A session that still takes money.
    fn running(&self) -> Result<(), Why> {
        match &self.x {
            None => Err(Why::Not),
            Some(x) if x.counted_at.is_some() => Err(Why::Because("drawer-was_counted")),
            Some(_) => Ok(()),
        }
    }

    fn moves(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::DrawerMove)?;
        self.running()
    }

    fn no_sale_ready(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::DrawerNoSale)?;
        self.running()
    }

    fn closes(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::DrawerCount)?;
        self.x.as_ref().map(|_| ()).ok_or(Why::Not)
    }

    /// Left open past its day.
    fn carries(&self, cx: &Cx) -> Result<(), Why> {
        let old = |x: &XView| x.carried_to.unwrap_or(x.business_day) < cx.today();
        match &self.x {
            Some(x) if x.counted_at.is_none() && old(x) => Ok(()),
            _ => Err(Why::Not),
        }
    }

    fn carry(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(x) = &self.x else { return Effect::None };
        let (drawer, day) = (x.drawer.clone(), x.business_day);
        let why = Sentence::of(move |look| {
            let facts = [("drawer", drawer.as_str().into()), ("day", look.day(day).into())];
            look.words.fill("drawer-carry_why", &facts)
        });
        Effect::ask(Approve::new(why, Permission::DrawerRecount, cx), Msg::Carry)
    }

    fn pays(&self, _: &Cx) -> Result<(), Why> {
        let row = self.list.selected().and_then(|at| self.rows().into_iter().nth(at));
        if matches!(row, Some(Row::Visit(_))) { Ok(()) } else { Err(Why::Not) }
    }

    fn pay(&mut self, _: &Cx) -> Effect<Msg> {
        let row = self.list.selected().and_then(|at| self.rows().into_iter().nth(at));
        match (row, &self.x) {
            (Some(Row::Visit(at)), Some(x)) => places::pay(x.unfinished[at].booking),
            _ => Effect::None,
        }
    }

    /// Asks for the count. What was counted and not given stands there again.
    fn counts(&self, cx: &Cx) -> Effect<Msg> {
        let count = Count::new("screen-count", cx);
        let count = match &self.count {
            Some((pieces, _)) => count.counted(pieces, cx),
            None => count,
        };
        Effect::ask(count, Msg::Counted)
    }

    /// Counts what was not counted; what was is compared and closed.
    fn close(&mut self, cx: &Cx) -> Effect<Msg> {
        match &self.x {
            Some(x) if x.counted_at.is_some() => Effect::open(close::Close::new(x.session)),
            Some(x) => {
                if self.count.is_none() {
                    self.began = Some(to_say::payments(x));
                }
                self.counts(cx)
            }
            None => Effect::None,
        }
    }

    /// One's own count is signed by a PIN of one's own; of somebody else's drawer by another's, asked for at once.
    fn sign(&self, cx: &Cx) -> Effect<Msg> {
        let Some(x) = self.x.as_ref().filter(|x| !x.mine) else { return self.give(None) };
        let sees = cx.desk.may(Permission::DrawerExpected) == Grant::Yes;
        let refusal = Refusal::new(if sees { "count.sees" } else { "count.other" });
        let refusal = refusal.with("who", x.opened_by.as_str()).with("drawer", x.drawer.as_str());
        let title = Sentence::refusal(&refusal);
        let approve = Approve::signs(title, Permission::DrawerRecount, cx).of_another_or_owner(cx);
        let counted = self.count.as_ref().and_then(|(pieces, _)| pieces.total(&cx.look.currency).ok());
        let counted = counted.map(|total| cx.look.currency.shown(total)).unwrap_or_default();
        Effect::ask(approve.about(counted), Msg::Signed)
    }

    fn give(&self, approval: Option<Approval>) -> Effect<Msg> {
        let (Some((pieces, request)), Some(x)) = (&self.count, &self.x) else { return Effect::None };
        let count = CountDrawer {
            session: Some(x.session),
            pieces: Some(pieces.clone()),
            total: None,
            reason: String::new(),
        };
        let (request, mine) = (Some(*request), x.mine);
        Effect::write("count", move |desk| async move {
            let signed = async {
                // What is signed of somebody else's drawer is this count alone.
                let (desk, approval) = if mine {
                    desk.signing(approval, Permission::DrawerCount).await?
                } else {
                    (desk, approval)
                };
                let given = desk.act_as(count, Asked { request, approval }).await?;
                Ok((desk, given))
            };
            Msg::Given(signed.await)
        })
    }
}

fn moved(kind: MoveKind, cx: &Cx) -> Effect<Msg> {
    Effect::open(MoveForm::new(kind, cx))
}

impl Screen for Drawer {
    type Msg = Msg;
    const NAME: &'static str = "drawer";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("drawer.open", "enter", |_, _| places::open_drawer()).when(Self::closed),
        Action::new("drawer.pay", "p f6", Self::pay).when(Self::pays),
        Action::new("drawer.carry", "y", Self::carry).when(Self::carries),
        Action::new("drawer.close", "C", Self::close).when(Self::closes),
        Action::new("drawer.paid_in", "+", |_, cx| moved(MoveKind::PaidIn, cx)).when(Self::moves),
        Action::new("drawer.paid_out", "-", |_, cx| moved(MoveKind::PaidOut, cx)).when(Self::moves),
        Action::new("drawer.drop", "_", |_, cx| moved(MoveKind::Drop, cx)).when(Self::moves),
        Action::new("drawer.no_sale", ",n", |_, cx| moved(MoveKind::NoSale, cx)).when(Self::no_sale_ready),
        Action::new("drawer.figures", "v", |this: &mut Self, cx| {
            let figures = this.x.as_ref().map(|x| draw::lines(x, cx));
            figures.map_or(Effect::None, |figures| Effect::open(whole::Whole::new(figures)))
        })
        .when(|this: &Self, cx| whole::is_small(cx).and(this.x.as_ref().map(|_| ()).ok_or(Why::Not))),
        Action::new("drawer.reports", "z", |_, _| Effect::open(reports::Reports::default())),
        Action::new("drawer.days", "d", |_, _| Effect::open(days::DayCloses::default())),
        Action::new("drawer.trail", "T", |this: &mut Self, _| {
            this.x.as_ref().map_or(Effect::None, |x| super::places::trail(x.session.0))
        })
        .when(|this: &Self, cx| super::places::traces(this.x.as_ref(), cx))
        .page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("drawer", |desk| async move {
            let read = async {
                let drawers = desk.ask(ListDrawers {}).await?;
                let x = match desk.ask(LookX { session: None }).await {
                    Ok(x) => Some(x),
                    Err(fault) if fault.refusal().is_some_and(|refusal| refusal.code == "drawer.closed") => {
                        None
                    }
                    Err(fault) => return Err(fault),
                };
                Ok((drawers, x))
            };
            Msg::Read(Box::new(read.await))
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok((drawers, x)) => {
                    (self.drawers, self.x) = (Some(drawers), x);
                    self.list.resize(self.rows().len());
                    Effect::None
                }
                Err(fault) => Effect::say(refused::notice(&fault, cx)),
            },
            Msg::Counted(pieces) => {
                let total = match pieces.total(&cx.look.currency) {
                    Ok(total) => total,
                    Err(refusal) => return Effect::say(cx.refused(&refusal)),
                };
                self.count = Some((pieces, RequestId::new()));
                let facts = [("amount", cx.look.currency.shown(total).into())];
                let question =
                    Confirm::worded(Sentence::fill("count-sure", &facts), Sentence::text("count-give"));
                Effect::ask(question, Msg::Sure)
            }
            Msg::Sure(true) => self.sign(cx),
            Msg::Sure(false) => self.counts(cx),
            Msg::Signed(approved) => self.give(Some(approved.approval)),
            Msg::Carry(approved) => {
                let (note, session) = (approved.reason.clone(), self.x.as_ref().map(|x| x.session));
                let carry = CarryDrawer { session, note: approved.reason };
                let asked = Asked { request: Some(RequestId::new()), approval: Some(approved.approval) };
                Effect::write(
                    "carry",
                    |desk| async move { Msg::Carried(note, desk.act_as(carry, asked).await) },
                )
            }
            Msg::Carried(_, Ok(carried)) => {
                let facts = [("drawer", carried.drawer.as_str().into())];
                Effect::say(Notice::done(cx.fill("drawer-carried", &facts))).and(self.load(cx))
            }
            Msg::Carried(note, Err(fault)) => {
                match Approve::again(&fault, (&Sentence::default(), &note), Permission::DrawerRecount, cx) {
                    Some(asks) => Effect::ask(asks, Msg::Carry),
                    None => Effect::say(refused::notice(&fault, cx)),
                }
            }
            Msg::Given(Ok((desk, given))) => {
                self.count = None;
                let said = Notice::done(cx.text("count-given"));
                let close = close::Close::new(given.session).signed(desk).began(self.began.take());
                Effect::say(said).and(Effect::open(close))
            }
            Msg::Given(Err(fault)) => {
                let asks =
                    fault.refusal().and_then(|refusal| Approve::sign(refusal, Permission::DrawerCount, cx));
                match asks {
                    Some(approve) => Effect::ask(approve, Msg::Signed),
                    None => Effect::say(refused::notice(&fault, cx)),
                }
            }
        }
    }

    fn waiting(&self) -> bool {
        self.drawers.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        match (&self.x, &self.drawers) {
            (Some(x), _) => draw::session(self, x, frame.buffer_mut(), area, cx),
            (None, Some(drawers)) => draw::nothing_open(drawers, frame.buffer_mut(), area, cx),
            (None, None) => {}
        }
    }
}
