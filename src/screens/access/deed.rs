//! What can be done about users, roles and log-ins: its fields, and the act they make.

use futures::FutureExt;
use futures::future::BoxFuture;

use super::people::People;
use crate::app::Cx;
use crate::desk::event::ResolveEvent;
use crate::desk::factor::{ConfirmFactor, RemoveFactor, RemoveOwnFactor, StartFactor};
use crate::desk::invite::{CancelInvitation, InviteUser, SendInvitation};
use crate::desk::lost::{ChangeOwnPassword, ChangeOwnPin, ResetPassword, ResetPin};
use crate::desk::right::{GiveGrant, RevokeGrant};
use crate::desk::role::{EditRole, RoleView, both_ways};
use crate::desk::session::{RevokeAllOf, RevokeSession, SeatRow};
use crate::desk::user::{BlockUser, EditUser, SetRole, UnblockUser, UserRow};
use crate::desk::{Asked, Change, Desk, Done};
use crate::domain::account::Role;
use crate::domain::clinic::Language;
use crate::domain::id::{AccountId, EventId, GrantId, InvitationId};
use crate::domain::permission::{Effect as RuleEffect, Permission, Rule};
use crate::domain::refusal::Refusal;
use crate::ui::{Field, Form};

/// One deed, with what it is done to.
#[derive(Debug, Clone)]
pub enum Deed {
    Invite,
    Edit(UserRow),
    SetRole(UserRow),
    Block(UserRow),
    Unblock(UserRow),
    ResetPassword(UserRow),
    ResetPin(UserRow),
    RemoveFactor(UserRow),
    Give(UserRow, Permission),
    /// What it was, in words.
    TakeBack(GrantId, String),
    EndAll(UserRow),
    EditRole(Option<RoleView>),
    Send(InvitationId),
    Cancel(InvitationId),
    EndSession(SeatRow),
    /// What it is, in words.
    Resolve(EventId, String),
    OwnPassword,
    OwnPin,
    StartFactor,
    ConfirmFactor,
    RemoveOwnFactor,
}

/// What is shown afterwards, because it cannot be shown again: codes, secrets.
pub type Shown = Vec<String>;

/// An act about to be done.
pub type Job = Box<dyn FnOnce(Desk, Asked) -> BoxFuture<'static, Done<Shown>> + Send>;

fn job<A: Change>(act: A, shown: fn(A::Output) -> Shown) -> Job {
    Box::new(move |desk, asked| async move { desk.act_as(act, asked).await.map(shown) }.boxed())
}

fn done<A: Change>(act: A) -> Job {
    job(act, |_| Vec::new())
}

/// How long a right is given: its words, and its hours; none for as long as nobody takes it back.
const ENDS: [(&str, Option<i64>); 5] = [
    ("access-end_never", None),
    ("access-end_hours", Some(8)),
    ("access-end_day", Some(24)),
    ("access-end_week", Some(7 * 24)),
    ("access-end_month", Some(30 * 24)),
];
/// What can be made of a right: nobody allows what they do not have, though they may deny it.
fn effects(permission: Permission, cx: &Cx) -> impl Iterator<Item = (&'static str, RuleEffect)> {
    let allow = cx.desk.gives(permission).then_some(("access-allow", RuleEffect::Allow));
    allow.into_iter().chain([("access-deny", RuleEffect::Deny)])
}

/// In the order of [`Language::ALL`], after none.
const LANGUAGES: [&str; 3] = ["access-language_any", "language-english", "language-indonesian"];

