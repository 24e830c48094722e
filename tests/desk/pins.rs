//! A box for a PIN, whatever it is for: a wrong one leaves it as it was, and only what was typed is gone.

use loket::app::testing::Stage;
use loket::screens::drawer::Drawer;

use crate::drawer::{elsewhere, morning, nobody_has_it_open, sari_has_it, sit};
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, RANI_PIN, SARI_PIN};
use crate::till::{day, treated};

/// What stands in the box, as it is read: from line to line.
fn boxed(screen: &str) -> String {
    let lines: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
    let top: Vec<char> = "┌ PIN needed".chars().collect();
    let begins = |line: &Vec<char>| line.windows(top.len()).position(|part| part == top);
    let (first, from) = lines.iter().enumerate().find_map(|(y, line)| Some((y, begins(line)?))).unwrap();
    let to = from + lines[first][from..].iter().position(|sign| *sign == '┐').unwrap();
    let inside = lines[first + 1..].iter().take_while(|line| line[from] == '│');
    let said: String = inside.flat_map(|line| line[from + 1..to].iter().chain(&[' '])).collect();
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The box is open, says all of this, and nobody typed a PIN into it yet.
fn asks(stage: &mut Stage, says: &[&str], when: &str) {
    let screen = stage.screen();
    assert!(stage.app.names().contains(&"approve"), "{when}: {screen}");
    let said = boxed(&screen);
    for one in says {
        assert!(said.contains(one), "{when}: {one}: {screen}");
    }
    assert!(!screen.contains("••"), "{when}: {screen}");
}

/// Mistypes it twice: as somebody who is named, or as whoever stands there already.
async fn mistyped(stage: &mut Stage, who: Option<&str>, says: &[&str]) {
    asks(stage, says, "first");
    let who = who.map(|who| format!("'{who}' Enter ")).unwrap_or_default();
    let with = [says, &["The PIN is wrong."]].concat();
    stage.keys(&format!("{who}'000000' Enter")).await;
    asks(stage, &with, "after a wrong one");
    stage.keys("'999999' Enter").await;
    asks(stage, &with, "after another");
    for size in [(40, 20), (120, 40), (80, 24)] {
        stage.resize(size);
        asks(stage, &with, "at another size");
    }
}

#[test]
fn the_count_says_how_much_and_stays() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys("C '5' <ctrl-s> y").await;
        mistyped(&mut stage, None, &["Rp500.000", "count"]).await;
        stage.keys(&format!("'{SARI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "close_drawer"], "{}", stage.screen());
        // Counted again: by somebody else, and as much as it is then.
        stage.keys("A '4' <ctrl-s> 'lembar lengket' Enter").await;
        mistyped(&mut stage, Some("rani"), &["Rp400.000", "A second count needs the PIN"]).await;
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        assert!(
            stage.screen().contains("Rp400.000") && stage.screen().contains("−Rp100.000"),
            "{}",
            stage.screen()
        );
        // What it is off is accepted by somebody else.
        stage.keys("Enter 'salah kembalian' Enter C").await;
        mistyped(&mut stage, Some("owner"), &["The drawer of Sari Wulandari is −Rp100.000 off."]).await;
        stage.keys(&format!("'{OWNER_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "report"], "{}", stage.screen());
    });
}

#[test]
fn a_hand_over_says_how_much_and_stays() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = morning(&clinic).await;
        stage.keys("C '10' Enter Enter Enter Enter '11' <ctrl-s>").await;
        stage.keys(&format!("y '{SARI_PIN}' Enter Down Enter Enter 'diurus Rani' Enter , h")).await;
        mistyped(&mut stage, Some("rani"), &["Rp1.055.000 counted are theirs then."]).await;
        // Whoever may not take it is told so, and it still stands there what for.
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        assert!(stage.screen().contains("handed over to Rani Kartika"), "{}", stage.screen());
    });
}

#[test]
fn a_float_that_differs_is_said_and_stays() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        nobody_has_it_open(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys("Enter '410rb' Enter Enter 'koin jatuh' Enter").await;
        mistyped(&mut stage, None, &["Rp410.000", "open"]).await;
        stage.keys(&format!("'{SARI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer"], "{}", stage.screen());
    });
}

#[test]
fn a_new_drawer_is_named_and_stays() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let desk = elsewhere(lab, &clinic, "counter 9").await;
        let mut stage = sit(&desk, Drawer::default()).await;
        stage.keys("Enter '300rb' Enter").await;
        mistyped(&mut stage, Some("owner"), &["Rp300.000", "No drawer is called counter 9"]).await;
        stage.keys(&format!("'{OWNER_PIN}' Enter")).await;
        assert!(stage.screen().contains("counter 9"), "{}", stage.screen());
    });
}

#[test]
fn what_a_bill_asks_stays() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p Tab Tab D '60%' Enter 'langganan' Enter").await;
        mistyped(&mut stage, Some("rani"), &["Rp450.000", "langganan"]).await;
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["day", "payment"], "{}", stage.screen());
    });
}
