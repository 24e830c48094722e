//! Where a training clinic stands, so that its day is always alive.

use chrono::Timelike as _;

use crate::desk::Done;
use crate::domain::time::{Ts, at_local};
use crate::domain::zone::Zone;

/// Where it is the middle of a working day now, and when that day began. In the clinic's own country where the hour
/// allows; at night the training clinic stands where the sun shines, so that its day is always alive.
pub(super) fn hours(now: Ts) -> Done<(Zone, Ts)> {
    let zone = zone(now);
    let local = now.local(zone);
    let opens = local.hour().saturating_sub(5).max(1);
    Ok((zone, at_local(local.date().and_hms_opt(opens, 0, 0).unwrap_or_default(), zone)?))
}

/// Where a training clinic made now stands.
#[must_use]
pub fn zone(now: Ts) -> Zone {
    const ELSEWHERE: &[&str] = &[
        "Asia/Makassar",
        "Asia/Jayapura",
        "Asia/Dubai",
        "Europe/Amsterdam",
        "America/Paramaribo",
        "America/Los_Angeles",
        "Pacific/Auckland",
        "Pacific/Honolulu",
    ];
    let fits = |zone: &Zone| (11..18).contains(&now.local(*zone).hour());
    let elsewhere = ELSEWHERE.iter().filter_map(|name| name.parse().ok());
    std::iter::once(Zone::home()).chain(elsewhere).find(fits).unwrap_or_else(Zone::home)
}