impl Deed {
    /// The message id of its title.
    pub const fn title(&self) -> &'static str {
        match self {
            Self::Invite => "access-invite",
            Self::Edit(_) => "access-edit",
            Self::SetRole(_) => "access-set_role",
            Self::Block(_) => "access-block",
            Self::Unblock(_) => "access-unblock",
            Self::ResetPassword(_) => "access-reset_password",
            Self::ResetPin(_) => "access-reset_pin",
            Self::RemoveFactor(_) | Self::RemoveOwnFactor => "access-remove_factor",
            Self::Give(..) => "access-give",
            Self::TakeBack(..) => "access-take_back",
            Self::EndAll(_) => "access-end_all",
            Self::EndSession(_) => "access-end_session",
            Self::EditRole(_) => "access-edit_role",
            Self::Send(_) => "access-send",
            Self::Cancel(_) => "access-cancel",
            Self::Resolve(..) => "access-resolve",
            Self::OwnPassword => "access-own_password",
            Self::OwnPin => "access-own_pin",
            Self::StartFactor => "access-start_factor",
            Self::ConfirmFactor => "access-confirm_factor",
        }
    }

    /// Whom or what it is about, in words.
    pub fn about(&self, cx: &Cx) -> String {
        match self {
            Self::Edit(user) | Self::SetRole(user) => format!("{} ({})", user.full_name, user.username),
            Self::Block(user)
            | Self::Unblock(user)
            | Self::ResetPassword(user)
            | Self::ResetPin(user)
            | Self::RemoveFactor(user)
            | Self::EndAll(user) => {
                format!("{} ({}). {}", user.full_name, user.username, cx.look.words.help(self.title()))
            }
            Self::EndSession(seat) => [&seat.full_name, " (", &seat.username, "), ", &seat.terminal].concat(),
            Self::Give(user, permission) => {
                format!("{}: {}", user.full_name, super::people::right_words(*permission, &cx.look))
            }
            Self::TakeBack(_, what) => what.clone(),
            Self::Resolve(_, what) => [what, ". ", &cx.look.words.help(self.title())].concat(),
            Self::EditRole(Some(view)) => {
                let base = cx.text(&format!("role-{}", view.role.base));
                [&cx.text("access-base"), ": ", &base, ". ", &cx.look.words.help(self.title())].concat()
            }
            _ => cx.look.words.help(self.title()),
        }
    }

    /// What is asked for; the password last, where it takes one.
    pub fn fields(&self, people: &People, cx: &Cx) -> Vec<Field> {
        let text = |name, label, with: &str| Field::text(name, label).limit(120).with(with);
        let reason = || Field::text("reason", "reason-why").limit(120);
        // Where nobody treats there is nobody to treat as.
        let staff = |user: Option<&UserRow>| {
            let mine = people.staff.name(user.and_then(|user| user.staff_id));
            let some = !people.staff.choices().is_empty();
            some.then(|| Field::pick("staff", "access-staff").limit(120).with(mine))
        };
        let language = |now: Option<Language>| {
            let mut field = Field::words("language", "access-language", &LANGUAGES);
            let place = now.and_then(|now| Language::ALL.iter().position(|one| *one == now));
            field.choose(place.map_or(0, |place| place + 1));
            field.settle();
            field
        };
        let role = |now: Option<&UserRow>| {
            let mut field = Field::choice("role", "access-role", people.role_words(cx));
            let same =
                |user: &UserRow| people.roles.iter().position(|one| *one == (user.role, user.custom_role_id));
            field.choose(now.and_then(same).unwrap_or(people.receptionist()));
            field.settle();
            field
        };
        let mut fields = match self {
            Self::Invite => vec![
                text("full_name", "access-name", ""),
                text("email", "access-email", ""),
                text("phone", "access-phone", ""),
                language(None),
                role(None),
            ]
            .into_iter()
            .chain(staff(None))
            .collect(),
            Self::Edit(user) => vec![
                text("username", "access-username", &user.username),
                text("full_name", "access-name", &user.full_name),
                text("email", "access-email", user.email.as_deref().unwrap_or_default()),
                text("phone", "access-phone", user.phone.as_deref().unwrap_or_default()),
                language(user.language),
            ]
            .into_iter()
            .chain(staff(Some(user)))
            .collect(),
            Self::SetRole(user) => vec![role(Some(user)), reason()],
            Self::Give(_, permission) => {
                let ends: Vec<&'static str> = ENDS.iter().map(|(id, _)| *id).collect();
                let effects: Vec<&'static str> = effects(*permission, cx).map(|(id, _)| id).collect();
                vec![
                    Field::words("effect", "access-effect", &effects),
                    Field::words("ends", "access-ends", &ends).cells(52),
                    reason(),
                ]
            }
            Self::EditRole(role) => role_fields(role.as_ref(), people, cx),
            Self::OwnPassword => vec![
                Field::secret("new_password", "access-new_password").limit(256),
                Field::secret("again", "first-again").limit(256),
            ],
            Self::OwnPin => vec![Field::pin("new_pin", "access-new_pin"), Field::pin("again", "first-again")],
            Self::ConfirmFactor => vec![Field::text("code", "access-code").limit(12).cells(12)],
            Self::Resolve(..) => vec![Field::text("note", "access-note").limit(120)],
            Self::Send(_) | Self::StartFactor | Self::RemoveOwnFactor => Vec::new(),
            _ => vec![reason()],
        };
        if !matches!(self, Self::Resolve(..)) {
            fields.push(Field::secret("approval", "access-password").limit(256));
        }
        fields
    }

    /// About the user or the role as they are now.
    pub fn renew(&mut self, users: &[UserRow], roles: &[RoleView]) {
        match self {
            Self::Edit(user) | Self::SetRole(user) => {
                if let Some(now) = users.iter().find(|now| now.id == user.id) {
                    now.clone_into(user);
                }
            }
            Self::EditRole(Some(role)) => {
                if let Some(now) = roles.iter().find(|now| now.role.id == role.role.id) {
                    now.clone_into(role);
                }
            }
            _ => {}
        }
    }

    /// The act the form makes.
    pub fn job(&self, form: &mut Form, people: &People, cx: &Cx) -> Result<Job, Refusal> {
        let typed = |name: &str| form.value(name).to_owned();
        let reason = typed("reason");
        let staff = || people.staff.one(form.value("staff")).map_err(|refusal| refusal.on("staff"));
        let language =
            || form.chosen("language").checked_sub(1).and_then(|at| Language::ALL.get(at).copied());
        let role = || people.roles.get(form.chosen("role")).copied().unwrap_or((Role::Receptionist, None));
        Ok(match self.clone() {
            Self::Invite => {
                let (role, custom_role) = role();
                let act = InviteUser {
                    full_name: typed("full_name"),
                    email: typed("email"),
                    phone: typed("phone"),
                    language: language(),
                    role,
                    custom_role,
                    staff: staff()?,
                };
                job(act, |invited| vec![invited.code])
            }
            Self::Edit(user) => done(EditUser {
                user: user.id,
                version: Some(user.version),
                username: typed("username"),
                full_name: typed("full_name"),
                email: typed("email"),
                phone: typed("phone"),
                language: language(),
                staff: staff()?,
            }),
            Self::SetRole(user) => {
                let (role, custom_role) = role();
                done(SetRole { user: user.id, version: Some(user.version), role, custom_role, reason })
            }
            Self::Block(user) => done(BlockUser { user: user.id, reason }),
            Self::Unblock(user) => done(UnblockUser { user: user.id, reason }),
            Self::ResetPassword(user) => {
                job(ResetPassword { user: user.id, reason }, |reset| vec![reset.code])
            }
            Self::ResetPin(user) => done(ResetPin { user: user.id, reason }),
            Self::RemoveFactor(user) => done(RemoveFactor { user: user.id, reason }),
            Self::Give(user, permission) => {
                let hours = ENDS.get(form.chosen("ends")).and_then(|(_, hours)| *hours);
                let effect = effects(permission, cx).nth(form.chosen("effect"));
                done(GiveGrant {
                    user: user.id,
                    permission,
                    effect: effect.map_or(RuleEffect::Deny, |(_, effect)| effect),
                    expires_at: hours.map(|hours| cx.desk.now().plus_minutes(hours * 60)),
                    reason,
                })
            }
            Self::TakeBack(grant, _) => done(RevokeGrant { grant, reason }),
            Self::EndAll(user) => done(RevokeAllOf { user: user.id, reason }),
            Self::EditRole(old) => {
                let rules = |field: &'static str, effect| {
                    people
                        .rights
                        .many(form.value(field))
                        .map_err(|refusal| refusal.on(field))
                        .map(|all| all.into_iter().map(move |permission| Rule { permission, effect }))
                };
                let denied: Vec<Rule> = rules("deny", RuleEffect::Deny)?.collect();
                let allowed: Vec<Rule> = rules("allow", RuleEffect::Allow)?.collect();
                let both = |rule: &&Rule| denied.iter().any(|deny| deny.permission == rule.permission);
                if let Some(rule) = allowed.iter().find(both) {
                    return Err(both_ways(rule.permission).on("deny"));
                }
                let all: Vec<Rule> = allowed.into_iter().chain(denied).collect();
                let base = old.as_ref().map_or_else(
                    || bases(cx).nth(form.chosen("base")).unwrap_or(Role::Receptionist),
                    |view| view.role.base,
                );
                done(EditRole {
                    role: old.as_ref().map(|view| view.role.id),
                    version: old.as_ref().map(|view| view.role.version),
                    name: typed("name"),
                    base,
                    rules: all,
                    active: form.field("active").is_none() || form.chosen("active") == 0,
                    reason,
                })
            }
            Self::Send(invitation) => done(SendInvitation { invitation }),
            Self::Cancel(invitation) => done(CancelInvitation { invitation, reason }),
            Self::EndSession(seat) => done(RevokeSession { session: seat.id, reason }),
            Self::Resolve(event, _) => done(ResolveEvent { event, note: typed("note") }),
            Self::OwnPassword => {
                same(form, "new_password", "password.again")?;
                done(ChangeOwnPassword { new_password: form.raw("new_password").to_owned() })
            }
            Self::OwnPin => {
                same(form, "new_pin", "pin.again")?;
                done(ChangeOwnPin { new_pin: form.raw("new_pin").to_owned() })
            }
            Self::StartFactor => job(StartFactor {}, |prepared| vec![prepared.secret, prepared.link]),
            Self::ConfirmFactor => job(ConfirmFactor { code: typed("code") }, |confirmed| confirmed.recovery),
            Self::RemoveOwnFactor => done(RemoveOwnFactor {}),
        })
    }

    /// Above the codes it shows: what they are for.
    pub const fn shows(&self) -> &'static str {
        match self {
            Self::StartFactor => "access-shown_factor",
            Self::ConfirmFactor => "access-shown_recovery",
            Self::ResetPassword(_) => "access-shown_reset",
            _ => "access-shown_invitation",
        }
    }
}

