//! Two rows of one person, side by side: which one stays, and how it is known that they are one.

mod draw;
mod find;

use ratatui::Frame;
use ratatui::layout::Rect;

pub use find::FindOther;

use super::approve::{Approve, Approved};
use super::confirm::Confirm;
use super::refused;
use crate::app::{Action, Asks, Cx, Effect, Screen, Why};
use crate::desk::merge::{MergePatients, Merged};
use crate::desk::patient::{OpenPatient, PatientCard};
use crate::desk::{Approval, Asked, Done, Fault};
use crate::domain::id::{PatientId, RequestId};
use crate::domain::permission::Permission;
use crate::domain::text::LINE_NEEDED;
use crate::ui::{Field, Form, Notice, Sentence};

/// Merges two patients. Answers with the one that both are now.
#[derive(Debug)]
pub struct Merge {
    kept: PatientId,
    other: PatientId,
    /// The one that stays, and the one that goes into it.
    cards: Option<Box<(PatientCard, PatientCard)>>,
    form: Form,
    /// It was said that one of the birth dates is wrong.
    one_is_wrong: bool,
    request: RequestId,
    /// What has to be read before trying again.
    said: Option<String>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<(PatientCard, PatientCard)>>),
    Wrong(bool),
    Signed(Approved),
    Merged(Done<Merged>),
}

impl Asks for Merge {
    type Answer = PatientId;
}

impl Merge {
    /// `kept` stays, unless they are swapped.
    #[must_use]
    pub fn new(kept: PatientId, other: PatientId) -> Self {
        let form = Form::new(vec![Field::text("reason", "merge-why").limit(120)]);
        let request = RequestId::new();
        Self { kept, other, cards: None, form, one_is_wrong: false, request, said: None }
    }

    fn read(&self, _: &Cx) -> Result<(), Why> {
        if self.cards.is_some() { Ok(()) } else { Err(Why::Not) }
    }

    fn swap(&mut self, _: &Cx) -> Effect<Msg> {
        std::mem::swap(&mut self.kept, &mut self.other);
        if let Some(cards) = &mut self.cards {
            let (kept, other) = cards.as_mut();
            std::mem::swap(kept, other);
        }
        Effect::None
    }

    fn merge(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let reason =
            self.form.read("reason", &cx.look, |typed| LINE_NEEDED.clean(typed).map(|heard| heard.value));
        let Some(reason) = reason else {
            self.form.point();
            return Effect::None;
        };
        let Some((kept, other)) = self.cards.as_deref() else { return Effect::None };
        let act = MergePatients {
            keep: kept.patient.id,
            keep_version: Some(kept.patient.version),
            merge: other.patient.id,
            merge_version: Some(other.patient.version),
            reason,
            different_birth_dates: self.one_is_wrong,
        };
        let asked = Asked { request: Some(self.request), approval };
        Effect::write("merge", |desk| async move { Msg::Merged(desk.act_as(act, asked).await) })
    }

    fn refused(&mut self, fault: &Fault, cx: &Cx) -> Effect<Msg> {
        let Some(refusal) = fault.refusal() else { return refused::show(fault, &mut self.form, cx) };
        if refusal.code == "patient.merge_born" {
            let asks = Confirm::worded(refused::said(fault), Sentence::text("merge-one_is_wrong"));
            return Effect::ask(asks, Msg::Wrong);
        }
        if refused::is_old(fault) {
            // Read again after this; why stays.
            self.said = Some(refused::sentence(fault, cx));
            return Effect::None;
        }
        match Approve::sign(refusal, Permission::PatientMerge, cx) {
            Some(asks) => Effect::ask(asks, Msg::Signed),
            None => refused::show(fault, &mut self.form, cx),
        }
    }
}

impl Screen for Merge {
    type Msg = Msg;
    const NAME: &'static str = "merge";
    const ACTIONS: &'static [Action<Self, Msg>] =
        &[Action::new("merge.swap", "ctrl-o", Self::swap).when(Self::read)];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let (kept, other) = (self.kept, self.other);
        Effect::read("cards", move |desk| async move {
            let read = async {
                Ok((
                    desk.ask(OpenPatient { patient: kept }).await?,
                    desk.ask(OpenPatient { patient: other }).await?,
                ))
            };
            Msg::Read(Box::new(read.await))
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                // Somebody else made one of them meanwhile.
                Ok((kept, other)) if kept.patient.id == other.patient.id => {
                    self.form.settle();
                    Effect::say(Notice::look(cx.text("merge-one_already")))
                        .and(Effect::answer::<Self>(kept.patient.id))
                }
                Ok((kept, other)) => {
                    // They may have been swapped since they were asked for.
                    let swapped = other.patient.id == self.kept;
                    self.cards = Some(Box::new(if swapped { (other, kept) } else { (kept, other) }));
                    Effect::None
                }
                Err(fault) => refused::unread(&fault, self.cards.is_some(), cx),
            },
            Msg::Wrong(true) => {
                self.one_is_wrong = true;
                self.merge(None, cx)
            }
            Msg::Wrong(false) => Effect::None,
            Msg::Signed(approved) => self.merge(Some(approved.approval), cx),
            Msg::Merged(Ok(merged)) => {
                self.form.settle();
                let said = cx.fill("merge-done", &[("name", merged.name.into())]);
                Effect::say(Notice::done(said)).and(Effect::answer::<Self>(merged.id))
            }
            Msg::Merged(Err(fault)) => self.refused(&fault, cx),
        }
    }

    fn waiting(&self) -> bool {
        self.cards.is_none()
    }

    fn retries(&self) -> bool {
        self.cards.is_none()
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.merge(None, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        draw::merge(self, frame, area, cx);
    }
}
