//! How long files and functions may be: what a person can hold in mind.

use std::path::{Path, PathBuf};

use super::source::{Source, all, below, parse};
use super::{Breach, hold, root};

const FILE: usize = 600;
const FILE_MEDIAN: usize = 150;
const FUNCTION: usize = 80;
const FUNCTION_MEDIAN: usize = 10;

/// Files and functions of the product that are too long, one by one or in the middle.
fn breaches(sources: &[Source]) -> Vec<Breach> {
    let product: Vec<&Source> = sources.iter().filter(|source| !is_of_tests(&source.path)).collect();
    let files: Vec<(PathBuf, usize)> = product.iter().map(|source| (source.path.clone(), source.lines)).collect();
    let mut found = of_files("Rust", &files);
    let mut lengths = Vec::new();
    for source in product {
        for function in &source.functions {
            lengths.push(function.lines);
            if function.lines > FUNCTION {
                let (path, line) = (source.path.display(), function.line);
                found.push(format!("{path}:{line}: {} has {} lines, not {FUNCTION}", function.name, function.lines));
            }
        }
    }
    found.extend(too_long_in_the_middle("functions", lengths, FUNCTION_MEDIAN));
    found
}

fn of_files(kind: &str, files: &[(PathBuf, usize)]) -> Vec<Breach> {
    let long = files.iter().filter(|(_, lines)| *lines > FILE);
    let mut found: Vec<Breach> =
        long.map(|(path, lines)| format!("{} has {lines} lines, not {FILE}", path.display())).collect();
    let lengths = files.iter().map(|(_, lines)| *lines).collect();
    found.extend(too_long_in_the_middle(&format!("{kind} files"), lengths, FILE_MEDIAN));
    found
}

fn too_long_in_the_middle(what: &str, mut lengths: Vec<usize>, limit: usize) -> Option<Breach> {
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
    (median > limit).then(|| format!("the median of {what} is {median} lines, not {limit}"))
}

/// A file that holds tests and nothing else.
fn is_of_tests(path: &Path) -> bool {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    name == "tests" || name.ends_with("_tests") || path.components().any(|part| part.as_os_str() == "tests")
}

/// The pages, without their tests and without what is generated.
fn pages() -> Vec<(PathBuf, usize)> {
    let root = root();
    let files = below(&root.join("ui"), &["svelte", "ts", "js", "css"]);
    let files = files.into_iter().filter(|file| !file.to_string_lossy().contains(".test."));
    let lines = |file: &Path| std::fs::read_to_string(file).unwrap_or_default().lines().count();
    files.map(|file| (file.strip_prefix(&root).unwrap_or(&file).to_owned(), lines(&file))).collect()
}

#[test]
fn files_and_functions_stay_short() {
    hold("budgets of Rust", &breaches(&all()));
}

#[test]
fn pages_stay_short() {
    hold("budgets of the pages", &of_files("page", &pages()));
}

#[test]
fn planted_lengths_are_found() {
    let body = |lines: usize| "    step();\n".repeat(lines);
    let function = |lines: usize| format!("fn long() {{\n{}}}\n", body(lines - 2));
    let tests = format!("#[cfg(test)]\nmod tests {{\n    #[test]\n    fn t() {{\n{}    }}\n}}\n", body(700));
    let cases = [
        ("crates/a/src/lib.rs", function(10), 0),
        ("crates/a/src/lib.rs", function(11), 1),         // the median
        ("crates/a/src/lib.rs", function(81), 2),         // the longest, and the median
        ("crates/a/src/lib.rs", "// x\n".repeat(151), 1), // the median of files
        ("crates/a/src/lib.rs", "// x\n".repeat(601), 2), // the longest file, and the median
        ("crates/a/src/lib.rs", tests, 0),                // tests do not count
        ("crates/a/src/tests.rs", function(700), 0),
        ("tests/stories/main.rs", function(700), 0),
        ("crates/a/src/lib.rs", format!("impl A {{\n{}}}\n", function(82)), 2),
        ("crates/a/src/lib.rs", format!("trait A {{\n{}}}\n", function(82)), 2),
    ];
    for (path, text, expected) in cases {
        let found = breaches(&[parse(Path::new(path), &text)]);
        assert_eq!(found.len(), expected, "{path} {}: {found:?}", text.lines().count());
    }
    assert_eq!(of_files("page", &[(PathBuf::from("ui/kiosk/K1.svelte"), 601)]).len(), 2);
}
