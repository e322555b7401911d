//! The program under test, as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running server.
pub(crate) struct Server {
    child: Child,
    /// Where it listens, as `http://127.0.0.1:40123`.
    pub(crate) address: String,
}

/// The process, so that any thread can kill it.
#[derive(Clone, Copy)]
pub(crate) struct Process(u32);

impl Process {
    /// Ends the process at once: it gets no chance to finish anything.
    pub(crate) fn kill(self) {
        // The standard library kills only through the owner of the child, which waits elsewhere.
        let killed = Command::new("kill").args(["-9", &self.0.to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()), "the process could not be killed");
    }
}

impl Server {
    /// Starts a demonstration without customers on a free port, and waits until it says that it is ready.
    pub(crate) fn start(directory: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_seatwright"))
            .args(["demo", "--empty", "--listen", "127.0.0.1:0", "--data"])
            .arg(directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let mut told = Vec::new();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let address = line.strip_prefix("ready on ").map(str::to_owned);
            told.push(line);
            address
        });
        let address = address.unwrap_or_else(|| panic!("it did not become ready: {told:#?}"));
        // Somebody must read on, or a later line would block the process.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    pub(crate) fn process(&self) -> Process {
        Process(self.child.id())
    }

    /// Waits until the process is gone.
    pub(crate) fn wait(mut self) {
        self.child.wait().expect("the process can be waited for");
    }
}

/// Folds every account again with the program's own command.
pub(crate) fn replay_is_clean(directory: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_seatwright"))
        .args(["replay", "--data"])
        .arg(directory)
        .output()
        .expect("the program starts");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "replay: {told}\n{}", String::from_utf8_lossy(&output.stderr));
    println!("{told}");
}
