//! Reading the tree: files, and the parts of Rust source the guards look at. It reads lines, not
//! grammar; that is enough for source that `cargo fmt` has laid out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A text file of the tree, by its path from the top.
#[derive(Debug)]
pub struct InTree {
    pub path: String,
    pub text: String,
}

impl InTree {
    pub fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "rs")
    }
}

/// One file of `src`, without its tests and its comments.
#[derive(Debug)]
pub struct Source {
    pub path: String,
    /// The room: the folder or file right below `src`.
    pub room: String,
    pub text: String,
    code: Vec<(usize, String)>,
}

/// Every text file of the tree except what is built.
pub fn in_tree() -> Vec<InTree> {
    let mut files = Vec::new();
    walk(Path::new("."), &mut files);
    assert!(files.len() > 20, "the guards read from the top of the tree");
    files
}

fn walk(folder: &Path, files: &mut Vec<InTree>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(".").unwrap_or(&path).to_str().unwrap().to_owned();
        if [".git", "target"].contains(&name.as_str()) {
        } else if path.is_dir() {
            walk(&path, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            files.push(InTree { path: name, text });
        }
    }
}

/// Every Rust file of `src`.
pub fn sources() -> Vec<Source> {
    in_tree()
        .into_iter()
        .filter(|file| file.path.starts_with("src/") && file.is_rust())
        .map(|file| {
            let room =
                file.path.trim_start_matches("src/").split('/').next().unwrap().trim_end_matches(".rs");
            Source { room: room.to_owned(), code: code(&file.text), path: file.path, text: file.text }
        })
        .collect()
}

/// The numbered lines up to the tests, without comments.
fn code(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(number, line)| (number, line.split(" // ").next().unwrap_or_default().to_owned()))
        .collect()
}

/// The crates of `[dependencies]`, as Rust spells them.
pub fn dependencies() -> BTreeSet<String> {
    let manifest = fs::read_to_string("Cargo.toml").unwrap();
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let names = section.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim());
    names.filter(|name| !name.starts_with('#')).map(|name| name.replace('-', "_")).collect()
}

impl Source {
    /// The rooms a file names: `crate::room::…`, and from the binary `loket::room::…`.
    pub fn rooms_named(&self) -> Vec<(usize, String)> {
        let root = if self.room == "main" { "loket::" } else { "crate::" };
        self.words_after(root)
    }

    /// The word after each `marker`; each of them when it is a list in braces.
    pub fn words_after(&self, marker: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let code = self.joined();
        for (at, _) in code.text.match_indices(marker) {
            let before = code.text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &code.text[at + marker.len()..];
            let line = code.line(at);
            if let Some(list) = rest.strip_prefix('{') {
                found.extend(first_words(list).into_iter().map(|word| (line, word)));
            } else {
                found.push((line, word(rest)));
            }
        }
        found
    }

    /// The first word of each `use`.
    pub fn use_roots(&self) -> Vec<(usize, String)> {
        let uses = self.code.iter().filter_map(|(line, text)| {
            let text = text.trim_start();
            let text = text.strip_prefix("pub ").unwrap_or(text);
            let text = text.strip_prefix("pub(crate) ").unwrap_or(text);
            Some((*line, word(text.strip_prefix("use ")?.trim_start_matches("::"))))
        });
        uses.collect()
    }

    /// The lines on which `words` stand, not as the end of a longer word.
    pub fn lines_naming(&self, words: &str) -> Vec<usize> {
        let stands = |line: &str| {
            line.match_indices(words).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"')
            })
        };
        self.code.iter().filter(|(_, text)| stands(text)).map(|(line, _)| *line).collect()
    }

    /// Every text literal, with its line.
    pub fn texts(&self) -> Vec<(usize, String)> {
        let code = self.joined();
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(start) = code.text[at..].find(['"', '\'']).map(|found| at + found) {
            let rest = &code.text[start + 1..];
            if code.text[start..].starts_with('\'') {
                // A quote as a character would open a text that is none.
                at = start + if rest.starts_with("\"'") { 3 } else { 1 };
                continue;
            }
            let end = end_of_text(rest);
            found.push((code.line(start), rest[..end].to_owned()));
            at = (start + end + 2).min(code.text.len());
        }
        found
    }

    /// The code of one line.
    pub fn line(&self, number: usize) -> &str {
        self.code.iter().find(|(line, _)| *line == number).map_or("", |(_, text)| text)
    }

    /// The text literal right after each `call`.
    pub fn first_texts(&self, call: &str) -> Vec<(usize, String)> {
        let code = self.joined();
        let calls = code.text.match_indices(call).filter_map(|(at, _)| {
            let rest = code.text[at + call.len()..].trim_start().strip_prefix('"')?;
            Some((code.line(at), rest[..end_of_text(rest)].to_owned()))
        });
        calls.collect()
    }

    fn joined(&self) -> Joined {
        let mut joined = Joined { text: String::new(), starts: Vec::new() };
        for (number, line) in &self.code {
            joined.starts.push((joined.text.len(), *number));
            joined.text.push_str(line);
            joined.text.push('\n');
        }
        joined
    }
}

/// The code as one text that still knows its line numbers.
struct Joined {
    text: String,
    starts: Vec<(usize, usize)>,
}

impl Joined {
    fn line(&self, at: usize) -> usize {
        self.starts.iter().rev().find(|(start, _)| *start <= at).map_or(0, |(_, number)| *number)
    }
}

fn end_of_text(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    rest.len()
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first word of each item of a list in braces, nested braces passed over.
fn first_words(list: &str) -> Vec<String> {
    let (mut depth, mut start, mut words) = (0, true, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && !c.is_whitespace() => {
                words.push(word(&list[at..]));
                start = false;
            }
            _ => {}
        }
    }
    words
}
