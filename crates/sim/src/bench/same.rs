//! The bare writes leave the same rows as the engine, so that the two are worth comparing.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;
use seatwright_engine::{Quiet, Target};

use super::Options;
use super::bare::Bare;
use super::commands::{BULK, Work, drive};
use super::ground::Ground;
use super::run::renewal;

/// Every row of every table, but for the settings, where a simulated clock keeps its time.
fn contents(directory: &Path) -> BTreeMap<String, Vec<String>> {
    let connection = Connection::open(directory.join("seatwright.db")).unwrap();
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('settings', 'migrations')";
    let mut statement = connection.prepare(tables).unwrap();
    let names: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let rows = |name: &String| {
        // Numbers of a feed follow the order of commits of different accounts, which the tape does not keep.
        let columns = if name == "feed" { "tenant_id, customer_id, first_seq, events, at" } else { "*" };
        let mut statement = connection.prepare(&format!("SELECT {columns} FROM {name}")).unwrap();
        let width = statement.column_count();
        let read = statement.query_map([], |row| {
            let values: Result<Vec<Value>, _> = (0..width).map(|place| row.get(place)).collect();
            values.map(|values| format!("{values:?}"))
        });
        let mut rows: Vec<String> = read.unwrap().collect::<Result<_, _>>().unwrap();
        rows.sort();
        rows
    };
    names.into_iter().map(|name| (name.clone(), rows(&name))).collect()
}

fn assert_same(engine: &Path, bare: &Path, before: &Path) {
    let (engine, bare, before) = (contents(engine), contents(bare), contents(before));
    for (table, rows) in &engine {
        assert_eq!(Some(rows), bare.get(table), "{table}");
    }
    assert_ne!(engine.get("events"), before.get("events"), "nothing was written at all");
}

async fn ground(directory: &Path) -> Ground {
    let options = Options { directory: directory.to_owned(), accounts: 50, commands: 0, lines: 0 };
    Ground::new(&options, &|_| {}).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_and_its_bare_writes_leave_the_same_rows() {
    let directory = tempfile::tempdir().unwrap();
    let ground = ground(directory.path()).await;
    let (engine, bare) = (ground.copy("engine").unwrap(), ground.copy("bare").unwrap());
    let (running, store) = ground.engine(&engine).unwrap();
    store.start_tape();
    running.advance_clock(Target::To(renewal()), &Quiet).await.unwrap();
    let commits = store.take_tape();
    assert_eq!(commits.len(), 50);
    let (rows, _) = Bare::open(&bare).unwrap().write(&commits, BULK).unwrap();
    assert_eq!(rows, 5 * 50, "account, subscription, event, charge and place in the feed");
    drop((running, store));
    assert_same(&engine, &bare, &ground.path("ground"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_and_their_bare_writes_leave_the_same_rows() {
    let directory = tempfile::tempdir().unwrap();
    let ground = ground(directory.path()).await;
    let (engine, bare) = (ground.copy("engine").unwrap(), ground.copy("bare").unwrap());
    let (running, store) = ground.engine(&engine).unwrap();
    store.start_tape();
    let times = drive(&running, Work::Sales((0..10).collect()), 4).await.unwrap();
    assert_eq!(times.len(), 40, "a sale is four commands");
    let commits = store.take_tape();
    assert_eq!(commits.len(), 40);
    Bare::open(&bare).unwrap().write(&commits, 4).unwrap();
    drop((running, store));
    assert_same(&engine, &bare, &ground.path("ground"));
    assert_eq!(contents(&engine)["answers"].len(), 40, "every answer is kept");
}
