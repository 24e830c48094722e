//! One thing done to a bill that takes an amount, a reason, or somebody's PIN: a refund, a void, a tip, what is
//! written off, a deposit that is not kept after all.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::acts;
use crate::app::{Action, Cx, Effect, Screen};
use crate::desk::bill::BillView;
use crate::desk::line::VoidLine;
use crate::desk::package_refund::RefundPackage;
use crate::desk::payment::FailPayment;
use crate::desk::refund::{GivenBack, RefundPayment, Refunded};
use crate::desk::tip::{AddTip, WriteOff};
use crate::desk::void::VoidPayment;
use crate::desk::{Approval, Asked, Change, Done, Roster};
use crate::domain::id::{BillLineId, BookingId, MethodId, PatientPackageId, PaymentId, RequestId, StaffId};
use crate::domain::money::Money;
use crate::domain::package::Left;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::screens::approve::{Approve, Approved, wants_pin};
use crate::screens::refused;
use crate::ui::{Field, Form, Notice};

/// What is to be done.
#[derive(Debug, Clone, Copy)]
pub enum Deed {
    Refund {
        payment: PaymentId,
    },
    Void {
        payment: PaymentId,
    },
    /// It never arrived.
    Fail {
        payment: PaymentId,
    },
    Tip {
        booking: BookingId,
        /// The bill's, as it was on the screen; here and below.
        version: Option<i64>,
    },
    WriteOff {
        booking: BookingId,
        version: Option<i64>,
    },
    /// Unused sessions go back.
    Sessions {
        package: PatientPackageId,
        left: Left,
        /// What the package had, and what was paid for it.
        bought: (i64, Money),
    },
    /// A deposit that was kept is held again.
    GiveUp {
        booking: BookingId,
        version: Option<i64>,
        line: BillLineId,
    },
}

impl Deed {
    const fn title(self) -> &'static str {
        match self {
            Self::Refund { .. } => "deed-refund",
            Self::Void { .. } => "deed-void",
            Self::Fail { .. } => "deed-fail",
            Self::Tip { .. } => "deed-tip",
            Self::WriteOff { .. } => "deed-write_off",
            Self::Sessions { .. } => "deed-sessions",
            Self::GiveUp { .. } => "deed-give_up",
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Refund { .. } => "deed-refunded",
            // What goes back says how much of it.
            Self::Sessions { .. } => "deed-sessions_off",
            Self::Void { .. } => "deed-voided",
            Self::Fail { .. } => "deed-failed",
            Self::Tip { .. } => "deed-tipped",
            Self::WriteOff { .. } => "deed-written_off",
            Self::GiveUp { .. } => "deed-given_up",
        }
    }

    const fn needs(self) -> Permission {
        match self {
            Self::Refund { .. } | Self::Sessions { .. } => Permission::PaymentRefund,
            Self::Void { .. } => Permission::PaymentVoid,
            Self::Fail { .. } => Permission::PaymentVoidOther,
            Self::Tip { .. } => Permission::BillEdit,
            Self::WriteOff { .. } => Permission::PaymentWriteOff,
            Self::GiveUp { .. } => Permission::DepositWaive,
        }
    }
}

/// The form of one deed.
#[derive(Debug)]
pub struct DeedForm {
    deed: Deed,
    /// All it could be about.
    most: Option<Money>,
    methods: Vec<MethodId>,
    staff: Vec<StaffId>,
    /// Of sessions that go back, how much money goes with one, with two, …
    backs: Vec<Money>,
    form: Form,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<BillView>>),
    /// What went back, where something did.
    Did(Done<Option<Refunded>>),
    Approved(Approved),
}

