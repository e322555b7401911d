//! Comparing the rows that are expected with the lines there are: as a multiset, told in order.

use std::fmt::Write;

use super::Line;
use crate::statement::Row;

const COLUMNS: [&str; 7] =
    ["subscription", "charge start", "charge end", "charge type", "unit price", "quantity", "amount"];

/// Fewer equal cells than this are another line, not one that differs.
const ALIKE: usize = 4;

impl Row {
    /// Which cells agree with a line; those that are not compared do.
    fn agrees(&self, line: &Line) -> [bool; 7] {
        let charge = &line.charge;
        [
            self.subscription.as_ref().is_none_or(|name| *name == line.subscription),
            self.first.is_none_or(|date| date == charge.key.period.first),
            self.last.is_none_or(|date| date == charge.key.period.last),
            self.kind.is_none_or(|kind| kind == charge.key.kind),
            self.shown.is_none_or(|shown| shown == charge.shown),
            self.quantity.is_none_or(|quantity| quantity == charge.quantity),
            self.amount.is_none_or(|amount| amount == line.amount()),
        ]
    }

    fn is(&self, line: &Line) -> bool {
        self.agrees(line).into_iter().all(|agrees| agrees)
    }

    fn cells(&self) -> [String; 7] {
        fn cell<T: ToString>(value: Option<&T>) -> String {
            value.map_or_else(|| "*".to_owned(), ToString::to_string)
        }
        [
            cell(self.subscription.as_ref()),
            cell(self.first.as_ref()),
            cell(self.last.as_ref()),
            cell(self.kind.as_ref()),
            cell(self.shown.as_ref()),
            cell(self.quantity.as_ref()),
            cell(self.amount.as_ref()),
        ]
    }
}

/// What differs; none where every row is a line and every line a row.
pub(super) fn difference(rows: &[Row], lines: &[&Line]) -> Option<String> {
    let partner = matched(rows, lines);
    let taken: Vec<bool> = (0..lines.len()).map(|line| partner.contains(&Some(line))).collect();
    let missing: Vec<&Row> =
        rows.iter().zip(&partner).filter(|(_, line)| line.is_none()).map(|(row, _)| row).collect();
    let unexpected: Vec<&Line> =
        lines.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(line, _)| *line).collect();
    if missing.is_empty() && unexpected.is_empty() {
        return None;
    }
    Some(told(missing, unexpected))
}

/// For each row the line that it is, so that as many rows as possible have one. Cells that are not compared can fit several
/// lines, so a row gives its line up where it finds another (augmenting paths).
fn matched(rows: &[Row], lines: &[&Line]) -> Vec<Option<usize>> {
    let mut owner: Vec<Option<usize>> = vec![None; lines.len()];
    for row in 0..rows.len() {
        let mut seen = vec![false; lines.len()];
        find_line(row, rows, lines, &mut owner, &mut seen);
    }
    (0..rows.len()).map(|row| owner.iter().position(|owns| *owns == Some(row))).collect()
}

fn find_line(
    row: usize,
    rows: &[Row],
    lines: &[&Line],
    owner: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    let Some(wanted) = rows.get(row) else { return false };
    for (place, line) in lines.iter().enumerate() {
        let seen_before = |seen: &mut bool| std::mem::replace(seen, true);
        if !wanted.is(line) || seen.get_mut(place).is_none_or(seen_before) {
            continue;
        }
        let free = match owner.get(place).copied().flatten() {
            None => true,
            Some(other) => find_line(other, rows, lines, owner, seen),
        };
        if free && let Some(owns) = owner.get_mut(place) {
            *owns = Some(row);
            return true;
        }
    }
    false
}

/// Rows and lines that are nearly each other are told as one, cell by cell.
fn told(missing: Vec<&Row>, mut unexpected: Vec<&Line>) -> String {
    let mut text = String::new();
    for row in missing {
        let nearest = unexpected
            .iter()
            .enumerate()
            .map(|(place, line)| (row.agrees(line).into_iter().filter(|agrees| *agrees).count(), place))
            .filter(|(alike, _)| *alike >= ALIKE)
            .max_by_key(|(alike, place)| (*alike, std::cmp::Reverse(*place)));
        let _ = writeln!(text, "    line {}", row.line);
        match nearest {
            None => {
                let _ = writeln!(text, "      missing     {}", table(&row.cells()));
            }
            Some((_, place)) => {
                let line = unexpected.remove(place);
                let _ = writeln!(text, "      expected    {}", table(&row.cells()));
                let _ = writeln!(text, "      but found   {}", table(&line.cells()));
                let columns = COLUMNS.iter().zip(row.agrees(line)).filter(|(_, agrees)| !agrees);
                let names: Vec<&str> = columns.map(|(name, _)| *name).collect();
                let _ = writeln!(text, "      differs in  {}", names.join(", "));
            }
        }
    }
    for line in unexpected {
        let _ = writeln!(text, "    unexpected    {}", table(&line.cells()));
    }
    text.truncate(text.trim_end().len());
    text
}

fn table(cells: &[String; 7]) -> String {
    format!("| {} |", cells.join(" | "))
}
