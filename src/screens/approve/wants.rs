//! What a refusal asks a PIN for, and of whom.

use crate::app::Cx;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::{Detail, Refusal};
use crate::ui::{Field, Sentence};

pub(super) fn me(cx: &Cx) -> Option<String> {
    cx.desk.who().map(|who| who.username.clone())
}

/// Whoever is here, where it takes somebody else.
pub(super) fn not_mine(permission: Permission, cx: &Cx) -> Option<String> {
    me(cx).filter(|_| matches!(cx.desk.may(permission), Grant::SecondPerson | Grant::No))
}

/// The sentence above the question, and to whoever has no PIN that they have none.
pub(super) fn titled(title: Sentence, permission: Permission, cx: &Cx) -> Sentence {
    let own = matches!(cx.desk.may(permission), Grant::Yes | Grant::OwnPin);
    let without = cx.desk.who().is_some_and(|who| !who.has_pin());
    if own && without { title.and(Sentence::text("approve-no_pin")) } else { title }
}

/// What is typed to prove it: who, and their PIN; or one's own password, where nothing else will do.
pub(super) fn proof(permission: Permission, cx: &Cx) -> Vec<Field> {
    let grant = cx.desk.may(permission);
    if grant == Grant::OwnPassword {
        return vec![Field::secret("pin", "access-password").limit(256)];
    }
    let own = matches!(grant, Grant::Yes | Grant::OwnPin);
    let me = cx.desk.who().filter(|who| own && who.has_pin()).map_or("", |who| who.username.as_str());
    vec![
        Field::value("username", "approve-who").limit(40).cells(24).with(me),
        Field::pin("pin", "approve-pin"),
    ]
}

/// What is typed where a password is asked for, and cannot be one: a PIN, most likely.
#[must_use]
pub fn short(typed: &str) -> bool {
    !typed.is_empty() && typed.chars().count() < 8
}

/// The right a refusal is about.
#[must_use]
pub fn named(refusal: &Refusal) -> Option<Permission> {
    refusal.details.iter().find_map(|(name, detail)| match detail {
        Detail::Text(text) if *name == "permission" => Permission::of(text),
        _ => None,
    })
}

/// Somebody else is wanted.
pub(super) fn another(refusal: &Refusal) -> bool {
    matches!(
        refusal.code,
        "permission.second"
            | "permission.signer"
            | "factor.signer"
            | "permission.denied"
            | "drawer.own_difference"
            | "drawer.same_person"
            | "count.other"
            | "count.second"
            | "count.sees"
    )
}

/// Why it is asked, and of which amount.
pub(super) fn sentence(refusal: &Refusal, cx: &Cx) -> Sentence {
    let amount = refusal.details.iter().find_map(|(name, detail)| match detail {
        Detail::Money(amount) if *name == "amount" => Some(*amount),
        _ => None,
    });
    let why = Sentence::refusal(refusal);
    match amount.map(|amount| cx.look.currency.shown(amount)) {
        // Once is enough.
        Some(amount) if !why.said(&cx.look).contains(&amount) => about(amount.into(), why),
        _ => why,
    }
}

pub(super) fn about(what: Sentence, why: Sentence) -> Sentence {
    Sentence::of(move |look| {
        let facts = [("what", what.said(look).into()), ("why", why.said(look).into())];
        look.words.fill("approve-about", &facts)
    })
}

/// Whether a PIN or a password could help: none yet, a wrong one, or one of somebody who may not either.
#[must_use]
pub fn wants_pin(refusal: &Refusal) -> bool {
    matches!(
        refusal.code,
        "permission.pin"
            | "permission.second"
            | "permission.signer"
            | "factor.signer"
            | "permission.password"
            | "pin.wrong"
            | "pin.none"
            | "password.wrong"
    ) || refusal.code == "permission.denied" && refusal.field == Some("approval")
}

/// Whether it is what was typed that would not do, and not the act.
pub(super) fn came_of(refusal: &Refusal) -> bool {
    matches!(
        refusal.code,
        "pin.wrong" | "pin.none" | "password.wrong" | "permission.signer" | "factor.signer"
    )
}