impl DeedForm {
    /// `most` is what it is about: all of it unless something less is typed. `methods` are the ways back.
    #[must_use]
    pub fn new(deed: Deed, most: Money, methods: Option<&[(MethodId, String)]>, cx: &Cx) -> Self {
        let all = if most > Money::ZERO { cx.look.currency.plain(most) } else { String::new() };
        let mut fields = Vec::new();
        match deed {
            Deed::Refund { .. } | Deed::WriteOff { .. } | Deed::Tip { .. } => {
                fields.push(Field::money("amount", "deed-amount").with(&all));
            }
            Deed::Sessions { left, .. } => {
                let all = left.sessions.to_string();
                fields.push(Field::count("sessions", "deed-count").limit(3).cells(5).with(&all));
            }
            Deed::Void { .. } | Deed::Fail { .. } | Deed::GiveUp { .. } => {}
        }
        let methods = methods.unwrap_or_default();
        if !methods.is_empty() {
            let own = std::iter::once(cx.text("deed-own_method"));
            let names = own.chain(methods.iter().map(|(_, name)| name.clone())).collect();
            fields.push(Field::choice("method", "payment-method", names));
        }
        if !matches!(deed, Deed::Tip { .. }) {
            fields.push(Field::text("reason", "deed-reason").limit(120));
        }
        Self {
            deed,
            most: Some(most).filter(|most| *most > Money::ZERO),
            methods: methods.iter().map(|(id, _)| *id).collect(),
            staff: Vec::new(),
            backs: Vec::new(),
            form: Form::new(fields),
            request: RequestId::new(),
        }
    }

    /// A tip may be anybody's who works here; left as it is, it is the one's who treats.
    #[must_use]
    pub fn treated(mut self, roster: &Roster, cx: &Cx) -> Self {
        let people: Vec<_> = roster.staff.iter().filter(|one| one.active).collect();
        let names =
            std::iter::once(cx.text("deed-who_treats")).chain(people.iter().map(|one| one.name.clone()));
        let staff = Field::choice("staff", "deed-staff", names.collect());
        self.form = Form::new(vec![Field::money("amount", "deed-amount"), staff]);
        self.staff = people.iter().map(|one| one.id).collect();
        self
    }

    /// Sessions go back: `back` says how much money goes with what they are worth.
    #[must_use]
    pub fn giving(mut self, back: impl Fn(Money) -> Money) -> Self {
        if let Deed::Sessions { left, bought, .. } = self.deed {
            let worth = |count| left.worth(count, bought.0, bought.1).unwrap_or(left.value);
            self.backs = (1..=left.sessions).map(|count| back(worth(count))).collect();
        }
        self
    }

    /// What it is about, for the title: where sessions go back, the money that goes with as many as are typed.
    fn about(&self) -> Option<Money> {
        match self.deed {
            Deed::Sessions { .. } => {
                let count: usize = self.form.value("sessions").trim().parse().ok()?;
                self.backs.get(count.checked_sub(1)?).copied()
            }
            _ => self.most.filter(|_| self.form.field("amount").is_none()),
        }
    }

    fn chosen<T: Copy>(&self, field: &'static str, of: &[T]) -> Option<T> {
        self.form.chosen(field).checked_sub(1).and_then(|at| of.get(at)).copied()
    }

    fn act(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let asked = Asked { request: Some(self.request), approval };
        let amount = if self.form.field("amount").is_some() {
            match self.form.read("amount", &cx.look, |typed| cx.look.currency.parse(typed)) {
                Some(amount) => amount,
                None => return self.point(),
            }
        } else {
            Money::ZERO
        };
        let reason = self.form.value("reason").to_owned();
        let method = self.chosen("method", &self.methods);
        match self.deed {
            Deed::Refund { payment } => {
                write(RefundPayment { payment, amount: Some(amount), method, reason }, asked, Some)
            }
            Deed::Void { payment } => write(VoidPayment { payment, reason }, asked, nothing),
            Deed::Fail { payment } => write(FailPayment { payment, reason }, asked, nothing),
            Deed::Tip { booking, version } => {
                let staff = self.chosen("staff", &self.staff);
                write(AddTip { booking, version, amount, staff }, asked, nothing)
            }
            Deed::WriteOff { booking, version } => {
                write(WriteOff { booking, version, amount: Some(amount), reason }, asked, nothing)
            }
            Deed::Sessions { package, left, bought } => {
                let many = |typed: &str| sessions(typed, left, bought).map(|(count, _)| count);
                let Some(sessions) = self.form.read("sessions", &cx.look, many) else { return self.point() };
                let act = RefundPackage { package, sessions: Some(sessions), method, reason };
                write(act, asked, |returned| returned.refund)
            }
            Deed::GiveUp { booking, version, line } => {
                write(VoidLine { booking, version, line, reason }, asked, nothing)
            }
        }
    }

