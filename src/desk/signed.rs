//! What is signed: whoever is fetched to type a PIN reads which act it is for, of how much, and whose.

use serde_json::Value;
use uuid::Uuid;

use super::Desk;
use super::act::Kind;
use super::fault::Done;
use crate::domain::drawer::Pieces;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::{Detail, Refusal};
use crate::store;
use crate::store::whom::Thing;

/// What an act may name, and what that is.
const THINGS: [(&str, Thing); 6] = [
    ("booking", Thing::Booking),
    ("payment", Thing::Payment),
    ("package", Thing::Package),
    ("ticket", Thing::Ticket),
    ("patient", Thing::Patient),
    ("keep", Thing::Patient),
];

impl Desk {
    /// Adds to a refusal that asks for a signature what would be signed: the act, whether the right is another than its
    /// own, the amount as it was typed where the rule tells none, and whom it is about, as far as whoever asks may see
    /// names.
    pub(super) async fn says_what(&self, kind: Kind, input: &str, refusal: Refusal) -> Done<Refusal> {
        if refusal.field != Some("approval") {
            return Ok(refusal);
        }
        let told = |name: &str| refusal.details.iter().any(|(one, _)| *one == name);
        let right = refusal.details.iter().find_map(|(name, detail)| match detail {
            Detail::Text(right) if *name == "permission" => Permission::of(right),
            _ => None,
        });
        let beyond = right.is_some_and(|right| right != kind.needs && Some(right) != kind.needs.own());
        // What goes into a secret act is told by nobody.
        let input: Value = if kind.secret { Value::Null } else { serde_json::from_str(input)? };
        let amount = if told("amount") { None } else { self.typed(&input) };
        let mut refusal = refusal.with("act", kind.name);
        if beyond {
            refusal = refusal.with("beyond", 1_i64);
        }
        if let Some(amount) = amount {
            refusal = refusal.with("amount", amount);
        }
        if let Some(whom) = self.whom(&input).await? {
            refusal = refusal.naming("whom", whom);
        }
        Ok(refusal)
    }

    /// How much was typed: moved, counted, or found in a drawer.
    fn typed(&self, input: &Value) -> Option<Money> {
        if let Some(amount) = input["amount"].as_i64() {
            return Some(Money(amount)).filter(|amount| amount.0 > 0);
        }
        // Nothing in a drawer is an amount as well.
        let found = ["float", "total"].iter().find_map(|field| input[*field].as_i64()).map(Money);
        found.or_else(|| {
            let pieces: Pieces = serde_json::from_value(input["pieces"].clone()).ok()?;
            pieces.total(&self.clinic().currency).ok()
        })
    }

    async fn whom(&self, input: &Value) -> Done<Option<String>> {
        if self.veil().hides_names() {
            return Ok(None);
        }
        let named = THINGS.iter().find_map(|(field, thing)| {
            let id = input[*field].as_str().and_then(|id| Uuid::parse_str(id).ok())?;
            Some((*thing, id))
        });
        let Some((thing, id)) = named else { return Ok(None) };
        let found = store::whom::name(self.db(), self.clinic().id, thing, id).await?;
        Ok(found.map(|(name,)| name).filter(|name| !name.is_empty()))
    }
}
