//! `loket ssh-setup`: what the host's sshd is told, so that whoever comes in gets the desk and nothing else.

use std::path::Path;

use clap::Args;

use super::arguments::Flags;
use super::{Ended, Streams};
use crate::config::DatabaseUrl;
use crate::domain::refusal::Refusal;
use crate::i18n::Words;

/// Where the keys stand that name a person. Nobody but root may write it: a line without a command opens a shell.
const KEYS: &str = "/etc/ssh/loket_keys";

/// What a public key begins with.
const KINDS: &[&str] = &[
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "ssh-rsa",
];

#[derive(Debug, Args)]
pub struct SshSetup {
    #[arg(long, value_name = "USER", default_value = "loket")]
    user: String,
    #[arg(long = "key", value_name = "KEY")]
    keys: Vec<String>,
}

/// Prints the `Match` block, and a line for each key.
///
/// # Errors
/// `ssh.user`, `ssh.public_key`, `ssh.path`: what cannot stand in these files.
pub fn run(setup: &SshSetup, flags: &Flags, words: &Words, streams: &mut Streams<'_>) -> Ended {
    if !is_name(&setup.user) {
        return Err(Refusal::new("ssh.user").into());
    }
    let command = command(&std::env::current_exe()?, flags)?;
    let keys = setup.keys.iter().map(|key| PublicKey::read(key)).collect::<Result<Vec<_>, _>>()?;
    let out = &mut *streams.out;
    writeln!(out, "# {}", words.text("ssh-block"))?;
    if flags.database().is_some_and(|url| DatabaseUrl::parse(url).is_ok_and(|url| url.has_password())) {
        writeln!(out, "# {}", words.text("ssh-password"))?;
    }
    // sshd takes this one for everybody or not at all.
    writeln!(out, "PermitUserEnvironment no")?;
    writeln!(out, "Match User {}", setup.user)?;
    if keys.is_empty() {
        writeln!(out, "    ForceCommand {command}")?;
    } else {
        writeln!(out, "    # {}", words.text("ssh-keys_only"))?;
        writeln!(out, "    AuthorizedKeysFile {KEYS}")?;
    }
    for line in BLOCK {
        writeln!(out, "    {line}")?;
    }
    if !keys.is_empty() {
        writeln!(out, "\n# {}", words.fill("ssh-lines", &[("file", KEYS.into())]))?;
    }
    for key in keys {
        writeln!(
            out,
            "restrict,pty,command=\"{command} --key {}\" {} {} {}",
            key.name, key.kind, key.body, key.name
        )?;
    }
    Ok(())
}

/// The rest of the block: a terminal, and no way past it.
const BLOCK: [&str; 8] = [
    "DisableForwarding yes",
    "PermitTTY yes",
    "PermitUserRC no",
    "AcceptEnv none",
    "AuthenticationMethods publickey",
    "PasswordAuthentication no",
    "ClientAliveInterval 15",
    "ClientAliveCountMax 3",
];

/// What sshd runs: this program with what was said to it now.
fn command(program: &Path, flags: &Flags) -> Result<String, Refusal> {
    let mut command = plain(program)?;
    for (flag, path) in flags.folders() {
        // sshd runs it somewhere else.
        let whole = std::path::absolute(path);
        let whole = whole.map_err(|_| Refusal::new("ssh.path").with("path", path.display().to_string()))?;
        command += &format!(" --{flag} {}", plain(&whole)?);
    }
    if let Some(url) = flags.database() {
        DatabaseUrl::parse(url)?;
        command += &format!(" --database {}", quoted("database", &without_password(url))?);
    }
    for (flag, word) in flags.words() {
        command += &format!(" --{flag} {}", quoted(flag, word)?);
    }
    Ok(command + " --ssh")
}

/// The address without the password that may stand in it: these files are read by others.
fn without_password(url: &str) -> String {
    let parts = || {
        let (scheme, rest) = url.split_once("://")?;
        let (login, place) = rest.split_at(rest.find('/').unwrap_or(rest.len())).0.rsplit_once('@')?;
        let (user, _) = login.split_once(':')?;
        Some(format!("{scheme}://{user}@{place}{}", &rest[login.len() + 1 + place.len()..]))
    };
    parts().unwrap_or_else(|| url.to_owned())
}

