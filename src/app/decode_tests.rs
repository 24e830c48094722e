use proptest::prelude::*;

use super::*;

fn decode(bytes: &[u8]) -> Vec<Input> {
    let mut decoder = Decoder::default();
    let at = Instant::now();
    let mut found = decoder.feed(bytes, at);
    found.extend(decoder.expire(at + WHOLE));
    found
}

fn with(code: KeyCode, modifiers: KeyModifiers) -> Input {
    Input::Key(KeyEvent::new(code, modifiers))
}

fn typed(text: &str) -> Vec<Input> {
    text.chars().map(|c| key(KeyCode::Char(c))).collect()
}

#[test]
fn keys_of_every_terminal() {
    for (bytes, code) in [
        (&b"\x1b[A"[..], KeyCode::Up),
        (b"\x1bOA", KeyCode::Up),
        (b"\x1b[1~", KeyCode::Home),
        (b"\x1b[7~", KeyCode::Home),
        (b"\x1b[H", KeyCode::Home),
        (b"\x1bOF", KeyCode::End),
        (b"\x1b[5~", KeyCode::PageUp),
        (b"\x1bOP", KeyCode::F(1)),
        (b"\x1b[11~", KeyCode::F(1)),
        (b"\x1b[[A", KeyCode::F(1)),
        (b"\x1b[P", KeyCode::F(1)),
        (b"\x1bOR", KeyCode::F(3)),
        (b"\x1b[13~", KeyCode::F(3)),
        (b"\x1b[17~", KeyCode::F(6)),
        (b"\x1b[21~", KeyCode::F(10)),
        (b"\x1b[24~", KeyCode::F(12)),
        (b"\x1b[Z", KeyCode::BackTab),
        (b"\r", KeyCode::Enter),
        (b"\n", KeyCode::Enter),
        (b"\x1bOM", KeyCode::Enter),
        (b"\x1bOq", KeyCode::Char('1')),
        (b"\t", KeyCode::Tab),
        (b"\x7f", KeyCode::Backspace),
        (b"\x08", KeyCode::Backspace),
        (b"\x1b[3~", KeyCode::Delete),
        (b"\x1b", KeyCode::Esc),
        (b"\x1b[13u", KeyCode::Enter),
        ("é".as_bytes(), KeyCode::Char('é')),
        ("王".as_bytes(), KeyCode::Char('王')),
    ] {
        assert_eq!(decode(bytes), [key(code)], "{:?}", bytes.escape_ascii().to_string());
    }
    assert_eq!(decode(b"\x13"), [with(KeyCode::Char('s'), KeyModifiers::CONTROL)]);
    assert_eq!(decode(b"\x1b[1;5C"), [with(KeyCode::Right, KeyModifiers::CONTROL)]);
    assert_eq!(decode(b"\x1b[1;2R"), [with(KeyCode::F(3), KeyModifiers::SHIFT)]);
    assert_eq!(decode(b"\x1b2"), [with(KeyCode::Char('2'), KeyModifiers::ALT)]);
    assert_eq!(decode(b"\x1b\x1b"), [key(KeyCode::Esc), key(KeyCode::Esc)]);
}

#[test]
fn what_is_no_key_is_nothing() {
    for bytes in [
        &b"\x1c"[..],
        b"\x1b[24;80R",
        b"\x1b[25~",
        b"\x1b[99;99u",
        b"\x1b[57399u",
        b"\x1b[97;1:3u",
        b"\x1b[I",
        b"\x1b[?64;1c",
        b"\x1b[201~",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1bP1$r0m\x1b\\",
        b"\x1b[M !!",
        b"\x1b[<35;10;10M",
        b"\xff\xfe\xfd",
        b"\xc3",
        b"\xc2\x9b",
        b"\x1b[1;",
    ] {
        assert_eq!(decode(bytes), [], "{:?}", bytes.escape_ascii().to_string());
    }
    let mut endless = b"\x1b[".to_vec();
    endless.extend(std::iter::repeat_n(b'1', 60));
    assert_eq!(decode(&endless), []);
}

