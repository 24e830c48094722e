//! The desk over SSH: a real sshd, set up by what `loket ssh-setup` prints, and a real client in a terminal.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use loket::config::DatabaseAddress;
use loket::store::{Db, On};
use portable_pty::CommandBuilder;

use crate::program::{Home, PASSWORD};
use crate::pty::Pty;

/// The program of the server; it wants to be started by its whole path.
fn sshd() -> PathBuf {
    let places = ["/usr/sbin/sshd", "/usr/bin/sshd", "/usr/local/sbin/sshd"];
    let found = places.into_iter().map(PathBuf::from).find(|path| path.exists());
    found.expect(
        "sshd is not installed: the desk over SSH is tested against a real one. Install it \
         (Debian: apt-get install openssh-server openssh-client) or run the tests with .ci/test, which does",
    )
}

/// A server on this computer with one key, the clinic's owner's, for the account that runs the tests.
struct Host {
    home: Home,
    folder: tempfile::TempDir,
    port: u16,
    user: String,
    server: Child,
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn done(command: &mut Command) -> String {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

impl Host {
    fn start() -> Self {
        let (home, folder) = (Home::founded(), tempfile::tempdir().expect("a folder"));
        let sshd = sshd();
        let user = done(Command::new("id").arg("-un")).trim().to_owned();
        if user == "root" {
            fs::create_dir_all("/run/sshd").expect("where it leaves its rights");
        }
        let at = |name: &str| folder.path().join(name);
        for (name, comment) in [("host", "host"), ("key", "hartono@home")] {
            done(
                Command::new("ssh-keygen")
                    .args(["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f"])
                    .arg(at(name)),
            );
        }
        let public = fs::read_to_string(at("key.pub")).expect("a key");
        let setup = done(
            Command::new(env!("CARGO_BIN_EXE_loket"))
                .args(["--lang", "en", "--data"])
                .arg(home.data())
                .args(["ssh-setup", "--user", &user, "--key", public.trim()]),
        );
        let (block, lines) = setup.split_once("\n\n").expect("a block and its keys");
        fs::write(at("keys"), lines).expect("the keys");
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let config = [
            &format!("Port {port}\nListenAddress 127.0.0.1\nPidFile none\nUsePAM no\nStrictModes no\nLogLevel ERROR"),
            // As careless as it may be: what loket prints has to do without help.
            "PermitRootLogin yes\nAcceptEnv *\nAllowTcpForwarding yes\nPermitTunnel yes\nSubsystem sftp internal-sftp",
            &format!("HostKey {}", at("host").display()),
            &block.replace("/etc/ssh/loket_keys", &at("keys").display().to_string()),
        ]
        .join("\n");
        fs::write(at("config"), config + "\n").expect("its settings");
        let log = fs::File::create(at("log")).expect("its log");
        let mut server =
            Command::new(sshd).args(["-D", "-e", "-f"]).arg(at("config")).stderr(log).spawn().expect("sshd");
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let over = server.try_wait().expect("its status");
            let said = || fs::read_to_string(at("log")).unwrap_or_default();
            assert!(over.is_none() && Instant::now() < until, "sshd does not listen: {}", said());
            std::thread::park_timeout(Duration::from_millis(10));
        }
        Self { home, folder, port, user, server }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What every client is told; `port` is the letter of the port.
    fn options(&self, port: &str) -> Vec<String> {
        let known = format!("UserKnownHostsFile={}", self.at("known").display());
        let mut options = vec!["-F".to_owned(), "none".to_owned()];
        let said =
            ["StrictHostKeyChecking=no", "IdentitiesOnly=yes", "BatchMode=yes", "LogLevel=ERROR", &known];
        for option in said {
            options.extend(["-o".to_owned(), option.to_owned()]);
        }
        options.extend([port.to_owned(), self.port.to_string(), "-i".to_owned()]);
        options.push(self.at("key").display().to_string());
        options
    }

    fn somebody(&self) -> String {
        format!("{}@127.0.0.1", self.user)
    }

    /// The client in a terminal.
    fn enter(&self, first: &[&str], command: &[&str]) -> Pty {
        let mut ssh = CommandBuilder::new("ssh");
        ssh.args(self.options("-p"));
        ssh.args(first);
        ssh.arg("-tt");
        ssh.arg(self.somebody());
        ssh.args(command);
        ssh.env("TERM", "xterm-256color");
        ssh.env("LANG", "en_GB.UTF-8");
        Pty::start(ssh, (80, 24))
    }

    /// The client without one.
    fn ask(&self, first: &[&str], command: &[&str]) -> Output {
        let mut ssh = Command::new("ssh");
        ssh.args(self.options("-p")).args(first).arg(self.somebody()).args(command);
        ssh.stdin(Stdio::null()).output().expect("ssh")
    }
}

#[test]
fn the_key_names_the_person_and_loket_still_asks() {
    let host = Host::start();
    let elsewhere = host.at("elsewhere").display().to_string();
    // The server lets through whatever the client sets; loket hears none of it.
    let set = format!(
        "SetEnv=LOKET_DATA={elsewhere} LOKET_LANG=id PGHOST=/x RUST_LOG=trace LOKET_SESSION=x SSH_CONNECTION=10.0.0.9"
    );
    let mut pty = host.enter(&["-o", &set], &[]);
    let screen = pty.sees("Password");
    assert!(screen.contains("hartono"), "{screen}");
    pty.keys([PASSWORD]);
    pty.sees("•••");
    pty.keys(["Enter"]);
    pty.sees("booked");
    pty.quiet(Duration::from_millis(20));
    pty.keys(["q"]);
    pty.sees("Leave loket?");
    pty.keys(["y"]);
    assert!(pty.ended().success());
    pty.given_back();
    assert!(!Path::new(&elsewhere).exists(), "a variable of the client led it elsewhere");
    let database = DatabaseAddress::Sqlite(host.home.data().join("loket.db"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let counters: Vec<(String, String)> = runtime.block_on(async {
        let db = Db::open(&database).await.expect("the database");
        On::from(&db).all("SELECT terminal, device FROM session", ()).await.expect("sessions")
    });
    let came = ("ssh-hartono".to_owned(), "ssh 127.0.0.1".to_owned());
    assert_eq!(counters, [came], "the key is the counter, and sshd says from where");
}

#[test]
fn there_is_no_way_past_the_desk() {
    let host = Host::start();
    // A command of the client's own is not heard, with a terminal or without.
    let mut pty = host.enter(&[], &["cat", "/etc/passwd"]);
    let screen = pty.sees("Password");
    assert!(screen.contains("hartono") && !screen.contains("root:"), "{screen}");
    drop(pty);
    for command in [&["cat", "/etc/passwd"][..], &["loket", "call", "--list"], &["-s", "sftp"], &[]] {
        let (first, command) =
            if command.first() == Some(&"-s") { (&["-s"][..], &command[1..]) } else { (&[][..], command) };
        let answer = host.ask(first, command);
        assert_eq!(answer.status.code(), Some(64), "{command:?}: {answer:?}");
        assert!(answer.stdout.is_empty(), "{command:?}: {answer:?}");
        let said = String::from_utf8_lossy(&answer.stderr).into_owned();
        // A subsystem has no stream for what goes wrong.
        assert!(said.contains("ssh -t") || command == ["sftp"], "{command:?}: {said}");
    }
    let copied = host.at("copied");
    for how in [&["-O"][..], &[]] {
        let mut scp = Command::new("scp");
        scp.args(host.options("-P")).args(how).arg(format!("{}:/etc/passwd", host.somebody())).arg(&copied);
        assert!(!scp.stdin(Stdio::null()).output().expect("scp").status.success());
        assert!(!copied.exists());
    }
    // Nothing is passed on: not from here to there, not from there to here.
    let target = format!("127.0.0.1:{}", host.port);
    let forward = host.ask(&["-W", &target], &[]);
    assert!(!forward.status.success() && forward.stdout.is_empty(), "{forward:?}");
    let backward = format!("127.0.0.1:0:{target}");
    let backward = host.ask(&["-o", "ExitOnForwardFailure=yes", "-N", "-R", &backward], &[]);
    assert!(!backward.status.success(), "{backward:?}");
}

#[test]
fn sshd_understands_every_line() {
    let host = Host::start();
    let who = format!("user={},host=somewhere,addr=192.0.2.1", host.user);
    let told = done(Command::new(sshd()).arg("-T").arg("-f").arg(host.at("config")).args(["-C", &who]));
    for line in [
        "disableforwarding yes",
        "permittty yes",
        "permituserrc no",
        "permituserenvironment no",
        "passwordauthentication no",
        "authenticationmethods publickey",
        "clientaliveinterval 15",
        "clientalivecountmax 3",
        &format!("authorizedkeysfile {}", host.at("keys").display()),
    ] {
        assert!(told.lines().any(|told| told == line), "{line} is not in:\n{told}");
    }
    let lines = fs::read_to_string(host.at("keys")).expect("the keys");
    let line = lines.lines().last().expect("a line");
    let loket = env!("CARGO_BIN_EXE_loket");
    let data = host.home.data();
    let begins = format!(
        "restrict,pty,command=\"{loket} --data {} --lang en --ssh --key hartono\" ssh-ed25519 ",
        data.display()
    );
    assert!(line.starts_with(&begins) && line.ends_with(" hartono"), "{line}");
    // Without a key everybody who comes in gets the desk.
    let block = done(Command::new(loket).args(["--lang", "en", "ssh-setup", "--user", &host.user]));
    fs::write(host.at("block"), format!("HostKey {}\n{block}", host.at("host").display())).expect("a file");
    let told = done(Command::new(sshd()).arg("-T").arg("-f").arg(host.at("block")).args(["-C", &who]));
    assert!(told.lines().any(|told| told == format!("forcecommand {loket} --lang en --ssh")), "{told}");
    let other = done(
        Command::new(sshd())
            .arg("-T")
            .arg("-f")
            .arg(host.at("block"))
            .args(["-C", "user=other,host=x,addr=192.0.2.1"]),
    );
    assert!(other.contains("forcecommand none"), "only that account is closed:\n{other}");
}
