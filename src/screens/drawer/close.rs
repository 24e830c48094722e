//! The close of a counted session: what was counted beside what should be there, each method beside its slip, each
//! unpaid visit with what becomes of it. Then it is closed, or handed over.

use std::collections::HashMap;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::amount::{Amount, Said};
use super::compare;
use super::count::Count;
use super::to_say::Row;
use super::whole::{Whole, is_small};
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::drawer::{
    AcceptDifference, Accepted, CloseDrawer, Closed, Confirmed, CountDrawer, Decided, Given, HandOver,
    Handed, LookX, XView,
};
use crate::desk::{Approval, Asked, Desk, Done};
use crate::domain::drawer::{Decision, Pieces};
use crate::domain::id::{BookingId, DrawerSessionId, MethodId, RequestId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::screens::approve::{Approve, Approved};
use crate::screens::places::needs;
use crate::screens::reason::{Given as Because, Reason};
use crate::screens::{places, refused};
use crate::ui::{List, Notice, Sentence};

/// The close of one session.
#[derive(Debug)]
pub struct Close {
    session: DrawerSessionId,
    pub(super) x: Option<XView>,
    pub(super) list: List,
    /// What was said of each method, visit and of the rest.
    pub(super) methods: HashMap<MethodId, Said>,
    pub(super) visits: HashMap<BookingId, (Decision, String)>,
    pub(super) note: String,
    pub(super) left_in: Option<Money>,
    /// Whoever counted just now signed the close with it, as long as the screen is not locked.
    desk: Option<Desk>,
    /// How many payments there were when the count began.
    pub(super) began: Option<i64>,
    /// What waits for a PIN.
    pub(super) wanted: Wanted,
    pub(super) request: RequestId,
}

/// What is to be done as soon as somebody signs.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    Close,
    /// The difference, before it is handed over: whoever comes next need not be the one who may accept it.
    Accept,
    HandOver,
    Recount(Pieces, String),
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<XView>>),
    Noted(Because),
    Differs(MethodId, Said),
    Stays(Said),
    Carries(BookingId, Because),
    CarriesRest(Because),
    Owes(BookingId, Because),
    Counted(Pieces),
    Again(Pieces, Because),
    Given(Done<Given>),
    Accepted(Done<Accepted>),
    Signed(Approved),
    /// Whether what was said to stay owed goes along like the rest.
    GoesAlong(bool),
    Closed(Done<Closed>),
    Handed(Done<Handed>),
}

impl Close {
    #[must_use]
    pub fn new(session: DrawerSessionId) -> Self {
        Self {
            session,
            x: None,
            list: List::default(),
            methods: HashMap::new(),
            visits: HashMap::new(),
            note: String::new(),
            left_in: None,
            desk: None,
            began: None,
            wanted: Wanted::Close,
            request: RequestId::new(),
        }
    }

    /// By whoever signed the count on this desk.
    #[must_use]
    pub fn signed(self, desk: Desk) -> Self {
        Self { desk: Some(desk), ..self }
    }

    /// Counted when there were so many payments.
    #[must_use]
    pub fn began(self, payments: Option<i64>) -> Self {
        Self { began: payments, ..self }
    }

    fn there(&self, _: &Cx) -> Result<(), Why> {
        self.x.as_ref().map(|_| ()).ok_or(Why::Not)
    }

    fn on_method(&self, _: &Cx) -> Result<(), Why> {
        if matches!(self.here(), Some(Row::Method(_))) { Ok(()) } else { Err(Why::Not) }
    }

    fn on_visit(&self, _: &Cx) -> Result<(), Why> {
        if matches!(self.here(), Some(Row::Visit(_))) { Ok(()) } else { Err(Why::Not) }
    }

    fn mine(&self, _: &Cx) -> Result<(), Why> {
        if self.x.as_ref().is_some_and(|x| x.mine) { Ok(()) } else { Err(Why::Not) }
    }

    /// Says what is to be said of the row in hand.
    fn say(&mut self, cx: &Cx) -> Effect<Msg> {
        match self.here() {
            Some(Row::Difference) => {
                Effect::ask(Reason::note(Sentence::text("close-why_difference")), Msg::Noted)
            }
            Some(Row::Method(at)) => {
                let Some((id, amount)) = self.slips().get(at).map(|one| (one.method, one.amount)) else {
                    return Effect::None;
                };
                let amount = amount.unwrap_or_default();
                if self.methods.remove(&id).is_none() {
                    self.methods.insert(id, Said { amount, note: String::new() });
                    self.list.go(crate::ui::Move::Down);
                }
                Effect::None
            }
            Some(Row::Visit(at)) => {
                let Some(visit) = self.x.as_ref().and_then(|x| x.unfinished.get(at)) else {
                    return Effect::None;
                };
                let booking = visit.booking;
                let title = Sentence::fill("close-who_looks", &[("patient", visit.patient.as_str().into())]);
                Effect::ask(Reason::note(title), move |why| Msg::Carries(booking, why))
            }
            Some(Row::Left) => {
                let plain = cx.look.currency.plain(self.stays(cx));
                Effect::ask(Amount::new(Sentence::text("close-stays_how_much"), &plain, false), Msg::Stays)
            }
            None => Effect::None,
        }
    }

