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
    pub here: bool,
}

/// What stands at the right edge, before the clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corner {
    /// Only where there is room for it.
    pub clinic: Option<String>,
    /// Who is at the counter: for them, for what nobody may miss and for the clock the places give up their words, from
    /// the last one on, and keep their keys.
    pub who: Option<String>,
    pub kept: Option<String>,
    /// What is seen may be old: said before all else.
    pub lost: Option<String>,
    /// The same in a word, where there is no room for all of it.
    pub lost_briefly: Option<String>,
}

/// Cells of a name that places give up their words for; what is longer is cut where there is no more room.
const NAME: usize = 12;

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
    let labels = labels(tabs, look, usize::from(area.width), wanted + text::width(&rest));
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

/// What each place says: its key and its word. Where all of it leaves no room for the end of the line, the last ones say
/// their key only; the one where one is keeps its word.
fn labels(tabs: &[Tab], look: &Look, width: usize, end: usize) -> Vec<Option<String>> {
    let mut labels = words(tabs, look);
    for nth in (0..tabs.len()).rev() {
        if taken(&labels) + end <= width {
            break;
        }
        if !tabs[nth].here && labels[nth].is_some() {
            labels[nth] = Some(tabs[nth].key.clone());
        }
    }
    labels
}
