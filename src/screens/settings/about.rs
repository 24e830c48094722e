//! What runs here: for whoever is asked over the telephone.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Cx, Effect, Screen};
use crate::ui::{Layout, panel, text};

/// Version, database, counter, files.
#[derive(Debug)]
pub struct About;

#[derive(Debug)]
pub enum Msg {}

impl Screen for About {
    type Msg = Msg;
    const NAME: &'static str = "about";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::panel(buffer, area, &cx.text("screen-about"), &cx.look);
        let clinic = cx.desk.clinic();
        let mut facts = vec![
            ("about-version", env!("CARGO_PKG_VERSION").to_owned()),
            ("about-database", cx.desk.engine().to_owned()),
            ("about-terminal", cx.desk.terminal().to_owned()),
            ("about-clinic", format!("{} ({})", clinic.name, clinic.slug)),
            ("about-currency", format!("{} {}", clinic.currency.code, clinic.currency.decimals)),
            ("about-receipts", cx.outbox.folder.display().to_string()),
        ];
        if let Some(log) = &cx.outbox.log {
            facts.push(("about-log", log.display().to_string()));
        }
        let mut y = inside.y;
        for (label, fact) in &facts {
            let label = cx.text(label);
            let (shift, down) = if cx.look.layout == Layout::Phone { (2, 1) } else { (18, 0) };
            if y + down >= inside.bottom() {
                break;
            }
            text::put(buffer, (inside.x + 1, y), &label, inside.width.saturating_sub(2), theme.dim, theme);
            y += down;
            let width = inside.width.saturating_sub(shift + 1);
            text::put(buffer, (inside.x + shift, y), fact, width, theme.text, theme);
            y += 1;
        }
    }
}
