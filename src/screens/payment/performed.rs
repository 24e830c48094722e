//! Who performed a line together, and how much of it each.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Payment, Row, acts};
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::bill::{BillView, OpenBill};
use crate::desk::share::{LineShares, ShareLine, ShareRow};
use crate::desk::{Asked, Done, Roster};
use crate::domain::id::{BillLineId, RequestId, StaffId};
use crate::domain::rate;
use crate::domain::refusal::Refusal;
use crate::screens::pick::Choice;
use crate::screens::pick_many::PickMany;
use crate::screens::refused;
use crate::ui::{Field, Form, Notice, Sentence, panel, text};

/// All of a line, in basis points.
const WHOLE: i64 = 10_000;

impl Payment {
    /// The sold line in hand.
    fn performed(&self) -> Option<(BillLineId, Option<StaffId>)> {
        let (Row::Line(at), Some(bill)) = (self.here()?, &self.bill) else { return None };
        let line = bill.lines.get(at)?;
        line.kind.sold().then_some((line.id, line.staff_id))
    }

    pub(super) fn shares(&self, _: &Cx) -> Result<(), Why> {
        self.in_hand()?;
        self.performed().map(|_| ()).ok_or(Why::Not)
    }

    /// A line that a discount may stand on; of a package, why none may.
    pub(super) fn discounts(&self, cx: &Cx) -> Result<(), Why> {
        match self.sale() {
            Some(_) if self.on_bill => Err(Why::Refused(Refusal::new("discount.line"))),
            _ => self.shares(cx),
        }
    }

    /// Who works here, by name.
    fn people(&self) -> Vec<(StaffId, &str, &str)> {
        let active = self.roster.staff.iter().filter(|one| one.active);
        active.map(|one| (one.id, one.name.as_str(), one.title.as_str())).collect()
    }

    /// Who performed the line in hand, beginning with those of whom it is said already.
    pub(super) fn share(&mut self, _: &Cx) -> Effect<super::Msg> {
        let Some((line, staff)) = self.performed() else { return Effect::None };
        Effect::read("shares", move |desk| async move {
            super::Msg::Shares(line, staff, desk.ask(LineShares { line }).await)
        })
    }

    pub(super) fn shares_read(
        &mut self,
        line: BillLineId,
        staff: Option<StaffId>,
        read: Done<Vec<ShareRow>>,
        cx: &Cx,
    ) -> Effect<super::Msg> {
        let shares = match read {
            Ok(shares) => shares,
            Err(fault) => return Effect::say(refused::notice(&fault, cx)),
        };
        let people = self.people();
        let part = |id: StaffId| shares.iter().find(|share| share.staff_id == id).map(|share| share.share_bp);
        let choices = people.iter().map(|(id, name, title)| {
            let said = part(*id).map(|bp| Sentence::of(move |look| look.words.rate(bp)));
            Choice::said(*name, said.unwrap_or_else(|| Sentence::from(*title)), cx)
        });
        let alone = |id: StaffId| shares.is_empty() && Some(id) == staff;
        let taken = people.iter().map(|(id, ..)| part(*id).is_some() || alone(*id)).collect();
        let ask = PickMany::new("payment-who_performed", choices.collect(), taken);
        Effect::ask(ask, move |people| super::Msg::Shared(line, people, shares))
    }

    /// `before` is how they shared it until now.
    pub(super) fn shared(
        &self,
        line: BillLineId,
        people: &[usize],
        before: &[ShareRow],
    ) -> Effect<super::Msg> {
        let all = self.people();
        let chosen =
            people.iter().filter_map(|at| all.get(*at)).map(|(id, name, _)| (*id, (*name).to_owned()));
        let version = self.bill.as_ref().map(|bill| bill.version);
        let share = ShareLine { booking: self.booking, version, line, shares: Vec::new() };
        match chosen.collect::<Vec<_>>() {
            alone if alone.len() < 2 => {
                // Somebody else than the bill says: all of it is theirs.
                let own = self.bill.as_ref().and_then(|bill| bill.lines.iter().find(|one| one.id == line));
                let own = own.and_then(|line| line.staff_id);
                let other = alone.iter().filter(|(id, _)| Some(*id) != own);
                let shares = other.map(|(id, _)| ShareRow { staff_id: *id, share_bp: WHOLE }).collect();
                super::acts::change("payment-is_performed", ShareLine { shares, ..share })
            }
            several => {
                let roster = Arc::clone(&self.roster);
                Effect::open(ShareForm::new(share, several, before, roster))
            }
        }
    }
}

/// How much of a line each of several performed.
#[derive(Debug)]
pub struct ShareForm {
    share: ShareLine,
    people: Vec<(StaffId, String)>,
    roster: Arc<Roster>,
    form: Form,
    request: RequestId,
}

/// One share each, in the order of the people; together all of it.
fn parse(typed: &str, people: usize) -> Result<Vec<i64>, Refusal> {
    let shares = typed
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '+' | ';'))
        .filter(|part| !part.is_empty() && *part != "%")
        .map(rate::parse)
        .collect::<Result<Vec<_>, _>>()?;
    let whole = shares.iter().sum::<i64>() == WHOLE && shares.iter().all(|share| *share > 0);
    if whole && shares.len() == people { Ok(shares) } else { Err(Refusal::at("line.shares", "shares")) }
}