/// What is typed without being seen is typed twice.
fn same(form: &Form, field: &str, code: &'static str) -> Result<(), Refusal> {
    if form.raw(field) == form.raw("again") { Ok(()) } else { Err(Refusal::at(code, "again")) }
}

/// The fixed roles that whoever is here may build on.
fn bases(cx: &Cx) -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(|role| cx.desk.manages(*role))
}

fn role_fields(role: Option<&RoleView>, people: &People, cx: &Cx) -> Vec<Field> {
    let rules = |effect| {
        let of = |role: &RoleView| {
            let all: Vec<Permission> =
                role.rules.iter().filter(|rule| rule.effect == effect).map(|rule| rule.permission).collect();
            people.rights.names(&all)
        };
        role.map(of).unwrap_or_default()
    };
    let name = role.map_or("", |role| role.role.name.as_str());
    let mut fields = vec![Field::text("name", "access-role_name").limit(120).with(name)];
    if role.is_none() {
        let words = bases(cx).map(|role| cx.text(&format!("role-{role}"))).collect();
        let mut base = Field::choice("base", "access-base", words);
        base.choose(bases(cx).position(|role| role == Role::Receptionist).unwrap_or_default());
        base.settle();
        fields.push(base);
    }
    fields.push(Field::pick("allow", "access-allows").limit(2000).with(&rules(RuleEffect::Allow)));
    fields.push(Field::pick("deny", "access-denies").limit(2000).with(&rules(RuleEffect::Deny)));
    if let Some(role) = role {
        fields.push(Field::yes_no("active", "access-active", role.role.active));
    }
    fields.push(Field::text("reason", "reason-why").limit(120));
    fields
}

/// Whose log-ins may be ended here at all; one's own is left by logging out.
pub fn is_mine(user: AccountId, cx: &Cx) -> bool {
    cx.desk.who().is_some_and(|who| who.account_id == user)
}
