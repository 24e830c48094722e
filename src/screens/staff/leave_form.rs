//! Somebody will be away: from, until, why.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::desk::staff::{AddLeave, LeaveAdded};
use crate::desk::{Approval, Asked, Done};
use crate::domain::id::{RequestId, StaffId};
use crate::domain::leave;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::Span;
use crate::domain::text::LINE_NEEDED;
use crate::screens::approve::{Approve, Approved};
use crate::screens::refused;
use crate::ui::{Field, Form, Layout, Look, panel};

/// Asks for the time. Answers with it and with how many bookings lie in it.
#[derive(Debug)]
pub struct LeaveForm {
    staff: StaffId,
    form: Form,
    request: RequestId,
    asked: Option<Span>,
}

#[derive(Debug)]
pub enum Msg {
    Signed(Approved),
    Added(Box<Done<LeaveAdded>>),
}

impl Asks for LeaveForm {
    type Answer = (Span, usize);
}

impl LeaveForm {
    #[must_use]
    pub fn new(staff: StaffId, cx: &Cx) -> Self {
        let zone = cx.zone;
        let echo = move |typed: &str, look: &Look| {
            let span = leave::span(typed, "", look.now, zone)?;
            let at = span.from.local(zone);
            let whole = at.time() == chrono::NaiveTime::MIN;
            Ok::<_, Refusal>(if whole { look.day(at.date()) } else { look.moment(at) })
        };
        let form = Form::new(vec![
            Field::value("from", "leave-from").limit(60).cells(24).reads(echo),
            Field::value("until", "leave-until").limit(60).cells(24).reads(echo),
            Field::text("reason", "leave-reason").limit(120),
        ]);
        Self { staff, form, request: RequestId::new(), asked: None }
    }

    fn save(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let reason =
            self.form.read("reason", &cx.look, |typed| LINE_NEEDED.clean(typed).map(|heard| heard.value));
        let span = leave::span(self.form.value("from"), self.form.value("until"), cx.look.now, cx.zone);
        let span = span.map_err(|refusal| self.form.refuse(&refusal, &cx.look));
        let (Ok(span), Some(reason)) = (span, reason) else {
            self.form.point();
            return Effect::None;
        };
        self.asked = Some(span);
        let add = AddLeave { staff: self.staff, starts_at: span.from, ends_at: span.to, reason };
        let asked = Asked { request: Some(self.request), approval };
        Effect::write("save", |desk| async move { Msg::Added(Box::new(desk.act_as(add, asked).await)) })
    }
}

impl Screen for LeaveForm {
    type Msg = Msg;
    const NAME: &'static str = "leave_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let added = match msg {
            Msg::Signed(approved) => return self.save(Some(approved.approval), cx),
            Msg::Added(added) => *added,
        };
        match (added, self.asked) {
            (Ok(added), Some(span)) => Effect::answer::<Self>((span, added.bookings.len())),
            (Ok(_), None) => Effect::Close,
            (Err(fault), _) => {
                match fault.refusal().and_then(|refusal| Approve::sign(refusal, Permission::StaffEdit, cx)) {
                    Some(asks) => Effect::ask(asks, Msg::Signed),
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

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.save(None, cx)
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((64, self.form.height(&cx.look) + 4))
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-leave_form"), &cx.look);
        let top = u16::from(cx.look.layout != Layout::Phone && inside.height > 4);
        let place = Rect {
            x: inside.x + 1,
            y: inside.y + top,
            width: inside.width.saturating_sub(2),
            height: inside.height - top,
        };
        if let Some(cursor) = self.form.draw(buffer, place, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
