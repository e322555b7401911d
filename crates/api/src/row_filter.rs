//! Filters of rows by the values of their fields, as `serviceCode eq 'o365' and (productName ne 'X' or channel eq 'reseller')`.
//! Words and values are compared without regard to case.

/// How deep parentheses may be nested.
const DEPTH_MAX: usize = 16;

/// A condition on a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum RowFilter {
    /// The field at a place of the known ones has this value, or has not.
    Field(usize, bool, String),
    /// Both hold.
    And(Box<RowFilter>, Box<RowFilter>),
    /// One of them holds.
    Or(Box<RowFilter>, Box<RowFilter>),
}

impl RowFilter {
    /// Reads a filter over known fields. None where it cannot be read.
    pub(crate) fn parse(text: &str, fields: &[&str]) -> Option<Self> {
        let mut reader = Reader { words: words(text)?, next: 0, fields };
        let filter = reader.alternatives(0)?;
        (reader.next == reader.words.len()).then_some(filter)
    }

    /// Whether a row is wanted; `value` tells the value of the field at a place.
    pub(crate) fn takes<'row>(&self, value: &impl Fn(usize) -> &'row str) -> bool {
        match self {
            Self::Field(place, is, wanted) => (value(*place).to_lowercase() == wanted.to_lowercase()) == *is,
            Self::And(left, right) => left.takes(value) && right.takes(value),
            Self::Or(left, right) => left.takes(value) || right.takes(value),
        }
    }
}

#[derive(PartialEq, Eq, Debug)]
enum Word {
    Open,
    Close,
    Bare(String),
    Quoted(String),
}

/// The words of a filter. In quotes, two quotes are one.
fn words(text: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '(' => words.push(Word::Open),
            ')' => words.push(Word::Close),
            '\'' => {
                let mut value = String::new();
                loop {
                    match rest.next()? {
                        '\'' if rest.peek() == Some(&'\'') => {
                            rest.next();
                            value.push('\'');
                        }
                        '\'' => break,
                        other => value.push(other),
                    }
                }
                words.push(Word::Quoted(value));
            }
            space if space.is_whitespace() => {}
            first => {
                let mut word = String::from(first);
                while let Some(more) = rest.next_if(|c| !c.is_whitespace() && !"()'".contains(*c)) {
                    word.push(more);
                }
                words.push(Word::Bare(word));
            }
        }
    }
    Some(words)
}

struct Reader<'a> {
    words: Vec<Word>,
    next: usize,
    fields: &'a [&'a str],
}

impl Reader<'_> {
    /// Conditions of which one must hold.
    fn alternatives(&mut self, depth: usize) -> Option<RowFilter> {
        let mut filter = self.together(depth)?;
        while self.took("or") {
            filter = RowFilter::Or(Box::new(filter), Box::new(self.together(depth)?));
        }
        Some(filter)
    }

    /// Conditions that must all hold; `and` binds more tightly than `or`.
    fn together(&mut self, depth: usize) -> Option<RowFilter> {
        let mut filter = self.one(depth)?;
        while self.took("and") {
            filter = RowFilter::And(Box::new(filter), Box::new(self.one(depth)?));
        }
        Some(filter)
    }

    fn one(&mut self, depth: usize) -> Option<RowFilter> {
        if self.words.get(self.next) == Some(&Word::Open) {
            self.next += 1;
            let inner = if depth < DEPTH_MAX { self.alternatives(depth + 1)? } else { return None };
            let closed = self.words.get(self.next) == Some(&Word::Close);
            self.next += 1;
            return closed.then_some(inner);
        }
        let (Word::Bare(field), Word::Bare(operator), Word::Bare(value) | Word::Quoted(value)) =
            (self.words.get(self.next)?, self.words.get(self.next + 1)?, self.words.get(self.next + 2)?)
        else {
            return None;
        };
        let place = self.fields.iter().position(|known| known.eq_ignore_ascii_case(field))?;
        let is = operator.eq_ignore_ascii_case("eq");
        if !is && !operator.eq_ignore_ascii_case("ne") {
            return None;
        }
        let filter = RowFilter::Field(place, is, value.clone());
        self.next += 3;
        Some(filter)
    }

    fn took(&mut self, wanted: &str) -> bool {
        let there =
            matches!(self.words.get(self.next), Some(Word::Bare(word)) if word.eq_ignore_ascii_case(wanted));
        self.next += usize::from(there);
        there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&str; 3] = ["a", "b", "c"];

    fn takes(filter: &str, row: [&str; 3]) -> bool {
        let filter = RowFilter::parse(filter, &FIELDS).unwrap_or_else(|| panic!("{filter}"));
        filter.takes(&|place| row[place])
    }

    #[test]
    fn conditions_are_joined_as_usual() {
        let row = ["1", "Two", "it's"];
        assert!(takes("a eq 1", row) && takes("A EQ '1'", row) && takes("b eq 'two'", row));
        assert!(!takes("a ne 1", row) && takes("c eq 'it''s'", row));
        assert!(takes("a eq 9 and b eq 9 or c ne ''", row), "and binds more tightly");
        assert!(!takes("a eq 9 and (b eq 9 or c ne '')", row));
        assert!(
            takes("b eq 'FÖRETAG'", ["1", "Företag", ""]) && !takes("b ne 'företag'", ["1", "FÖRETAG", ""])
        );
        assert!(takes("((a eq 1)AND(b eq 'TWO'))", row));
    }

    #[test]
    fn what_is_no_filter_is_not_guessed() {
        let deep = format!("{}a eq 1{}", "(".repeat(40), ")".repeat(40));
        for text in
            ["", "a", "a eq", "d eq 1", "a gt 1", "a eq 'open", "(a eq 1", "a eq 1)", "a eq 1 b eq 2", &deep]
        {
            assert_eq!(RowFilter::parse(text, &FIELDS), None, "{text}");
        }
    }
}
