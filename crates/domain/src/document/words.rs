//! What serde says, said again for the people who write the files, with a fix.

/// The key that is missing, when that is what the message says.
pub(crate) fn missing(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.split('`').next()
}

/// The key that was probably meant by an unknown one, when that is what the message is about.
pub(crate) fn misspelt(message: &str) -> Option<&str> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    let wrong = quoted.next()?;
    nearest(wrong, quoted)
}

/// A message of serde about the value of `key` (empty when there is none), as fault and fix.
pub(crate) fn explain(message: &str, key: &str) -> (String, String) {
    let of_key = if key.is_empty() { String::new() } else { format!("`{key}`: ") };
    let mut quoted = message.split('`').skip(1).step_by(2);
    if let Some(field) = missing(message) {
        return (format!("`{field}` is missing"), format!("add `{field}` to this entry"));
    }
    if message.starts_with("unknown field") {
        let wrong = quoted.next().unwrap_or_default();
        let known: Vec<&str> = quoted.collect();
        return (format!("unknown key `{wrong}`"), one_of("`", "`", wrong, &known));
    }
    if message.starts_with("unknown variant") {
        let wrong = quoted.next().unwrap_or_default();
        let known: Vec<&str> = quoted.collect();
        let place = if key == wrong { String::new() } else { of_key };
        return (format!("{place}`{wrong}` is not known"), one_of("`", "`", wrong, &known));
    }
    let invalid = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    if let Some((found, expected)) = invalid.and_then(|rest| rest.split_once(", expected ")) {
        return (format!("{of_key}{found} cannot stand here"), format!("write {expected}"));
    }
    if message.contains("UUID") {
        let fix = "write a GUID, as 3b555118-da6a-4418-894f-7df1e2096870";
        return (format!("{of_key}{message}"), fix.to_owned());
    }
    if ["from", "until", "end_of_sale"].contains(&key) {
        let fix = "write a day, as 2022-03-01";
        return (format!("{of_key}{}", message.lines().next().unwrap_or_default()), fix.to_owned());
    }
    let fix = if key.is_empty() {
        "correct this entry".to_owned()
    } else {
        format!("correct the value of `{key}`")
    };
    (format!("{of_key}{message}"), fix)
}

/// "did you mean …?" when something known is near, and otherwise what there is to choose from.
pub(crate) fn one_of(open: &str, close: &str, wrong: &str, known: &[&str]) -> String {
    if let Some(near) = nearest(wrong, known.iter().copied()) {
        return format!("did you mean {open}{near}{close}?");
    }
    let all: Vec<String> = known.iter().map(|name| format!("{open}{name}{close}")).collect();
    match all.as_slice() {
        [] => "remove it".to_owned(),
        [only] => format!("only {only} can stand here"),
        _ => format!("use one of {}", all.join(", ")),
    }
}

/// The known name that a wrong one was probably meant to be; none when nothing is near.
pub(crate) fn nearest<'n>(wrong: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let wrong = wrong.to_lowercase();
    let limit = (wrong.chars().count() / 3).clamp(1, 4);
    known
        .map(|name| (distance(&wrong, &name.to_lowercase()), name))
        .filter(|(far, _)| *far <= limit)
        .min_by_key(|(far, _)| *far)
        .map(|(_, name)| name)
}

/// How many characters must be changed, added, removed or swapped with their neighbour to make one text of the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row_before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    let mut letter_before = None;
    for (index, letter) in left.chars().enumerate() {
        let mut next = vec![index + 1];
        for (place, other) in right.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX - 1);
            let mut least = at(&row, place) + usize::from(letter != *other);
            least = least.min(at(&next, place) + 1).min(at(&row, place + 1) + 1);
            if let Some(earlier) = place.checked_sub(1)
                && right.get(earlier) == Some(&letter)
                && letter_before == Some(*other)
            {
                least = least.min(at(&row_before, earlier) + 1);
            }
            next.push(least);
        }
        row_before = std::mem::replace(&mut row, next);
        letter_before = Some(letter);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        let known = ["commercial", "education", "government"];
        assert_eq!(nearest("comercial", known.into_iter()), Some("commercial"));
        assert_eq!(nearest("Educaton", known.into_iter()), Some("education"));
        assert_eq!(nearest("horse", known.into_iter()), None);
        assert_eq!(nearest("MIAL", ["FILES", "MAIL"].into_iter()), Some("MAIL"));
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("", "abc"), 3);
    }
}