impl ShareForm {
    /// Begins with how the same people shared it before, else with the same for everybody; what does not divide goes to
    /// the first.
    fn new(
        share: ShareLine,
        people: Vec<(StaffId, String)>,
        before: &[ShareRow],
        roster: Arc<Roster>,
    ) -> Self {
        let count = i64::try_from(people.len()).unwrap_or(1).max(1);
        let each = WHOLE / count;
        let first = WHOLE - each * (count - 1);
        let part = |id: StaffId| before.iter().find(|row| row.staff_id == id).map(|row| row.share_bp);
        let known: Option<Vec<i64>> = people.iter().map(|(id, _)| part(*id)).collect();
        let parts = known
            .filter(|parts| parts.iter().sum::<i64>() == WHOLE)
            .unwrap_or_else(|| (0..people.len()).map(|at| if at == 0 { first } else { each }).collect());
        let parts: Vec<String> = parts.into_iter().map(rate::written).collect();
        let names: Vec<String> = people.iter().map(|(_, name)| name.clone()).collect();
        let reads = move |typed: &str, look: &crate::ui::Look| {
            let shares = parse(typed, names.len())?;
            let each =
                names.iter().zip(shares).map(|(name, share)| format!("{name} {}", look.words.rate(share)));
            Ok(each.collect::<Vec<_>>().join(", "))
        };
        let field =
            Field::value("shares", "share-shares").limit(80).cells(24).with(&parts.join(" ")).reads(reads);
        Self { share, people, roster, form: Form::new(vec![field]), request: RequestId::new() }
    }

    /// Who performed the line as it is there now.
    fn there_is(&self, bill: &BillView, shares: &[ShareRow], cx: &Cx) -> String {
        let Some(line) = bill.lines.iter().find(|line| line.id == self.share.line) else {
            return acts::there_is(bill, cx);
        };
        let name = |id: StaffId| self.roster.staff_name(id).to_owned();
        let part = |row: &ShareRow| format!("{} {}", name(row.staff_id), cx.look.words.rate(row.share_bp));
        let mut who: Vec<String> = shares.iter().map(part).collect();
        if who.is_empty() {
            who.push(line.staff_id.map_or_else(|| cx.text("deed-who_treats"), name));
        }
        cx.fill("older-shares", &[("line", line.description.as_str().into()), ("who", who.join(", ").into())])
    }
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<(BillView, Vec<ShareRow>)>>),
    Did(Done<()>),
}

impl Screen for ShareForm {
    type Msg = Msg;
    const NAME: &'static str = "share";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        if !self.form.is_old() {
            return Effect::None;
        }
        let (booking, line) = (self.share.booking, self.share.line);
        Effect::read("shares", move |desk| async move {
            let read =
                async { Ok((desk.ask(OpenBill { booking }).await?, desk.ask(LineShares { line }).await?)) };
            Msg::Read(Box::new(read.await))
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok((bill, shares)) => {
                    self.share.version = Some(bill.version);
                    self.form.there_is(self.there_is(&bill, &shares, cx));
                    self.form.renewed();
                    Effect::None
                }
                Err(fault) => refused::unread(&fault, true, cx),
            },
            Msg::Did(Ok(())) => {
                self.form.settle();
                Effect::say(Notice::done(cx.text("payment-is_shared"))).and(Effect::Close)
            }
            Msg::Did(Err(fault)) => refused::show(&fault, &mut self.form, cx),
        }
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let people = u16::try_from(self.people.len()).unwrap_or(u16::MAX);
        Some((60, self.form.height(&cx.look).saturating_add(people).saturating_add(4)))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let people = self.people.len();
        let Some(shares) = self.form.read("shares", &cx.look, |typed| parse(typed, people)) else {
            return Effect::None;
        };
        let rows = self.people.iter().zip(shares);
        let shares =
            rows.map(|((staff_id, _), share_bp)| ShareRow { staff_id: *staff_id, share_bp }).collect();
        let (act, asked) = (ShareLine { shares, ..self.share.clone() }, Asked::once(self.request));
        Effect::write("share", |desk| async move { Msg::Did(desk.act_as(act, asked).await.map(|_| ())) })
    }

    /// The people in the order of their shares, then the shares.
    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-share"), &cx.look);
        let (x, width) = (inside.x + 1, inside.width.saturating_sub(2));
        let mut y = inside.y;
        for (nth, (_, name)) in (1..).zip(&self.people) {
            if y + 1 < inside.bottom() {
                text::put(buffer, (x, y), &format!("{nth}. {name}"), width, theme.text, theme);
                y += 1;
            }
        }
        let below = Rect { x, y, width, height: inside.bottom().saturating_sub(y) };
        if let Some(cursor) = self.form.draw(buffer, below, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_typed_as_people_write_them_and_add_up() {
        for typed in ["60 40", "60/40", " 60% + 40 % "] {
            assert_eq!(parse(typed, 2), Ok(vec![6_000, 4_000]), "{typed}");
        }
        assert_eq!(parse("33,34 33,33 33,33", 3), Ok(vec![3_334, 3_333, 3_333]));
        for (typed, people) in [("60 30", 2), ("100", 2), ("100 0", 2), ("50 50", 3), ("", 2), ("a b", 2)] {
            assert!(parse(typed, people).is_err(), "{typed}");
        }
    }
}
