use jiff::civil::Date;

use crate::{Document, Field, Finding, FindingCode, Severity};

impl Document {
    /// Replaces one fact by what a person typed for it. The fact's source is from then on
    /// [`crate::Source::Typed`], which [`crate::merge`] never overwrites. An empty text clears what no notice needs: the
    /// address, the expiry and the old number.
    ///
    /// # Errors
    /// The hard finding about the text; the document is unchanged then. [`FindingCode::NotTyped`] for
    /// [`Field::Paper`], which is chosen, not typed.
    pub fn correct(&mut self, field: Field, text: &str, today: Date) -> Result<(), Finding> {
        if text.trim().is_empty() {
            return self.clear(field);
        }
        let mut corrected = self.clone();
        corrected.type_in(field, text, today)?;
        let hard = |finding: &Finding| finding.field == field && finding.severity == Severity::Hard;
        if let Some(finding) = corrected.findings(today).into_iter().find(hard) {
            return Err(finding);
        }
        *self = corrected;
        Ok(())
    }

    fn clear(&mut self, field: Field) -> Result<(), Finding> {
        match field {
            Field::Address => self.address = None,
            Field::Expiry => self.expiry = None,
            Field::OldNumber => self.old_number = None,
            Field::Paper => return Err(Finding::hard(field, FindingCode::NotTyped)),
            _ => return Err(Finding::hard(field, FindingCode::Missing)),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
