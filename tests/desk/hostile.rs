//! Whatever another hand wrote into the database: every screen draws it, and no terminal obeys it.

use loket::app::ink::Ink;
use loket::app::testing::{Stage, options};
use loket::screens::FRONT;
use loket::ui::text;
use ratatui::layout::Size;

use crate::support::clinic::Clinic;
use crate::support::on_both;
use crate::support::sink::{HOSTILE, only_drawing};

/// What people typed, as far as the database lets a row be changed.
const WRITTEN: &[(&str, &str)] = &[
    ("account", "full_name"),
    ("booking", "note"),
    ("booking", "cancel_reason"),
    ("clinic", "address"),
    ("clinic", "name"),
    ("drawer", "name"),
    ("expense_category", "name"),
    ("patient", "address"),
    ("patient", "alerts"),
    ("patient", "name"),
    ("patient", "notes"),
    ("patient_phone", "typed"),
    ("payment_method", "name"),
    ("room", "name"),
    ("staff", "name"),
    ("staff", "title"),
    ("treatment", "category"),
    ("treatment", "name"),
];

/// Draws the screen with the program's own ink and looks at every byte; then that what stands beside a name stands
/// where it should. Whether something had to be replaced.
fn look(stage: &mut Stage, size: (u16, u16)) -> bool {
    stage.resize(size);
    let ink = Ink::new(Size { width: size.0, height: size.1 });
    let Ok(mut terminal) = ratatui::Terminal::new(ink);
    let Ok(_) = terminal.draw(|frame| stage.app.view(frame));
    let bytes = terminal.backend_mut().take();
    assert!(bytes.len() > 200, "something is drawn");
    only_drawing(&bytes);
    let screen = stage.screen();
    for line in screen.lines() {
        assert!(text::width(line) <= usize::from(size.0), "{line}");
        if line.starts_with('│') {
            assert_eq!(text::width(line), usize::from(size.0), "the frame is straight:\n{screen}");
        }
    }
    screen.contains('\u{fffd}')
}

on_both! {
    async fn no_screen_hands_an_order_to_the_terminal(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let owner = lab.owner().await;
        let (mut drawn, mut replaced) = (0, 0);
        for hostile in HOSTILE {
            let mut tx = owner.begin().await.unwrap();
            // Postgres keeps no NUL.
            let hostile = if tx.is_postgres() { hostile.replace('\0', "") } else { (*hostile).to_owned() };
            for (table, column) in WRITTEN {
                let sql: &'static str = format!("UPDATE {table} SET {column} = $1 || {column}").leak();
                tx.on().exec(sql, (hostile.clone(),)).await.unwrap();
            }
            tx.commit().await.unwrap();
            let desk = clinic.another(lab).await;
            let mut stage = Stage::with(FRONT, desk, clinic.today(), (80, 24), options());
            stage.settle().await;
            // The places; a row of each opened; the dialogs that name somebody.
            for keys in [
                "1", "<Enter>", "<Esc> 1 p", "<Esc> 1 B", "<Esc> <Esc> 1 m", "<Esc> 1 x", "<Esc> 1 2", "<Enter>", "<Esc> 3 'a'",
                "<Down> <Enter>", "<Esc> <Esc> 4", "<Enter>", "<Esc> 5", "<Enter>", "<Esc> 6", "<Enter>", "<Esc> 7", "<Esc> 9", "?",
            ] {
                stage.keys(keys).await;
                for size in [(80, 24), (40, 20), (120, 40)] {
                    replaced += usize::from(look(&mut stage, size));
                    drawn += 1;
                }
                stage.resize((80, 24));
            }
        }
        assert!(replaced > drawn / 3, "the names are seen: {replaced} of {drawn}");
        assert_eq!(drawn, HOSTILE.len() * 19 * 3);
    }
}
