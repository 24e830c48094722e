//! Whatever is typed, in whatever order, at whatever size: the screen is drawn, nothing is called a mistake of the
//! program's, and the books and the trail are whole afterwards. Each round is the same every time.

use chrono::NaiveDate;
use fastrand::Rng;
use loket::app::testing::Stage;
use loket::desk::Approval;
use loket::desk::Desk;
use loket::desk::report::ShowReport;
use loket::desk::verify::VerifyTrail;
use loket::domain::permission::Permission;
use loket::ui::text;

use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD, SARI_PIN};
use crate::support::on_both;

/// So many things are done in one round.
const KEYS: usize = 400;

const SIZES: [(u16, u16); 6] = [(80, 24), (120, 40), (40, 20), (80, 24), (20, 5), (1, 1)];

/// What hands do at a counter, the likelier the oftener it stands here.
#[rustfmt::skip]
const DONE: &[&str] = &[
    "<Enter>", "<Enter>", "<Enter>", "<Enter>", "<Tab>", "<Tab>", "<BackTab>", "<Esc>", "<Esc>", "<Up>",
    "<Down>", "<Down>", "<Left>", "<Right>", "<Home>", "<End>", "<PageUp>", "<PageDown>", "<Backspace>",
    "<Delete>", "<Space>", "<Space>", "<ctrl-s>", "<ctrl-u>", "<ctrl-o>", "<ctrl-y>", "<ctrl-k>", "<F2>",
    "<F3>", "<F4>", "<F5>", "<F6>", "<F7>", "<F8>", "<F9>", "<F10>", "<F12>", "'n'", "'b'", "'p'", "'w'",
    "'s'", "'f'", "'c'", "'x'", "'m'", "'a'", "'e'", "'d'", "'r'", "'v'", "'u'", "'t'", "'T'", "'y'", "'/'",
    "':'", "'?'", "']'", "'['", "'g'", "'1'", "'2'", "'3'", "'4'", "'5'", "'6'", "'7'", "'8'", "'9'", "'0'",
    "'dewi'", "'08123'", "'175000'", "'50%'", "'10.30'", "'besok'", "'+7'", "'sakit'", "'Élodie 王'",
    "'99999999999999999999'", "'-1'", "'siti'",
];

/// Work that is begun as it should be, with whatever comes in between.
const WORK: &[&str] = &[
    "g t B 'siti' <Enter> 'totok' <Enter> <Enter> 'besok 9' <Enter> <Enter>",
    "g t B 'ayu pra' <Enter> 'chem' <Enter> 'rina' <Enter> '15' <Enter> <Enter>",
    "g t W 'siti' <Enter> <Enter>",
    "g t W '0813-1111-2222' <Down> <Enter> 'Budi' <Enter>",
    "g t <Down> <Space>",
    "g t <Down> <Space> <Space> <Space>",
    "g t <Down> p <Enter> <Enter>",
    "g t <Up> p 'q' <Enter> <Enter> <Enter>",
    "g t p 'k800rb' <Enter> <Enter>",
    "g t p <Tab> <Tab> d '10%' <Enter> <Enter>",
    "g t p <Tab> <Tab> a 'Serum' <Tab> <Tab> '125rb' <Enter>",
    "g t <Enter> <Tab> <Tab> G V 'salah' <Enter>",
    "g t <Enter> <Tab> <Tab> G R <Enter> <Enter> 'pindah' <Enter>",
    "g t <Down> m <Down> <Enter>",
    "g t <End> x <Enter> 'sakit' <Enter>",
    "g q <Space> <Enter>",
    "g p 'dewi' <Enter> e <Tab> <Tab> 'alergi' <ctrl-s>",
    "g k o '10rb' <Enter> 'sabun' <Enter> <Enter>",
    "g k i '100rb' <Enter> 'uang receh' <Enter> <Enter>",
    "g k c '5' <ctrl-s> y",
    "g k c '10' <Enter> <Enter> <Enter> <ctrl-s> y",
    "g x a 'listrik' <Tab> '45rb' <ctrl-s>",
    "<Enter> '500rb' <Enter> <Enter>",
];

