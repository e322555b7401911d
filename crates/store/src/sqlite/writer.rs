//! The thread that writes. It takes all commits that wait, writes them in one transaction, and answers when that is on
//! the disk: durability costs one sync for all of them.

use std::thread::JoinHandle;

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{mpsc, oneshot};

use super::SqliteOptions;
use super::execute::{Failure, Item, carry_out, carry_out_apart, plain};
use crate::error::{CommitError, StoreError};

/// The most items of one transaction, except that one job is never divided.
const GROUP_ITEMS_MAX: usize = 512;

/// The rows that an item wrote, or why it was not written.
type Outcome = Result<usize, CommitError>;

struct Job {
    items: Vec<Item>,
    reply: oneshot::Sender<Vec<Outcome>>,
}

/// The way to the thread that writes.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    #[cfg(feature = "fuse")]
    fuse: Fuse,
}

/// How many more transactions are written before all fail; none while nothing shall fail.
#[cfg(feature = "fuse")]
type Fuse = std::sync::Arc<std::sync::Mutex<Option<u64>>>;

impl Writer {
    pub(super) fn start(connection: Connection, options: SqliteOptions) -> Result<Self, StoreError> {
        let (queue, jobs) = mpsc::channel(options.queue.max(1));
        #[cfg(feature = "fuse")]
        let fuse = Fuse::default();
        let group = Group {
            connection,
            failed: None,
            #[cfg(feature = "fuse")]
            fuse: fuse.clone(),
        };
        let thread = std::thread::Builder::new()
            .name("seatwright-writer".to_owned())
            .spawn(move || group.run(jobs))
            .map_err(|error| StoreError::file("the writer's thread", error))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
            #[cfg(feature = "fuse")]
            fuse,
        })
    }

    /// Lets so many more transactions be written, and all after them fail.
    #[cfg(feature = "fuse")]
    pub(super) fn blow_after(&self, transactions: u64) {
        *self.fuse.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(transactions);
    }

    /// Writes items, each of which stands or falls by itself, and waits until they are on the disk.
    pub(super) async fn write(&self, items: Vec<Item>) -> Result<Vec<Outcome>, StoreError> {
        let queue = self.queue.as_ref().ok_or(StoreError::Closed)?;
        let (reply, outcome) = oneshot::channel();
        queue.send(Job { items, reply }).await.map_err(|_gone| StoreError::Closed)?;
        outcome.await.map_err(|_gone| StoreError::Closed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // What waits in the queue is written before the thread ends.
        self.queue = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread that writes to the database had panicked");
        }
    }
}

struct Group {
    connection: Connection,
    /// Set when the disk failed: what it holds is known only after the database has been opened again.
    failed: Option<String>,
    #[cfg(feature = "fuse")]
    fuse: Fuse,
}

impl Group {
    fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(first) = jobs.blocking_recv() {
            let mut size = first.items.len();
            let mut group = vec![first];
            while size < GROUP_ITEMS_MAX
                && let Ok(job) = jobs.try_recv()
            {
                size += job.items.len();
                group.push(job);
            }
            self.write(group);
        }
    }

    fn write(&mut self, group: Vec<Job>) {
        #[cfg(feature = "fuse")]
        if let Some(left) = &mut *self.fuse.lock().unwrap_or_else(std::sync::PoisonError::into_inner) {
            match left.checked_sub(1) {
                Some(less) => *left = less,
                None => self.failed = Some("the fuse has blown".to_owned()),
            }
        }
        let result = match &self.failed {
            Some(why) => Err(StoreError::DiskFailed(why.clone())),
            None => self.transaction(&group),
        };
        if let Err(error) = &result {
            tracing::error!(%error, "a group of commits was not written");
        }
        let mut outcomes = result.map_err(CommitError::Store);
        for job in group {
            let answer = match &mut outcomes {
                Ok(outcomes) => outcomes.drain(..job.items.len()).collect(),
                Err(error) => job.items.iter().map(|_| Err(error.clone())).collect(),
            };
            // Who asked may have gone away; the write stands all the same.
            drop(job.reply.send(answer));
        }
    }

    /// Writes a group in one transaction. The outcomes hold only if this succeeds.
    ///
    /// Nearly always all items stand, or fail before they have written anything, so the group is first written without
    /// savepoints, which cost a copy of every page that an item touches. If an item does fail half-way, the group is
    /// taken back and written again with them.
    fn transaction(&mut self, group: &[Job]) -> Result<Vec<Outcome>, StoreError> {
        plain(&self.connection, "BEGIN IMMEDIATE")?;
        let outcomes = match self.write_together(group)? {
            Some(outcomes) => outcomes,
            None => {
                plain(&self.connection, "ROLLBACK")?;
                plain(&self.connection, "BEGIN IMMEDIATE")?;
                self.write_apart(group)?
            }
        };
        match plain(&self.connection, "COMMIT") {
            Ok(()) => Ok(outcomes),
            Err(error) => {
                let error = self.note_failure(error);
                if !self.connection.is_autocommit() {
                    plain(&self.connection, "ROLLBACK")?;
                }
                Err(error)
            }
        }
    }

    /// The outcomes of a group, or nothing when an item failed half-way.
    fn write_together(&mut self, group: &[Job]) -> Result<Option<Vec<Outcome>>, StoreError> {
        let mut outcomes = Vec::new();
        for item in group.iter().flat_map(|job| &job.items) {
            match carry_out(&self.connection, item) {
                Ok(rows) => outcomes.push(Ok(rows)),
                Err(Failure { why, dirty }) => {
                    let why = self.unless_over(why)?;
                    if dirty {
                        return Ok(None);
                    }
                    outcomes.push(Err(why));
                }
            }
        }
        Ok(Some(outcomes))
    }

    /// The outcomes of a group of which each item is written in a savepoint.
    fn write_apart(&mut self, group: &[Job]) -> Result<Vec<Outcome>, StoreError> {
        let mut outcomes = Vec::new();
        for item in group.iter().flat_map(|job| &job.items) {
            match carry_out_apart(&self.connection, item) {
                Ok(rows) => outcomes.push(Ok(rows)),
                Err(why) => outcomes.push(Err(self.unless_over(why)?)),
            }
        }
        Ok(outcomes)
    }

    /// The failure of an item, unless it has ended the whole transaction, as a full disk does.
    fn unless_over(&mut self, why: CommitError) -> Result<CommitError, StoreError> {
        match why {
            CommitError::Store(error) if self.connection.is_autocommit() => Err(self.note_failure(error)),
            why => Ok(why),
        }
    }

    /// Remembers a failure of the disk. After one, asking the system to write again may be answered with a lie.
    fn note_failure(&mut self, error: StoreError) -> StoreError {
        if let StoreError::Database { source, .. } = &error
            && let Some(rusqlite::Error::SqliteFailure(failure, _)) = source.downcast_ref::<rusqlite::Error>()
            && failure.code == ErrorCode::SystemIoFailure
        {
            self.failed = Some(error.to_string());
        }
        error
    }
}