    fn differs(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(Row::Method(at)) = self.here() else { return Effect::None };
        let slips = self.slips();
        let Some(method) = slips.get(at) else { return Effect::None };
        let id = method.method;
        let title = Sentence::fill("close-slip_says", &[("method", method.name.as_str().into())]);
        let plain = cx.look.currency.plain(method.amount.unwrap_or_default());
        Effect::ask(
            Amount::new(title, &plain, true).beside(&method.name, method.amount.unwrap_or_default()),
            move |said| Msg::Differs(id, said),
        )
    }

    /// All of them are carried over with one word.
    fn rest(&mut self, _: &Cx) -> Effect<Msg> {
        let facts = [("count", self.undecided_visits().count().into())];
        Effect::ask(Reason::note(Sentence::fill("close-who_looks_all", &facts)), Msg::CarriesRest)
    }

    fn owes(&mut self, _: &Cx) -> Effect<Msg> {
        let Some(Row::Visit(at)) = self.here() else { return Effect::None };
        let Some(visit) = self.x.as_ref().and_then(|x| x.unfinished.get(at)) else { return Effect::None };
        let booking = visit.booking;
        let title = Sentence::fill("close-why_owed", &[("patient", visit.patient.as_str().into())]);
        Effect::ask(Reason::new(title), move |why| Msg::Owes(booking, why))
    }

    /// Says first what is missing: nobody types a PIN for nothing.
    fn close(&mut self, cx: &Cx) -> Effect<Msg> {
        match self.missing(cx).or_else(|| self.undecided()) {
            Some(refusal) => self.refused(&refusal.into(), cx),
            None => self.begin(Wanted::Close),
        }
    }

    pub(super) fn begin(&mut self, wanted: Wanted) -> Effect<Msg> {
        self.wanted = wanted;
        self.request = RequestId::new();
        self.act(None)
    }

    fn act(&self, approval: Option<Approval>) -> Effect<Msg> {
        let signed = self.desk.clone().filter(|desk| approval.is_none() && desk.still_signed());
        let session = Some(self.session);
        let asked = Asked { request: Some(self.request), approval };
        let methods = self.methods.iter().map(|(method, said)| Confirmed {
            method: *method,
            amount: said.amount,
            note: said.note.clone(),
        });
        let note = self.note.clone();
        match self.wanted.clone() {
            Wanted::Close => {
                let visits = self.visits.iter().map(|(booking, (decision, note))| Decided {
                    booking: *booking,
                    decision: *decision,
                    note: note.clone(),
                });
                let (methods, unfinished) = (methods.collect(), visits.collect());
                let act = CloseDrawer { session, note, methods, unfinished, left_in: self.left_in };
                Effect::write("close", |desk| async move {
                    Msg::Closed(signed.unwrap_or(desk).act_as(act, asked).await)
                })
            }
            Wanted::Accept => {
                let act = AcceptDifference { session, note };
                Effect::write("close", |desk| async move { Msg::Accepted(desk.act_as(act, asked).await) })
            }
            Wanted::HandOver => {
                // Whoever comes next looks after all of them, and is asked at their close: what was said goes along.
                let visits = self.visits.iter().map(|(booking, (_, note))| Decided {
                    booking: *booking,
                    decision: Decision::Carried,
                    note: note.clone(),
                });
                let (methods, unfinished) = (methods.collect(), visits.collect());
                let act = HandOver { session, note, methods, unfinished };
                Effect::write("close", |desk| async move { Msg::Handed(desk.act_as(act, asked).await) })
            }
            Wanted::Recount(pieces, reason) => {
                let act = CountDrawer { session, pieces: Some(pieces), total: None, reason };
                Effect::write("close", |desk| async move { Msg::Given(desk.act_as(act, asked).await) })
            }
        }
    }

    /// Everything that was said is kept now.
    fn settle(&mut self) {
        self.note.clear();
        self.methods.clear();
        self.visits.clear();
        self.left_in = None;
    }
}