    /// The refusal with the amount it is about: what is signed is seen.
    fn amount(&self, refusal: &Refusal, cx: &Cx) -> Refusal {
        let told = refusal.details.iter().any(|(name, _)| *name == "amount");
        let typed = match self.deed {
            Deed::Sessions { left, bought, .. } => {
                sessions(self.form.value("sessions"), left, bought).ok().map(|(_, worth)| worth)
            }
            _ => cx.look.currency.parse(self.form.value("amount")).ok().or(self.most),
        };
        match typed.filter(|_| !told) {
            Some(amount) => refusal.clone().with("amount", amount),
            None => refusal.clone(),
        }
    }

    /// The bill as it is now; what is written off unless something else was typed is what is due.
    fn renew(&mut self, bill: &BillView, cx: &Cx) {
        let (Deed::Tip { version, .. } | Deed::WriteOff { version, .. } | Deed::GiveUp { version, .. }) =
            &mut self.deed
        else {
            return;
        };
        *version = Some(bill.version);
        if let Deed::WriteOff { .. } = self.deed {
            self.form.take("amount", &cx.look.currency.plain(bill.due), &cx.look);
        }
        self.form.there_is(acts::there_is(bill, cx));
        self.form.renewed();
    }

    fn point(&mut self) -> Effect<Msg> {
        self.form.point();
        Effect::None
    }
}

/// How many sessions were typed, and what they are worth.
fn sessions(typed: &str, left: Left, (bought, price): (i64, Money)) -> Result<(i64, Money), Refusal> {
    let no = || Refusal::at("package.sessions", "sessions").with("left", left.sessions);
    let count = typed.trim().parse().map_err(|_| no())?;
    Ok((count, left.worth(count, bought, price)?))
}

fn write<A: Change>(act: A, asked: Asked, back: fn(A::Output) -> Option<Refunded>) -> Effect<Msg> {
    Effect::write("deed", move |desk| async move { Msg::Did(desk.act_as(act, asked).await.map(back)) })
}

/// How much goes back by which way: whoever hands it over goes by this.
fn given_back(back: &Refunded, cx: &Cx) -> String {
    let part = |part: &GivenBack| format!("{} {}", part.method, cx.look.currency.shown(part.amount));
    let parts: Vec<String> = back.parts.iter().map(part).collect();
    cx.fill("deed-given_back", &[("parts", parts.join(", ").into()), ("number", back.number.as_str().into())])
}

fn nothing<T>(_: T) -> Option<Refunded> {
    None
}

impl Screen for DeedForm {
    type Msg = Msg;
    const NAME: &'static str = "deed";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        match self.deed {
            Deed::Tip { booking, .. } | Deed::WriteOff { booking, .. } | Deed::GiveUp { booking, .. } => {
                acts::again(&self.form, booking, Msg::Read)
            }
            _ => Effect::None,
        }
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok(bill) => {
                    self.renew(&bill, cx);
                    Effect::None
                }
                Err(fault) => refused::unread(&fault, true, cx),
            },
            Msg::Did(Ok(back)) => {
                self.form.settle();
                let said = match back {
                    Some(back) => given_back(&back, cx),
                    None => cx.text(self.deed.done()),
                };
                Effect::say(Notice::done(said)).and(Effect::Close)
            }
            Msg::Did(Err(fault)) => match fault.refusal().filter(|refusal| wants_pin(refusal)) {
                Some(refusal) => {
                    let shown = self.amount(refusal, cx);
                    let approve = Approve::after(&shown, self.deed.needs(), cx);
                    Effect::ask(approve.because(self.form.value("reason"), cx), Msg::Approved)
                }
                None => refused::show(&fault, &mut self.form, cx),
            },
            Msg::Approved(approved) => {
                self.form.set("reason", &approved.reason, &cx.look);
                self.act(Some(approved.approval), cx)
            }
        }
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((60, self.form.height(&cx.look) + 4))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let why = |typed: &str| crate::domain::text::LINE_NEEDED.clean(typed);
        if self.form.field("reason").is_some() && self.form.read("reason", &cx.look, why).is_none() {
            return self.point();
        }
        self.act(None, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let mut title = cx.text(self.deed.title());
        if let Some(amount) = self.about() {
            title = format!("{title} {} {}", cx.look.theme.glyphs.dot, cx.look.currency.shown(amount));
        }
        self.form.framed(frame, area, &title, &cx.look);
    }
}