#[cfg(test)]
mod tests {
    use super::super::migrate::{MIGRATIONS, migrate};
    use super::*;
    use crate::rows::setting;

    fn group() -> Group {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, MIGRATIONS).unwrap();
        Group {
            connection,
            failed: None,
            #[cfg(feature = "fuse")]
            fuse: Fuse::default(),
        }
    }

    /// A job for each setting, with where its outcome comes.
    fn jobs(settings: &[(&str, usize)]) -> (Vec<Job>, Vec<oneshot::Receiver<Vec<Outcome>>>) {
        let job = |(name, bytes): &(&str, usize)| {
            let writes = vec![setting::put(name, Some(&"x".repeat(*bytes)))];
            let (reply, outcome) = oneshot::channel();
            (Job { items: vec![Item { request: None, writes }], reply }, outcome)
        };
        settings.iter().map(job).unzip()
    }

    fn outcomes(receivers: Vec<oneshot::Receiver<Vec<Outcome>>>) -> Vec<Outcome> {
        receivers.into_iter().flat_map(|mut receiver| receiver.try_recv().unwrap()).collect()
    }

    fn names(group: &Group) -> Vec<String> {
        let mut statement = group.connection.prepare("SELECT name FROM settings ORDER BY name").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    fn limit_pages(group: &Group, more: i64) {
        let pages: i64 = group.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        group.connection.pragma_update(None, "max_page_count", pages + more).unwrap();
    }

    #[test]
    fn a_full_disk_refuses_what_does_not_fit_and_the_writer_goes_on_when_there_is_room() {
        let mut group = group();
        limit_pages(&group, 4);
        let (first, results) = jobs(&[("small", 10), ("large", 1_000_000), ("another", 10)]);
        group.write(first);
        let results = outcomes(results);
        assert_eq!(results.len(), 3);
        let stored = names(&group);
        for (result, name) in results.iter().zip(["small", "large", "another"]) {
            // Whoever was told that the write stands can read it, and whoever was told otherwise cannot.
            assert_eq!(result.is_ok(), stored.contains(&name.to_owned()), "{name}: {result:?}");
        }
        assert!(matches!(results[1], Err(CommitError::Store(StoreError::Database { .. }))), "{results:?}");
        assert!(group.connection.is_autocommit(), "no transaction stays open");
        assert_eq!(group.failed, None, "a full disk is no broken one");

        limit_pages(&group, 1_000);
        let (again, results) = jobs(&[("large", 1_000_000), ("another", 10)]);
        group.write(again);
        assert!(outcomes(results).iter().all(Result::is_ok));
        assert!(names(&group).contains(&"large".to_owned()));
    }

    #[test]
    fn after_a_failure_of_the_disk_nothing_more_is_accepted() {
        let mut group = group();
        let failure = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC);
        let error = StoreError::from(rusqlite::Error::SqliteFailure(failure, None));
        let noted = group.note_failure(error);
        assert!(matches!(noted, StoreError::Database { .. }), "{noted}");
        let (refused, results) = jobs(&[("late", 10)]);
        group.write(refused);
        let results = outcomes(results);
        assert!(matches!(results[0], Err(CommitError::Store(StoreError::DiskFailed(_)))), "{results:?}");
        assert_eq!(names(&group), Vec::<String>::new());
    }
}
