//! The first line: the places with their keys, where one is, and the clock.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::look::{Layout, Look};
use super::text;

/// One place of the first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub key: String,
    pub label: String,
    /// A few letters of it, for where there is no room for the words of all places.
    pub short: String,
    pub here: bool,
}

/// What stands at the right edge, before the clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corner {
    /// Only where there is room for it.
    pub clinic: Option<String>,
    /// Who is at the counter: for them, for what nobody may miss and for the clock the places shorten their words.
    pub who: Option<String>,
    pub kept: Option<String>,
    /// What is seen may be old: said before all else.
    pub lost: Option<String>,
    /// The same in a word, where there is no room for all of it.
    pub lost_briefly: Option<String>,
}

/// Cells of a name that places give up their words for; what is longer is cut where there is no more room.
const NAME: usize = 12;
/// Cells of it, and of the dot behind it, that no place has to keep its few letters by.
const LEAST: usize = 9;

/// Draws the places and, at the right edge, as much of `corner` as fits with the clock last. Returns the cells of each
/// place.
pub fn draw(buffer: &mut Buffer, area: Rect, look: &Look, tabs: &[Tab], corner: &Corner) -> Vec<Range<u16>> {
    let theme = &look.theme;
    let clock = look.words.time(look.now.time());
    let dot = format!(" {} ", theme.glyphs.dot);
    let [lost, kept] = [&corner.lost, &corner.kept].map(Option::as_deref);
    let ends = |clock| [lost, kept, clock].into_iter().flatten().collect::<Vec<_>>().join(&dot);
    let rest = ends(Some(clock.as_str()));
    let who = corner.who.as_deref().unwrap_or_default();
    let wanted = match text::width(who).min(NAME) {
        0 => 0,
        name => name + text::width(&dot),
    };
    let labels = labels(tabs, look, usize::from(area.width), (text::width(&rest), wanted));
    let mut hits = vec![0..0; tabs.len()];
    let mut x = area.x;
    for ((tab, label), hit) in tabs.iter().zip(&labels).zip(&mut hits) {
        let Some(label) = label else { continue };
        let wide = u16::try_from(text::width(label)).unwrap_or(u16::MAX);
        if wide > area.right().saturating_sub(x) {
            break;
        }
        let style =
            if tab.here { theme.selected(theme.text).add_modifier(Modifier::BOLD) } else { theme.dim };
        let used = text::put(buffer, (x, area.y), label, wide, style, theme);
        *hit = x..x + used;
        x += used + 1;
    }
    let room = Rect { x, width: area.right().saturating_sub(x), ..area };
    let fits = |what: &String| text::width(what) <= usize::from(room.width);
    let brief = corner.lost_briefly.as_deref();
    let briefly = |clock| [brief, kept, clock].into_iter().flatten().collect::<Vec<_>>().join(&dot);
    // That it is only a copy to learn on stands whatever else does not.
    let last = kept.or(lost).unwrap_or_default().to_owned();
    let ends = [rest, ends(None), briefly(Some(clock.as_str())), briefly(None), last];
    let Some(mut right) = ends.into_iter().find(fits) else {
        return hits;
    };
    let beside = usize::from(room.width).saturating_sub(text::width(&right) + text::width(&dot));
    let name = text::cut(who, beside, theme.glyphs.cut);
    // A letter and the mark name nobody.
    if !right.is_empty() && (text::width(&name) > 2 || name == who && !who.is_empty() && beside > 0) {
        right = format!("{name}{dot}{right}");
    }
    let clinic = corner.clinic.as_deref().map(|clinic| format!("{clinic}{dot}{right}"));
    let right = clinic.filter(|all| text::width(all) <= usize::from(room.width)).unwrap_or(right);
    let style = if lost.is_some() { theme.warn } else { theme.dim };
    text::put_right(buffer, (room.x, room.y), &right, room.width, style, theme);
    hits
}

/// Each place that is seen, with its word.
fn words(tabs: &[Tab], look: &Look) -> Vec<Option<String>> {
    let seen = |tab: &Tab| look.layout != Layout::Phone || tab.here;
    tabs.iter().map(|tab| seen(tab).then(|| format!("{} {}", tab.key, tab.label))).collect()
}

/// The cells they take, each with the blank behind it.
fn taken(labels: &[Option<String>]) -> usize {
    labels.iter().flatten().map(|label| text::width(label) + 1).sum()
}

/// What each place says: its key and its word. Where all of it leaves no room for the end of the line, the words that
/// are longest for it are said in a few letters, the one where one is last of all: no place is without a word as long as
/// it is so much as a few letters, but where even they do not fit the last ones say their key only.
fn labels(tabs: &[Tab], look: &Look, width: usize, (rest, who): (usize, usize)) -> Vec<Option<String>> {
    let mut labels = words(tabs, look);
    let fits = |labels: &[Option<String>], who: usize| taken(labels) + rest + who <= width;
    let short = |nth: usize| format!("{} {}", tabs[nth].key, tabs[nth].short);
    // What a place saves, and the later one of two that save alike.
    let saves = |labels: &[Option<String>], nth: &usize| {
        let said = labels[*nth].as_deref().map_or(0, text::width);
        (said.saturating_sub(text::width(&short(*nth))), *nth)
    };
    while !fits(&labels, who) {
        let longest = (0..tabs.len()).filter(|nth| !tabs[*nth].here).max_by_key(|nth| saves(&labels, nth));
        let Some(nth) = longest.filter(|nth| saves(&labels, nth).0 > 0) else { break };
        labels[nth] = Some(short(nth));
    }
    // Before a place loses its word, whoever is at the counter gives up what can be spared of their name.
    let least = who.min(LEAST);
    let here = tabs.iter().position(|tab| tab.here);
    if let Some(here) = here.filter(|here| !fits(&labels, least) && saves(&labels, here).0 > 0)
        && look.layout != Layout::Phone
    {
        labels[here] = Some(short(here));
    }
    for nth in (0..tabs.len()).rev() {
        if fits(&labels, least) {
            break;
        }
        if !tabs[nth].here && labels[nth].is_some() {
            labels[nth] = Some(tabs[nth].key.clone());
        }
    }
    labels
}