#[test]
fn what_follows_rubbish_is_still_a_key() {
    assert_eq!(decode(b"\xffa"), typed("a"));
    assert_eq!(decode(b"\x1b[\x01a")[1..], typed("a"));
    assert_eq!(decode(b"\x1b[99;99ua"), typed("a"));
}

#[test]
fn a_key_may_be_cut_in_two() {
    let at = Instant::now();
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b", at), []);
    assert_eq!(decoder.feed(b"[A", at + Duration::from_millis(40)), [key(KeyCode::Up)]);
    assert_eq!(decoder.deadline(), None);
    // After its time a lone Esc is Esc, and what follows is what it is.
    assert_eq!(decoder.feed(b"\x1b", at), []);
    assert_eq!(decoder.deadline(), Some(at + WHOLE));
    assert_eq!(decoder.feed(b"a", at + WHOLE), [key(KeyCode::Esc), key(KeyCode::Char('a'))]);
}

#[test]
fn the_mouse() {
    assert_eq!(decode(b"\x1b[<0;10;5M"), [Input::Click(Position { x: 9, y: 4 })]);
    assert_eq!(decode(b"\x1b[<0;10;5m"), []);
    assert_eq!(decode(b"\x1b[<64;10;5M\x1b[<65;1;1M"), [Input::WheelUp, Input::WheelDown]);
}

#[test]
fn a_paste_is_one_thing_up_to_its_end() {
    assert_eq!(decode(b"\x1b[200~Dewi\r\n\x1b[A\x1b[201~x"), {
        let mut all = vec![Input::Paste("Dewi\r\n\x1b[A".to_owned())];
        all.extend(typed("x"));
        all
    });
    let mut decoder = Decoder::default();
    let at = Instant::now();
    let whole = b"\x1b[200~Dewi\x1b[201~";
    let found: Vec<Input> = whole.chunks(1).flat_map(|byte| decoder.feed(byte, at)).collect();
    assert_eq!(found, [Input::Paste("Dewi".to_owned())]);
}

#[test]
fn a_paste_with_its_own_end_is_not_the_rest() {
    // What comes after the first end are keys: the guard drops them, because of when they come.
    let found = decode(b"\x1b[200~name\x1b[201~\ry\x1b[201~");
    assert_eq!(found, [Input::Paste("name".to_owned()), key(KeyCode::Enter), key(KeyCode::Char('y'))]);
}