impl Screen for Close {
    type Msg = Msg;
    const NAME: &'static str = "close_drawer";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("close_drawer.say", "enter space", Self::say).when(Self::there),
        Action::new("close_drawer.differs", "e", Self::differs).when(Self::on_method),
        Action::new("close_drawer.owes", "o", Self::owes).when(Self::on_visit),
        Action::new("close_drawer.rest", ",a", Self::rest).when(Self::has_rest),
        Action::new("close_drawer.close", "C", Self::close).when(Self::there),
        Action::new("close_drawer.hand_over", ",h", Self::hand_over).when(Self::mine),
        Action::new("close_drawer.recount", "A", |_, cx| {
            Effect::ask(Count::new("screen-count", cx), Msg::Counted)
        })
        .when(|_, cx| needs(cx, Permission::DrawerRecount)),
        Action::new("close_drawer.figures", "v", |this: &mut Self, cx| {
            let figures = this.x.as_ref().map(|x| compare::lines(this, x, cx));
            figures.map_or(Effect::None, |figures| Effect::open(Whole::new(figures)))
        })
        .when(|this: &Self, cx| is_small(cx).and(this.there(cx))),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let session = Some(self.session);
        Effect::read(
            "close",
            move |desk| async move { Msg::Read(Box::new(desk.ask(LookX { session }).await)) },
        )
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok(x) if x.closed => Effect::Close,
                Ok(x) => {
                    if self.note.is_empty() {
                        self.note = x.difference_note.clone().unwrap_or_default();
                    }
                    self.x = Some(x);
                    self.list.resize(self.rows().len());
                    Effect::None
                }
                Err(fault) => Effect::say(refused::notice(&fault, cx)),
            },
            Msg::Noted(why) => {
                self.note = why.reason;
                self.list.go(crate::ui::Move::Down);
                Effect::None
            }
            Msg::Differs(method, said) => {
                self.methods.insert(method, said);
                self.list.go(crate::ui::Move::Down);
                Effect::None
            }
            Msg::Stays(said) => {
                self.left_in = Some(said.amount);
                Effect::None
            }
            Msg::Carries(booking, why) => {
                self.visits.insert(booking, (Decision::Carried, why.reason));
                self.list.go(crate::ui::Move::Down);
                Effect::None
            }
            Msg::CarriesRest(why) => {
                let rest: Vec<BookingId> = self.undecided_visits().map(|visit| visit.booking).collect();
                let carried = |booking| (booking, (Decision::Carried, why.reason.clone()));
                self.visits.extend(rest.into_iter().map(carried));
                self.list.go(crate::ui::Move::Last);
                Effect::None
            }
            Msg::Owes(booking, why) => {
                self.visits.insert(booking, (Decision::Receivable, why.reason));
                self.list.go(crate::ui::Move::Down);
                Effect::None
            }
            Msg::Counted(pieces) => {
                Effect::ask(Reason::new(Sentence::text("close-why_again")), |why| Msg::Again(pieces, why))
            }
            Msg::Again(pieces, why) => {
                let counted = pieces.total(&cx.look.currency).unwrap_or_default();
                self.wanted = Wanted::Recount(pieces, why.reason);
                self.request = RequestId::new();
                let title = Sentence::refusal(&Refusal::new("count.second"));
                let approve = Approve::signs(title, Permission::DrawerRecount, cx).of_another_or_owner(cx);
                Effect::ask(approve.about(cx.look.currency.shown(counted)), Msg::Signed)
            }
            Msg::Given(Ok(_)) => Effect::say(Notice::done(cx.text("count-given"))),
            Msg::Signed(approved) => self.act(Some(approved.approval)),
            Msg::GoesAlong(true) => self.goes_over(cx),
            Msg::GoesAlong(false) => Effect::None,
            Msg::Closed(Ok(closed)) => {
                self.settle();
                let facts = [("number", closed.number.into())];
                let said = Notice::done(cx.fill("close-done", &facts));
                Effect::All(vec![Effect::say(said), Effect::Close, places::report(closed.z, false)])
            }
            Msg::Handed(Ok(handed)) => {
                self.settle();
                let facts = [
                    ("number", handed.closed.number.into()),
                    ("name", handed.to.as_str().into()),
                    ("amount", cx.look.currency.shown(handed.closed.left_in).into()),
                ];
                let said = Notice::done(cx.fill("close-handed", &facts));
                Effect::All(vec![Effect::say(said), Effect::Close, places::report(handed.closed.z, false)])
            }
            Msg::Accepted(Ok(_)) => self.next_signs(cx).and(self.load(cx)),
            Msg::Given(Err(fault))
            | Msg::Accepted(Err(fault))
            | Msg::Closed(Err(fault))
            | Msg::Handed(Err(fault)) => self.refused(&fault, cx),
        }
    }

    fn waiting(&self) -> bool {
        self.x.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn unsaved(&self) -> bool {
        let accepted = self.x.as_ref().and_then(|x| x.difference_note.as_ref());
        let noted = !self.note.is_empty() && Some(&self.note) != accepted;
        noted || !self.methods.is_empty() || !self.visits.is_empty() || self.left_in.is_some()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        if let Some(x) = &self.x {
            compare::close(self, x, frame.buffer_mut(), area, cx);
        }
    }
}
