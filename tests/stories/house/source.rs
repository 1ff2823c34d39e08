//! Rust files as the rules see them: parsed, with the tests taken out.

use std::path::{Path, PathBuf};

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::root;

/// One function: its name, the line it begins on and its length from `fn` to the closing brace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

/// One attribute with the names inside its brackets, and whether it stands at the head of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    pub line: usize,
    pub name: String,
    pub content: String,
    pub of_file: bool,
}

/// One file.
#[derive(Debug)]
pub struct Source {
    /// Relative to the workspace.
    pub path: PathBuf,
    /// Lines that are not inside a test module.
    pub lines: usize,
    /// Functions outside test modules.
    pub functions: Vec<Function>,
    /// Attributes everywhere.
    pub attributes: Vec<Attribute>,
    /// Lines outside test modules on which private data is opened (`expose`).
    pub exposes: Vec<usize>,
    /// Whether it begins with a documentation of the whole.
    pub documented: bool,
}

/// All Rust files of the workspace.
pub fn all() -> Vec<Source> {
    let root = root();
    let mut files = Vec::new();
    for folder in ["crates", "src-tauri", "tests"] {
        files.extend(below(&root.join(folder), &["rs"]));
    }
    files.iter().map(|file| read(file, &root)).collect()
}

/// The files below a folder with one of these endings, without generated and foreign ones.
pub fn below(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !["node_modules", "dist", "target", "gen", "bindings"].contains(&name.as_str()) {
                open.push(path);
            } else if endings.contains(&ending.as_str()) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(file: &Path, root: &Path) -> Source {
    let text = std::fs::read_to_string(file).expect("a source file can be read");
    parse(file.strip_prefix(root).unwrap_or(file), &text)
}

/// Measures one file.
pub fn parse(path: &Path, text: &str) -> Source {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let documented = file.attrs.iter().any(|attribute| attribute.path().is_ident("doc"));
    let mut look = Look { own: file.attrs.len(), ..Look::default() };
    look.visit_file(&file);
    let lines = text.lines().count() - look.test_lines;
    Source {
        path: path.to_owned(),
        lines,
        functions: look.functions,
        attributes: look.attributes,
        exposes: look.exposes,
        documented,
    }
}

#[derive(Default)]
struct Look {
    functions: Vec<Function>,
    attributes: Vec<Attribute>,
    exposes: Vec<usize>,
    /// How many attributes of the file itself are still to come: they are visited first.
    own: usize,
    test_lines: usize,
    depth_of_tests: usize,
}

impl Look {
    fn function(&mut self, signature: &syn::Signature, end: Span) {
        if self.depth_of_tests == 0 {
            let line = signature.span().start().line;
            let lines = end.end().line + 1 - line;
            self.functions.push(Function { name: signature.ident.to_string(), line, lines });
        }
    }

    /// Visits something with its insides, which count as tests when it is one.
    fn within(&mut self, attributes: &[syn::Attribute], span: Span, go: impl FnOnce(&mut Self)) {
        let test = attributes.iter().any(is_test);
        if test && self.depth_of_tests == 0 {
            self.test_lines += span.end().line + 1 - span.start().line;
        }
        self.depth_of_tests += usize::from(test);
        go(self);
        self.depth_of_tests -= usize::from(test);
    }
}

impl<'a> Visit<'a> for Look {
    fn visit_attribute(&mut self, attribute: &'a syn::Attribute) {
        let of_file = self.own > 0;
        self.own = self.own.saturating_sub(1);
        let name = attribute.path().get_ident().map(ToString::to_string).unwrap_or_default();
        let content = match &attribute.meta {
            syn::Meta::List(list) => list.tokens.to_string(),
            _ => String::new(),
        };
        self.attributes.push(Attribute { line: attribute.span().start().line, name, content, of_file });
    }

    fn visit_ident(&mut self, name: &'a proc_macro2::Ident) {
        if ["expose", "into_exposed"].iter().any(|word| name == word) && self.depth_of_tests == 0 {
            self.exposes.push(name.span().start().line);
        }
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        // What a macro is given is not parsed; `format!("{}", name.expose())` must be seen all the same.
        if call.tokens.to_string().contains("expose") && self.depth_of_tests == 0 {
            self.exposes.push(call.span().start().line);
        }
        visit::visit_macro(self, call);
    }

    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        self.within(&module.attrs, module.span(), |look| visit::visit_item_mod(look, module));
    }

    fn visit_item_impl(&mut self, block: &'a syn::ItemImpl) {
        self.within(&block.attrs, block.span(), |look| visit::visit_item_impl(look, block));
    }

    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.within(&item.attrs, item.span(), |look| {
            look.function(&item.sig, item.block.span());
            visit::visit_item_fn(look, item);
        });
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.function(&item.sig, item.block.span());
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'a syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.function(&item.sig, body.span());
        }
        visit::visit_trait_item_fn(self, item);
    }
}

/// `#[test]`, `#[tokio::test]`, `#[cfg(test)]`.
fn is_test(attribute: &syn::Attribute) -> bool {
    let ending = attribute.path().segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let of_configuration = || matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string() == "test");
    ending == "test" || (ending == "cfg" && of_configuration())
}
