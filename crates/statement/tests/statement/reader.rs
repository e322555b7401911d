//! Reads the text of a PDF back, as far as the files of this crate need it: objects in plain sight, compressed streams,
//! fonts with two-byte codes and a table of what the codes mean.

use std::collections::HashMap;
use std::io::Read;
use std::str::Chars;

use flate2::read::ZlibDecoder;

/// An object: what stands before its stream, and the stream.
struct Object {
    text: String,
    stream: Vec<u8>,
}

type Objects = HashMap<u32, Object>;

/// The text of every page. Runs of text are joined by a space, and breaks inside of words are taken out.
pub(crate) fn pages(file: &[u8]) -> Vec<String> {
    let objects = objects(file);
    let root = objects.values().find(|object| object.text.contains("/Type/Pages")).unwrap();
    let kids = root.text.split_once("/Kids[").unwrap().1.split_once(']').unwrap().0;
    kids.split(" 0 R")
        .filter_map(|kid| kid.trim().parse().ok())
        .map(|page| page_text(&objects, page))
        .collect()
}

fn page_text(objects: &Objects, page: u32) -> String {
    let page = &objects[&page].text;
    let resources = &objects[&reference(page, "/Resources").unwrap()].text;
    let fonts = resources.split_once("/Font<<").map_or("", |(_, rest)| rest.split_once(">>").unwrap().0);
    let codes: HashMap<&str, HashMap<u16, String>> = fonts
        .split('/')
        .filter_map(|entry| entry.split_once(' '))
        .map(|(name, _)| {
            let font = &objects[&reference(fonts, &format!("/{name}")).unwrap()].text;
            (name, meanings(&objects[&reference(font, "/ToUnicode").unwrap()].stream))
        })
        .collect();
    // A letter for every byte, as strings hold bytes that are no text.
    let content: String =
        objects[&reference(page, "/Contents").unwrap()].stream.iter().map(|byte| char::from(*byte)).collect();
    let runs = content.split("BT").skip(1).map(|rest| run_text(rest.split_once("ET").unwrap().0, &codes));
    let text = runs.collect::<Vec<_>>().join(" ").replace('\u{200b}', "");
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text between `BT` and `ET`. Strings are codes in the font named last. A span says what its glyphs stand for where
/// the font cannot, as for a box in place of a letter.
fn run_text(run: &str, codes: &HashMap<&str, HashMap<u16, String>>) -> String {
    let mut text = String::new();
    let mut font = "";
    for part in run.split("/Span") {
        font = part.split_once("/f").map_or(font, |(before, rest)| {
            let length = rest.find(' ').unwrap();
            &part[before.len() + 1..before.len() + 2 + length]
        });
        let shown = match part.strip_prefix("<<") {
            None => part,
            Some(span) => {
                let hex = span.strip_prefix("/ActualText<FEFF").unwrap().split_once('>').unwrap().0;
                text.push_str(&utf16(hex));
                span.split_once("EMC").unwrap().1
            }
        };
        for code in strings(shown).chunks(2).map(|code| u16::from_be_bytes(code.try_into().unwrap())) {
            text.push_str(codes[font].get(&code).map_or("", String::as_str));
        }
    }
    text
}

/// The bytes of all strings, each in angle brackets or in round ones.
fn strings(shown: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = shown.chars();
    while let Some(letter) = rest.next() {
        match letter {
            '<' => {
                let hex: String = rest.by_ref().take_while(|letter| *letter != '>').collect();
                bytes.extend(hex.as_bytes().chunks(4).flat_map(|code| number(code).to_be_bytes()));
            }
            '(' => literal(&mut rest, &mut bytes),
            _ => {}
        }
    }
    bytes
}

fn utf16(hex: &str) -> String {
    String::from_utf16(&hex.as_bytes().chunks(4).map(number).collect::<Vec<_>>()).unwrap()
}

/// A string in round brackets, after the opening one: a backslash stands before an octal byte or before a sign.
fn literal(rest: &mut Chars<'_>, bytes: &mut Vec<u8>) {
    let mut depth = 1;
    while let Some(letter) = rest.next() {
        // Brackets that balance stand without a backslash.
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
        let byte = match letter {
            '\\' => match rest.next().unwrap() {
                first @ '0'..='7' => {
                    let digits: String =
                        [first, rest.next().unwrap(), rest.next().unwrap()].into_iter().collect();
                    u8::from_str_radix(&digits, 8).unwrap()
                }
                'n' => b'\n',
                'r' => b'\r',
                't' => b'\t',
                'b' => 8,
                'f' => 12,
                sign => u8::try_from(sign).unwrap(),
            },
            plain => u8::try_from(plain).unwrap(),
        };
        bytes.push(byte);
    }
}

/// What codes mean: lines of `<0001> <0049>`.
fn meanings(table: &[u8]) -> HashMap<u16, String> {
    let table = String::from_utf8_lossy(table);
    table
        .lines()
        .filter_map(|line| line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <"))
        .filter(|(code, _)| code.len() == 4)
        .map(|(code, letters)| (number(code.as_bytes()), utf16(letters)))
        .collect()
}

fn number(hex: &[u8]) -> u16 {
    u16::from_str_radix(std::str::from_utf8(hex).unwrap(), 16).unwrap()
}

/// The number of the object that a key refers to.
fn reference(text: &str, key: &str) -> Option<u32> {
    let (_, rest) = text.split_once(&format!("{key} "))?;
    rest.split(' ').next()?.parse().ok()
}

/// All objects, read one after the other; streams are skipped by their length.
fn objects(file: &[u8]) -> Objects {
    let mut objects = HashMap::new();
    let mut at = find(file, 0, b"1 0 obj\n").unwrap();
    loop {
        let end_of_line = find(file, at, b"\n").unwrap();
        let head = String::from_utf8_lossy(&file[at..end_of_line]).into_owned();
        let Some(id) = head.strip_suffix(" 0 obj").and_then(|id| id.parse().ok()) else { return objects };
        let start = end_of_line + 1;
        let end = find(file, start, b"\nendobj").unwrap();
        let stream = find(&file[..end], start, b"\nstream\n");
        let text = String::from_utf8_lossy(&file[start..stream.unwrap_or(end)]).into_owned();
        let (stream, end) = match stream {
            None => (Vec::new(), end),
            Some(before) => {
                let length = reference(&text.replace(['/', '>'], " "), "Length").unwrap() as usize;
                let data = &file[before + 8..before + 8 + length];
                (inflate(data, &text), find(file, before + 8 + length, b"\nendobj").unwrap())
            }
        };
        objects.insert(id, Object { text, stream });
        at = end + 8;
        while file[at] == b'\n' {
            at += 1;
        }
    }
}

fn inflate(data: &[u8], text: &str) -> Vec<u8> {
    let mut plain = Vec::new();
    match text.contains("/FlateDecode") {
        true => ZlibDecoder::new(data).read_to_end(&mut plain).unwrap(),
        false => Read::read_to_end(&mut { data }, &mut plain).unwrap(),
    };
    plain
}

fn find(file: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    file[from..].windows(what.len()).position(|window| window == what).map(|place| from + place)
}
