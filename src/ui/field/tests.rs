//! What a key does to a field.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;

fn press(field: &mut Field, keys: &[KeyCode]) -> String {
    for key in keys {
        field.key(KeyEvent::from(*key), &Look::plain());
    }
    field.typed().to_owned()
}

#[test]
fn the_first_sign_replaces_a_value_and_any_other_key_keeps_it() {
    let filled = || Field::value("amount", "amount").with("750000");
    assert_eq!(press(&mut filled(), &[KeyCode::Char('5'), KeyCode::Char('0')]), "50");
    assert_eq!(press(&mut filled(), &[KeyCode::Backspace, KeyCode::Char('5')]), "750005");
    assert_eq!(press(&mut filled(), &[KeyCode::End, KeyCode::Char('5')]), "7500005");
    assert_eq!(press(&mut filled(), &[KeyCode::Left, KeyCode::Char('5')]), "7500050");
    // Put there anew, it is replaced again.
    let mut field = filled();
    press(&mut field, &[KeyCode::Char('5')]);
    field.set("20000");
    assert_eq!(press(&mut field, &[KeyCode::Char('1')]), "1");
    // A name is worked over.
    assert_eq!(press(&mut Field::text("name", "name").with("Dewi"), &[KeyCode::Char('k')]), "Dewik");
}

#[test]
fn what_is_pasted_replaces_a_value_where_it_fits() {
    let mut field = Field::value("amount", "amount").with("750").limit(4);
    assert_eq!(field.paste("12345", &Look::plain()).unwrap_err().code, "paste.long");
    assert_eq!(field.typed(), "750");
    field.paste("1234", &Look::plain()).unwrap();
    assert_eq!(field.typed(), "1234");
}

#[test]
fn a_pin_holds_six_figures_and_nothing_else() {
    let look = Look::plain();
    let mut field = Field::pin("pin", "pin");
    for typed in "7a3 9-15482".chars() {
        field.key(KeyEvent::from(KeyCode::Char(typed)), &look);
    }
    assert_eq!(field.typed(), "739154");
    field.set("");
    assert_eq!(field.paste("73915a", &look).unwrap_err().code, "pin.form");
    assert_eq!((field.paste(" 739154\n", &look), field.typed()), (Ok(()), "739154"));
}

#[test]
fn what_is_no_figure_is_said_where_only_figures_are_taken() {
    let said = |field: &Field| field.error().unwrap_or_default().to_owned();
    let mut pin = Field::pin("pin", "pin");
    assert_eq!(press(&mut pin, &[KeyCode::Char('1'), KeyCode::Char('x')]), "1");
    assert!(said(&pin).contains("Digits only"), "{}", said(&pin));
    // The next figure takes the remark away.
    assert_eq!(press(&mut pin, &[KeyCode::Char('2')]), "12");
    assert_eq!(said(&pin), "");
    // An amount in the field of the pieces is not cut down to another number.
    let mut pieces = Field::count("pieces", "pieces");
    assert_eq!(press(&mut pieces, &[KeyCode::Char('4'), KeyCode::Char('r')]), "4r");
    assert!(said(&pieces).contains("Digits only"), "{}", said(&pieces));
    assert_eq!(press(&mut pieces, &[KeyCode::Backspace]), "4");
    assert_eq!(said(&pieces), "");
}

#[test]
fn a_choice_that_does_not_fit_goes_on_in_the_next_line() {
    let words: Vec<String> = ["Cash", "QRIS", "Card", "Transfer", "E-wallet"].map(str::to_owned).to_vec();
    let field = Field::choice("method", "method", words);
    let look = Look::plain();
    assert_eq!((field.height(40, &look), field.height(32, &look), field.height(8, &look)), (1, 2, 1));
    let area = Rect { x: 0, y: 0, width: 32, height: 2 };
    let mut buffer = Buffer::empty(area);
    field.draw(&mut buffer, area, &look, true);
    let drawn: String = buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect();
    for word in ["Cash", "QRIS", "Card", "Transfer", "E-wallet"] {
        assert!(drawn.contains(word), "{word}: {drawn}");
    }
}

#[test]
fn a_pin_alone_is_no_work_to_lose() {
    for mut field in [Field::pin("pin", "pin"), Field::secret("password", "password")] {
        press(&mut field, &[KeyCode::Char('5')]);
        assert!(!field.dirty());
    }
}

#[test]
fn a_choice_speaks_another_language_without_being_touched() {
    let words = |words: [&str; 2]| words.map(str::to_owned).to_vec();
    let mut field = Field::choice("method", "method", words(["Cash", "Card"]));
    field.offer(words(["Tunai", "Kartu"]));
    assert_eq!((field.typed(), field.dirty()), ("Tunai", false));
    field.choose(1);
    field.offer(words(["Cash", "Card"]));
    assert_eq!((field.typed(), field.dirty()), ("Card", true));
}

/// A row of options as it is drawn in this many cells.
fn row(field: &Field, width: u16) -> String {
    let area = Rect { x: 0, y: 0, width, height: 1 };
    let mut buffer = Buffer::empty(area);
    field.draw(&mut buffer, area, &Look::plain(), true);
    buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned()
}

#[test]
fn options_that_have_no_room_are_said_to_be_there_and_come_by_arrows() {
    let names = ["Tunai", "Kartu", "QRIS", "Transfer", "E-wallet", "Saldo"].map(str::to_owned).to_vec();
    let mut field = Field::choice("method", "method", names);
    let [before, after] = Look::plain().theme.glyphs.chosen;
    let cut = Look::plain().theme.glyphs.cut;
    assert_eq!(row(&field, 60), format!("{before}Tunai{after} Kartu  QRIS  Transfer  E-wallet  Saldo"));
    assert_eq!(row(&field, 31), format!("{before}Tunai{after} Kartu  QRIS  Transfer {cut}"));
    assert_eq!(row(&field, 30), format!("{before}Tunai{after} Kartu  QRIS          {cut}"));
    press(&mut field, &[KeyCode::Right; 3]);
    assert_eq!(row(&field, 30), format!("{cut} Kartu  QRIS {before}Transfer{after}     {cut}"));
    press(&mut field, &[KeyCode::Right; 2]);
    assert_eq!(row(&field, 30), format!("{cut} Transfer  E-wallet {before}Saldo{after}"));
    assert_eq!(row(&field, 5), format!("{cut}{before}Sa{cut}"));
    for width in 0..5 {
        row(&field, width);
    }
}