#[test]
fn a_paste_that_never_ends_is_cut_off() {
    let at = Instant::now();
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b[200~", at), []);
    let mut found = Vec::new();
    // Somebody hits keys, five a second.
    for nth in 1..15 {
        found.extend(decoder.feed(b"q", at + Duration::from_millis(200) * nth));
    }
    assert_eq!(found[0], Input::PasteCut);
    // Within three seconds letters are letters again, in fields; Esc makes every key a key again.
    assert!(
        found.len() > 5 && found[1..].iter().all(|input| *input == Input::Paste("q".to_owned())),
        "{found:?}"
    );
    let esc = at + Duration::from_secs(3);
    assert_eq!(decoder.feed(b"\x1b", esc), []);
    assert_eq!(decoder.expire(esc + WHOLE), []);
    assert_eq!(decoder.feed(b"\r", esc + WHOLE), [key(KeyCode::Enter)]);
    // And when nobody does anything.
    assert_eq!(decoder.feed(b"\x1b[200~abc", at), []);
    assert_eq!(decoder.deadline(), Some(at + PULSE));
    assert_eq!(decoder.expire(at + PULSE), [Input::PasteCut]);
    assert_eq!(decoder.deadline(), None);
}

#[test]
fn five_million_letters_are_too_many() {
    let at = Instant::now();
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b[200~", at), []);
    for nth in 0..5000 {
        let at = at + Duration::from_millis(nth);
        assert_eq!(decoder.feed(&[b'x'; 1000], at), []);
        assert!(decoder.rest.len() + decoder.paste.as_ref().unwrap().bytes.len() <= PASTE + 1000);
    }
    assert_eq!(
        decoder.feed(b"\x1b[201~y", at + Duration::from_secs(5)),
        [Input::PasteLong, key(KeyCode::Char('y'))]
    );
}

#[test]
fn what_a_slow_line_brings_of_a_cut_paste_confirms_nothing() {
    let at = Instant::now();
    let (stall, cut) = (PULSE * 3, [Input::PasteCut]);
    let whole = b"\x1b[200~Siti\r\ry\r\x1b[201~";
    // Wherever the line stalls, once or twice, no key comes out of it but after its end.
    for first in 6..whole.len() {
        for second in first..whole.len() {
            let mut decoder = Decoder::default();
            let mut found = decoder.feed(&whole[..first], at);
            found.extend(decoder.expire(at + stall));
            found.extend(decoder.feed(&whole[first..second], at + stall));
            found.extend(decoder.expire(at + stall * 2));
            found.extend(decoder.feed(&whole[second..], at + stall * 2));
            let keys: Vec<_> = found.iter().filter(|input| matches!(input, Input::Key(_))).collect();
            assert!(keys.is_empty(), "cut after {first} and {second}: {found:?}");
            let (mut after, later) = (decoder, at + stall * 2);
            assert_eq!(after.feed(b"\r", later), [key(KeyCode::Enter)], "cut after {first} and {second}");
        }
    }
    // Byte by byte, each after a stall.
    let mut decoder = Decoder::default();
    let mut later = at;
    decoder.feed(&whole[..6], at);
    for byte in whole[6..].chunks(1) {
        later += stall;
        let mut found = decoder.expire(later);
        found.extend(decoder.feed(byte, later));
        assert!(!found.iter().any(|input| matches!(input, Input::Key(_))), "{found:?}");
    }
    // It never ends: Enter stays without effect, and says why, until somebody presses Esc.
    let mut decoder = Decoder::default();
    decoder.feed(b"\x1b[200~Siti", at);
    assert_eq!(decoder.expire(at + stall), cut);
    for bytes in [&b"\r"[..], b"\t", b"\x1b[A", b"\x1bOM", b"\x1b\r", b"Budi\r", b"\x1b[<0;1;1M"] {
        assert_eq!(decoder.feed(bytes, at + stall), cut, "{}", bytes.escape_ascii());
    }
}

#[test]
fn esc_and_a_digit_are_one_key_only_where_they_come_together() {
    let at = Instant::now();
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b1", at), [with(KeyCode::Char('1'), KeyModifiers::ALT)]);
    assert_eq!(decoder.feed(b"\x1b", at), []);
    let soon = at + Duration::from_millis(5);
    assert_eq!(decoder.feed(b"1", soon), [key(KeyCode::Esc), key(KeyCode::Char('1'))]);
    assert_eq!(decoder.feed(b"\x1b", at), []);
    assert_eq!(decoder.feed(b"\x1b", soon), [key(KeyCode::Esc)]);
    assert_eq!(decoder.expire(soon + WHOLE), [key(KeyCode::Esc)]);
}

proptest! {
    #[test]
    fn any_bytes_cut_anywhere_mean_the_same(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(0x1b), Just(b'['), Just(b'~'), Just(b'2')], 0..80),
        cut in 0usize..80,
    ) {
        let at = Instant::now();
        let cut = cut.min(bytes.len());
        // Esc and a letter are one key or two, by how they come.
        let esc = cut > 0 && bytes[cut - 1] == 0x1b;
        prop_assume!(!(esc && bytes.get(cut).is_some_and(|byte| !introduces(*byte))));
        let mut whole = Decoder::default();
        let mut parts = Decoder::default();
        let once = whole.feed(&bytes, at);
        let mut twice = parts.feed(&bytes[..cut], at);
        twice.extend(parts.feed(&bytes[cut..], at));
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn typed_text_is_read_as_typed(text in "[^\\p{Cc}]{0,40}") {
        prop_assert_eq!(decode(text.as_bytes()), typed(&text));
    }
}
