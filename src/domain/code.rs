//! One-time codes that somebody reads off one screen and types at another: invitations, lost passwords, recovery.

/// Thirty-two signs nobody takes for another: no I, L, O, U.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Random bytes as a code in groups of four: ten bytes are `XXXX-XXXX-XXXX-XXXX`, five `XXXX-XXXX`.
#[must_use]
pub fn code_of(random: &[u8]) -> String {
    let signs = fives(random).map(|five| char::from(SIGNS[usize::from(five)]));
    let mut code = String::new();
    for (place, sign) in signs.enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.push(sign);
    }
    code
}

/// A code as it is compared, however it was typed: capitals, no blanks, and what looks alike is alike.
#[must_use]
pub fn typed_code(typed: &str) -> String {
    let plain = super::text::half_width(typed);
    plain
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .take(64)
        .collect()
}

/// The bits in groups of five, highest first; a last short group is filled with zeros.
pub(super) fn fives(bytes: &[u8]) -> impl Iterator<Item = u8> + '_ {
    (0..(bytes.len() * 8).div_ceil(5)).map(|group| {
        (0..5).fold(0, |five, bit| {
            let at = group * 5 + bit;
            let set = bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
            five << 1 | u8::from(set)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_typed_as_people_type() {
        let code = code_of(&[0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf]);
        assert_eq!(code, "0123-4567-89AB-CDEF");
        assert_eq!(typed_code(" o123 4567-89ab-cdef\n"), typed_code(&code));
        assert_eq!(typed_code("iL"), "11");
        assert_eq!(code_of(&[0xff; 5]), "ZZZZ-ZZZZ");
    }
}