/// A word that means itself in sshd's files and in a shell; in quotes, where it has to be.
fn quoted(flag: &'static str, word: &str) -> Result<String, Refusal> {
    let inside = |c: char| c.is_alphanumeric() || " /._-+:@?&=,()%".contains(c);
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@".contains(c);
    if word.is_empty() || word.starts_with('-') || !word.chars().all(inside) {
        return Err(Refusal::new("ssh.word").with("flag", flag));
    }
    Ok(if word.chars().all(plain) { word.to_owned() } else { format!("'{word}'") })
}

/// A path that means itself in sshd's files and in a shell.
fn plain(path: &Path) -> Result<String, Refusal> {
    let refused = || Refusal::new("ssh.path").with("path", path.display().to_string());
    let text = path.to_str().ok_or_else(refused)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+');
    if path.is_absolute() && text.chars().all(plain) { Ok(text.to_owned()) } else { Err(refused()) }
}

/// Whether this can be the name of a key or of an account: what a username is, nothing a shell or sshd obeys.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    (1..=40).contains(&name.len())
        && name.chars().all(inside)
        && name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}

#[derive(Debug, PartialEq, Eq)]
struct PublicKey<'a> {
    kind: &'a str,
    body: &'a str,
    /// Whose it is: the beginning of its comment.
    name: &'a str,
}

impl<'a> PublicKey<'a> {
    /// Reads one line of a `.pub` file.
    fn read(line: &'a str) -> Result<Self, Refusal> {
        let refused = || Refusal::new("ssh.public_key");
        if line.contains(['\n', '\r', '"']) {
            return Err(refused());
        }
        let mut parts = line.split_whitespace();
        let (Some(kind), Some(body), Some(comment), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(refused());
        };
        let encoded = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
        let name = comment.split('@').next().unwrap_or_default();
        if KINDS.contains(&kind) && body.chars().all(encoded) && is_name(name) {
            Ok(Self { kind, body, name })
        } else {
            Err(refused())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_its_person() {
        for (line, name) in [
            ("ssh-ed25519 AAAAC3Nza+/x= ratna", "ratna"),
            ("  ecdsa-sha2-nistp256 AAAA sari@front-desk ", "sari"),
        ] {
            assert_eq!(PublicKey::read(line).unwrap().name, name);
        }
    }

    #[test]
    fn an_address_is_printed_without_its_password() {
        for (typed, printed) in [
            ("postgres://melati:se@cr:et@db.example:5432/x", "postgres://melati@db.example:5432/x"),
            ("postgres://melati@db/x?sslmode=verify-full", "postgres://melati@db/x?sslmode=verify-full"),
            ("postgres://melati:a@:5432/x?host=/run/pg", "postgres://melati@:5432/x?host=/run/pg"),
            ("sqlite:/srv/a.db", "sqlite:/srv/a.db"),
        ] {
            assert_eq!(without_password(typed), printed);
        }
        assert_eq!(quoted("counter", "Meja depan").unwrap(), "'Meja depan'");
        for word in ["", "-x", "a'b", "a\"b", "a\\b", "$(id)", "a;b", "a\nb", "`id`"] {
            assert_eq!(quoted("counter", word).unwrap_err().code, "ssh.word", "{word}");
        }
    }

    #[test]
    fn nothing_is_smuggled_into_the_files_of_sshd() {
        for line in [
            "ssh-ed25519 AAAA",
            "ssh-dss AAAA ratna",
            "command=\"sh\" ssh-ed25519 AAAA ratna",
            "ssh-ed25519 AAAA ratna\nssh-ed25519 BBBB eve",
            "ssh-ed25519 AA\"AA ratna",
            "ssh-ed25519 AAAA $(id)",
            "ssh-ed25519 AAAA --data",
            "ssh-ed25519 AAAA ratna;sh",
            "ssh-ed25519 AAAA a b",
        ] {
            assert_eq!(PublicKey::read(line).unwrap_err().code, "ssh.public_key", "{line}");
        }
        for path in ["/usr/bin/lo ket", "loket", "/usr/bin/$x", "/a/\"b"] {
            assert_eq!(plain(Path::new(path)).unwrap_err().code, "ssh.path", "{path}");
        }
    }
}