/// What no hand does on purpose.
const PASTED: &[&str] =
    &["0812-3456-7890\r\n", "\x1b[2J\u{202e}abc", "a\tb\tc", "Z\u{301}\u{302}\u{303}", "😀👩‍👩‍👧"];

/// One step, and how it is written, for whoever looks for what went wrong.
async fn step(stage: &mut Stage, rng: &mut Rng, pin: &str) -> String {
    match rng.usize(0..100) {
        0 => {
            let size = SIZES[rng.usize(..SIZES.len())];
            stage.resize(size);
            format!("{size:?}")
        }
        1 => {
            let pasted = PASTED[rng.usize(..PASTED.len())];
            stage.paste(pasted).await;
            format!("paste {pasted:?}")
        }
        2..=5 => {
            let signed = format!("'{pin}' <Enter>");
            stage.keys(&signed).await;
            signed
        }
        6..=9 => {
            let keys = WORK[rng.usize(..WORK.len())];
            stage.keys("<Esc> <Esc> <Esc> <Esc>").await;
            stage.keys(keys).await;
            keys.to_owned()
        }
        // Ahead of the answer.
        10..=17 => {
            let keys = format!("{} {}", DONE[rng.usize(..DONE.len())], DONE[rng.usize(..DONE.len())]);
            stage.type_ahead(&keys);
            stage.settle().await;
            format!("at once {keys}")
        }
        _ => {
            let keys = DONE[rng.usize(..DONE.len())];
            stage.keys(keys).await;
            keys.to_owned()
        }
    }
}

async fn a_round(clinic: &Clinic, username: &str, pin: &str, seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let come = async || {
        // Whoever mistyped it too often waits.
        clinic.clock.set(clinic.desk.now().plus_minutes(30));
        clinic.owner.login(username, PASSWORD).await.unwrap().0
    };
    let sit = async |desk: Desk| {
        let mut stage = Stage::new(loket::screens::FRONT, desk, clinic.today(), (80, 24));
        stage.settle().await;
        stage
    };
    let mut stage = sit(come().await).await;
    let mut done = Vec::new();
    for _ in 0..KEYS {
        done.push(step(&mut stage, &mut rng, pin).await);
        clinic.clock.set(clinic.desk.now().plus_minutes(i64::from(rng.u8(0..3)) / 2));
        let screen = stage.screen();
        let told = || format!("seed {seed}, after {:?}:\n{screen}", &done[done.len().saturating_sub(30)..]);
        assert!(!screen.contains('⟦'), "words are missing: {}", told());
        assert!(!screen.contains("made a mistake") && !screen.contains("membuat kesalahan"), "{}", told());
        let width = usize::from(stage.buffer().area.width);
        assert!(screen.lines().all(|line| text::width(line) <= width), "{}", told());
        if stage.app.over() || stage.app.names().last() == Some(&"login") {
            stage = sit(come().await).await;
        }
    }
}

on_both! {
    async fn no_keys_lead_to_a_fault_or_to_books_that_do_not_add_up(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        // The people of this clinic were put there by hand.
        let odd = async |owner: &Desk| owner.verify(None).await.unwrap().odd;
        let by_hand: Vec<String> = odd(&clinic.owner).await.into_iter().map(|odd| odd.row).collect();
        for seed in 0..3 {
            a_round(&clinic, "sari", SARI_PIN, seed).await;
            a_round(&clinic, "owner", OWNER_PIN, 100 + seed).await;
        }
        clinic.clock.set(clinic.desk.now().plus_minutes(30));
        let owner = clinic.owner.login("owner", PASSWORD).await.unwrap().0;
        let pin = Approval { username: None, pin: OWNER_PIN.to_owned() };
        let owner = owner.prove(&pin, Permission::ReportSee).await.unwrap();
        let (from, to) = (NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(), NaiveDate::from_ymd_opt(2026, 12, 31).unwrap());
        assert!(owner.ask(ShowReport { from, to }).await.unwrap().identity.holds);
        let verdict = owner.ask(VerifyTrail { head: None }).await.unwrap();
        assert_eq!((verdict.broken.as_ref(), verdict.tail_missing), (None, 0), "{verdict:?}");
        assert!(verdict.odd.iter().all(|odd| by_hand.contains(&odd.row)), "{verdict:?}");
    }
}
