/// Parts the name field at the first double filler into family and given names; a single filler is a space.
pub(crate) fn split(field: &str) -> (String, String) {
    let field = field.trim_end_matches('<');
    let (surname, given) = field.split_once("<<").unwrap_or((field, ""));
    (spaced(surname), spaced(given))
}

fn spaced(part: &str) -> String {
    part.split('<').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_part_at_the_double_filler() {
        let table = [
            ("NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<", "NGUYEN", "VAN AN"),
            ("ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "ERIKSSON", "ANNA MARIA"),
            ("VAN<DER<BERG<<JAN<<<<", "VAN DER BERG", "JAN"),
            ("ARKFREITH<<<<<<", "ARKFREITH", ""),
            ("<<<<", "", ""),
        ];
        for (field, surname, given) in table {
            assert_eq!(split(field), (surname.to_owned(), given.to_owned()), "{field}");
        }
    }
}
