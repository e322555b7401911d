//! SQLite's files: who may open them, what a crash leaves of them, and what is found there afterwards.

use std::fs;
use std::path::Path;

use seatwright_store::conformance::world::{Draft, at, customer, customer_id, load};
use seatwright_store::{ChainHash, EventQuery, Recovery, SqliteStore, Store, StoreError, StoredEvent};

/// What a killed process leaves: the files as they are while the store is open. The journal can be cut, as by a write
/// that did not get to its end.
fn leave(from: &Path, to: &Path, journal_bytes: Option<u64>) {
    fs::create_dir_all(to).unwrap();
    for name in ["seatwright.db", "seatwright.db-wal"] {
        fs::copy(from.join(name), to.join(name)).unwrap();
    }
    if let Some(bytes) = journal_bytes {
        let journal = fs::OpenOptions::new().write(true).open(to.join("seatwright.db-wal")).unwrap();
        journal.set_len(bytes).unwrap();
    }
}

/// The version of the account that is stored, after its chain has been followed from the start; 0 when it is not there.
async fn verified_version(store: &SqliteStore) -> u64 {
    let events: Vec<StoredEvent> = store.events(&EventQuery::of(customer_id(1))).await.unwrap();
    let head = events.iter().fold(ChainHash::start(customer_id(1)), |chain, event| {
        let next = chain.then(event.document.as_bytes());
        assert_eq!(event.hash, next);
        next
    });
    let Some(last) = events.last() else { return 0 };
    let loaded = load(store, customer_id(1)).await;
    assert_eq!((loaded.account.head.version, loaded.chain), (last.recorded.seq, head));
    last.recorded.seq
}

#[tokio::test]
async fn a_directory_belongs_to_one_process() {
    let directory = tempfile::tempdir().unwrap();
    let first = SqliteStore::open(directory.path()).unwrap();
    let error = SqliteStore::open(directory.path()).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("seatwright.lock") && text.contains(&std::process::id().to_string()), "{text}");
    drop(first);
    SqliteStore::open(directory.path()).unwrap();
}

#[tokio::test]
async fn beside_the_process_that_has_a_directory_another_may_make_small_changes() {
    let directory = tempfile::tempdir().unwrap();
    let server = SqliteStore::open(directory.path()).unwrap();
    let beside = SqliteStore::open_beside(directory.path()).unwrap();
    beside.put_setting("a", Some("1")).await.unwrap();
    assert_eq!(server.setting("a").await.unwrap().as_deref(), Some("1"), "seen at once");
    server.put_setting("b", Some("2")).await.unwrap();
    drop(beside);
    let error = SqliteStore::open(directory.path()).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "the lock is still the server's: {error}");
    assert_eq!(server.setting("b").await.unwrap().as_deref(), Some("2"));
    drop(server);
    // Where nobody has it open, the one that stands beside has the lock itself.
    let alone = SqliteStore::open_beside(directory.path()).unwrap();
    assert!(SqliteStore::open(directory.path()).is_err());
    drop(alone);
}

#[tokio::test]
async fn what_was_found_at_the_start_is_reported() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    let migrations = vec![
        "accounts",
        "billing",
        "quotes",
        "feed",
        "identities",
        "commerce_migrations",
        "publishers",
        "support",
    ];
    let expected = Recovery { created: true, migrations, ..Recovery::default() };
    assert_eq!(store.recovery(), &expected);
    assert_eq!(store.recovery().to_string(), "a new database was made");
    drop(store);
    let store = SqliteStore::open(directory.path()).unwrap();
    assert_eq!(store.recovery(), &Recovery::default());
    assert_eq!(store.recovery().to_string(), "the last run ended in order; there are no events yet");
    Draft::new(customer(1)).done(&store).await;
    drop(store);
    let store = SqliteStore::open(directory.path()).unwrap();
    assert_eq!(store.recovery(), &Recovery { last_event_at: Some(at(1)), ..Recovery::default() });
    assert!(!directory.path().join("seatwright.db-wal").metadata().is_ok_and(|journal| journal.len() > 0));
}

#[tokio::test]
async fn a_killed_process_loses_nothing_it_has_answered_and_the_next_one_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let (running, left) = (directory.path().join("running"), directory.path().join("left"));
    let store = SqliteStore::open(&running).unwrap();
    let mut loaded = Draft::new(customer(1)).buys(1, &[1]).done(&store).await;
    for n in 0..20 {
        loaded = Draft::on(&loaded).renames(1, &format!("Name {n}")).done(&store).await;
    }
    leave(&running, &left, None);
    let next = SqliteStore::open(&left).unwrap();
    assert_eq!(load(&next, customer_id(1)).await, loaded);
    assert_eq!(verified_version(&next).await, 23);
    assert_eq!(next.check_file().await.unwrap(), Vec::<String>::new());
    let recovery = next.recovery();
    assert!(!recovery.created && recovery.journal_bytes > 0, "{recovery:?}");
    assert_eq!(recovery.last_event_at, Some(at(23)));
    let text = recovery.to_string();
    assert!(text.starts_with("the last run did not end in order; everything it had committed"), "{text}");
}

#[tokio::test]
async fn a_journal_that_was_cut_anywhere_leaves_whole_commits_only() {
    let directory = tempfile::tempdir().unwrap();
    let running = directory.path().join("running");
    // The account is in the database itself; only what follows is in the journal.
    Draft::new(customer(1)).buys(1, &[1]).done(&SqliteStore::open(&running).unwrap()).await;
    let store = SqliteStore::open(&running).unwrap();
    let mut loaded = load(&store, customer_id(1)).await;
    let journal = running.join("seatwright.db-wal");
    let mut acknowledged = Vec::new();
    for n in 0..6 {
        loaded = Draft::on(&loaded).renames(1, &format!("Name {n}")).hires(n, Vec::new()).done(&store).await;
        acknowledged.push((fs::metadata(&journal).unwrap().len(), loaded.account.head.version));
    }
    let end = acknowledged.last().unwrap().0;
    for cut in (0..=end).step_by(1_499).chain([end]) {
        let left = directory.path().join(format!("cut-{cut}"));
        leave(&running, &left, Some(cut));
        let next = SqliteStore::open(&left).unwrap();
        // Everything that was answered when the journal had this length is there.
        let expected =
            acknowledged.iter().rev().find(|(length, _)| *length <= cut).map_or(3, |(_, version)| *version);
        assert_eq!(verified_version(&next).await, expected, "cut at {cut} of {end}");
        assert_eq!(next.check_file().await.unwrap(), Vec::<String>::new(), "cut at {cut} of {end}");
    }
}

#[tokio::test]
async fn what_waits_in_the_queue_is_written_before_the_store_closes() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    let commits = (1..=50).map(|n| Draft::new(customer(n)).commit()).collect();
    {
        // The caller gives up as soon as the commits are on their way.
        let writing = store.commit_many(commits);
        tokio::select! {
            biased;
            _outcomes = writing => {}
            () = std::future::ready(()) => {}
        }
    }
    drop(store);
    let store = SqliteStore::open(directory.path()).unwrap();
    assert_eq!(store.customer_ids(None, 100).await.unwrap().len(), 50);
}

#[tokio::test]
async fn a_database_of_a_newer_version_or_a_foreign_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(directory.path()).unwrap());
    let path = directory.path().join("seatwright.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute("INSERT INTO migrations VALUES (99, 'later', x'00')", []).unwrap();
    drop(connection);
    let error = SqliteStore::open(directory.path()).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    fs::write(&path, "this is no database, but a text that is longer than a header").unwrap();
    let error = SqliteStore::open(directory.path()).unwrap_err();
    assert!(matches!(error, StoreError::Database { .. }), "{error}");
}

#[tokio::test]
async fn a_changed_event_breaks_the_chain_and_a_stray_row_is_a_fault_of_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    Draft::new(customer(1)).buys(1, &[1]).renames(1, "Honest").done(&store).await;
    assert_eq!(store.check_file().await.unwrap(), Vec::<String>::new());
    let connection = rusqlite::Connection::open(store.path()).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    let forged = "UPDATE events SET document = replace(document, 'Honest', 'Forged') WHERE seq = 4";
    assert_eq!(connection.execute(forged, []).unwrap(), 1);
    connection.execute("DELETE FROM customers", []).unwrap();
    let events = store.events(&EventQuery { after: 3, ..EventQuery::of(customer_id(1)) }).await.unwrap();
    let before =
        store.events(&EventQuery { before: Some(4), ..EventQuery::of(customer_id(1)) }).await.unwrap();
    assert_ne!(before[2].hash.then(events[0].document.as_bytes()), events[0].hash);
    let faults = store.check_file().await.unwrap();
    assert!(faults.iter().any(|fault| fault.contains("belong to rows that do not exist")), "{faults:?}");
}

#[tokio::test]
async fn a_temporary_database_goes_with_its_store() {
    let store = SqliteStore::open_temporary().unwrap();
    let directory = store.path().parent().unwrap().to_owned();
    Draft::new(customer(1)).done(&store).await;
    assert!(directory.exists());
    drop(store);
    assert!(!directory.exists());
}
